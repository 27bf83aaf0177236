import { mkdirSync, readdirSync, rmSync, statfsSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { openPixelPack, slotBytes, SPARE_BYTES, type PixelPack } from './pixel-pack.ts'

/** Plain data: it goes to the thread that opens the pack. */
export interface PackOptions {
  /** The folder of all packs. */
  readonly folder: string
  readonly name: string
  readonly imageBytes: number
  /** Images of the dataset. */
  readonly count: number
  /** Most bytes of all packs together; 0 keeps none. */
  readonly limitBytes: number
}

/** Of all packs together, unless `XW_PIXELS_GB` says otherwise. */
const DEFAULT_GIGABYTES = 10

interface Other {
  readonly path: string
  readonly usedMs: number
  /** Once it is full. */
  readonly bytes: number
  /** What deleting it gives back. */
  readonly onDisk: number
}

/** The limit of all packs together, in bytes. */
export function packLimitBytes(environment: NodeJS.ProcessEnv = process.env): number {
  const gigabytes = Number(environment.XW_PIXELS_GB || DEFAULT_GIGABYTES)
  return (gigabytes >= 0 ? gigabytes : DEFAULT_GIGABYTES) * 1e9
}

/**
 * Opens the pack, and deletes those used longest ago as far as the limit and the free disk want it. A dataset that is
 * larger than that is kept in part. Null where nothing can be kept: then all is decoded each time.
 */
export function openPack({ folder, name, imageBytes, count, limitBytes }: PackOptions): PixelPack | null {
  if (limitBytes === 0) return null
  try {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, name)
    const others = readdirSync(folder)
      .filter((one) => one.endsWith('.pack') && one !== name)
      .flatMap((one) => describe(join(folder, one)))
      .sort((a, b) => a.usedMs - b.usedMs)
    const { bavail, bsize } = statfsSync(folder)
    let free = bavail * bsize + (describe(path)[0]?.onDisk ?? 0)
    const slot = slotBytes(imageBytes)
    const room = Math.min(limitBytes, free + sum(others, 'onDisk') - SPARE_BYTES)
    const capacity = Math.min(count, Math.floor(room / slot))
    if (capacity < 1) return null
    let total = capacity * slot + sum(others, 'bytes')
    for (const other of others) {
      if (total <= limitBytes && free - capacity * slot >= SPARE_BYTES) break
      rmSync(other.path, { force: true })
      total -= other.bytes
      free += other.onDisk
    }
    const pack = openPixelPack(path, { imageBytes, capacity })
    const now = new Date()
    utimesSync(path, now, now)
    return pack
  } catch {
    // Read-only, full, without permission: training goes on all the same.
    return null
  }
}

function describe(path: string): Other[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return []
  const { size, mtimeMs } = stats
  // Slots that were never written take no room, where the file system says so.
  const onDisk = stats.blocks > 0 ? Math.min(size, stats.blocks * 512) : size
  return [{ path, usedMs: mtimeMs, bytes: size, onDisk }]
}

function sum(others: readonly Other[], what: 'bytes' | 'onDisk'): number {
  return others.reduce((total, other) => total + other[what], 0)
}
