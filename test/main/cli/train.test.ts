import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RunSummary } from '../../../shared/contract/run.ts'
import { trainingEventSchema, type TrainingEventOf } from '../../../shared/training/training-event.ts'
import { COLOURS, temporaryFolder, writeColours, type TemporaryFolder } from './image-folder.ts'
import { keepProbe } from './keep-probe.ts'
import { jsonLines, runCli, type CliOptions, type CliOutcome } from './run-cli.ts'

// Each test starts processes of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const SMALL = '--width 0.1 --middle 1 --batch 8'.split(' ')

let folder: TemporaryFolder
let images: string
let trained: CliOutcome
const store = () => join(folder.path, 'store')
const xw = (args: readonly string[], options: Partial<CliOptions> = {}) => runCli(args, { store: store(), ...options })
const eventsOf = ({ stdout }: CliOutcome) => jsonLines(stdout).map((line) => trainingEventSchema.parse(line))
const errorLines = ({ stderr }: CliOutcome) => stderr.split('\n').filter((line) => line.startsWith('error '))

beforeAll(async () => {
  folder = await temporaryFolder()
  images = await writeColours(join(folder.path, 'images'), 12, 32)
  await keepProbe(store())
  trained = await xw(['train', images, ...SMALL, '--epochs', '2', '--json'])
})
afterAll(() => folder.remove())

interface Prediction {
  file: string
  classes: string[]
  probabilities: number[]
}

async function predicted(model: string, ...files: string[]): Promise<Prediction[]> {
  const outcome = await xw(['predict', model, ...files, '--json'])
  expect(outcome.code).toBe(0)
  return jsonLines(outcome.stdout) as Prediction[]
}

describe('train', () => {
  it('prints the events on stdout and what it chose on stderr', () => {
    expect(trained.code).toBe(0)
    const events = eventsOf(trained)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index))
    expect(events[0]).toMatchObject({ kind: 'started', epochs: 2, trainingSamples: 30, validationSamples: 6 })
    expect(events.at(-1)).toMatchObject({ kind: 'finished', reason: 'completed', epoch: 2, step: 8 })
    expect(trained.stderr).toContain('xception 32x32, small stem, width 0.1, 3 classes')
    expect(trained.stderr).toMatch(/^epoch 2\/2 {2}loss \d\.\d{4}/m)
    expect(trained.stderr).not.toContain('\u001B')
  })

  it('forecasts the run before it, tells when it compiles, and says after it how far the forecast was off', () => {
    expect(trained.stderr).toMatch(/^forecast: about [\d.]+ m?s a step, \d+ MB, [\d.]+ s an epoch$/m)
    expect(trained.stderr).toMatch(/^compiling the step for batches of 8\ncompiled; the first step took [\d.]+ s /m)
    expect(trained.stderr).toMatch(/^forecast: [\d.]+ m?s a step, was [\d.]+ m?s a step \([+-]\d+ %\); \d+ MB, was /m)
    const [first] = eventsOf(trained)
    expect(first).toMatchObject({ kind: 'started', forecast: { stepMs: expect.any(Number) } })
  })

  it('lists the run', async () => {
    const { code, stdout } = await xw(['runs', '--json'])
    const runs = JSON.parse(stdout) as RunSummary[]
    expect(code).toBe(0)
    expect(runs).toMatchObject([{ number: 1, state: 'finished', epochsDone: 2, labels: COLOURS, hasCheckpoint: true }])
    expect((await xw(['runs'])).stdout).toMatch(/^ +1 .* finished +2\/2 .* images$/m)
  })

  it('refuses an --out that is full or cannot be made, and leaves it alone', async () => {
    const full = await xw(['train', images, ...SMALL, '--out', images])
    expect({ code: full.code, errors: errorLines(full) }).toEqual({
      code: 1,
      errors: [expect.stringMatching(/^error destination-not-empty: .*images is not empty; choose/)],
    })
    await writeFile(join(folder.path, 'file'), 'hello')
    const blocked = await xw(['train', images, ...SMALL, '--out', join(folder.path, 'file', 'run')])
    expect({ code: blocked.code, errors: errorLines(blocked) }).toEqual({
      code: 1,
      errors: [expect.stringMatching(/^error not-found: .*run/)],
    })
    expect((await readdir(images)).sort()).toEqual(COLOURS)
    expect(await readFile(join(folder.path, 'file'), 'utf8')).toBe('hello')
  })
})

describe('evaluate', () => {
  it('measures the validation images as the training did, to the last digit', async () => {
    const best = eventsOf(trained).findLast((event) => event.kind === 'epoch' && event.best) as TrainingEventOf<'epoch'>
    const { code, stdout } = await xw(['evaluate', '1', images, '--split', 'validation', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ...best.validation, confusion: best.confusion, samples: 6 })
  })

  it('maps classes by name and refuses those that the model does not know', async () => {
    const some = join(folder.path, 'some')
    for (const label of ['green', 'red']) await cp(join(images, label), join(some, label), { recursive: true })
    const { code, stdout } = await xw(['evaluate', join(store(), 'runs', 'run-1'), some, '--json'])
    const { confusion, samples } = JSON.parse(stdout) as { confusion: number[][]; samples: number }
    expect({ code, samples }).toEqual({ code: 0, samples: 24 })
    expect(confusion.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual([0, 12, 12])

    await cp(join(images, 'blue'), join(some, 'violet'), { recursive: true })
    const unknown = await xw(['evaluate', '1', some])
    expect({ code: unknown.code, stdout: unknown.stdout }).toEqual({ code: 1, stdout: '' })
    expect(errorLines(unknown)).toEqual([expect.stringMatching(/^error model-labels-mismatch: .*green, red, violet/)])
  })
})

describe('predict and export', () => {
  it('gives every readable image its line, and the others an error and code 1', async () => {
    const [good, text] = [join(images, 'red', '00.png'), join(folder.path, 'text.jpg')]
    await writeFile(text, 'not a picture')
    const outcome = await xw(['predict', '1', text, good, join(folder.path, 'gone.png'), '--json'])
    expect(outcome.code).toBe(1)
    expect(errorLines(outcome)).toEqual([
      expect.stringMatching(/^error image-unreadable: .*text.jpg/),
      expect.stringMatching(/^error not-found: .*gone.png/),
    ])
    const [broken, line, gone] = jsonLines(outcome.stdout) as Prediction[]
    expect(broken).toMatchObject({ file: text, error: { code: 'image-unreadable' } })
    expect(gone).toMatchObject({ error: { code: 'not-found' } })
    expect(line?.file).toBe(good)
    expect([...(line?.classes ?? [])].sort()).toEqual(COLOURS)
    expect(line?.probabilities).toEqual([...(line?.probabilities ?? [])].sort((a, b) => b - a))
    expect(line?.probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6)
  })

  it.each(['keras', 'tfjs'])('predicts the same from a %s export', async (format) => {
    const out = join(folder.path, `exported-${format}`)
    const { code, stdout } = await xw(['export', '1', '--format', format, '--out', out, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ format, runId: 'run-1', checkpoint: 'best', labels: COLOURS })
    const files = COLOURS.map((label) => join(images, label, '03.png'))
    const [own, exported] = await Promise.all([predicted('1', ...files), predicted(out, ...files)])
    expect(exported.map(({ file, classes }) => ({ file, classes }))).toEqual(
      own.map(({ file, classes }) => ({ file, classes })),
    )
    const differences = own.flatMap(({ probabilities }, image) =>
      probabilities.map((value, index) => Math.abs(value - (exported[image]?.probabilities[index] ?? NaN))),
    )
    expect(differences).toHaveLength(9)
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-6)

    const again = await xw(['export', '1', '--format', format, '--out', out])
    expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 1, stdout: '' })
    expect(errorLines(again)).toEqual([expect.stringMatching(/^error destination-not-empty: /)])
  })

  it('says what a model may be', async () => {
    const names = ['99', images, 'flowers.keras']
    const outcomes = await Promise.all(names.map((name) => xw(['predict', name, 'x.png'])))
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1])
    expect(outcomes.flatMap(errorLines)).toEqual([
      expect.stringMatching(/^error run-unknown: there is no run run-99/),
      expect.stringMatching(/^error model-format-unknown: /),
      expect.stringMatching(/^error not-found: flowers\.keras is not there/),
    ])
  })
})

describe('fine-tuning', () => {
  it('starts from an export with a new head, then lets go of more, and keeps the classes that it knows', async () => {
    const [keras, out] = [join(folder.path, 'to-tune'), join(folder.path, 'tuned')]
    expect((await xw(['export', '1', '--format', 'keras', '--out', keras])).code).toBe(0)
    const line = '--freeze block5 --head-epochs 1 --epochs 2 --batch 8 --depth-decay 0.8 --weight-average 0.9 --json'
    const tuned = await xw(['train', images, '--from', keras, '--out', out, ...line.split(' ')])
    expect({ code: tuned.code, errors: errorLines(tuned) }).toEqual({ code: 0, errors: [] })
    expect(tuned.stderr).toMatch(/^from epoch 1: frozen up to the head, [\d,]+ parameters train$/m)
    expect(tuned.stderr).toMatch(/^from epoch 2: frozen up to block5, [\d,]+ parameters train, at 0.1 of the rate$/m)
    expect(tuned.stderr).toMatch(
      /^began with [\d,]+ weights of .*to-tune; no layer is fresh; classes kept: blue, green, red$/m,
    )
    const events = eventsOf(tuned)
    expect(events.some(({ kind }) => kind === 'features')).toBe(true)
    expect(events.at(-1)).toMatchObject({ kind: 'finished', epoch: 2 })
    const manifest = JSON.parse(await readFile(join(out, 'run.json'), 'utf8')) as object
    expect(manifest).toMatchObject({
      model: null,
      startedFrom: { source: keras, freshLayers: [], keptClasses: COLOURS },
    })
    const headed = await xw([
      'train',
      images,
      '--from',
      keras,
      '--head',
      '16,0.2',
      '--freeze',
      'block5',
      '--head-epochs',
      '3',
      '--epochs',
      '1',
      '--no-flip',
      '--shift',
      '0',
    ])
    expect({ code: headed.code, errors: errorLines(headed) }).toEqual({ code: 0, errors: [] })
    expect(headed.stderr).toMatch(/^from epoch 4: frozen up to block5, .*; never, since the run ends after epoch 1$/m)
    expect(headed.stderr).toMatch(/; fresh: head_dense1, predictions; no class keeps its weights$/m)
  })

  it('says where ImageNet weights come from, and refuses a copy that is not the published file', async () => {
    const missing = await xw(['predict', 'imagenet', 'x.png'])
    expect(errorLines(missing)).toEqual([
      expect.stringMatching(/^error pretrained-missing: .*xw pretrained get xception/),
    ])
    const file = join(folder.path, 'fake.h5')
    await writeFile(file, 'not weights')
    const fake = await xw(['pretrained', 'get', 'xception', '--file', file])
    expect(fake.code).toBe(1)
    expect(errorLines(fake)).toEqual([
      expect.stringMatching(/^error pretrained-mismatch: .*fake.h5 is not the published/),
    ])
    expect(fake.stderr).toContain('licence: Apache 2.0')
    expect((await xw(['pretrained', 'get', 'vgg'])).code).toBe(2)
  })
})

it('stops at Ctrl+C with a checkpoint, and goes on from there', async () => {
  const out = join(folder.path, 'run')
  const stopped = await xw(['train', images, ...SMALL, '--epochs', '40', '--out', out, '--json'], {
    interruptWhen: (stdout) => stdout.includes('"kind":"epoch"'),
  })
  const end = eventsOf(stopped).at(-1) as TrainingEventOf<'finished'>
  expect(stopped.code).toBe(0)
  expect(end).toMatchObject({ kind: 'finished', reason: 'stopped', bestEpoch: 1 })
  expect(end.step).toBeLessThan(160)
  expect(await readdir(join(out, 'checkpoints'))).toContain('last.safetensors')

  const resumed = await xw(['train', '--continue', out, '--json'])
  const events = eventsOf(resumed)
  expect(resumed.code).toBe(0)
  expect(events[0]).toMatchObject({ kind: 'started', fromStep: end.step + 1, seq: end.seq + 1 })
  expect(events.at(-1)).toMatchObject({ kind: 'finished', reason: 'completed', epoch: 40, step: 160 })
})
