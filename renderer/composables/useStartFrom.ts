import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { PRETRAINED } from '../../shared/zoo/pretrained.ts'
import type { ImportedModel } from '../../shared/contract/import.ts'
import { useBridge } from './useBridge.ts'
import { useModels } from './useModels.ts'
import { useRuns } from './useRuns.ts'
import { useSetup } from './useSetup.ts'

const FRESH = 'fresh'
const [IMAGENET] = PRETRAINED

/** What the next run may start from: fresh weights, ImageNet's, an imported model, or an earlier run. */
export function useStartFrom() {
  const { t } = useI18n()
  const client = useBridge()
  const models = useModels()
  const { runs } = useRuns()
  const { start, chooseStart } = useSetup()

  const choices = computed(() => {
    const others = models.models.value.filter(({ modelId }) => modelId !== IMAGENET.modelId)
    return [
      { value: FRESH, text: t('finetune.fresh') },
      { value: `model/${IMAGENET.modelId}`, text: t('finetune.imagenet') },
      ...others.map(({ modelId, name }) => ({ value: `model/${modelId}`, text: name })),
      ...runs.value
        .filter(({ hasCheckpoint }) => hasCheckpoint)
        .map(({ runId, number }) => ({ value: `run/${runId}`, text: t('train.runNumber', { number }) })),
    ]
  })

  const chosen = computed(() => {
    const from = start.value?.from
    if (!from) return FRESH
    return from.kind === 'run' ? `run/${from.runId}` : `model/${from.modelId}`
  })

  function useModel({ summary, graph }: ImportedModel): void {
    const { modelId, name, labels } = summary
    chooseStart({ from: { kind: 'model', modelId }, name, graph, labels })
  }

  async function choose(value: string): Promise<void> {
    if (value === FRESH) return chooseStart(null)
    const [kind = '', id = ''] = value.split('/')
    if (kind === 'run') {
      const read = await client.request('runs:read', { runId: id })
      if (!read.ok) return
      const { number, graph, labels } = read.value.manifest
      const name = t('train.runNumber', { number })
      return chooseStart({ from: { kind: 'run', runId: id }, name, graph, labels })
    }
    const isHere = models.models.value.some(({ modelId }) => modelId === id)
    const model = isHere ? await models.read(id) : await models.fetchPretrained(IMAGENET.name)
    if (model) useModel(model)
  }

  /** The published file from a disk, for a machine without a network. */
  async function imagenetFromFile(): Promise<void> {
    const model = await models.fetchPretrained(IMAGENET.name, true)
    if (model) useModel(model)
  }

  return { choices, chosen, choose, useModel, imagenetFromFile, imagenet: IMAGENET }
}
