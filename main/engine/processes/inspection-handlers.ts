import type { ImageRef, ModelRef } from '../../../shared/contract/inspection/refs.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { imageInput } from '../../../shared/graph/image-input.ts'
import type { Side } from '../inspection/compare-layers.ts'
import type { Handlers, Paths } from './child-handlers.ts'
import type { Looks, Tools } from './inspection-looks.ts'

type Views = Pick<
  Handlers<'engine'>,
  | 'inspection:describe'
  | 'inspection:predict'
  | 'inspection:maps'
  | 'inspection:map'
  | 'inspection:kernels'
  | 'inspection:xray'
  | 'inspection:compare'
  | 'inspection:depth'
>

/** The views that are answered at once: between two steps of a run that trains. */
export function createInspectionHandlers({ withModel, withImage }: Looks): Views {
  interface Sides extends Tools {
    readonly left: Side
    readonly right: Side
  }

  const withSides = <T>(
    { a, b }: Readonly<Record<'a' | 'b', { readonly model: ModelRef; readonly image: ImageRef }>>,
    paths: Paths,
    work: (sides: Sides) => Result<T>,
  ): Promise<Result<T>> =>
    withImage(a, paths, async ({ parts, inspection, model, image }) => {
      const other = await inspection.model(b.model, paths)
      if (!other.ok) return other
      const otherImage = await inspection.image(b.image, imageInput(other.value.graph), paths)
      if (!otherImage.ok) return otherImage
      const right = { model: other.value, image: otherImage.value }
      return work({ parts, inspection, left: { model, image }, right })
    })

  return {
    'inspection:describe': ({ model }, paths) =>
      withModel(model, paths, (look) => succeed(look.parts.describeModel(look.model))),
    'inspection:predict': (args, paths) =>
      withImage(args, paths, ({ parts, inspection: { activations }, model, image }) =>
        succeed(parts.predictImage(model, image, activations)),
      ),
    'inspection:maps': (args, paths) =>
      withImage(args, paths, ({ parts, inspection: { activations }, model, image }) =>
        parts.layerMaps(model, image, args, activations),
      ),
    'inspection:map': (args, paths) =>
      withImage(args, paths, ({ parts, inspection: { activations }, model, image }) =>
        parts.channelMap(model, image, args, activations),
      ),
    'inspection:kernels': (args, paths) =>
      withModel(args.model, paths, ({ parts, model }) => parts.layerKernels(model, args)),
    'inspection:xray': (args, paths) =>
      withImage(args, paths, ({ parts, inspection: { activations }, model, image }) =>
        parts.xRay(model, image, args, activations),
      ),
    'inspection:compare': (args, paths) =>
      withSides(args, paths, ({ parts, inspection: { activations }, left, right }) =>
        parts.compareLayers(left, right, args, activations),
      ),
    'inspection:depth': (args, paths) =>
      withSides(args, paths, ({ parts, inspection: { activations }, left, right }) =>
        succeed(parts.compareDepth(left, right, activations)),
      ),
  }
}
