import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeImage } from '../../main/engine/dataset/dataset.ts'
import { RESIZES } from '../../shared/graph/layer-graph.ts'
import { valueOf } from './export-jobs.ts'
import { describeParity, runPython } from './keras.ts'
import { decodeTensors } from './tensor-file.ts'

const SIZES = [32, 71, 299]
const FIXTURES = join(import.meta.dirname, '../fixtures/photographs')
const PHOTOGRAPHS = ['chelsea', 'coffee', 'detail']

describeParity('photographs brought to size', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xw-resize-'))
    await runPython('resize.py', FIXTURES, folder, ...SIZES.map(String))
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** PNGs, whose pixels all programs decode alike. */
  test.each(RESIZES)('%s: within one level of Pillow and TensorFlow', async (resize) => {
    let compared = 0
    for (const name of PHOTOGRAPHS) {
      const bytes = await readFile(join(folder, `${name}.png`))
      const expected = decodeTensors(await readFile(join(folder, `${name}.expected`)))
      for (const size of SIZES) {
        const ours = valueOf(await decodeImage(bytes, size, name, resize))
        for (const program of ['pillow', 'tensorflow']) {
          const theirs = expected.get(`${resize}/${program}/${size}`)
          // Pillow's bilinear filter always antialiases.
          if (!theirs) continue
          const apart = theirs.data.reduce((most, level, at) => Math.max(most, Math.abs(level - (ours[at] ?? NaN))), 0)
          expect(apart, `${name}.png to ${size} by ${program}`).toBeLessThanOrEqual(resize === 'nearest' ? 0 : 1)
          compared++
        }
      }
    }
    expect(compared).toBe(PHOTOGRAPHS.length * SIZES.length * (resize === 'bilinear' ? 1 : 2))
  })
})
