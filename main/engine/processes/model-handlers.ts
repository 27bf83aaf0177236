import { join } from 'node:path'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { PRETRAINED } from '../../../shared/zoo/pretrained.ts'
import { importIntoStore, listStoredModels, readStoredModel } from '../formats/model-store.ts'
import { listModelExports } from '../formats/list-exports.ts'
import { deleteRemovedModels, removeModel, restoreModel } from '../formats/remove-model.ts'
import { getPretrained } from '../pretrained/get-pretrained.ts'
import { downloadsFolder } from '../runs/store-paths.ts'
import type { Emit, Handlers } from './child-handlers.ts'

/** Time between two `pretrained:progress` events. */
const TELL_MS = 100

type Names = Exclude<Extract<keyof Handlers<'library'>, `models:${string}` | `pretrained:${string}`>, 'models:export'>

/** What the library answers about model files and published weights. */
export function modelHandlers(store: string, emit: Emit): Pick<Handlers<'library'>, Names> {
  let fetching: AbortController | null = null
  const answer = (done: Result<void>) => (done.ok ? succeed({}) : done)
  // Those of a window that is closed; one that can't be freed now is freed next time.
  void deleteRemovedModels(store).catch(() => undefined)

  return {
    'models:import': async ({ sourceId }, paths) => {
      const path = paths[sourceId]
      return path === undefined ? fail('source-unknown', { sourceId }) : importIntoStore(store, path)
    },
    'models:list': async () => {
      const listed = await listStoredModels(store)
      return listed.ok ? succeed({ models: [...listed.value] }) : listed
    },
    'models:read': ({ modelId }) => readStoredModel(store, modelId),
    'models:remove': async ({ modelId }) => answer(await removeModel(store, modelId)),
    'models:restore': async ({ modelId }) => answer(await restoreModel(store, modelId)),
    'models:exports': async ({ modelId }) => {
      const listed = await listModelExports(store, modelId)
      return listed.ok ? succeed({ exports: listed.value }) : listed
    },
    'pretrained:get': async ({ name, sourceId }, paths) => {
      const entry = PRETRAINED.find((each) => each.name === name)
      if (!entry) {
        const allowed = PRETRAINED.map((each) => each.name).join(', ')
        return fail('option-invalid', { option: 'name', received: name, allowed })
      }
      fetching?.abort()
      const own = new AbortController()
      fetching = own
      let toldMs = -Infinity
      try {
        return await getPretrained(entry, {
          store,
          folder: join(downloadsFolder(), 'pretrained'),
          from: sourceId === undefined ? undefined : paths[sourceId],
          signal: own.signal,
          onProgress(done, total) {
            if (performance.now() - toldMs < TELL_MS && done !== total) return
            toldMs = performance.now()
            emit('pretrained:progress', { name, done, total })
          },
        })
      } finally {
        if (fetching === own) fetching = null
      }
    },
    'pretrained:cancel': () => {
      fetching?.abort()
      return succeed({})
    },
  }
}
