import type { ClassMap } from '../../shared/contract/inspection/class-map.ts'
import type { Prediction, SeenImage } from '../../shared/contract/inspection/describe.ts'
import { enlargeTo } from '../../shared/pictures/arrange-pictures.ts'
import { drawChart } from '../../shared/pictures/draw-chart.ts'
import { overlayPicture } from '../../shared/pictures/map-grid.ts'
import { mapRows } from './map-rows.ts'
import type { Saveable } from './saveable.ts'

/** The longer side of a picture at its own size: images of 32 pixels are saved as large as one sees them. */
const SIDE = 320
/** More classes are not told apart in a picture. */
const MOST_BARS = 40

const fileOf = (name: string) => name.split('/').at(-1) ?? 'image'

/** The class map over the image, `opacity` 0..1 at its strongest; its own values as numbers. */
export function classMapSaveable(seen: SeenImage, map: ClassMap, opacity: number): Saveable {
  return {
    name: `${fileOf(seen.name)}-${map.label}`,
    picture: () => {
      const pixels = overlayPicture(seen.pixels, map.overlay, opacity)
      return enlargeTo({ pixels, width: seen.size, height: seen.size }, SIDE)
    },
    table: () => [['row', 'column', map.method], ...mapRows(map.values, map.size)],
  }
}

/** The classes by probability. */
export function classesSaveable(
  { image, classes }: Prediction,
  words: { readonly title: string; readonly probability: string; readonly class: string },
): Saveable {
  return {
    name: `${fileOf(image.name)}-classes`,
    drawing: () => {
      const shown = classes.slice(0, MOST_BARS)
      return drawChart(
        {
          title: `${words.title}: ${fileOf(image.name)}`,
          x: {
            ...{ title: words.class, low: 0, high: shown.length },
            names: shown.map(({ label }, at) => ({ at: at + 0.5, text: label })),
          },
          y: { title: words.probability, low: 0, high: 1 },
          marks: shown.map(({ probability }, at) => {
            return { kind: 'bar', from: at, to: at + 1, base: 0, value: probability }
          }),
        },
        { width: Math.max(320, 28 * shown.length), height: 240 },
      )
    },
    table: () => [
      ['rank', 'class', 'probability', 'logit'],
      ...classes.map(({ label, probability, logit }, at) => [at + 1, label, probability, logit]),
    ],
  }
}
