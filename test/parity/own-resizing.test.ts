import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { jsonLines, runCli } from '../main/cli/run-cli.ts'
import { describeParity, runPython } from './keras.ts'

const WAYS = ['nearest', 'bilinear'] as const

/**
 * Keras' bilinear resize gives fractions of a level and ours whole ones, as images are. Where those are rounded too, a few
 * lie on the border of two levels, to which side depends on 32 or 64 bits. `nearest` has nothing to round.
 */
const ALLOWED = { nearest: { own: 1e-5, levels: 1e-5 }, bilinear: { own: 5e-3, levels: 1e-3 } } as const

const answersSchema = z.record(
  z.enum(WAYS),
  z.record(z.string(), z.record(z.enum(['own', 'levels', 'usual']), z.array(z.number()))),
)
const rowSchema = z.object({ file: z.string(), classes: z.array(z.string()), probabilities: z.array(z.number()) })
const measuredSchema = z.object({ loss: z.number(), top1: z.number(), samples: z.number() })

let folder: string
let images: string
let answers: z.infer<typeof answersSchema>

const xw = (...args: readonly string[]) => runCli(args, { store: join(folder, 'store') })
async function lines(...args: readonly string[]): Promise<unknown[]> {
  const { code, stdout, stderr } = await xw(...args)
  expect(code, stderr).toBe(0)
  return jsonLines(stdout)
}

const largest = (differences: readonly number[]) => Math.max(...differences)

/** Of the softmax of the true class, over all images: what `xw evaluate` measures. */
function lossOf(rows: Readonly<Record<string, { readonly levels: readonly number[] }>>): number {
  const losses = Object.entries(rows).map(([file, { levels }]) => -Math.log(levels[Number(file[0])] ?? NaN))
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-own-resizing-'))
  images = join(folder, 'images')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describeParity('a Keras model that brings images to size itself, over a folder of photographs', () => {
  beforeAll(async () => {
    await runPython('resizing_models.py', join(import.meta.dirname, '../fixtures/photographs'), folder)
    answers = answersSchema.parse(JSON.parse(await readFile(join(folder, 'answers.json'), 'utf8')))
  }, 60_000)

  test.each(WAYS)(
    '%s: xw predict and xw evaluate say what Keras says of every image',
    async (way) => {
      const file = join(folder, `${way}.keras`)
      const theirs = answers[way]
      const [predicted, measured] = await Promise.all([
        lines('predict', file, images, '--json'),
        lines('evaluate', file, images, '--json'),
      ])
      const rows = predicted.map((line) => rowSchema.parse(line))
      expect(rows).toHaveLength(10)
      const apart = { own: [] as number[], levels: [] as number[], usual: [] as number[] }
      for (const { file: path, classes, probabilities } of rows) {
        const name = relative(images, path)
        classes.forEach((label, at) => {
          for (const given of ['own', 'levels', 'usual'] as const) {
            const expected = theirs[name]?.[given][Number(label)] ?? NaN
            apart[given].push(Math.abs((probabilities[at] ?? NaN) - expected))
          }
        })
      }
      expect(largest(apart.own)).toBeLessThan(ALLOWED[way].own)
      expect(largest(apart.levels)).toBeLessThan(ALLOWED[way].levels)
      expect(largest(apart.usual)).toBeGreaterThan(0.05)
      const { loss, samples } = measuredSchema.parse(measured[0])
      expect(samples).toBe(10)
      expect(Math.abs(loss - lossOf(theirs))).toBeLessThan(10 * ALLOWED[way].levels)
    },
    60_000,
  )

  test('a run that starts from it trains, validates and is exported in the same way', async () => {
    const run = join(folder, 'run')
    const line =
      '--engine eager --freeze all --epochs 1 --batch 4 --no-flip --shift 0 --brightness 0 --validation 0.4 --json'
    const events = await lines(
      'train',
      images,
      '--from',
      join(folder, 'nearest.keras'),
      '--out',
      run,
      ...line.split(' '),
    )
    const epochSchema = z.object({ kind: z.literal('epoch'), validation: z.object({ loss: z.number() }) })
    const [epoch] = events.flatMap((event) => epochSchema.safeParse(event).data ?? [])
    const out = join(folder, 'exported')
    const [[measured], [certificate]] = await Promise.all([
      lines('evaluate', run, images, '--split', 'validation', '--json'),
      lines('export', run, '--format', 'keras', '--out', out, '--json'),
    ])
    expect(measuredSchema.parse(measured).loss).toBeCloseTo(epoch?.validation.loss ?? NaN, 5)
    expect(certificate).toMatchObject({ preprocessing: { resize: 'nearest' } })
    const manifest = JSON.parse(await readFile(join(run, 'run.json'), 'utf8')) as object
    expect(manifest).toMatchObject({ graph: { inputShape: [24, 24, 3], preprocessing: { resize: 'nearest' } } })
  }, 60_000)
})
