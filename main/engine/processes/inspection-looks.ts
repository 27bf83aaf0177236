import type { ImageRef, ModelRef } from '../../../shared/contract/inspection/refs.ts'
import type { Result } from '../../../shared/contract/result.ts'
import { imageInput } from '../../../shared/graph/image-input.ts'
import type { InspectedModel } from '../inspection/inspected-model.ts'
import type { Inspection } from '../inspection/inspection.ts'
import type { LoadedImage } from '../inspection/load-image.ts'
import type { Guests } from '../training/guests.ts'
import type { Paths } from './child-handlers.ts'
import type { IdleWork } from './idle-work.ts'
import { loadInspection, type InspectionParts } from './load-inspection.ts'

/** What every look works with. */
export interface Tools {
  readonly parts: InspectionParts
  readonly inspection: Inspection
}

type Work<Given, T> = (given: Given) => Result<T> | Promise<Result<T>>

/** Opens models and images for the handlers. All of it is served between two steps of a run that trains. */
export interface Looks {
  withTools<T>(work: Work<Tools, T>): Promise<Result<T>>
  withModel<T>(
    ref: ModelRef,
    paths: Paths,
    work: Work<Tools & { readonly model: InspectedModel }, T>,
  ): Promise<Result<T>>
  withImage<T>(
    refs: { readonly model: ModelRef; readonly image: ImageRef },
    paths: Paths,
    work: Work<Tools & { readonly model: InspectedModel; readonly image: LoadedImage }, T>,
  ): Promise<Result<T>>
}

export function createLooks(store: string, guests: Guests, idle: IdleWork): Looks {
  let inspection: Inspection | undefined

  const withTools: Looks['withTools'] = (work) =>
    guests.serve(async () => {
      const parts = await loadInspection()
      if (!parts.ok) return parts
      inspection ??= parts.value.createInspection(store)
      return work({ parts: parts.value, inspection })
    })

  const withModel: Looks['withModel'] = (ref, paths, work) =>
    withTools(async (tools) => {
      const model = await tools.inspection.model(ref, paths)
      if (!model.ok) return model
      try {
        return await work({ ...tools, model: model.value })
      } finally {
        idle.soon(() => tools.inspection.prepare(model.value))
      }
    })

  return {
    withTools,
    withModel,
    withImage: (refs, paths, work) =>
      withModel(refs.model, paths, async (look) => {
        const image = await look.inspection.image(refs.image, imageInput(look.model.graph), paths)
        return image.ok ? work({ ...look, image: image.value }) : image
      }),
  }
}
