import type { ImportNote, ImportReport } from '../../../../shared/contract/import.ts'
import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import { initializeWeight } from '../../model/initialize-weights.ts'
import type { WeightMap } from '../../model/weight-map.ts'
import { spreadBinary } from '../functional/binary-output.ts'
import { scaleOfMeans } from '../functional/input-scaling.ts'
import { applyStatistics, type StoredStatistics } from '../functional/scaling-node.ts'
import { InvalidModel } from '../invalid-model.ts'
import { labelled, type ReadModel } from '../model-file.ts'
import { scalingText } from '../scaling-text.ts'
import { loadWeights } from './load-weights.ts'
import type { StoredLayer, WantedLayer } from './stored-layer.ts'

/** Of weights that a file lacks and that are drawn: the same on every machine. */
const INITIAL_SEED = 0

export interface Assembly {
  /** What the file is, for the report. */
  readonly format: string
  readonly graph: LayerGraph
  readonly wanted: readonly WantedLayer[]
  readonly constants?: ReadonlyMap<string, Float32Array>
  readonly statistics?: readonly StoredStatistics[]
  /** Weights that are copies of others, by key. */
  readonly copies?: ReadonlyMap<string, string>
  /** A dense layer of two units that the file has as one. */
  readonly binary?: string | null
  readonly notes: readonly ImportNote[]
  readonly stored: readonly StoredLayer[]
  /** Size of the file. */
  readonly bytes: number
  readonly labels: readonly string[] | undefined
  /** Weights of the file that are initial values too. */
  readonly untrained?: readonly string[] | undefined
}

/**
 * A network with the weights that a file has for it. Only a head that was added may lack its own: they get initial
 * values. Throws `InvalidModel`.
 */
export async function assembleModel(assembly: Assembly): Promise<ReadModel> {
  const { wanted, stored, bytes, labels, constants, statistics = [], copies, binary, untrained = [] } = assembly
  const loaded = await loadWeights(wanted, stored, bytes)
  if (loaded.missing.length > 0) throw new InvalidModel(`it has no ${loaded.missing[0]}`)
  const found = new Map([...loaded.weights, ...(constants ?? [])])
  const { graph, notes: given } = withPreprocessing(assembly, found)
  applyStatistics(found, statistics)
  if (binary) spreadBinary(found, binary)
  for (const [key, from] of copies ?? []) found.set(key, (found.get(from) ?? new Float32Array()).slice())
  const initial: string[] = [...untrained]
  const weights: WeightMap = new Map(
    weightSpecs(graph).map((spec) => {
      const values = found.get(spec.key)
      if (!values) initial.push(spec.key)
      return [spec.key, values ?? initializeWeight(spec, INITIAL_SEED)]
    }),
  )
  const file = labelled(graph, weights, labels)
  const notes = [...given, ...notFinite(weights)]
  if (!labels) notes.push({ code: 'labels-numbered', subject: '', detail: `${file.labels.length}` })
  const { matched, unused } = loaded
  return { ...file, report: { format: assembly.format, matched: [...matched], initial, unused: [...unused], notes } }
}

/** A normalization that learned its statistics from the pixels themselves says by them what these were. */
function withPreprocessing(
  { graph, statistics = [], notes }: Assembly,
  weights: WeightMap,
): Pick<Assembly, 'graph' | 'notes'> {
  const first = statistics.find(({ atInput }) => atInput)
  const scaling = first && scaleOfMeans(weights.get(first.keys.mean) ?? [])
  if (!scaling) return { graph, notes }
  const preprocessing = { ...graph.preprocessing, scale: scaling.scale[0] ?? 1, offset: scaling.offset[0] ?? 0 }
  const told: ImportNote = {
    code: 'preprocessing-found',
    subject: first.wanted.name,
    detail: scalingText(preprocessing),
  }
  return {
    graph: { ...graph, preprocessing },
    notes: [...notes.filter(({ code }) => code !== 'preprocessing-assumed'), told],
  }
}

function notFinite(weights: WeightMap): readonly ImportNote[] {
  return [...weights].flatMap(([key, values]): ImportNote[] => {
    const count = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0)
    return count === 0 ? [] : [{ code: 'not-finite', subject: key, detail: `${count}` }]
  })
}

/** The report of a model that the workbench wrote and that needed no mapping. */
export function plainReport(format: string, weights: WeightMap): ImportReport {
  const matched = [...weights.keys()].map((key) => ({ weight: key, source: key, by: 'name' as const }))
  return { format, matched, initial: [], unused: [], notes: [...notFinite(weights)] }
}
