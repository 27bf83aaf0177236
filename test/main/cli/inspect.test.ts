import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { Transformer } from '@napi-rs/image'
import type { Depth } from '../../../shared/contract/inspection/comparison.ts'
import { writeSafetensorsModel } from '../../../main/engine/formats/safetensors/write-safetensors-model.ts'
import { keepEpoch } from '../../../main/engine/runs/checkpoint-history.ts'
import { inspectedRun, valueOf } from '../engine/inspection/inspected-run.ts'
import { temporaryFolder } from '../engine/runs/temporary-folder.ts'
import { runCli } from './run-cli.ts'

// Each test starts processes of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const bag = join(import.meta.dirname, '../../../samples/golden/fashion-bag.png')

it('draws the maps of a layer, with a table that says the same', async () => {
  const { store } = await inspectedRun()
  const out = temporaryFolder()
  const asked = ['inspect', '1', bag, '--layer', 'block3_sepconv2_bn', '--out', out, '--rank', 'energy', '--json']
  const { code, stdout } = await runCli(asked, { store })
  expect(code).toBe(0)
  const told = JSON.parse(stdout) as { shape: number[]; channels: { channel: number; energy: number }[] }
  expect(told.channels).toHaveLength(told.shape[2] ?? NaN)
  const table = (await readFile(join(out, 'block3_sepconv2_bn.csv'), 'utf8')).trim().split('\r\n')
  expect(table[0]).toBe('channel,minimum,maximum,mean,energy,variance,zeros')
  expect(table[1]?.split(',')[0]).toBe(String(told.channels[0]?.channel))
  const picture = await new Transformer(await readFile(join(out, 'block3_sepconv2_bn.png'))).metadata()
  expect(picture.width).toBeGreaterThan(100)
  const [unknown, wrong] = await Promise.all([
    runCli(['inspect', '1', bag, '--layer', 'block3_sepconv2_bm', '--out', out], { store }),
    runCli(['inspect', '1', bag], { store }),
  ])
  expect(unknown).toMatchObject({ code: 1, stdout: '' })
  expect(unknown.stderr).toMatch(/error layer-unknown: .*block3_sepconv2_bm; did you mean block3_sepconv2_bn\?/)
  expect(wrong.code).toBe(2)
})

it('compares two models, and draws where a class is seen', async () => {
  const { store, run, graph, weights } = await inspectedRun()
  valueOf(await keepEpoch(run.folder, graph, 1, weights))
  const out = join(temporaryFolder(), 'cam.png')
  const [depth, similarity, cam, neither] = await Promise.all([
    runCli(['compare', '1', '1', '--image', bag, '--json'], { store }),
    runCli(['compare', '1', run.folder, '--data', 'sample'], { store }),
    runCli(['cam', '1', bag, '--class', 'dark', '--out', out, '--json'], { store }),
    runCli(['compare', '1', '1'], { store }),
  ])
  expect(depth.code).toBe(0)
  const rows = (JSON.parse(depth.stdout) as Depth).rows
  expect(rows.every(({ relativeL2 }) => relativeL2 === 0)).toBe(true)
  expect(similarity.stdout).toMatch(/linear CKA/)
  expect(similarity.stdout).toMatch(/1\.0000/)
  expect(JSON.parse(cam.stdout)).toMatchObject({ label: 'dark', method: 'grad-cam' })
  expect(await new Transformer(await readFile(out)).metadata()).toMatchObject({ width: 32, height: 32 })
  expect(neither.code).toBe(2)
})

it('draws where two models part ways', async () => {
  const { store, graph, weights } = await inspectedRun()
  const [other, out] = [temporaryFolder(), join(temporaryFolder(), 'maps')]
  const key = 'block3_sepconv1/pointwise_kernel'
  const changed = new Map(weights).set(
    key,
    Float32Array.from(weights.get(key) ?? [], (value) => value * 2),
  )
  await writeSafetensorsModel({ graph, labels: ['bright', 'dark'], weights: changed }, other)
  const [drawn, chosen, wrong] = await Promise.all([
    runCli(['compare', '1', other, '--image', bag, '--out', out, '--json'], { store }),
    runCli(['compare', '1', other, '--image', bag, '--out', out, '--layer', 'block1_conv1'], { store }),
    runCli(['compare', '1', other, '--data', 'sample', '--out', out], { store }),
  ])
  expect(drawn.code).toBe(0)
  const { parting, files } = JSON.parse(drawn.stdout) as Depth & { files: string[] }
  expect(parting).toBe('block3_sepconv1')
  const named = (layer: string) =>
    ['-a.png', '-b.png', '-difference.png', '-difference.csv'].map((ending) => join(out, layer + ending))
  expect(files).toEqual(named('block3_sepconv1'))
  const [a, b, difference] = await Promise.all(files.slice(0, 3).map((file) => readFile(file)))
  expect(a).not.toEqual(b)
  const sizeOf = async (picture: Buffer | undefined) => {
    const { width, height } = await new Transformer(picture as Buffer).metadata()
    return [width, height]
  }
  expect(await sizeOf(difference)).toEqual(await sizeOf(a))
  const table = (await readFile(files[3] ?? '', 'utf8')).trim().split('\r\n')
  expect(table[0]).toBe('channel,cosine,relative_l2')
  // Twice the kernel is twice the map: the difference is as long as A.
  expect(Number(table[1]?.split(',')[2])).toBeCloseTo(1, 4)
  expect(chosen.stdout.trim().split('\n').slice(-4)).toEqual(named('block1_conv1'))
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
})
