import { parseArgs } from 'node:util'

export interface BenchOptions {
  readonly quick: boolean
  /** Ids of configurations; empty for all. */
  readonly only: readonly string[]
  readonly rounds: number
  /** File of an earlier run's results, which was broken off: what it measured is not measured again. */
  readonly resume: string | null
  /** Leave docs/performance.md alone. */
  readonly dry: boolean
}

export const USAGE = `npm run bench -- [--quick] [--only train-299-8,infer-299-8] [--rounds N] [--resume FILE] [--write | --dry]
  --quick   few configurations, usual settings and rounds, under three minutes; changes no document
  --only    these configurations alone; changes no document
  --rounds  turns of each engine (4 by default, 2 with --quick)
  --resume  go on after a run that was broken off; FILE is in bench/results
  --write   change the document all the same
  --dry     measure all, change no document`

/** Wrong use of the command, in words for who typed it. */
export class UsageError extends Error {}

/** Throws a UsageError on what it doesn't know. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parse(args)
  const only = values.only.flatMap((ids) => ids.split(',')).filter(Boolean)
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 4))
  if (!Number.isInteger(rounds) || rounds < 1) throw new UsageError(`--rounds is a whole number, not ${values.rounds}`)
  const resume = values.resume ?? null
  return {
    quick: values.quick,
    only,
    rounds,
    resume,
    dry: values.dry || (!values.write && (values.quick || only.length > 0)),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string' },
        resume: { type: 'string' },
        write: { type: 'boolean', default: false },
        dry: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}
