import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { openGraph } from '../../../../main/engine/formats/open-graph.ts'
import { countKnown, isUncounted } from '../../../../shared/graph/count-known.ts'
import { knownShapes } from '../../../../shared/graph/known-shapes.ts'

const configs = join(import.meta.dirname, '../../../fixtures/configs')
const folder = mkdtempSync(join(tmpdir(), 'xw-networks-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Counts {
  readonly parameters: number
  readonly macs: number
}
const networks = Object.entries(
  JSON.parse(readFileSync(join(configs, 'counts.json'), 'utf8')) as Readonly<Record<string, Counts>>,
)

/** Of `write_configs.py`: Keras' own networks without their weights, and what Keras counts of them. */
test.each(networks)('%s has the parameters and multiply-adds of Keras', async (name, counts) => {
  const path = join(folder, `${name}.json`)
  writeFileSync(path, gunzipSync(readFileSync(join(configs, `${name}.json.gz`))))
  const opened = await openGraph(path)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  const cost = countKnown(opened.value)
  expect([...knownShapes(opened.value)].filter(([, shape]) => shape === null)).toEqual([])
  const uncounted = cost.layers.filter(isUncounted).length
  expect(uncounted).toBe(0)
  expect(cost.totalParameters).toBe(counts.parameters)
  expect(cost.macs).toBe(counts.macs)
})
