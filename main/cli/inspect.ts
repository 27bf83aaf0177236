import type { LayerMaps } from '../../shared/contract/inspection/maps.ts'
import { csvTable } from '../../shared/csv.ts'
import { DONE, valueOf, wrongUsage } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { inspectionTools, namedLayer } from './inspection-tools.ts'
import { tilesPicture, TILE, writeLayerFiles } from './layer-files.ts'
import { columns, count, print, printJson } from './output.ts'

/** Channels that a reader sees in the terminal. */
const SHOWN = 8

/** The maps of a layer, as a picture and as numbers. */
export const inspect = defineCommand({
  name: 'inspect',
  summary: 'Draw what a layer sees in an image',
  positionals: [
    { name: 'MODEL', about: 'a run (number, id or folder), or an exported folder or file' },
    { name: 'IMAGE', about: 'a JPEG, PNG, WebP, BMP or GIF file' },
  ],
  options: {
    layer: { kind: 'text', hint: 'name', about: 'the layer, as xw describe names it; needed' },
    out: { kind: 'text', hint: 'dir', about: 'the folder to write into; needed' },
    rank: { kind: 'choice', choices: ['mean', 'energy', 'variance', 'channel'], about: 'order; mean when not given' },
    json: JSON_OPTION,
  },
  notes: [
    'Writes LAYER.png, all channels in one scale (viridis, or blue to red where values are below zero), and LAYER.csv.',
    'With --json: the shape, the scale, the range, and the statistics of each channel in the ranked order.',
  ],
  examples: [
    'inspect 3 photo.jpg --layer block4_sepconv1_bn --out maps',
    'inspect 3 cat.png --layer add --out . --json',
  ],
  async run({ values, positionals }) {
    const [name = '', path = ''] = positionals
    const { layer, out } = values
    if (!layer || !out) throw wrongUsage('argument-missing', 'inspect needs --layer and --out; see xw inspect --help')
    const tools = await inspectionTools()
    const model = await tools.model(name)
    const image = await tools.image(path, model)
    const { layerMaps } = await import('../engine/inspection/layer-maps.ts')
    const options = {
      layer: namedLayer(model, layer),
      rank: values.rank ?? 'mean',
      offset: 0,
      count: Infinity,
      size: TILE,
    }
    const maps = valueOf(layerMaps(model, image, options, tools.activations))
    const picture = await tilesPicture(maps.tiles, maps.tile, maps.scale)
    const files = await writeLayerFiles(out, maps.layer, { '.png': picture, '.csv': csv(maps) })
    const written = { picture: files['.png'], table: files['.csv'] }
    if (values.json) printJson({ ...summary(maps), channels: channelRows(maps), ...written })
    else print(text(maps, written))
    tools.activations.clear()
    model.dispose()
    return DONE
  },
})

const STATISTICS = ['minimum', 'maximum', 'mean', 'energy', 'variance', 'zeros'] as const

function channelRows({ order, statistics }: LayerMaps) {
  return order.map((channel) => {
    return { channel, ...Object.fromEntries(STATISTICS.map((name) => [name, statistics[name][channel] ?? 0])) }
  })
}

function csv(maps: LayerMaps): string {
  const rows = maps.order.map((channel) => [channel, ...STATISTICS.map((name) => maps.statistics[name][channel] ?? 0)])
  return csvTable([['channel', ...STATISTICS], ...rows])
}

function summary({ layer, shape, scale, range, receptiveField }: LayerMaps) {
  return { layer, shape, scale, range, receptiveField }
}

function text(maps: LayerMaps, files: { readonly picture: string; readonly table: string }): string {
  const { layer, shape, scale, order, statistics } = maps
  const rows = order.slice(0, SHOWN).map((channel) => {
    return [String(channel), ...STATISTICS.map((name) => (statistics[name][channel] ?? 0).toFixed(4))]
  })
  const more = order.length > SHOWN ? `\n${count(order.length - SHOWN)} more channels in the table` : ''
  return [
    `${layer}: ${shape.join('x')}, ${scale.low.toFixed(4)} to ${scale.high.toFixed(4)}`,
    columns([['channel', ...STATISTICS], ...rows], [0, 1, 2, 3, 4, 5, 6]) + more,
    `${files.picture}\n${files.table}`,
  ].join('\n')
}
