import type { Workload } from '../workload.ts'

/** Whose number it is; `matmul` is the machine's own peak. */
export type Family = 'ours' | 'keras' | 'keras-jit' | 'pytorch' | 'onnx-runtime' | 'stock-tfjs' | 'matmul'

/** Paths of the programs that children run on. A Python that set-up could not make is null. */
export interface Programs {
  readonly node: string
  readonly keras: string | null
  readonly torch: string | null
}

export interface Setting {
  readonly name: string
  /** Given to the child beside the workload. */
  readonly options: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string>>
  /** The only task that it makes sense for; both when absent. */
  readonly task?: Workload['task']
}

/** An engine to measure: how to start its child, and the settings that a user of it would try. */
export interface Engine {
  readonly family: Family
  readonly title: string
  readonly task?: Workload['task']
  /** The usual one first. */
  readonly settings: readonly Setting[]
  /** So slow that it gets rounds of its own, and few. */
  readonly slow?: boolean
  /** A guess of its peak memory, in bytes per image of 299x299 at full width in a batch, when training. */
  readonly bytesPerImage: number
  /** The interpreter; null where it is missing. */
  program(programs: Programs): string | null
  /** Script of the child, in bench/. */
  readonly script: string
  /** Script that first fills the folder `prepared`, in a process that is not measured. */
  readonly preparation?: string
}

/** An engine with one of its settings. */
export interface Contender {
  readonly engine: Engine
  readonly setting: Setting
}

export const contenderName = ({ engine, setting }: Contender) =>
  setting.name === '' ? engine.title : `${engine.title}, ${setting.name}`
