/** A tar of such entries; `type` is the flag of a regular file where it isn't given. */
export function tarOf(entries: readonly { name: string; content: Buffer; type?: string; size?: string }[]): Buffer {
  const blocks = entries.flatMap(({ name, content, type = '0', size }) => {
    const header = Buffer.alloc(512)
    header.write(name, 0, 'latin1')
    header.write('0000644\0', 100, 'latin1')
    header.write(size ?? `${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
    header.write(`        ${type}`, 148, 'latin1')
    header.write('ustar\x0000', 257, 'latin1')
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
