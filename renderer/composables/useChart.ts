import { useThrottleFn } from '@vueuse/core'
import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartOptions,
} from 'chart.js'
import { onActivated, onDeactivated, onMounted, onUnmounted, watch, type ShallowRef } from 'vue'
import { cursorPlugin, type ChartCursor } from '../charts/cursor-plugin.ts'
import { createDrawQueue } from '../charts/draw-queue.ts'
import type { LineDataset } from '../charts/line-chart.ts'

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale)

/** Ten pictures a second are live to the eye; the engine needs the rest of the processor. */
const LIVE_MS = 100

const drawSoon = createDrawQueue((draw) => requestAnimationFrame(draw))

export interface ChartSource {
  /** What the datasets are made of; they are made when they are drawn. */
  readonly data: () => unknown
  readonly datasets: () => LineDataset[]
  readonly options: () => ChartOptions<'line'>
  readonly cursor: ChartCursor
}

/**
 * Draws a line chart on a canvas and keeps it true to its source, at most once a frame and only while it is in sight.
 * The chart stays out of Vue's reactivity: a proxied Chart.js instance calls itself without end.
 */
export function useChart(canvas: ShallowRef<HTMLCanvasElement | null>, source: ChartSource): void {
  let chart: Chart<'line'> | null = null
  let inSight = true
  let stale = { data: false, options: false }

  function draw(): void {
    if (!chart || !inSight) return
    const { data, options } = stale
    stale = { data: false, options: false }
    if (options) chart.options = source.options()
    if (data || options) {
      chart.data.datasets = source.datasets()
      chart.update('none')
    } else chart.draw()
  }

  function ask(what: 'data' | 'options' | 'cursor'): void {
    if (what !== 'cursor') stale[what] = true
    if (inSight) drawSoon(draw)
  }

  onMounted(() => {
    if (!canvas.value) return
    chart = new Chart(canvas.value, {
      type: 'line',
      data: { datasets: source.datasets() },
      options: source.options(),
      plugins: [cursorPlugin(source.cursor)],
    })
  })
  onActivated(() => {
    inSight = true
    ask('options')
  })
  onDeactivated(() => (inSight = false))
  onUnmounted(() => {
    chart?.destroy()
    chart = null
  })

  watch(source.options, () => ask('options'))
  watch(
    source.data,
    useThrottleFn(() => ask('data'), LIVE_MS, true),
  )
  watch(source.cursor.get, () => ask('cursor'))
}
