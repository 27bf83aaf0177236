import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ValueScale } from '../../shared/contract/inspection/maps.ts'
import { mapGrid } from '../../shared/pictures/map-grid.ts'
import { colorsOf } from '../../shared/pictures/value-scale.ts'
import { fileFailure } from '../engine/runs/file-failure.ts'
import { writeAtomic } from '../engine/runs/write-atomic.ts'
import { commandFailure, valueOf } from './command-failure.ts'

/** Maps that are larger are averaged down to so many values a side; a value of a smaller one is drawn as a square. */
export const TILE = 64

/** Tiles as a PNG. */
export async function tilesPicture(tiles: Uint8Array, tile: [number, number], scale: ValueScale): Promise<Uint8Array> {
  const { encodePng } = await import('../engine/dataset/encode-png.ts')
  const zoom = Math.max(1, Math.floor(TILE / Math.max(...tile)))
  const { pixels, width, height } = mapGrid(tiles, tile, colorsOf(scale), zoom)
  return encodePng(pixels, width, height)
}

/**
 * Writes files that are called after a layer, by what their names end in (`.png`, `-a.png`), into a folder that is made where
 * it isn't there. Returns their paths in the same order.
 */
export async function writeLayerFiles<Ending extends string>(
  folder: string,
  layer: string,
  files: Readonly<Record<Ending, Uint8Array | string>>,
): Promise<Readonly<Record<Ending, string>>> {
  const whole = resolve(folder)
  try {
    await mkdir(whole, { recursive: true })
  } catch (error) {
    throw commandFailure(fileFailure(error, whole).error)
  }
  // Names of imported layers may hold what a file's name may not.
  const base = join(whole, layer.replaceAll(/[^\w.-]/g, '_'))
  const paths: [string, string][] = []
  for (const [ending, content] of Object.entries<Uint8Array | string>(files)) {
    valueOf(await writeAtomic(base + ending, content))
    paths.push([ending, base + ending])
  }
  return Object.fromEntries(paths) as Record<Ending, string>
}
