// One format, written or read once: `write|read FORMAT FOLDER`. Prints what it took as JSON.
import { FORMATS } from '../../main/engine/formats/formats.ts'
import { readModel } from '../../main/engine/formats/read-model.ts'
import { initializeWeight } from '../../main/engine/model/initialize-weights.ts'
import { exportFormatSchema } from '../../shared/contract/export.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import { weightSpecs } from '../../shared/graph/weight-specs.ts'
import { xception } from '../../shared/zoo/xception.ts'

export interface Measured {
  readonly seconds: number
  /** Most resident memory of the process. */
  readonly peakBytes: number
  /** Before the work, with the weights that are written. */
  readonly baseBytes: number
  /** Of the weights themselves. */
  readonly weightBytes: number
}

const [what, name, folder = ''] = process.argv.slice(2)
const format = FORMATS[exportFormatSchema.parse(name)]
const graph = xception()
const weightBytes = 4 * countCost(graph).totalParameters
const labels = Array.from({ length: 1000 }, (_, index) => `class ${index}`)
const weights =
  what === 'write' ? new Map(weightSpecs(graph).map((spec) => [spec.key, initializeWeight(spec, 1)])) : new Map()

const baseBytes = process.memoryUsage.rss()
const startMs = performance.now()
const outcome = what === 'write' ? await format.write({ graph, labels, weights }, folder) : await readModel(folder)
if (!outcome.ok) throw new Error(JSON.stringify(outcome.error))
const seconds = (performance.now() - startMs) / 1000
const peakBytes = Math.max(process.memoryUsage.rss(), 1024 * process.resourceUsage().maxRSS)
console.log(JSON.stringify({ seconds, peakBytes, baseBytes, weightBytes } satisfies Measured))
