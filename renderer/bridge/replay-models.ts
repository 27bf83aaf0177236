import type { ExportReport } from '../../shared/contract/export.ts'
import type { ImportedModel } from '../../shared/contract/import.ts'
import type { RequestInput } from '../../shared/contract/requests.ts'
import { fail, succeed } from '../../shared/contract/result.ts'
import { countCost } from '../../shared/graph/count-cost.ts'
import { weightSpecs } from '../../shared/graph/weight-specs.ts'
import { buildNetwork, changeOptions, chooseNetwork } from '../../shared/zoo/network-choice.ts'
import { PRETRAINED } from '../../shared/zoo/pretrained.ts'
import type { Recording } from './recording.ts'
import type { Emit } from './replay.ts'

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Imported models without files: an Xception of ten classes under the name that was dropped. Names with `broken` fail, ones with `trained` have a trained head. */
export function createReplayModels(recording: Recording, emit: Emit) {
  const models = new Map<string, ImportedModel>()
  const removed = new Map<string, ImportedModel>()
  const exports = new Map<string, ExportReport[]>()
  let cancelled = false

  function keep(modelId: string, name: string, inputSize: number): ImportedModel {
    const graph = buildNetwork(changeOptions(chooseNetwork('xception', 'small'), { inputSize, classes: 10 }))
    const keys = weightSpecs(graph).map(({ key }) => key)
    const initial = name.includes('trained') ? [] : keys.filter((key) => key.startsWith('predictions/'))
    const matched = keys.filter((key) => !initial.includes(key))
    const labels = Array.from({ length: 10 }, (_, index) => String(index))
    const model: ImportedModel = {
      summary: {
        ...{ modelId, name, importedAt: new Date().toISOString(), format: 'keras', inputSize, labels },
        ...{ parameters: countCost(graph).totalParameters, untrained: initial.length },
      },
      graph: structuredClone(graph) as ImportedModel['graph'],
      report: {
        format: 'keras',
        matched: matched.map((weight) => ({ weight, source: weight, by: 'name' })),
        initial,
        unused: ['optimizer/iterations', 'optimizer/learning_rate'],
        notes: [
          ...(initial.length > 0 ? [{ code: 'head-added', subject: 'predictions', detail: '10' } as const] : []),
          { code: 'preprocessing-assumed', subject: '', detail: 'x / 127.5 - 1' },
          { code: 'labels-numbered', subject: '', detail: '10' },
        ],
      },
    }
    models.set(modelId, model)
    return model
  }

  const move = (modelId: string, from: Map<string, ImportedModel>, to: Map<string, ImportedModel>) => {
    const model = from.get(modelId)
    if (!model) return fail('model-unknown', { modelId })
    from.delete(modelId)
    to.set(modelId, model)
    return succeed({})
  }

  return {
    'models:import': async ({ sourceId }: RequestInput<'models:import'>) => {
      await pause(600)
      if (sourceId.includes('broken')) return fail('model-invalid', { path: sourceId, detail: 'it ends in the middle' })
      return succeed(keep(sourceId.replaceAll(/\W+/g, '-'), sourceId, 32))
    },
    'models:list': async () => succeed({ models: [...models.values()].map(({ summary }) => summary).reverse() }),
    'models:read': async ({ modelId }: RequestInput<'models:read'>) => {
      const model = models.get(modelId)
      return model ? succeed(model) : fail('model-unknown', { modelId })
    },
    'models:remove': async ({ modelId }: RequestInput<'models:remove'>) => move(modelId, models, removed),
    'models:restore': async ({ modelId }: RequestInput<'models:restore'>) => move(modelId, removed, models),
    'models:exports': async ({ modelId }: RequestInput<'models:exports'>) =>
      succeed({ exports: exports.get(modelId) ?? [] }),
    'models:export': async ({ modelId, format }: RequestInput<'models:export'>) => {
      const { summary } = models.get(modelId) ?? {}
      const report = recording.exports.find((each) => each.format === format)
      if (!summary || !report) return fail('internal', { detail: 'not recorded' })
      if (summary.untrained > 0) return fail('model-untrained', { path: summary.name, weights: summary.untrained })
      for (const stage of ['writing', 'reading', 'comparing'] as const) {
        emit('models:progress', { modelId, format, stage })
        await pause(600)
      }
      const certificate = { ...report.certificate, runId: null, checkpoint: null }
      const own = { ...report, exportId: `model:${modelId}/${report.folder}`, certificate }
      exports.set(modelId, [...(exports.get(modelId) ?? []), own])
      return succeed(own)
    },
    'pretrained:get': async ({ name, sourceId }: RequestInput<'pretrained:get'>) => {
      cancelled = false
      const entry = PRETRAINED.find((each) => each.name === name)
      if (!entry) return fail('option-invalid', { option: 'name', received: name, allowed: 'xception' })
      const total = 91_884_032
      for (let part = 1; part <= 8 && !cancelled; part++) {
        await pause(250)
        emit('pretrained:progress', { name, done: Math.round((total * part) / 8), total })
        // Half of the way the network goes, so that one sees what is said then; a copy of the file has no such way.
        if (part === 4 && sourceId === undefined) {
          const detail = 'getaddrinfo ENOTFOUND storage.googleapis.com'
          return fail('pretrained-unavailable', { name, url: entry.weights.url, detail })
        }
      }
      return cancelled ? fail('cancelled', {}) : succeed(keep(entry.modelId, entry.weights.file, 71))
    },
    'pretrained:cancel': async () => {
      cancelled = true
      return succeed({})
    },
  }
}
