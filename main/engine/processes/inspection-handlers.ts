import type { ImageRef, ModelRef } from '../../../shared/contract/inspection/refs.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import type { InspectedModel } from '../inspection/inspected-model.ts'
import type { Inspection } from '../inspection/inspection.ts'
import type { LoadedImage } from '../inspection/load-image.ts'
import type { Guests } from '../training/guests.ts'
import type { Emit, Handlers, Paths } from './child-handlers.ts'
import { createJobs } from './jobs.ts'
import { loadInspection, type InspectionParts } from './load-inspection.ts'

/** What a view of a single image works with. */
export interface Look {
  readonly parts: InspectionParts
  readonly inspection: Inspection
  readonly model: InspectedModel
  readonly image: LoadedImage
}

export type InspectionHandlers = Pick<
  Handlers<'engine'>,
  | 'inspection:describe'
  | 'inspection:predict'
  | 'inspection:maps'
  | 'inspection:map'
  | 'inspection:kernels'
  | 'inspection:xray'
  | 'inspection:classmap'
  | 'inspection:cancel'
>

/** The views of models and images. Each is served between two steps of a run that trains. */
export function createInspectionHandlers(store: string, emit: Emit, guests: Guests): InspectionHandlers {
  const jobs = createJobs(emit, guests)
  let inspection: Inspection | undefined

  async function withModel<T>(
    ref: ModelRef,
    paths: Paths,
    use: (look: Omit<Look, 'image'>) => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> {
    return guests.serve(async () => {
      const parts = await loadInspection()
      if (!parts.ok) return parts
      inspection ??= parts.value.createInspection(store)
      const model = await inspection.model(ref, paths)
      return model.ok ? use({ parts: parts.value, inspection, model: model.value }) : model
    })
  }

  const withImage = <T>(
    refs: { readonly model: ModelRef; readonly image: ImageRef },
    paths: Paths,
    use: (look: Look) => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> =>
    withModel(refs.model, paths, async (look) => {
      const image = await look.inspection.image(refs.image, look.model.inputSize, paths)
      return image.ok ? use({ ...look, image: image.value }) : image
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
    'inspection:xray': (args, paths) =>
      withImage(args, paths, ({ parts, inspection: { activations }, model, image }) =>
        parts.xRay(model, image, args, activations),
      ),
    'inspection:classmap': async (args, paths) => {
      if (args.method === 'grad-cam')
        return withImage(args, paths, ({ parts, inspection: { activations }, model, image }) =>
          parts.classMap(model, image, args, activations, () => Promise.resolve(true)),
        )
      const found = await withImage(args, paths, succeed)
      if (!found.ok) return found
      const { parts, inspection: own, model, image } = found.value
      const turn = jobs.turnOf(args.jobId)
      return own.holding([model], () =>
        jobs.run(args.jobId, () => parts.classMap(model, image, args, own.activations, turn)),
      )
    },
    'inspection:cancel': ({ jobId }) => {
      jobs.cancel(jobId)
      return succeed({})
    },
    'inspection:kernels': (args, paths) =>
      withModel(args.model, paths, ({ parts, model }) => parts.layerKernels(model, args)),
  }
}
