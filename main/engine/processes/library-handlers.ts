import { fail, succeed } from '../../../shared/contract/result.ts'
import { createKnownDatasets, openDataset, samplePath, thumbnail } from '../dataset/dataset.ts'
import { listExports } from '../formats/list-exports.ts'
import { openGraph } from '../formats/open-graph.ts'
import { readEvents } from '../runs/event-log.ts'
import { listRuns } from '../runs/list-runs.ts'
import { readRun } from '../runs/run-store.ts'
import { readWeightPictures } from '../runs/weight-pictures.ts'
import { splitConfigSchema } from '../../../shared/contract/dataset.ts'
import { modelHandlers } from './model-handlers.ts'
import type { ChildService, Emit } from './child-handlers.ts'
import { createMistakeHandlers } from './mistake-handlers.ts'

/** What the library process answers: datasets and run history. Nothing here loads TensorFlow. */
export function createLibraryService(store: string, emit: Emit): ChildService<'library'> {
  const datasets = createKnownDatasets(store)
  let opening: AbortController | null = null

  return {
    handlers: {
      'dataset:open': async ({ source, split }, paths) => {
        const path = source.kind === 'sample' ? samplePath() : paths[source.sourceId]
        if (path === undefined)
          return fail('source-unknown', { sourceId: source.kind === 'chosen' ? source.sourceId : '' })
        // Whoever opens another dataset no longer waits for the one before.
        opening?.abort()
        const own = new AbortController()
        opening = own
        const opened = await openDataset({
          path,
          ...(source.kind === 'sample' ? { kind: 'sample' as const } : {}),
          split: splitConfigSchema.parse(split ?? {}),
          store,
          signal: own.signal,
          onProgress: (progress) => emit('dataset:progress', progress),
        })
        if (opening === own) opening = null
        if (!opened.ok) return opened
        datasets.add(opened.value)
        return succeed(opened.value.summary)
      },
      'model:open': async ({ sourceId }, paths) => {
        const path = paths[sourceId]
        if (path === undefined) return fail('source-unknown', { sourceId })
        const graph = await openGraph(path)
        return graph.ok ? succeed({ graph: graph.value }) : graph
      },
      'dataset:cancel': () => {
        opening?.abort()
        return succeed({})
      },
      'dataset:images': async ({ datasetId, label, split, offset, limit }) => {
        const opened = await datasets.find(datasetId)
        if (!opened.ok) return opened
        const { images, summary } = opened.value
        const labels = summary.classes.map((each) => each.label)
        const wanted = images.filter(
          (image) => (!split || image.split === split) && (label === undefined || labels[image.classIndex] === label),
        )
        const page = wanted
          .slice(offset, offset + limit)
          .map(({ index, file, classIndex, split: part, width, height }) => {
            return { index, file, label: labels[classIndex] ?? '', split: part, width, height }
          })
        return succeed({ total: wanted.length, images: page })
      },
      'dataset:thumbnails': async ({ datasetId, indices, size }) => {
        const opened = await datasets.find(datasetId)
        if (!opened.ok) return opened
        const known = indices.filter((index) => index < opened.value.images.length)
        return succeed({ thumbnails: await Promise.all(known.map((index) => thumbnail(opened.value, index, size))) })
      },
      'runs:list': async () => {
        const listed = await listRuns(store)
        return listed.ok ? succeed({ runs: [...listed.value.runs] }) : listed
      },
      'runs:read': async ({ runId }) => {
        const run = await readRun(store, runId)
        if (!run.ok) return run
        const events = await readEvents(run.value.folder)
        return events.ok ? succeed({ manifest: run.value.manifest, events: events.value }) : events
      },
      'weights:read': async ({ model, layer }, paths) => {
        const read = await readWeightPictures(store, model, layer, paths)
        return read.ok ? succeed({ weights: [...read.value] }) : read
      },
      ...modelHandlers(store, emit),
      ...createMistakeHandlers(store, datasets.find),
      'export:list': async ({ runId }) => {
        const listed = await listExports(store, runId)
        return listed.ok ? succeed({ exports: listed.value }) : listed
      },
    },
    close: async () => opening?.abort(),
  }
}
