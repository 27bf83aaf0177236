import type { ChildRequest } from '../child-messages.ts'
import type { Contender, Engine, Family, Programs } from '../engines/engine.ts'

/** What a child of the pipeline bench is started with. */
export interface PipelineRequest extends ChildRequest {
  readonly setting: {
    /** Class folders of JPEG files. */
    readonly folder: string
    /** Of DataLoader: processes beside the first. */
    readonly workers?: number
    /** Ours: take decoded images from the pack, from the second pass on. */
    readonly packed?: boolean
  }
}

const engine = (family: Family, title: string, script: string, program: keyof Programs): Engine => ({
  family,
  title,
  settings: [],
  bytesPerImage: 0,
  program: (programs) => programs[program],
  script: `pipeline/${script}`,
})

const ours = engine('ours', 'ours', 'ours-child.ts', 'node')
const tfData = engine('keras', 'tf.data', 'tf_data_child.py', 'keras')
const dataLoader = engine('pytorch', 'DataLoader', 'data_loader_child.py', 'torch')

const contender = (own: Engine, name: string, options: PipelineRequest['setting']): Contender => {
  return { engine: own, setting: { name, options: { ...options }, env: {} } }
}

/** Ours first, which the others are held against. */
export function contenders(folder: string): readonly [Contender, ...Contender[]] {
  return [
    contender(ours, '', { folder }),
    contender(ours, 'second pass, from the pack', { folder, packed: true }),
    contender(tfData, '', { folder }),
    ...[0, 1, 2].map((workers) => contender(dataLoader, `${workers} workers`, { folder, workers })),
  ]
}
