import { shallowRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import { csvTable } from '../../shared/csv.ts'
import { enlarge } from '../../shared/pictures/arrange-pictures.ts'
import type { Picture } from '../../shared/pictures/map-grid.ts'
import { rasterize } from '../diagram/rasterize.ts'
import type { Saveable, SaveForm } from '../saving/saveable.ts'
import { useBridge } from './useBridge.ts'

/** Saves what a view shows where the person says, by the system's dialog. */
export function useSave() {
  const client = useBridge()
  /** Why the last one could not be saved. */
  const error: ShallowRef<AppError | null> = shallowRef(null)

  async function save(what: Saveable, form: SaveForm): Promise<void> {
    const content = await contentOf(what, form)
    if (content === null) return
    // A layer of another program may be called what no file may be.
    const name = what.name.replaceAll(/[^\w.-]/g, '_').slice(0, 110)
    const saved = await client.request('file:save', { name: `${name}.${form.format.toLowerCase()}`, content })
    error.value = saved.ok ? null : saved.error
  }

  return { error, save }
}

async function contentOf(
  { picture, drawing, table }: Saveable,
  { format, factor }: SaveForm,
): Promise<string | Uint8Array<ArrayBuffer> | null> {
  if (format === 'CSV') return table ? csvTable(table()) : null
  if (format === 'PNG' && picture) return encode(enlarge(picture(), factor))
  const drawn = drawing?.()
  if (!drawn) return null
  return format === 'SVG' ? drawn.svg : rasterize(drawn.svg, drawn, factor)
}

async function encode({ pixels, width, height }: Picture): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas to draw a picture on')
  const image = context.createImageData(width, height)
  for (let index = 0; index < width * height; index++) {
    image.data.set(pixels.subarray(3 * index, 3 * index + 3), 4 * index)
    image.data[4 * index + 3] = 255
  }
  context.putImageData(image, 0, 0)
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
}
