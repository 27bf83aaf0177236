import { shallowRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import { csvTable } from '../../shared/csv.ts'
import type { Picture } from '../../shared/pictures/map-grid.ts'
import { MOST_PIXELS, rasterize } from '../diagram/rasterize.ts'
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
  if (format === 'PNG' && picture) return encode(picture(), factor)
  const drawn = drawing?.()
  if (!drawn) return null
  return format === 'SVG' ? drawn.svg : rasterize(drawn.svg, drawn, factor)
}

/** Each pixel becomes a square of `factor` pixels, as sharp, or of as many as a canvas can hold. */
async function encode({ pixels, width, height }: Picture, factor: number): Promise<Uint8Array<ArrayBuffer>> {
  const [own, ownContext] = canvasOf(width, height)
  const image = ownContext.createImageData(width, height)
  for (let from = 0, to = 0; from < pixels.length; from += 3, to += 4) {
    image.data[to] = pixels[from] as number
    image.data[to + 1] = pixels[from + 1] as number
    image.data[to + 2] = pixels[from + 2] as number
    image.data[to + 3] = 255
  }
  ownContext.putImageData(image, 0, 0)
  const times = Math.max(1, Math.min(factor, Math.floor(MOST_PIXELS / Math.max(width, height))))
  const [large, context] = canvasOf(width * times, height * times)
  context.imageSmoothingEnabled = false
  context.drawImage(own, 0, 0, large.width, large.height)
  return new Uint8Array(await (await large.convertToBlob({ type: 'image/png' })).arrayBuffer())
}

function canvasOf(width: number, height: number): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas to draw a picture on')
  return [canvas, context]
}
