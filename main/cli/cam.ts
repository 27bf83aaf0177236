import { resolve } from 'node:path'
import { overlayPicture } from '../../shared/pictures/map-grid.ts'
import { writeAtomic } from '../engine/runs/write-atomic.ts'
import type { InspectedModel } from '../engine/inspection/inspected-model.ts'
import { DONE, optionInvalid, valueOf, wrongUsage } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { inspectionTools, namedLayer } from './inspection-tools.ts'
import { percent, print, printJson } from './output.ts'

/** Of the map's colour where it is strongest. */
const OPACITY = 0.7

/** Where in an image the evidence for a class is. */
export const cam = defineCommand({
  name: 'cam',
  summary: 'Draw where in an image a class is seen',
  positionals: [
    { name: 'MODEL', about: 'a run (number, id or folder), or an exported folder or file' },
    { name: 'IMAGE', about: 'a JPEG, PNG, WebP, BMP or GIF file' },
  ],
  options: {
    class: { kind: 'text', hint: 'label', about: 'the class; the most probable one when not given' },
    against: { kind: 'text', hint: 'label', about: 'draw what speaks for the class rather than for this one' },
    layer: { kind: 'text', hint: 'name', about: 'the layer; the last activation that is a map when not given' },
    method: { kind: 'choice', choices: ['grad-cam', 'occlusion'], about: 'grad-cam when not given' },
    out: { kind: 'text', hint: 'file', about: 'the PNG to write; needed' },
    json: JSON_OPTION,
  },
  notes: ['With --json: the class, its probability, and the map itself, row by row.'],
  examples: ['cam 3 photo.jpg --out cam.png', 'cam 3 photo.jpg --class Coat --against Shirt --out why.png --json'],
  async run({ values, positionals }) {
    const [name = '', path = ''] = positionals
    if (!values.out) throw wrongUsage('argument-missing', 'cam needs --out, the PNG to write; see xw cam --help')
    const tools = await inspectionTools()
    const model = await tools.model(name)
    const image = await tools.image(path, model)
    const { classMap } = await import('../engine/inspection/class-map.ts')
    const options = {
      method: values.method ?? 'grad-cam',
      layer: values.layer === undefined ? undefined : namedLayer(model, values.layer),
      classIndex: indexOf(model, '--class', values.class),
      againstIndex: indexOf(model, '--against', values.against),
      cells: 10,
    }
    const map = valueOf(await classMap(model, image, options, tools.activations, () => Promise.resolve(true)))
    const { encodePng } = await import('../engine/dataset/encode-png.ts')
    const picture = encodePng(overlayPicture(image.pixels, map.overlay, OPACITY), image.size, image.size)
    valueOf(await writeAtomic(resolve(values.out), picture))
    const { overlay: _, ...told } = map
    if (values.json) printJson({ ...told, values: [...map.values], picture: values.out })
    else print(`${map.label}  ${percent(map.probability)}  ${map.layer ?? 'occlusion'}\n${values.out}`)
    tools.activations.clear()
    model.dispose()
    return DONE
  },
})

/** A class by its label, or by its position. */
function indexOf({ labels }: InspectedModel, option: string, label: string | undefined): number | undefined {
  if (label === undefined) return undefined
  const byLabel = labels.indexOf(label)
  const index = byLabel >= 0 ? byLabel : /^\d+$/.test(label) ? Number(label) : -1
  if (index >= 0 && index < labels.length) return index
  throw optionInvalid(option, label, `one of ${labels.slice(0, 20).join(', ')}${labels.length > 20 ? ', …' : ''}`)
}
