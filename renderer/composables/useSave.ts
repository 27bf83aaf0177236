import { shallowRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import { csvTable, type CsvCell } from '../../shared/csv.ts'
import type { Picture } from '../../shared/pictures/map-grid.ts'
import { useBridge } from './useBridge.ts'

/** Saves what a view shows where the person says, by the system's dialog. */
export function useSave() {
  const client = useBridge()
  /** Why the last one could not be saved. */
  const error: ShallowRef<AppError | null> = shallowRef(null)

  async function save(name: string, content: string | Uint8Array<ArrayBuffer>): Promise<void> {
    // A layer of another program may be called what no file may be.
    const saved = await client.request('file:save', { name: name.replaceAll(/[^\w.-]/g, '_').slice(0, 120), content })
    error.value = saved.ok ? null : saved.error
  }

  return {
    error,
    table: (name: string, rows: readonly (readonly CsvCell[])[]) => save(`${name}.csv`, csvTable(rows)),
    picture: async (name: string, picture: Picture) => save(`${name}.png`, await encode(picture)),
  }
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
