import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { keras3Config } from '../../../main/engine/formats/keras/keras3-config.ts'
import { xception } from '../../../shared/zoo/xception.ts'
import { runCli } from './run-cli.ts'

vi.setConfig({ testTimeout: 180_000 })

const store = mkdtempSync(join(tmpdir(), 'xw-cli-'))
afterAll(() => rmSync(store, { recursive: true, force: true }))

it('compares two variants, lists what differs and subtracts', async () => {
  const { code, stdout, stderr } = await runCli(['diff', 'xception', 'xception:middle=6'], { store })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^- +middle\/block11 +19×19×728 +-1,618,344 +-581,068,488$/m)
  expect(stdout).toContain('14 of 16 blocks are the same')
  expect(stdout).toMatch(/^parameters +22,910,480 +19,673,792 +-3,236,688$/m)
})

it('compares a network with a model file, as JSON', async () => {
  const file = join(store, 'config.json')
  writeFileSync(file, JSON.stringify(keras3Config(xception({ width: 0.1 }))))
  const { code, stdout } = await runCli(['diff', 'xception:width=0.1', file, '--json'], { store })
  expect(code).toBe(0)
  const { a, b } = JSON.parse(stdout) as { a: object; b: object }
  expect(a).toEqual(b)
})

it.each([
  [['xception', 'xception:nope=1'], 'inputSize'],
  [['xception', 'xception:width=9'], 'from 0.01 to 4'],
  [['xception', 'xception:inputSize=20'], '32 or more'],
  [['xception', 'nowhere.keras'], 'inception-v3'],
])('refuses %j and says what is allowed', async (args, allowed) => {
  const { code, stdout, stderr } = await runCli(['diff', ...args], { store })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(allowed)
})

it('describes a model file, draws it and lists it as CSV', async () => {
  const [file, svg] = [join(store, 'other.json'), join(store, 'drawing.svg')]
  writeFileSync(file, JSON.stringify(keras3Config(xception({ width: 0.1, classes: 7 }))))
  const { code, stdout } = await runCli(['describe', file, '--svg', svg, '--csv'], { store })
  expect(code).toBe(0)
  expect(stdout).toContain('layer,kind,block,output,parameters,multiply-adds')
  expect(stdout).toContain('predictions,dense')
  expect(readFileSync(svg, 'utf8')).toContain('Dense 7, Softmax')
})
