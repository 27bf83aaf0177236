import { escapeXml, svgFile, svgNumber as px, type Drawing } from './svg-text.ts'

const CELL = 30
/** With more classes the cells have room for a hue only. */
const SMALL_CELL = 12
const MOST_WITH_COUNTS = 20
/** Room for each letter of the longest name. */
const LETTER = 6.2
const MOST_LETTERS = 18
const TOP = 48
/** The strongest hue on which dark text keeps its contrast. */
const STRONGEST = 0.55

export interface Matrix {
  readonly title: string
  /** Names of rows and columns alike. */
  readonly labels: readonly string[]
  /** What the rows and the columns are. */
  readonly rows: string
  readonly columns: string
  readonly counts: readonly (readonly number[])[]
}

/** A matrix of counts as an SVG file of its own; the stronger the hue, the larger the share of its row. */
export function drawMatrix({ title, labels, rows, columns, counts }: Matrix): Drawing {
  const withCounts = labels.length <= MOST_WITH_COUNTS
  const cell = withCounts ? CELL : SMALL_CELL
  const side = labels.length * cell
  const names = labels.map((label) => (label.length > MOST_LETTERS ? `${label.slice(0, MOST_LETTERS - 1)}…` : label))
  const room = Math.ceil(24 + LETTER * Math.max(0, ...names.map((name) => name.length)))
  const cells = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return row.map((count, answer) => {
      const share = total === 0 ? 0 : count / total
      const [x, y] = [room + answer * cell, TOP + truth * cell]
      const paint =
        share === 0
          ? 'fill="#eef0f3"'
          : `fill="#1f62d0" fill-opacity="${(0.06 + (STRONGEST - 0.06) * share).toFixed(3)}"`
      const box = `<rect x="${px(x + 0.5)}" y="${px(y + 0.5)}" width="${cell - 1}" height="${cell - 1}" ${paint}/>`
      if (!withCounts || count === 0) return box
      return `${box}<text x="${px(x + cell / 2)}" y="${px(y + cell / 2 + 4)}" font-size="11" text-anchor="middle" fill="#1b1f26">${count}</text>`
    })
  })
  const size = withCounts ? 11 : 9
  const named = names.flatMap((label, at) => {
    const middle = (at + 0.5) * cell
    const name = escapeXml(label)
    return [
      `<text x="${room - 6}" y="${px(TOP + middle + 4)}" font-size="${size}" text-anchor="end" fill="#596270">${name}</text>`,
      `<g transform="translate(${px(room + middle + 4)} ${px(TOP + side + 8)}) rotate(-90)"><text font-size="${size}" text-anchor="end" fill="#596270">${name}</text></g>`,
    ]
  })
  return svgFile(title, Math.max(220, room + side + 16), TOP + side + room, [
    `<text x="16" y="20" font-size="14" font-weight="600" fill="#1b1f26">${escapeXml(title)}</text>`,
    `<text x="16" y="38" fill="#596270">${escapeXml(`↓ ${rows}   → ${columns}`)}</text>`,
    ...cells,
    ...named,
  ])
}
