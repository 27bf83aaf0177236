import { z } from 'zod'

/** One option of a network as a form or a command line asks for it, with exactly the values that its schema takes. */
export type OptionField =
  | {
      readonly kind: 'number'
      readonly name: string
      readonly whole: boolean
      readonly minimum: number
      readonly maximum: number
    }
  | { readonly kind: 'choice'; readonly name: string; readonly choices: readonly string[] }
  | { readonly kind: 'switch'; readonly name: string }
  | {
      readonly kind: 'numbers'
      readonly name: string
      readonly minimum: number
      readonly maximum: number
      readonly most: number
    }

/** The fields of an options schema in its order. Throws on a type that no field is known for: a bug of the schema. */
export function optionFields(shape: Readonly<Record<string, unknown>>): readonly OptionField[] {
  return Object.entries(shape).map(([name, schema]) => fieldOf(name, schema))
}

function fieldOf(name: string, schema: unknown): OptionField {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodNumber) return { kind: 'number', name, whole: inner.isInt, ...rangeOf(inner) }
  if (inner instanceof z.ZodBoolean) return { kind: 'switch', name }
  if (inner instanceof z.ZodEnum) return { kind: 'choice', name, choices: inner.options.map(String) }
  if (inner instanceof z.ZodArray && inner.element instanceof z.ZodNumber) {
    return { kind: 'numbers', name, ...rangeOf(inner.element), most: mostOf(inner) }
  }
  throw new Error(`no field is known for the option ${name}`)
}

/** Without the default and the readonly around it. */
function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodReadonly ? unwrapped(schema.unwrap()) : schema
}

function rangeOf({ minValue, maxValue }: z.ZodNumber) {
  return { minimum: minValue ?? -Infinity, maximum: maxValue ?? Infinity }
}

function mostOf(schema: z.ZodArray): number {
  const checks = schema.def.checks?.map((check) => check._zod.def as { check: string; maximum?: number }) ?? []
  return checks.find(({ check }) => check === 'max_length')?.maximum ?? Infinity
}
