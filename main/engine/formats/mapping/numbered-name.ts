/** A name that Keras counts, as its stem and its number: `conv2d_7` is `conv2d` and 7, `conv2d` itself is 0. */
export function numberedName(name: string): { readonly stem: string; readonly number: number } {
  const [, stem = name, number = '0'] = /^(.*?)(?:_(\d+))?$/.exec(name) ?? []
  return { stem, number: Number(number) }
}
