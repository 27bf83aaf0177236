import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { certificateSchema } from '../../../shared/contract/export.ts'
import type { RunSummary } from '../../../shared/contract/run.ts'
import { temporaryFolder, type TemporaryFolder } from './image-folder.ts'
import { runCli } from './run-cli.ts'

let folder: TemporaryFolder
beforeAll(async () => void (folder = await temporaryFolder()))
afterAll(() => folder.remove())

it('trains on the sample, exports for both, and ends with its one line', async () => {
  const store = join(folder.path, 'store')
  const { code, stdout, stderr } = await runCli(['main-job', '--epochs', '1'], { store })
  expect(code).toBe(0)
  expect(stderr).toMatch(/^epoch 1\/1 /m)
  const exports = join(store, 'runs', 'run-1', 'exports')
  const line = /^trained: top1=(\d\.\d{4}) in (\d+) s; exported to (.+)\n$/.exec(stdout)
  expect(line?.[3]).toBe(exports)
  const listed = await runCli(['runs', '--json'], { store })
  const [run] = JSON.parse(listed.stdout) as RunSummary[]
  expect(line?.[1]).toBe(run?.best?.top1.toFixed(4))
  for (const format of ['keras', 'tfjs']) {
    const certificate = JSON.parse(await readFile(join(exports, format, 'certificate.json'), 'utf8')) as unknown
    expect(certificateSchema.parse(certificate).check.maxDifference).toBeLessThanOrEqual(1e-5)
  }
}, 240_000)
