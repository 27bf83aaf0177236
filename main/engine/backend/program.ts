import type { Tensor } from '@tensorflow/tfjs-node'
import { compileGraph, type CompiledGraph } from './compiled-graph.ts'
import type { OpExecutor } from './op-executor.ts'
import { recordGraph, type RecordedGraph } from './record-graph.ts'
import { scoped } from './scoped.ts'
import { backend } from './tensorflow.ts'

/** A tensor that a program is fed with. Names are the graph's placeholders: slashes become double underscores. */
export interface Feed {
  readonly name: string
  readonly tensor: Tensor
  /** For native uint8, which tfjs takes for int32. */
  readonly dtype?: number
}

/** Named results of a recorded computation, tensors of the tidy around. */
export type Results = ReadonlyMap<string, Tensor>

/** A computation that was recorded once and runs as one TensorFlow session. */
export interface Program {
  /** Feeds in the order of the recorded ones, of the same shapes. The results belong to the tidy around. */
  run(feeds: readonly Feed[]): Results
  dispose(): void
}

/** A computation before it is compiled. */
export interface Recorded {
  readonly graph: RecordedGraph
  readonly names: readonly string[]
}

export interface RecordOptions {
  /** Become part of the graph, whatever their size: weights that never move again. */
  readonly constants?: readonly Feed[]
  readonly executor?: OpExecutor
}

/** Records what `work` computes from the feeds, without computing it unless the executor does. */
export function recordProgram(feeds: readonly Feed[], work: () => Results, options: RecordOptions = {}): Recorded {
  let names: readonly string[] = []
  const outputs = () =>
    scoped(() => {
      const results = work()
      names = [...results.keys()]
      return backend.getInputTensorIds([...results.values()])
    })
  const constants = inputsOf(options.constants ?? [])
  const graph = recordGraph(inputsOf(feeds), outputs, { ...options, constants })
  return { graph, names }
}

function inputsOf(feeds: readonly Feed[]) {
  const ids = idsOf(feeds)
  return feeds.map(({ name, tensor, dtype }, index) => {
    return {
      name: name.replaceAll('/', '__'),
      id: ids[index] ?? -1,
      shape: tensor.shape,
      dtype: dtype ?? dtypeOf(tensor),
    }
  })
}

/** Loads a recorded computation into a session of its own. */
export function compileProgram({ graph, names }: Recorded): Program {
  const session: CompiledGraph = compileGraph(graph)
  return {
    run(feeds) {
      const outputs = session.run(idsOf(feeds))
      return new Map(outputs.map((output, index) => [names[index] ?? '', backend.createOutputTensor(output)]))
    },
    dispose: () => session.dispose(),
  }
}

const idsOf = (feeds: readonly Feed[]) => backend.getInputTensorIds(feeds.map(({ tensor }) => tensor))

function dtypeOf({ dtype }: Tensor): number {
  const { TF_INT32, TF_FLOAT } = backend.binding
  return dtype === 'int32' ? TF_INT32 : TF_FLOAT
}
