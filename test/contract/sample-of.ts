import type { z } from 'zod'

interface Definition {
  readonly type: string
  readonly shape?: Record<string, z.ZodType>
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly items?: readonly z.ZodType[]
  readonly entries?: Record<string, string>
  readonly values?: readonly unknown[]
  readonly keyType?: z.ZodType
  readonly valueType?: z.ZodType
  readonly left?: z.ZodType
  readonly right?: z.ZodType
}

/** Values that a schema takes: one for each option of its unions, so that together they show every kind of payload. */
export function samplesOf(schema: z.ZodType): unknown[] {
  const definition = schema._zod.def as unknown as Definition
  switch (definition.type) {
    case 'object':
      return combine(Object.entries(definition.shape ?? {}).map(([key, field]) => [key, samplesOf(field)] as const))
    case 'union':
      return (definition.options ?? []).flatMap(samplesOf)
    case 'intersection':
      return join(samplesOf(definition.left as z.ZodType), samplesOf(definition.right as z.ZodType))
    case 'optional':
      return [undefined, ...inner(definition)]
    case 'nullable':
      return [null, ...inner(definition)]
    case 'default':
    case 'readonly':
      return inner(definition)
    case 'array':
      return [samplesOf(definition.element as z.ZodType)]
    case 'tuple':
      return [(definition.items ?? []).map((item) => samplesOf(item)[0])]
    case 'record':
      return definition.valueType?._zod.def.type === 'never'
        ? [{}]
        : [{ key: samplesOf(definition.valueType as z.ZodType)[0] }]
    case 'enum':
      return Object.values(definition.entries ?? {})
    case 'literal':
      return [...(definition.values ?? [])]
    case 'string':
      return ['text']
    case 'boolean':
      return [true]
    case 'number':
      return [firstValid(schema, [1, 0, 0.5, 8, 64])]
    case 'custom':
      return [firstValid(schema, [new Uint8Array([1, 2, 3]), new Float32Array([1, 2, 3])])]
    default:
      throw new Error(`no sample of ${definition.type} is known yet`)
  }
}

const inner = ({ innerType }: Definition) => samplesOf(innerType as z.ZodType)

/** As many objects as the field with the most samples has: each sample of each field stands in one of them. */
function combine(fields: readonly (readonly [string, readonly unknown[]])[]): Record<string, unknown>[] {
  const count = Math.max(1, ...fields.map(([, samples]) => samples.length))
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(fields.map(([key, samples]) => [key, samples[index % samples.length]])),
  )
}

/** Objects that have what both sides ask for: each sample of each side stands in one of them. */
function join(left: readonly unknown[], right: readonly unknown[]): unknown[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
    Object.assign({}, left[index % left.length], right[index % right.length]),
  )
}

function firstValid(schema: z.ZodType, values: readonly unknown[]): unknown {
  const found = values.find((value) => schema.safeParse(value).success)
  if (found === undefined) throw new Error('none of the usual values fits')
  return found
}
