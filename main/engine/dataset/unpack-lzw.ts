const MOST_CODES = 4096
const NONE = -1

/**
 * GIF's variable-length LZW (GIF89a specification, appendix F): exactly `count` palette indices. Throws on damaged data
 * and on data that ends early. Always ends: a code is made only of codes smaller than itself.
 */
export function unpackLzw(data: Uint8Array, startBits: number, count: number): Uint8Array {
  if (startBits < 1 || startBits > 8) throw new Error(`a GIF with codes of ${startBits} bits`)
  const clearCode = 1 << startBits
  const endCode = clearCode + 1
  const prefix = new Uint16Array(MOST_CODES)
  const suffix = new Uint8Array(MOST_CODES)
  const string = new Uint8Array(MOST_CODES + 1)
  const out = new Uint8Array(count)
  let [written, held, heldBits] = [0, 0, 0]
  let [codeBits, nextCode, previous, first] = [startBits + 1, endCode + 1, NONE, 0]

  /** Writes the string of a code, last character first into `string`, and remembers its first character. */
  const write = (code: number) => {
    let length = 0
    let rest = code
    if (code === nextCode) {
      string[length++] = first
      rest = previous
    }
    for (; rest > endCode; rest = prefix[rest] ?? 0) string[length++] = suffix[rest] ?? 0
    first = rest
    string[length++] = first
    while (length > 0 && written < count) out[written++] = string[--length] ?? 0
  }

  for (const byte of data) {
    held |= byte << heldBits
    heldBits += 8
    while (heldBits >= codeBits) {
      const code = held & ((1 << codeBits) - 1)
      held >>>= codeBits
      heldBits -= codeBits
      if (code === clearCode) {
        ;[codeBits, nextCode, previous] = [startBits + 1, endCode + 1, NONE]
        continue
      }
      if (code === endCode || written === count) return whole(out, written)
      if (code > nextCode || (previous === NONE && code > endCode)) throw new Error('the pixels of the GIF are damaged')
      write(code)
      if (previous !== NONE && nextCode < MOST_CODES) {
        prefix[nextCode] = previous
        suffix[nextCode] = first
        nextCode++
        if (nextCode === 1 << codeBits && codeBits < 12) codeBits++
      }
      previous = code
    }
  }
  return whole(out, written)
}

function whole(out: Uint8Array, written: number): Uint8Array {
  if (written < out.length) throw new Error('the pixels of the GIF end early')
  return out
}
