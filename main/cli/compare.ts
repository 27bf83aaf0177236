import { splitConfigSchema } from '../../shared/contract/dataset.ts'
import type { Depth, Similarity } from '../../shared/contract/inspection/comparison.ts'
import type { InspectedModel } from '../engine/inspection/inspected-model.ts'
import { DONE, FAILED, valueOf, wrongUsage } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { writeDifference } from './difference-files.ts'
import { inspectionTools, namedLayer } from './inspection-tools.ts'
import { onInterrupt } from './interrupt.ts'
import { openImages } from './open-images.ts'
import { columns, count, print, printJson } from './output.ts'

/** Images over which features are compared. */
const IMAGES = 128

/** Two models layer by layer. */
export const compare = defineCommand({
  name: 'compare',
  summary: 'Say layer by layer where two models part ways',
  positionals: [
    { name: 'A', about: 'a run (number, id or folder), or an exported folder or file' },
    { name: 'B', about: 'another one' },
  ],
  options: {
    image: { kind: 'text', hint: 'file', about: 'compare what they make of this image' },
    data: { kind: 'text', hint: 'dir', about: 'compare how they represent the images of this folder, or "sample"' },
    out: {
      kind: 'text',
      hint: 'dir',
      about: 'with --image: draw the maps of both and their difference into this folder',
    },
    layer: { kind: 'text', hint: 'name', about: 'what --out draws; where the two part ways when not given' },
    json: JSON_OPTION,
  },
  notes: [
    'With --image: cosine and relative L2 difference of the maps. A layer that B lacks is held against the nearest by depth.',
    'With --out: LAYER-a.png and LAYER-b.png in one scale, LAYER-difference.png (B less A, blue to red), LAYER-difference.csv.',
    'With --data: linear CKA and the effective rank of both, over 128 validation images, evenly taken.',
  ],
  examples: [
    'compare 3 4 --image photo.jpg',
    'compare 3 4 --image photo.jpg --layer block4_sepconv1_bn --out maps',
    'compare 3 exports/keras --data photos --json',
  ],
  async run({ values, positionals }) {
    const [a = '', b = ''] = positionals
    if ((values.image === undefined) === (values.data === undefined))
      throw wrongUsage('argument-missing', 'compare needs --image or --data, one of them; see xw compare --help')
    if (values.out === undefined ? values.layer !== undefined : values.image === undefined)
      throw wrongUsage('argument-missing', 'compare draws with --image and --out, both; see xw compare --help')
    const tools = await inspectionTools()
    const models = [await tools.model(a), await tools.model(b)] as const
    const { image, data = '', json } = values
    return image === undefined
      ? compareOverImages(models, data, json)
      : compareOnImage(tools, models, { ...values, image })
  },
})

type Tools = Awaited<ReturnType<typeof inspectionTools>>
type Models = readonly [InspectedModel, InspectedModel]

interface ImageOptions {
  readonly image: string
  readonly out: string | undefined
  readonly layer: string | undefined
  readonly json: boolean
}

async function compareOnImage(tools: Tools, [left, right]: Models, { image, out, layer, json }: ImageOptions) {
  const { compareDepth } = await import('../engine/inspection/compare-depth.ts')
  const sides = [
    { model: left, image: await tools.image(image, left) },
    { model: right, image: await tools.image(image, right) },
  ] as const
  const named = layer === undefined ? null : namedLayer(left, layer)
  const depth = compareDepth(...sides, tools.activations)
  const drawn = named ?? depth.parting ?? depth.rows.at(-1)?.layer ?? ''
  const files = out === undefined ? [] : await writeDifference(out, drawn, sides, tools.activations)
  if (json) printJson({ ...depth, files })
  else print([depthText(depth), ...files].join('\n'))
  tools.activations.clear()
  return DONE
}

async function compareOverImages([left, right]: Models, data: string, json: boolean) {
  const { similarityOverBatch } = await import('../engine/inspection/similarity-over-batch.ts')
  const dataset = await openImages(data, splitConfigSchema.parse({}))
  const interrupt = onInterrupt()
  const options = { split: 'validation', count: IMAGES } as const
  const turn = () => Promise.resolve(!interrupt.signal.aborted)
  const similarity = await similarityOverBatch(left, right, dataset, options, turn)
  interrupt.release()
  if (!similarity.ok && similarity.error.code === 'cancelled') return FAILED
  if (json) printJson(valueOf(similarity))
  else print(similarityText(valueOf(similarity)))
  return DONE
}

/** B's layer where it isn't A's. */
const pairOf = ({ layer, layerB }: { readonly layer: string; readonly layerB: string }) =>
  layer === layerB ? layer : `${layer} / ${layerB}`

function depthText({ rows, parting }: Depth): string {
  const lines = rows.map((row) => [
    pairOf(row),
    row.match === 'nearest' ? 'nearest' : '',
    row.cosine === null ? 'shapes differ' : row.cosine.toFixed(4),
    row.relativeL2 === null ? '' : row.relativeL2.toFixed(4),
    `${count(row.deadA)} / ${count(row.deadB)}`,
  ])
  const table = columns([['layer', '', 'cosine', 'relative L2', 'dead channels'], ...lines], [2, 3, 4])
  return `${table}\n\n${parting === null ? 'they do not part ways' : `they part ways at ${parting}`}`
}

function similarityText({ images, rows }: Similarity): string {
  const lines = rows.map((row) => [
    pairOf(row),
    row.match === 'nearest' ? 'nearest' : '',
    row.cka.toFixed(4),
    row.effectiveRankA.toFixed(1),
    row.effectiveRankB.toFixed(1),
  ])
  const head = ['layer', '', 'linear CKA', 'effective rank A', 'B']
  return `${columns([head, ...lines], [2, 3, 4])}\n\nover ${count(images)} images`
}
