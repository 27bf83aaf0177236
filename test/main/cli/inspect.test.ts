import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { Transformer } from '@napi-rs/image'
import type { Depth } from '../../../shared/contract/inspection/comparison.ts'
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
    runCli(['inspect', '1', bag, '--layer', 'block99', '--out', out], { store }),
    runCli(['inspect', '1', bag], { store }),
  ])
  expect(unknown).toMatchObject({ code: 1, stdout: '' })
  expect(unknown.stderr).toMatch(/error layer-unknown: .*block99/)
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
