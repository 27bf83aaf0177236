import type { ImageRef } from '../../shared/contract/inspection/refs.ts'
import { imageInput } from '../../shared/graph/image-input.ts'
import { loadEngine } from '../engine/processes/load-engine.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import type { InspectedModel } from '../engine/inspection/inspected-model.ts'
import type { LoadedImage } from '../engine/inspection/load-image.ts'
import { closestName } from './closest-name.ts'
import { CommandFailure, FAILED, valueOf } from './command-failure.ts'
import { findModel } from './find-model.ts'

/** An image as the command line names it: a file. */
export type NamedImage = Extract<ImageRef, { kind: 'source' }>

/** Opens models and images for the commands that look into them; loads TensorFlow. */
export async function inspectionTools() {
  valueOf(await loadEngine())
  const [{ inspectModel }, { loadImageFile }, { createActivations }] = await Promise.all([
    import('../engine/inspection/inspected-model.ts'),
    import('../engine/inspection/load-image.ts'),
    import('../engine/inspection/activations.ts'),
  ])
  return {
    activations: createActivations(),
    async model(name: string): Promise<InspectedModel> {
      const { file, run } = await findModel(storeFolder(), name)
      const told = run && { runId: run.manifest.runId, number: run.manifest.number, epoch: 0 }
      return valueOf(inspectModel(file, { key: name, run: told }))
    },
    image: async (path: string, { graph }: InspectedModel): Promise<LoadedImage> =>
      valueOf(await loadImageFile(path, imageInput(graph))),
  }
}

/** The layer of this name, or the command ends and says which one may have been meant. */
export function namedLayer({ graph }: InspectedModel, name: string): string {
  const names = graph.nodes.map((node) => node.name)
  if (names.includes(name)) return name
  const closest = closestName(name, names)
  const hint = closest === undefined ? 'xw describe lists its layers' : `did you mean ${closest}?`
  throw new CommandFailure('layer-unknown', `the model ${graph.name} has no layer ${name}; ${hint}`, FAILED)
}
