/** A field of a protocol buffer message; `bytes` for text, bytes and messages, null for numbers. */
export interface Field {
  readonly number: number
  readonly bytes: Uint8Array | null
}

/** The fields of a message, without copying; null where it is not whole. */
export function readFields(message: Uint8Array): readonly Field[] | null {
  const fields: Field[] = []
  let at = 0

  /** Up to ten groups of seven bits; what is above 2^53 is no length and no field. */
  const varint = (): number | null => {
    let value = 0
    for (let group = 0; group < 10; group++) {
      const byte = message[at++]
      if (byte === undefined) return null
      value += (byte & 127) * 2 ** (7 * group)
      if (byte < 128) return value
    }
    return null
  }
  while (at < message.length) {
    const tag = varint()
    if (tag === null) return null
    const [number, wire] = [Math.floor(tag / 8), tag % 8]
    if (wire === 2) {
      const length = varint()
      if (length === null || length > message.length - at) return null
      fields.push({ number, bytes: message.subarray(at, at + length) })
      at += length
    } else if (wire === 0) {
      if (varint() === null) return null
      fields.push({ number, bytes: null })
    } else if (wire === 1 || wire === 5) {
      at += wire === 1 ? 8 : 4
      if (at > message.length) return null
      fields.push({ number, bytes: null })
    } else return null
  }
  return fields
}
