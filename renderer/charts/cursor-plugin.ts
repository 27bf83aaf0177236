import type { Plugin } from 'chart.js'

export interface ChartCursor {
  /** The epoch under the pointer in any of the charts; null when it is in none. */
  get(): number | null
  set(x: number | null): void
  colour(): string
}

/** A line under the pointer that all charts of the run share. */
export function cursorPlugin(cursor: ChartCursor): Plugin<'line'> {
  return {
    id: 'cursor',
    afterEvent(chart, { event, inChartArea }) {
      const outside = event.type === 'mouseout' || !inChartArea || event.x === null
      cursor.set(outside ? null : (chart.scales['x']?.getValueForPixel(event.x ?? 0) ?? null))
    },
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      const x = cursor.get()
      const pixel = x === null ? undefined : scales['x']?.getPixelForValue(x)
      if (pixel === undefined || pixel < chartArea.left || pixel > chartArea.right) return
      ctx.save()
      ctx.strokeStyle = cursor.colour()
      ctx.beginPath()
      ctx.moveTo(Math.round(pixel) + 0.5, chartArea.top)
      ctx.lineTo(Math.round(pixel) + 0.5, chartArea.bottom)
      ctx.stroke()
      ctx.restore()
    },
  }
}
