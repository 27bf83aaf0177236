import type { OptionSpecs, OptionValues } from './option-specs.ts'

export interface Positional {
  /** In capitals, as usage shows it. */
  readonly name: string
  readonly about: string
  readonly optional?: true
  /** Takes all that follow. */
  readonly many?: true
}

export interface Arguments<Specs extends OptionSpecs> {
  readonly values: OptionValues<Specs>
  /** As many as the command declares; optional ones may be missing, the last may be several. */
  readonly positionals: readonly string[]
}

export interface Command<Specs extends OptionSpecs = OptionSpecs> {
  /** As it is typed after `xw`: `data inspect`. */
  readonly name: string
  /** One sentence without a full stop. */
  readonly summary: string
  readonly positionals: readonly Positional[]
  readonly options: Specs
  /** What the command does when options are left out, and what else a user should know. */
  readonly notes?: readonly string[]
  readonly examples: readonly string[]
  /** Returns the exit code: 0 done, 1 failed. Expected failures are thrown as `CommandFailure`. */
  run(args: Arguments<Specs>): Promise<number>
}

/** Lets the compiler derive the types of a command's values from its options. */
export function defineCommand<const Specs extends OptionSpecs>(command: Command<Specs>): Command<Specs> {
  return command
}

/** Every command has it. */
export const JSON_OPTION = { kind: 'flag', about: 'print JSON on stdout, and nothing else there' } as const
