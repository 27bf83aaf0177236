import { computed, shallowRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { countCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import type { Drawing } from '../walk/lay-out.ts'
import { useFormat } from './useFormat.ts'

/** What the box of a walk's drawing costs that is pointed at, or walked to with the arrow keys up and down. */
export function useBoxCosts(graph: () => LayerGraph | undefined, drawing: Readonly<Ref<Drawing>>) {
  const { t } = useI18n()
  const format = useFormat()
  const pointed = shallowRef<string | null>(null)
  /** Drawings without a graph are of whole flows, which say what they are. */
  const layers = computed(() => {
    const drawn = graph()
    return new Map(drawn ? countCost(drawn).layers.map((layer) => [layer.name, layer]) : [])
  })
  const walkable = computed(() => layers.value.size > 0)

  const line = computed(() => {
    const layer = layers.value.get(pointed.value ?? '')
    if (!layer) return walkable.value ? t('walk.hover') : ''
    const name = drawing.value.boxes.find((box) => box.name === layer.name)?.text ?? layer.name
    const shape = layer.outputShape.join('×')
    if (layer.parameters === 0) return t('walk.boxFree', { name, shape })
    const { parameters, macs } = layer
    return t('walk.boxCosts', { name, shape, parameters: format.integer(parameters), macs: format.count(macs) })
  })

  function press(event: KeyboardEvent): void {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0 || !walkable.value) return
    event.preventDefault()
    const names = drawing.value.boxes.map(({ name }) => name)
    const next = names.indexOf(pointed.value ?? '') + by
    pointed.value = names[Math.min(names.length - 1, Math.max(0, next))] ?? null
  }

  return { pointed, walkable, line, press }
}
