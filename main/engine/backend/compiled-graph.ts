import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backend } from './tensorflow.ts'
import type { BindingTensor } from './binding-types.ts'
import { encodeSavedModel } from './graph-def.ts'
import type { RecordedGraph } from './record-graph.ts'

/** A recorded graph loaded as a TensorFlow session. Feeds and fetches are native tensor ids, shared and not copied. */
export interface CompiledGraph {
  /** Ids in the order of the recorded inputs; returns new tensors that the caller deletes or adopts. */
  run(ids: readonly number[]): BindingTensor[]
  /** Frees the session. */
  dispose(): void
}

/** Writes the graph as a SavedModel into a temporary folder, loads it and removes the folder. */
export function compileGraph(graph: RecordedGraph): CompiledGraph {
  const { binding } = backend
  const folder = mkdtempSync(join(tmpdir(), 'xw-graph-'))
  let session: number
  try {
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(graph))
    session = binding.loadSavedModel(folder, 'serve')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const inputs = graph.inputs.map((input) => `${input.name}:0`).join(',')
  const outputs = graph.outputs.join(',')
  return {
    run: (ids) => binding.runSavedModel(session, ids, inputs, outputs),
    dispose: () => binding.deleteSavedModel(session),
  }
}
