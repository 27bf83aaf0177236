import { basename, dirname, join } from 'node:path'
import { stat } from 'node:fs/promises'
import type { ModelRef } from '../../../shared/contract/inspection/refs.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { Dataset } from '../dataset/dataset.ts'
import type { InspectedModel } from '../inspection/inspected-model.ts'
import type { Turn } from '../inspection/occlusion.ts'
import type { Emit, Handlers, Paths } from './child-handlers.ts'
import type { Looks, Tools } from './inspection-looks.ts'
import type { Jobs } from './jobs.ts'
import type { LiveStrip } from './live-strip.ts'

type JobHandlers = Pick<
  Handlers<'engine'>,
  | 'inspection:classmap'
  | 'inspection:similarity'
  | 'inspection:exciters'
  | 'inspection:evaluate'
  | 'inspection:folder'
  | 'inspection:cancel'
  | 'inspection:watch'
>

const CSV = 'predictions.csv'

/** Work that may take long: in pieces between which training goes on, and which can be cancelled. */
export function createInspectionJobs(
  store: string,
  emit: Emit,
  { withModel, withImage }: Looks,
  jobs: Jobs,
  live: LiveStrip,
): JobHandlers {
  /** Opens models and a dataset, then works on them piece by piece. */
  async function overDataset<T>(
    { jobId, datasetId }: { readonly jobId: string; readonly datasetId: string },
    refs: readonly ModelRef[],
    paths: Paths,
    work: (tools: Tools, models: readonly InspectedModel[], dataset: Dataset, turn: Turn) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const [first] = refs
    if (!first) throw new Error('a job without a model')
    const found = await withModel(first, paths, async ({ parts, inspection, model }) => {
      const models = [model]
      for (const ref of refs.slice(1)) {
        const other = await inspection.model(ref, paths)
        if (!other.ok) return other
        models.push(other.value)
      }
      const dataset = await inspection.dataset(datasetId)
      return dataset.ok ? succeed({ parts, inspection, models, dataset: dataset.value }) : dataset
    })
    if (!found.ok) return found
    const { parts, inspection, models, dataset } = found.value
    const turn = jobs.turnOf(jobId)
    return inspection.holding(models, () => jobs.run(jobId, () => work({ parts, inspection }, models, dataset, turn)))
  }

  return {
    'inspection:classmap': async (args, paths) => {
      if (args.method === 'grad-cam')
        return withImage(args, paths, ({ parts, inspection: { activations }, model, image }) =>
          parts.classMap(model, image, args, activations, () => Promise.resolve(true)),
        )
      const found = await withImage(args, paths, succeed)
      if (!found.ok) return found
      const { parts, inspection, model, image } = found.value
      const turn = jobs.turnOf(args.jobId)
      return inspection.holding([model], () =>
        jobs.run(args.jobId, () => parts.classMap(model, image, args, inspection.activations, turn)),
      )
    },
    'inspection:similarity': (args, paths) =>
      overDataset(args, [args.a, args.b], paths, ({ parts }, [a, b], dataset, turn) =>
        parts.similarityOverBatch(a as InspectedModel, b as InspectedModel, dataset, args, turn),
      ),
    'inspection:exciters': (args, paths) =>
      overDataset(args, [args.model], paths, ({ parts }, [model], dataset, turn) =>
        parts.exciters(model as InspectedModel, dataset, args, turn),
      ),
    'inspection:evaluate': (args, paths) =>
      overDataset(args, [args.model], paths, ({ parts }, [model], dataset, turn) =>
        parts.evaluateSplit(store, model as InspectedModel, dataset, args.split, turn),
      ),
    'inspection:folder': async ({ jobId, model: ref, sourceId, destinationId }, paths) => {
      const path = paths[sourceId]
      if (path === undefined) return fail('source-unknown', { sourceId })
      const destination = destinationId === undefined ? null : paths[destinationId]
      if (destination === undefined) return fail('destination-unknown', { destinationId: destinationId ?? '' })
      const found = await withModel(ref, paths, succeed)
      if (!found.ok) return found
      const { parts, inspection, model } = found.value
      const files = await parts.findImageFiles(path)
      if (!files.ok) return files
      const csv = destination === null ? null : await parts.openPredictionsCsv(join(destination, CSV), model.labels)
      if (csv && !csv.ok) return csv
      const root = await rootOf(path)
      const predicted = await inspection
        .holding([model], () =>
          jobs.run(jobId, () =>
            parts.predictFiles(model, files.value, root, jobs.turnOf(jobId), async (rows) => {
              emit('inspection:rows', { jobId, rows })
              return csv ? csv.value.add(rows) : succeed(undefined)
            }),
          ),
        )
        .finally(() => csv?.value.close())
      return predicted.ok ? succeed({ ...predicted.value, csv: csv ? basename(CSV) : null }) : predicted
    },
    'inspection:cancel': ({ jobId }) => {
      jobs.cancel(jobId)
      return succeed({})
    },
    'inspection:watch': ({ watch }, paths) => {
      live.watch(watch, paths)
      return succeed({})
    },
  }
}

async function rootOf(path: string): Promise<string> {
  const entry = await stat(path).catch(() => null)
  return entry?.isDirectory() ? path : dirname(path)
}
