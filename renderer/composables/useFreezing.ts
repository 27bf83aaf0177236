import { computed } from 'vue'
import { blockOf as moduleOf } from '../../shared/diagram/outline.ts'
import { blockOf } from '../../shared/training/frozen-layers.ts'
import { trunkBlocks } from '../../shared/training/frozen-layers.ts'
import { readFineTuning, writeFineTuning } from '../run/fine-tuning.ts'
import { useDiagram } from './useDiagram.ts'
import { useSetup } from './useSetup.ts'

/**
 * What of the network stays as it is when a trained model is trained further, as the diagram shows and changes it: the same
 * as Train's slider. `frozen` are the diagram's blocks, by path; none while nothing trained is started from.
 */
export function useFreezing() {
  const { start, graph, config, changeConfig } = useSetup()
  const { model } = useDiagram()

  const network = computed(() => (start.value && model.value?.file === null ? (graph.value?.graph ?? null) : null))
  const blocks = computed(() => (network.value ? trunkBlocks(network.value) : []))
  const settings = computed(() => readFineTuning(config.value))
  /** How many blocks stay, from the input on. */
  const count = computed(() =>
    settings.value.mode === 'head' ? blocks.value.length : blocks.value.indexOf(settings.value.freeze ?? '') + 1,
  )
  /** The place of each of the diagram's blocks among those that can stay. */
  const places = computed(() => {
    const nodes = network.value?.nodes ?? []
    return new Map(nodes.map((node) => [moduleOf(node) ?? '', blocks.value.indexOf(blockOf(node))]))
  })
  const isFrozen = (place: number) => place >= 0 && place < count.value

  function freeze(blockCount: number): void {
    if (!network.value) return
    const { mode } = settings.value
    const change = { mode: mode === 'head' ? 'phases' : mode, freeze: blocks.value[blockCount - 1] ?? null } as const
    changeConfig(writeFineTuning(network.value, { ...settings.value, ...change }))
  }

  return {
    frozen: computed(() => [...places.value].flatMap(([id, place]) => (isFrozen(place) ? [id] : []))),
    /** Whether a block of the diagram can be chosen, and stays; null where it is none of those. */
    stateOf(id: string): 'frozen' | 'trains' | null {
      const place = places.value.get(id) ?? -1
      return place < 0 ? null : isFrozen(place) ? 'frozen' : 'trains'
    },
    freezeUpTo: (id: string) => freeze((places.value.get(id) ?? -1) + 1),
    trainFrom: (id: string) => freeze(places.value.get(id) ?? 0),
  }
}
