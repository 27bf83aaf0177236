import { roundTicks, type Chart, type ChartAxis, type ChartHue, type ChartMark } from './chart.ts'
import { escapeXml, svgFile, svgNumber as px, type Drawing } from './svg-text.ts'

/** The light tokens of the window: a file has one ground. */
const INK = { text: '#1b1f26', muted: '#596270', line: '#8a919c', faint: '#e2e5ea' }
const HUES: Record<ChartHue, string> = { accent: '#1f62d0', depthwise: '#0b7a75', pointwise: '#b4540a' }

const LEFT = 64
const TOP = 36
const RIGHT = 16
const BELOW = 44
/** Names under an axis are written upwards: room for each letter of the longest, and for the axis' own name. */
const LETTER = 5.8
const longest = (names: NonNullable<ChartAxis['names']>) => Math.max(0, ...names.map(({ text: name }) => name.length))
/** Lines of text that would touch are left out. */
const LINE = 13

/** A chart as an SVG file of its own: title, both axes with their names and numbers, and the marks. `size` is of the plot, in pixels. */
export function drawChart(
  chart: Chart,
  { width, height }: { readonly width: number; readonly height: number },
): Drawing {
  const { title, x, y, marks, hue = 'accent' } = chart
  const left = (value: number) => LEFT + (width * (value - x.low)) / (x.high - x.low || 1)
  const top = (value: number) => TOP + height - (height * (value - y.low)) / (y.high - y.low || 1)
  const below = x.names ? Math.ceil(BELOW + LETTER * longest(x.names)) : BELOW
  return svgFile(title, LEFT + width + RIGHT, TOP + height + below, [
    text(LEFT, 20, title, `fill="${INK.text}" font-size="14" font-weight="600"`),
    ...ticksOf(y).map(({ at, name }) =>
      [
        `<line x1="${LEFT}" x2="${LEFT + width}" y1="${px(top(at))}" y2="${px(top(at))}" stroke="${INK.faint}"/>`,
        text(LEFT - 6, top(at) + 4, name, `fill="${INK.muted}" text-anchor="end"`),
      ].join(''),
    ),
    ...marks.map((mark) => drawMark(mark, left, top, HUES[hue])),
    `<path d="M ${LEFT} ${TOP} V ${TOP + height} H ${LEFT + width}" fill="none" stroke="${INK.line}"/>`,
    ...(x.names ? namesBelow(x.names, left, TOP + height) : numbersBelow(x, left, TOP + height)),
    text(LEFT + width / 2, TOP + height + below - 8, x.title, `fill="${INK.text}" text-anchor="middle"`),
    `<g transform="translate(14 ${px(TOP + height / 2)}) rotate(-90)">${text(0, 0, y.title, `fill="${INK.text}" text-anchor="middle"`)}</g>`,
  ])
}

function ticksOf(axis: ChartAxis): readonly { readonly at: number; readonly name: string }[] {
  return roundTicks(axis.low, axis.high).map((at) => ({ at, name: String(at) }))
}

function numbersBelow(x: ChartAxis, left: (value: number) => number, bottom: number): readonly string[] {
  return ticksOf(x).map(({ at, name }) =>
    [
      `<line x1="${px(left(at))}" x2="${px(left(at))}" y1="${px(bottom)}" y2="${px(bottom + 4)}" stroke="${INK.line}"/>`,
      text(left(at), bottom + 17, name, `fill="${INK.muted}" text-anchor="middle"`),
    ].join(''),
  )
}

function namesBelow(
  names: NonNullable<ChartAxis['names']>,
  left: (value: number) => number,
  bottom: number,
): readonly string[] {
  let last = -Infinity
  return names.flatMap(({ at, text: name }) => {
    if (left(at) - last < LINE) return []
    last = left(at)
    const place = `translate(${px(last + 4)} ${px(bottom + 8)}) rotate(-90)`
    return [`<g transform="${place}">${text(0, 0, name, `fill="${INK.muted}" font-size="10" text-anchor="end"`)}</g>`]
  })
}

function drawMark(
  mark: ChartMark,
  left: (value: number) => number,
  top: (value: number) => number,
  color: string,
): string {
  if (mark.kind === 'point') {
    return `<circle cx="${px(left(mark.x))}" cy="${px(top(mark.y))}" r="2.5" fill="${color}" fill-opacity="0.6"/>`
  }
  if (mark.kind === 'guide') {
    const [from, to] = [mark.from, mark.to].map(([x, y]) => [px(left(x)), px(top(y))] as const)
    return `<line x1="${from?.[0]}" y1="${from?.[1]}" x2="${to?.[0]}" y2="${to?.[1]}" stroke="${INK.muted}" stroke-dasharray="4 4"/>`
  }
  const [a, b] = [top(mark.base), top(mark.value)]
  const [start, end] = [left(mark.from), left(mark.to)]
  // A bar among thousands is thinner than a pixel: no gap is left then.
  const gap = end - start > 3 ? 1 : 0
  const height = Math.max(0.5, Math.abs(b - a))
  return `<rect x="${px(start + gap / 2)}" y="${px(Math.min(a, b))}" width="${(end - start - gap).toFixed(2)}" height="${px(height)}" fill="${color}"/>`
}

function text(x: number, y: number, content: string, paint: string): string {
  return `<text x="${px(x)}" y="${px(y)}" ${paint}>${escapeXml(content)}</text>`
}
