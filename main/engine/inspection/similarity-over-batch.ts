import type { Tensor } from '@tensorflow/tfjs-node'
import type { z } from 'zod'
import type { Similarity, similarityArgsSchema } from '../../../shared/contract/inspection/comparison.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { imageInput } from '../../../shared/graph/image-input.ts'
import { channelStatistics, deadChannels } from '../../../shared/inspection/channel-statistics.ts'
import { layerDepths, matchLayer } from '../../../shared/inspection/match-layers.ts'
import { poolFeatures } from '../../../shared/inspection/pool-features.ts'
import { centredGram, effectiveRank, linearCka } from '../../../shared/inspection/similarity.ts'
import { scoped } from '../backend/scoped.ts'
import type { Batch } from '../dataset/batches.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { batchTensor } from './activations.ts'
import { forEachBatch, imagesOf, spread } from './image-batches.ts'
import { classMapLayer, layerOf, mapShape, type InspectedModel } from './inspected-model.ts'
import { layerValues } from './layer-values.ts'
import type { Turn } from './occlusion.ts'

type Options = Omit<z.output<typeof similarityArgsSchema>, 'jobId' | 'a' | 'b' | 'datasetId'>

/** How alike two models represent images of a dataset, layer by layer. `dataset-too-few` where there are fewer than four. */
export async function similarityOverBatch(
  a: InspectedModel,
  b: InspectedModel,
  dataset: Dataset,
  { split, count, layers }: Options,
  turn: Turn,
): Promise<Result<Similarity>> {
  for (const layer of layers ?? []) {
    const found = layerOf(a, layer)
    if (!found.ok) return found
  }
  const matches = (layers ?? defaultLayers(a)).map((layer) => ({
    layer,
    ...renamed(matchLayer(a.graph, layer, b.graph)),
  }))
  const indices = spread(imagesOf(dataset, split), count)
  if (indices.length < 4) return fail('dataset-too-few', { usable: indices.length, minimum: 4 })
  const [inputA, inputB] = [imageInput(a.graph), imageInput(b.graph)]
  const same = inputA.size === inputB.size && inputA.resize === inputB.resize
  const total = indices.length * (same ? 1 : 2)
  const [left, right] = [
    collector(
      a,
      matches.map(({ layer }) => layer),
    ),
    collector(
      b,
      matches.map(({ layerB }) => layerB),
    ),
  ]
  const both = (batch: Batch) => [left, right].forEach(({ add }) => add(batch))
  const first = await forEachBatch(dataset, indices, inputA, (done) => turn(done, total), same ? both : left.add)
  if (!first.ok) return first
  const again = (done: number) => turn(indices.length + done, total)
  const second = same ? first : await forEachBatch(dataset, indices, inputB, again, right.add)
  if (!second.ok) return second
  const depths = layerDepths(a.graph)
  const rows = matches.map(({ layer, layerB, match }) => {
    const [one, other] = [left.features(layer), right.features(layerB)]
    return {
      layer,
      layerB,
      match,
      depth: depths.get(layer) ?? 0,
      cka: linearCka(one.gram, other.gram),
      effectiveRankA: effectiveRank(one.gram, one.count),
      effectiveRankB: effectiveRank(other.gram, other.count),
      deadA: one.dead,
      deadB: other.dead,
    }
  })
  return succeed({ images: indices.length, rows })
}

const renamed = ({ layer, match }: ReturnType<typeof matchLayer>) => ({ layerB: layer, match })

/** The last of each block, and the last map. */
function defaultLayers(model: InspectedModel): readonly string[] {
  const last = classMapLayer(model)
  return [...new Set([...model.cuts, ...(last === null ? [] : [last])])].filter((layer) => layer !== model.input)
}

/** Gathers what chosen layers of a model say of the images of batches. */
function collector(model: InspectedModel, layers: readonly string[]) {
  const rows = new Map<string, Float32Array[]>(layers.map((layer) => [layer, []]))
  const extremes = new Map<string, { minimum: Float32Array; maximum: Float32Array }>()

  function add(batch: Batch): void {
    scoped(() => {
      const given = new Map<string, Tensor>([[model.input, batchTensor(model, batch)]])
      for (const [layer, tensor] of layerValues(model, given, [...rows.keys()])) {
        const shape = mapShape(model, layer)
        const values = tensor.dataSync<'float32'>()
        const length = values.length / batch.count
        for (let row = 0; row < batch.count; row++) {
          rows.get(layer)?.push(poolFeatures(values.slice(row * length, (row + 1) * length), shape))
        }
        widen(layer, channelStatistics(values, shape[2]))
      }
    })
  }
  function widen(layer: string, { minimum, maximum }: { minimum: Float32Array; maximum: Float32Array }): void {
    const before = extremes.get(layer)
    extremes.set(layer, {
      minimum: minimum.map((value, at) => Math.min(value, before?.minimum[at] ?? Infinity)),
      maximum: maximum.map((value, at) => Math.max(value, before?.maximum[at] ?? -Infinity)),
    })
  }
  function features(layer: string) {
    const own = rows.get(layer) ?? []
    const width = own[0]?.length ?? 0
    const values = new Float32Array(own.length * width)
    own.forEach((row, at) => values.set(row, at * width))
    const found = extremes.get(layer)
    return {
      count: own.length,
      gram: centredGram({ values, count: own.length }),
      dead: found ? deadChannels(found).length : 0,
    }
  }
  return { add, features }
}
