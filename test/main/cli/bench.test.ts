import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { jsonLines, runCli } from './run-cli.ts'

// Each test starts processes of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const store = mkdtempSync(join(tmpdir(), 'xw-bench-'))
afterAll(() => rmSync(store, { recursive: true, force: true }))

const SMALL = '--input-size 32 --width 0.05 --middle 1 --batch 3 --steps 2 --classes 5'.split(' ')
const KINDS = ['depthwise', 'pointwise', 'conv', 'batchNorm', 'rest'] as const

interface Times {
  forwardMs: number
  backwardMs: number
}

interface Report extends Record<string, unknown> {
  trainImagesPerSecond: number
  stepMs: number
  firstStepSeconds: number
  kinds: Record<(typeof KINDS)[number], Times>
  layers: (Times & { kind: string; layers: string[] })[]
  partsShare: number
}

it('measures steps, inference, memory and every layer', async () => {
  const { code, stdout, stderr } = await runCli(['bench', ...SMALL, '--json'], { store })
  expect(code).toBe(0)
  const [report, ...rest] = jsonLines(stdout) as Report[]
  expect(rest).toEqual([])
  if (!report) throw new Error('no report')
  const { trainImagesPerSecond, stepMs, firstStepSeconds, kinds, layers, partsShare } = report
  expect(report).toMatchObject({ engine: 'compiled', batch: 3, inferImagesPerSecond: expect.any(Number) })
  expect(trainImagesPerSecond).toBeCloseTo(3000 / stepMs, 6)
  expect(report['inferImagesPerSecond']).toBeGreaterThan(trainImagesPerSecond)
  expect(report['peakMemoryBytes']).toBeGreaterThan(200e6)
  // The first step compiles: no later one takes as long.
  expect(firstStepSeconds).toBeGreaterThan((3 * stepMs) / 1000)

  // Every layer stands in the table, by the kernels that it consists of.
  const named = layers.flatMap((layer) => layer.layers)
  expect(named.filter((name) => name === 'block5_sepconv1')).toHaveLength(2)
  expect(new Set(named)).toContain('avg_pool')
  const sums = KINDS.map((kind) => kinds[kind].forwardMs + kinds[kind].backwardMs)
  const parts = layers.reduce((sum, layer) => sum + layer.layers.length * (layer.forwardMs + layer.backwardMs), 0)
  expect(sums.reduce((a, b) => a + b)).toBeCloseTo(parts, 6)
  expect(partsShare).toBeCloseTo(parts / stepMs, 6)
  expect(kinds.conv.backwardMs).toBeGreaterThan(0)

  expect(stderr).toContain('measuring layers')
  expect(readdirSync(store)).toEqual([])
})

it('prints tables for people, and refuses inputs that are too small', async () => {
  const [good, small] = await Promise.all([
    runCli(['bench', ...SMALL], { store }),
    runCli(['bench', '--input-size', '20'], { store }),
  ])
  expect(good.code).toBe(0)
  expect(good.stdout).toMatch(/^training +[\d.]+ images\/s +[\d.]+ ms a step of 3$/m)
  expect(good.stdout).toMatch(/^peak memory +[\d.]+ [MG]B$/m)
  expect(good.stdout).toMatch(/^depthwise +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+ %$/m)
  expect(good.stdout).toMatch(/^the parts sum to \d+ % of the step/m)
  expect(good.stdout).toMatch(/^block5_sepconv1 and \d more +depthwise +3 x 4 x 4 x 36 /m)
  expect({ code: small.code, stdout: small.stdout }).toEqual({ code: 2, stdout: '' })
  expect(small.stderr).toMatch(/^error input-too-small: /m)
})
