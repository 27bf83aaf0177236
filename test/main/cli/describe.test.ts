import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import golden from '../../fixtures/xception-keras.json' with { type: 'json' }
import { keepProbe } from './keep-probe.ts'
import { runCli } from './run-cli.ts'

// Each test starts processes of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const store = mkdtempSync(join(tmpdir(), 'xw-cli-'))
afterAll(() => rmSync(store, { recursive: true, force: true }))

interface Description {
  totalParameters: number
  trainableParameters: number
  macs: number
  modules: number
  convolutionLayers: number
  layers: { name: string; kind: string; outputShape: number[]; parameters: number; macs: number; block: string }[]
}

async function described(...options: string[]): Promise<Description> {
  const { code, stdout, stderr } = await runCli(['describe', ...options, '--json'], { store })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as Description
}

it("describes the paper's network when nothing is asked for", async () => {
  const { layers, ...totals } = await described()
  expect(totals).toMatchObject({
    totalParameters: 22_910_480,
    trainableParameters: 22_855_952,
    macs: 8_357_403_496,
    modules: 14,
    convolutionLayers: 36,
  })
  expect(layers).toHaveLength(golden.layers.length)
  expect(layers.find(({ name }) => name === 'block14_sepconv2')).toEqual({
    name: 'block14_sepconv2',
    kind: 'separableConv2d',
    outputShape: [10, 10, 2048],
    parameters: 3_159_552,
    macs: 315_955_200,
    block: 'exit/block14',
  })
  expect(layers.reduce((sum, { macs }) => sum + macs, 0)).toBe(totals.macs)
  expect(layers.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(totals.totalParameters)
})

it('describes the pointwise-first variant', async () => {
  expect(await described('--order', 'pointwise-first')).toMatchObject({
    totalParameters: 22_928_336,
    trainableParameters: 22_873_808,
  })
})

it('takes every option that train takes', async () => {
  const plain = await described('--input-size', '32', '--width', '0.25', '--classes', '10')
  expect(plain.layers[0]?.outputShape).toEqual([32, 32, 3])
  expect(plain.layers.at(-1)?.outputShape).toEqual([10])
  const changed = [
    ...'--middle 1 --no-residuals --activation elu --stem full --input-size 71'.split(' '),
    '--width=0.25',
  ]
  const { layers, modules } = await described(...changed)
  expect(modules).toBe(7)
  expect(layers.some(({ kind }) => kind === 'add')).toBe(false)
  expect(layers.some(({ name }) => name === 'block5_sepconv1_between')).toBe(true)
  expect(layers.find(({ name }) => name === 'block1_conv1')?.outputShape).toEqual([35, 35, 8])
})

it('prints a table for people, and writes nothing to disk', async () => {
  const { code, stdout, stderr } = await runCli(['describe', 'xception'], { store })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^middle\/block5 +1,618,344/m)
  expect(stdout).toMatch(/^parameters +22,910,480 +22,855,952 trainable$/m)
  expect(stdout).toMatch(/^multiply-adds +8,357,403,496/m)
  expect(readdirSync(store)).toEqual([])
})

it('forecasts a step once the machine was measured, and says how to where it was not', async () => {
  const measured = join(store, 'measured')
  await keepProbe(measured)
  const { stdout } = await runCli(['describe', '--batch', '4', '--json'], { store: measured })
  const { forecast } = JSON.parse(stdout) as { forecast: { batch: number; stepMs: number; memoryBytes: number } }
  expect(forecast.batch).toBe(4)
  expect(forecast.stepMs).toBeGreaterThan(100)
  expect(forecast.memoryBytes).toBeGreaterThan(1e9)
  const [known, unknown] = await Promise.all([
    runCli(['describe'], { store: measured }),
    runCli(['describe'], { store: join(store, 'new') }),
  ])
  expect(known.stdout).toMatch(/^forecast for training here in batches of 8: about [\d.]+ s a step, [\d.]+ GB$/m)
  expect(unknown.stdout).toContain('no forecast yet: --forecast measures this machine once')
})

it.each([
  ['nin', { totalParameters: 7_595_176 }],
  ['inception-v1', { totalParameters: 6_998_552, modules: 9 }],
  ['inception-v2', { totalParameters: 11_214_888, modules: 10 }],
  ['inception-v3', { totalParameters: 23_851_784, modules: 11 }],
  ['inception-resnet-v2', { totalParameters: 55_873_736, modules: 43 }],
])('describes %s, as MODEL or by --model', async (name, totals) => {
  expect(await described(name)).toMatchObject(totals)
  const { layers } = await described('--model', name, '--small', '--classes', '7')
  expect(layers[0]?.outputShape).toEqual([32, 32, 3])
  expect(layers.at(-1)?.outputShape).toEqual([7])
})

it('refuses an option that the network does not have', async () => {
  const { code, stderr } = await runCli(['describe', 'inception-v3', '--middle', '3'], { store })
  expect({ code, stderr }).toMatchObject({ code: 2 })
  expect(stderr).toMatch(/^error option-unexpected: inception-v3 has no --middle; it has --input-size, --width/)
})

it('lists the zoo', async () => {
  const { code, stdout } = await runCli(['zoo', '--json'], { store })
  expect(code).toBe(0)
  const { networks } = JSON.parse(stdout) as { networks: { name: string; macs: number }[] }
  expect(networks.map(({ name }) => name)).toEqual([
    ...['nin', 'inception-v1', 'inception-v2', 'inception-v3', 'inception-resnet-v2', 'xception'],
  ])
  expect(networks.find(({ name }) => name === 'inception-v3')?.macs).toBe(5_713_216_096)
  expect((await runCli(['zoo', '--small'], { store })).stdout).toMatch(/^inception-v2 +Inception v2 +2015 +32x32/m)
})

it('a file with layers that are not known is described as far as it goes', async () => {
  const file = join(store, 'odd.json')
  const layer = (className: string, name: string, from: readonly string[], config: object) => ({
    ...{ class_name: className, name, config: { name, ...config } },
    inbound_nodes: from.length === 0 ? [] : [from.map((input) => [input, 0, 0, {}])],
  })
  const layers = [
    layer('InputLayer', 'in', [], { batch_shape: [null, 8, 8, 3] }),
    layer('Sorcery', 'magic', ['in'], { spell: 'abra' }),
  ]
  const config = { name: 'odd', layers, input_layers: [['in', 0, 0]], output_layers: [['magic', 0, 0]] }
  writeFileSync(file, JSON.stringify({ class_name: 'Functional', config }))
  const { stdout } = await runCli(['describe', file], { store })
  expect(stdout).toContain('unknown: Sorcery')
  expect(stdout).toMatch(/without +1 +layers of which something is not known/)
  const { stdout: json } = await runCli(['describe', file, '--json'], { store })
  expect(JSON.parse(json)).toMatchObject({ uncountedLayers: 1, forecast: null })
})
