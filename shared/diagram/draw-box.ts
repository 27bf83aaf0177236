import type { PlacedBox, PlacedRow } from './diagram-layout.ts'
import { rect, text, type DrawingColours } from './drawing-shapes.ts'
import { halfPictures } from './half-pictures.ts'
import type { RowHue } from './layer-row.ts'

/** Layers that belong together, line by line, each with its hues; an open separable convolution with its two halves. */
export function drawBox(box: PlacedBox, colours: DrawingColours): string {
  const rows = box.rows.map((row) => drawRow(row, colours))
  return `<g>${rect(box, 4, `fill="${colours.ground}" stroke="${colours.line}"`)}${rows.join('')}</g>`
}

function drawRow(row: PlacedRow, colours: DrawingColours): string {
  const isLight = row.hue === 'light'
  const y = row.y + (isLight ? 12 : 14)
  const paint = isLight ? `fill="${colours.muted}" font-size="11"` : `fill="${colours.text}"`
  const halves = row.open && row.halves ? halfPictures(row, row.halves) : []
  return [
    ...swatches(row.hue, colours).map((colour, index, all) => {
      const width = 11 / all.length
      return rect(
        { x: row.x + 6 + index * width, y: row.y + 5, width: width - (all.length - 1) / 2, height: 10 },
        1.5,
        `fill="${colour}"`,
      )
    }),
    row.hue === 'join'
      ? text(row.x + row.width / 2, y, row.text, `${paint} text-anchor="middle"`)
      : text(row.x + 24, y, row.text, paint),
    ...halves.map(({ hue, cells, label, x, y: top }) => {
      const own = colours[hue]
      const drawn = cells.map((cell) => rect(cell, 0.5, `fill="${own}" fill-opacity="${cell.strength}"`))
      return `${drawn.join('')}${text(x, top, label, `fill="${own}" font-size="11"`)}`
    }),
  ].join('')
}

function swatches(hue: RowHue, colours: DrawingColours): readonly string[] {
  switch (hue) {
    case 'separable':
      return [colours.depthwise, colours.pointwise]
    case 'depthwise':
    case 'pointwise':
    case 'convolution':
    case 'pooling':
    case 'dense':
      return [colours[hue]]
    case 'unknown':
      return [colours.faint]
    case 'input':
    case 'join':
    case 'light':
      return []
  }
}
