import { setTimeout } from 'node:timers/promises'
import type { Dataset } from '../../main/engine/dataset/dataset.ts'
import type { InspectionService } from '../../main/engine/processes/inspection-service.ts'
import type { Result } from '../../shared/contract/result.ts'

/** What is looked at: a run with epochs 1 to 5 in its history. */
export interface Looked {
  readonly runId: string
  readonly dataset: Dataset
  readonly layers: readonly [string, ...string[]]
  /** Each look is taken for so many images; the median counts. */
  readonly images: number
}

/** Longer than the service waits for a quiet moment in which it compiles. */
const REST_MS = 2000

const PAGE = { rank: 'energy', offset: 0, count: 64, size: 64 } as const

/** Median milliseconds of a look. */
export interface Taken {
  readonly ms: number
  /** From the end of the last step that it waited for; as long as all of it without training. */
  readonly afterStepMs: number
}

/** What each look takes for images, layers and checkpoints that were not looked at before. */
export async function timeLooks(
  { handlers }: InspectionService,
  { runId, dataset, layers, images }: Looked,
  stepEndedMs: () => number = () => 0,
): Promise<Readonly<Record<string, Taken>>> {
  const taken: Record<string, Taken[]> = {}
  const timed = async (look: string, ...asks: readonly (() => Result<unknown> | Promise<Result<unknown>>)[]) => {
    const startMs = performance.now()
    await Promise.all(asks.map(async (ask) => valueOf(await ask())))
    const endMs = performance.now()
    ;(taken[look] ??= []).push({ ms: endMs - startMs, afterStepMs: endMs - Math.max(startMs, stepEndedMs()) })
  }
  const modelAt = (checkpoint: number) => ({ kind: 'run', runId, checkpoint }) as const
  const imageAt = (index: number) => ({ kind: 'dataset', datasetId: dataset.summary.datasetId, index }) as const
  type Side = { readonly model: ReturnType<typeof modelAt>; readonly image: ReturnType<typeof imageAt> }
  const predict = (side: Side) => () => handlers['inspection:predict'](side, {})
  const maps = (side: Side, layer: string, offset = 0) => {
    return () => handlers['inspection:maps']({ ...side, layer, ...PAGE, offset }, {})
  }
  const classMap = (side: Side) => () => handlers['inspection:classmap']({ ...side, method: 'grad-cam', cells: 10 }, {})
  const [layer] = layers
  const all = (side: Side) => [
    predict(side),
    maps(side, layer),
    classMap(side),
    () =>
      handlers['inspection:kernels'](
        { model: side.model, layer: 'block4_sepconv1', rank: 'norm', offset: 0, count: 64 },
        {},
      ),
  ]

  const model = modelAt(1)
  await timed('open the model', () => handlers['inspection:describe']({ model }, {}))
  await timed('predict the first image', predict({ model, image: imageAt(3000) }))
  await setTimeout(REST_MS)
  for (let index = 0; index < images; index++) {
    const side = { model, image: imageAt(index * 31) }
    await timed('predict a new image', predict(side))
    for (const each of layers) await timed('first maps of a layer', maps(side, each))
    await timed('first maps on a new image', maps({ model, image: imageAt(index * 31 + 1000) }, layers.at(-1) ?? layer))
    await timed('next page of maps', maps(side, layer, 64))
    await timed('class map', classMap(side))
    const xray = { layer: 'block4_sepconv1', outputChannel: 3, top: 8 }
    await timed('x-ray', () => handlers['inspection:xray']({ ...side, ...xray }, {}))
    const sides = { a: side, b: { model, image: imageAt(index * 31 + 1500) } }
    const compared = { ...sides, layer, ...PAGE, count: 32, rank: 'difference' as const }
    await timed('compare with a new image', () => handlers['inspection:compare'](compared, {}))
  }
  const image = imageAt(7)
  await timed('all layers of two images', () =>
    handlers['inspection:depth']({ a: { model, image }, b: { model, image: imageAt(8) } }, {}),
  )
  for (const checkpoint of [2, 3])
    await timed('slider to a new checkpoint', ...all({ model: modelAt(checkpoint), image }))
  for (const checkpoint of [4, 5]) {
    const side = { model: modelAt(checkpoint), image }
    valueOf(await predict(side)())
    await timed('slider to a prefetched one', ...all(side))
  }
  const median = (all: readonly Taken[], of: keyof Taken) => medianOf(all.map((each) => each[of]))
  return Object.fromEntries(
    Object.entries(taken).map(([look, each]) => {
      return [look, { ms: median(each, 'ms'), afterStepMs: median(each, 'afterStepMs') }]
    }),
  )
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
