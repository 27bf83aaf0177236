import type { Comparison } from '../../shared/contract/inspection/comparison.ts'
import { csvTable } from '../../shared/csv.ts'
import type { Activations } from '../engine/inspection/activations.ts'
import type { Side } from '../engine/inspection/compare-layers.ts'
import { valueOf } from './command-failure.ts'
import { tilesPicture, TILE, writeLayerFiles } from './layer-files.ts'

/**
 * Draws a layer of two sides into a folder: the maps of both in one scale, their difference where the shapes are the same,
 * and a table of the channels. Returns the paths.
 */
export async function writeDifference(
  folder: string,
  layer: string,
  [a, b]: readonly [Side, Side],
  activations: Activations,
): Promise<readonly string[]> {
  const { compareLayers } = await import('../engine/inspection/compare-layers.ts')
  const options = { layer, rank: 'difference', offset: 0, count: Infinity, size: TILE } as const
  const compared = valueOf(compareLayers(a, b, options, activations))
  const { scale, difference } = compared
  const files: Record<string, Uint8Array | string> = {
    '-a.png': await tilesPicture(compared.a.tiles, compared.a.tile, scale),
    '-b.png': await tilesPicture(compared.b.tiles, compared.b.tile, scale),
  }
  if (difference) {
    files['-difference.png'] = await tilesPicture(difference.tiles, compared.a.tile, difference.scale)
    files['-difference.csv'] = channelTable(compared.order, difference)
  }
  return Object.values(await writeLayerFiles(folder, layer, files))
}

function channelTable(order: readonly number[], difference: NonNullable<Comparison['difference']>): string {
  const { channelCosine, channelRelativeL2 } = difference
  const rows = order.map((channel) => [channel, channelCosine[channel] ?? 0, channelRelativeL2[channel] ?? 0])
  return csvTable([['channel', 'cosine', 'relative_l2'], ...rows])
}
