import { computed, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { AppError } from '../../shared/contract/errors.ts'
import type { CheckpointChoice, ModelRef } from '../../shared/contract/inspection/refs.ts'
import type { WeightPicture } from '../../shared/contract/lab.ts'
import { isComputable } from '../../shared/graph/any-graph.ts'
import { useBridge } from './useBridge.ts'
import { useDiagram } from './useDiagram.ts'
import { looksLikeModel, useModels } from './useModels.ts'
import { useOpenModel } from './useOpenModel.ts'
import { useRuns } from './useRuns.ts'
import { useSetup } from './useSetup.ts'

const NONE = 'none'
/** The file that is open in the diagram. */
const FILE = 'file'

/**
 * A layer's weights: of a run at any checkpoint, of an imported model, or of the file that is open. Read anew when another
 * layer or source is chosen. Until one is, they are those of what the diagram shows.
 */
export function useWeightPictures(layer: () => string | null) {
  const { t } = useI18n()
  const client = useBridge()
  const { runs } = useRuns()
  const { models } = useModels()
  const { opened } = useOpenModel()
  const { start } = useSetup()
  const { weightsOf } = useDiagram()
  const weights = shallowRef<readonly WeightPicture[]>([])
  const error = shallowRef<AppError | null>(null)
  const epochs = shallowRef<readonly number[]>([])
  let ticket = 0

  /** The open file where it can be read whole: a configuration alone has no weights, and what can't be computed is not read. */
  const file = computed(() =>
    opened.value && isComputable(opened.value.graph) && looksLikeModel(opened.value.name) ? opened.value : null,
  )
  const sources = computed(() => [
    { value: NONE, text: t('inspector.noWeights') },
    ...(file.value ? [{ value: FILE, text: file.value.name }] : []),
    ...models.value.map(({ modelId, name }) => ({ value: `imported/${modelId}`, text: name })),
    ...runs.value
      .filter(({ hasCheckpoint }) => hasCheckpoint)
      .map(({ runId, number }) => ({ value: `run/${runId}`, text: t('status.run', { number }) })),
  ])
  /** What the diagram shows has weights of its own where it is a file or a trained model. */
  const usual = computed(() => {
    if (opened.value) return file.value ? FILE : NONE
    const from = start.value?.from
    if (!from) return NONE
    return from.kind === 'run' ? `run/${from.runId}` : `imported/${from.modelId}`
  })
  const chosen = computed({
    get: () => {
      const wanted = weightsOf.value?.source ?? usual.value
      return sources.value.some(({ value }) => value === wanted) ? wanted : NONE
    },
    set: (value) => (weightsOf.value = { source: value, checkpoint: 'best' }),
  })
  const checkpoint = computed<CheckpointChoice>(() => weightsOf.value?.checkpoint ?? 'best')

  const model = computed((): ModelRef | null => {
    const value = chosen.value
    if (value === NONE) return null
    if (value === FILE) return file.value && { kind: 'file', sourceId: file.value.sourceId }
    const [kind, ...rest] = value.split('/')
    const id = rest.join('/')
    return kind === 'run' ? { kind: 'run', runId: id, checkpoint: checkpoint.value } : { kind: 'imported', modelId: id }
  })
  const checkpoints = computed(() =>
    model.value?.kind === 'run'
      ? [
          ...(['best', 'last'] as const).map((value) => ({ value: String(value), text: t(`inspector.${value}`) })),
          ...epochs.value.map((epoch) => ({ value: String(epoch), text: t('inspector.afterEpoch', { epoch }) })),
        ]
      : [],
  )

  watch(
    () => (model.value?.kind === 'run' ? model.value.runId : null),
    async (runId) => {
      epochs.value = []
      if (runId === null) return
      const list = await client.request('checkpoints:list', { runId })
      if (list.ok && model.value?.kind === 'run' && model.value.runId === runId) {
        epochs.value = list.value.epochs.map(({ epoch }) => epoch)
      }
    },
    { immediate: true },
  )
  watch(
    [layer, model],
    async ([name, from]) => {
      const own = ++ticket
      weights.value = []
      error.value = null
      if (name === null || !from) return
      const read = await client.request('weights:read', { model: from, layer: name })
      if (own !== ticket) return
      if (read.ok) weights.value = read.value.weights
      else error.value = read.error
    },
    { immediate: true },
  )
  return {
    ...{ sources, chosen, checkpoints, weights, error },
    checkpoint: computed({
      get: () => String(checkpoint.value),
      set: (value) =>
        (weightsOf.value = {
          source: chosen.value,
          checkpoint: value === 'best' || value === 'last' ? value : Number(value),
        }),
    }),
  }
}
