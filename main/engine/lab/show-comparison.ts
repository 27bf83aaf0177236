import { channelOf } from '../../../shared/inspection/map-tiles.ts'
import { symmetricScale } from '../../../shared/pictures/value-scale.ts'
import type { LabComparison } from '../../../shared/contract/lab.ts'
import type { RequestArgs } from '../../../shared/contract/requests.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import type { FindImage } from '../inspection/load-image.ts'
import { compareComposition, compareSegments } from './compare-modules.ts'
import { labImage, labNoise } from './lab-image.ts'
import { pictureOf } from './map-picture.ts'

/** Answers `lab:compare`: two modules that share their weights, on an image or on noise. */
export async function showComparison(
  findImage: FindImage,
  { kind, order, options: given, image, seed }: RequestArgs<'lab:compare'>,
  paths: Readonly<Record<string, string>>,
): Promise<Result<LabComparison>> {
  const options = image ? { ...given, channels: 3 } : given
  const noise = () => succeed(labNoise(options.size * options.size * options.channels, seed))
  const values = image ? await labImage(findImage, image, options.size, paths) : noise()
  if (!values.ok) return values
  const input = { values: values.value, count: 1 }
  const startMs = performance.now()
  const compared =
    kind === 'segments'
      ? compareSegments(options, input, seed)
      : succeed(compareComposition({ ...options, order }, input, seed))
  if (!compared.ok) return compared
  const { relativeError, largestDifference, values: count, outputs } = compared.value
  const [first, second] = [
    channelOf({ values: outputs[0], channels: options.filters }, 0),
    channelOf({ values: outputs[1], channels: options.filters }, 0),
  ]
  const difference = first.map((value, index) => value - (second[index] ?? 0))
  const scale = symmetricScale(first, second)
  return succeed({
    ...{ relativeError, largestDifference, values: count, durationMs: performance.now() - startMs, scale },
    ...{ first: pictureOf(first, scale), second: pictureOf(second, scale), difference: pictureOf(difference, scale) },
  })
}
