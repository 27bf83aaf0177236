import type { ChartDataset, ChartOptions } from 'chart.js'
import type { ChartTheme } from './chart-theme.ts'
import { decimate, type Point } from './lttb.ts'
import type { StepSeries } from './run-series.ts'

export type LineDataset = ChartDataset<'line', Point[]>

/** More points than a chart has pixels across would only cost time. */
export const DRAWN_POINTS = 600

/** Training as a faint raw line under a solid smooth one; validation dashed with round marks. */
export function lineDatasets(series: StepSeries, validation: readonly Point[], theme: ChartTheme): LineDataset[] {
  return [
    { ...line(series.raw, theme.raw), borderWidth: 1 },
    { ...line(series.smooth, theme.training), borderWidth: 2 },
    {
      ...line(validation, theme.training),
      borderWidth: 1.5,
      borderDash: [5, 4],
      pointRadius: 3,
      // The mark of the last epoch stands on the chart's edge.
      clip: 6,
      pointBorderWidth: 1.5,
      pointBackgroundColor: theme.surface,
      pointBorderColor: theme.training,
    },
  ]
}

function line(points: readonly Point[], color: string): LineDataset {
  return { data: [...decimate(points, DRAWN_POINTS)], borderColor: color, pointRadius: 0, tension: 0 }
}

export interface AxisOptions {
  /** Epochs of the whole run: the axis stands still while the line grows. */
  readonly epochs: number
  readonly logarithmic: boolean
  /** The fixed end of the value axis; null follows the data. */
  readonly maximum: number | null
  readonly formatValue: (value: number) => string
  readonly compact: boolean
}

/** Options of a chart over epochs. Nothing moves, nothing is parsed, nothing is measured twice. */
export function lineOptions(axis: AxisOptions, theme: ChartTheme): ChartOptions<'line'> {
  const font = { family: theme.font, size: 11 }
  const ticks = { color: theme.text, font, maxRotation: 0, autoSkipPadding: 12 }
  const grid = { color: theme.grid, tickLength: 4 }
  const border = { display: false }
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    events: ['mousemove', 'mouseout'],
    layout: { padding: { top: 8, right: 12, bottom: 4, left: 4 } },
    plugins: { legend: { display: false }, tooltip: { enabled: false } },
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: axis.epochs,
        border,
        grid: { ...grid, display: !axis.compact },
        ticks: { ...ticks, precision: 0 },
      },
      y: {
        type: axis.logarithmic ? 'logarithmic' : 'linear',
        ...(axis.logarithmic ? {} : { min: 0 }),
        ...(axis.maximum === null ? { grace: '5%' } : { max: axis.maximum }),
        border,
        grid,
        afterFit: (scale) => {
          // The same for every chart, so that epochs line up from one to the next.
          scale.width = 46
        },
        ticks: { ...ticks, maxTicksLimit: axis.compact ? 3 : 6, callback: (value) => axis.formatValue(Number(value)) },
      },
    },
  }
}
