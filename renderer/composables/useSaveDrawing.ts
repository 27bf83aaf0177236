import type { DiagramLayout } from '../../shared/diagram/diagram-layout.ts'
import { drawSvg } from '../../shared/diagram/draw-svg.ts'
import { rasterize } from '../diagram/rasterize.ts'
import { networkTitle } from '../run/network-title.ts'
import { useBridge } from './useBridge.ts'

/** Saves a drawing where the person says: as vectors, or as pixels at twice its size. */
export function useSaveDrawing() {
  const client = useBridge()

  async function save(layout: DiagramLayout, name: string, format: 'svg' | 'png'): Promise<void> {
    const svg = drawSvg(layout, { title: networkTitle(name.replaceAll('_', '-')) })
    const content = format === 'svg' ? svg : await rasterize(svg, layout)
    await client.request('file:save', { name: `${name.replaceAll(/[^\w.-]/g, '_')}.${format}`, content })
  }

  return { save }
}
