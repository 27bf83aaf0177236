import { computed, nextTick, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { readChartTheme, type ChartTheme } from '../charts/chart-theme.ts'
import type { ChartCursor } from '../charts/cursor-plugin.ts'
import type { Point } from '../charts/lttb.ts'
import { createStepSeries, stepValues, validationPoints, type StepSeries } from '../charts/run-series.ts'
import type { RunView } from '../run/run-view.ts'
import { injected } from './injected.ts'
import type { SettingsState } from './useSettings.ts'
import type { RunStateHolder } from './useRun.ts'

export type ChartName = keyof typeof stepValues

export interface RunCharts {
  readonly theme: ShallowRef<ChartTheme>
  readonly cursor: ChartCursor
  readonly run: ComputedRef<RunView | null>
  /** The series of the run that is looked at; a new object marks each change. */
  readonly series: Readonly<Record<ChartName, ComputedRef<StepSeries>>>
  readonly validation: Readonly<Record<'loss' | 'top1', ComputedRef<readonly Point[]>>>
}

/** What the charts of the run that is looked at share: series, colours, the line under the pointer. */
export function createRunCharts(run: RunStateHolder, settings: SettingsState): RunCharts {
  const theme = shallowRef(readChartTheme())
  watch(settings.theme, async () => {
    await nextTick()
    theme.value = readChartTheme()
  })
  const at = shallowRef<number | null>(null)
  const seriesOf = (name: ChartName) => {
    // A schedule has no noise.
    const build = createStepSeries(stepValues[name], name !== 'learningRate')
    return computed(() => {
      const history = run.viewed.value?.history
      return history ? { ...build(history) } : { raw: [], smooth: [] }
    })
  }
  const validationOf = (metric: 'loss' | 'top1') =>
    computed(() => (run.viewed.value ? validationPoints(run.viewed.value.history, metric) : []))
  return {
    theme,
    cursor: { get: () => at.value, set: (x) => (at.value = x), colour: () => theme.value.cursor },
    run: run.viewed,
    series: {
      loss: seriesOf('loss'),
      top1: seriesOf('top1'),
      learningRate: seriesOf('learningRate'),
      imagesPerSecond: seriesOf('imagesPerSecond'),
    },
    validation: { loss: validationOf('loss'), top1: validationOf('top1') },
  }
}

export const { provide: provideRunCharts, use: useRunCharts } = injected<RunCharts>('run charts')
