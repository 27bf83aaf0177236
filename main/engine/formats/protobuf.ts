// Protocol buffers' wire format (https://protobuf.dev/programming-guides/encoding), writing only. A message stays a list
// of parts, so that a hundred megabytes of weights inside nested messages are never copied.

/** An encoded field or message. */
export interface Encoded {
  readonly length: number
  readonly parts: readonly Uint8Array[]
}

const WIRE = { varint: 0, bytes: 2, fixed32: 5 } as const

/** Fields one after another: a message's body. */
export function message(fields: readonly Encoded[]): Encoded {
  return { length: fields.reduce((sum, field) => sum + field.length, 0), parts: fields.flatMap((field) => field.parts) }
}

/** An integer, an enumeration or a boolean; negative ones as 64 bits, as int32 and int64 want them. */
export function integer(field: number, value: number | boolean): Encoded {
  return one([...varint(BigInt(field << 3) | BigInt(WIRE.varint)), ...varint(BigInt.asUintN(64, BigInt(value)))])
}

/** A 32-bit float. */
export function float(field: number, value: number): Encoded {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return one([...varint(BigInt(field << 3) | BigInt(WIRE.fixed32)), ...bytes])
}

export function bytes(field: number, value: Uint8Array): Encoded {
  return nested(field, { length: value.length, parts: [value] })
}

export function text(field: number, value: string): Encoded {
  return bytes(field, Buffer.from(value))
}

/** A message inside a message. */
export function nested(field: number, value: Encoded): Encoded {
  const head = Uint8Array.from([...varint(BigInt(field << 3) | BigInt(WIRE.bytes)), ...varint(BigInt(value.length))])
  return { length: head.length + value.length, parts: [head, ...value.parts] }
}

/** A repeated field of integers in its packed form. */
export function packedIntegers(field: number, values: readonly number[]): Encoded {
  return bytes(field, Uint8Array.from(values.flatMap((value) => varint(BigInt.asUintN(64, BigInt(value))))))
}

/** An entry of a map whose keys are text and whose values are messages. */
export function mapEntry(field: number, key: string, value: Encoded): Encoded {
  return nested(field, message([text(1, key), nested(2, value)]))
}

function one(values: readonly number[]): Encoded {
  return { length: values.length, parts: [Uint8Array.from(values)] }
}

function varint(value: bigint): number[] {
  const groups: number[] = []
  let rest = value
  while (rest > 127n) {
    groups.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  return [...groups, Number(rest)]
}
