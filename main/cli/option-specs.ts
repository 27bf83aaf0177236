import type { z } from 'zod'

/** One option of a command. Flags are false and the others undefined when they are not given. */
export type OptionSpec =
  | { readonly kind: 'flag'; readonly about: string }
  | { readonly kind: 'number'; readonly about: string; readonly range: NumberRange }
  | { readonly kind: 'choice'; readonly about: string; readonly choices: readonly string[] }
  | { readonly kind: 'text'; readonly about: string; readonly hint: string }

/** Options by their name without dashes. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>

type ValueOf<Spec extends OptionSpec> = Spec extends { readonly kind: 'flag' }
  ? boolean
  : Spec extends { readonly kind: 'number' }
    ? number | undefined
    : Spec extends { readonly choices: readonly (infer Choice)[] }
      ? Choice | undefined
      : string | undefined

export type OptionValues<Specs extends OptionSpecs> = { readonly [Name in keyof Specs]: ValueOf<Specs[Name]> }

export interface NumberRange {
  readonly whole: boolean
  readonly minimum: number
  readonly maximum: number
  /** True where the minimum itself is not allowed. */
  readonly above: boolean
}

/** Any number schema, with or without a default around it. */
type NumberSchema = z.ZodNumber | z.ZodDefault<z.ZodNumber>

/** A number option that allows exactly what the schema allows, so that ranges stand in one place. */
export function numberOption(about: string, schema: NumberSchema) {
  const inner = 'unwrap' in schema ? schema.unwrap() : schema
  const above = (inner.def.checks ?? []).some((check) => {
    const { check: name, inclusive } = check._zod.def as { check: string; inclusive?: boolean }
    return name === 'greater_than' && inclusive === false
  })
  const { minValue, maxValue, isInt } = inner
  const range: NumberRange = { whole: isInt, minimum: minValue ?? -Infinity, maximum: maxValue ?? Infinity, above }
  return { kind: 'number', about, range } as const
}

/** What an option takes, in words for an error. */
export function allowedText(spec: Exclude<OptionSpec, { kind: 'flag' }>): string {
  if (spec.kind === 'choice') return spec.choices.join(', ')
  if (spec.kind === 'text') return `a ${spec.hint}`
  const { whole, minimum, maximum, above } = spec.range
  return `a ${whole ? 'whole number' : 'number'} ${above ? 'above' : 'from'} ${minimum} ${above ? 'up ' : ''}to ${maximum}`
}

/** What an option takes, as its place in a usage line. */
export function valueHint(name: string, spec: OptionSpec): string {
  switch (spec.kind) {
    case 'flag':
      return `--${name}`
    case 'choice':
      return `--${name} ${spec.choices.join('|')}`
    case 'text':
      return `--${name} ${spec.hint.toUpperCase()}`
    case 'number':
      return `--${name} ${spec.range.whole ? 'N' : 'X'}`
  }
}
