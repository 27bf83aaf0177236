/** Ends a switch over a closed union: the compiler lists a forgotten case, and a value from outside fails loudly. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
