import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { openGraph } from '../../../../main/engine/formats/open-graph.ts'
import type { AnyGraph } from '../../../../shared/graph/any-graph.ts'
import { countKnown } from '../../../../shared/graph/count-known.ts'
import { anyGraphSchema } from '../../../../shared/graph/graph-schema.ts'

/** What `write_shared_layers.py` writes of a model. */
export interface CountedModel {
  readonly config: unknown
  /** As Keras counts them. */
  readonly parameters: number
  /** Of layers, without inputs, and the multiply-adds in them. */
  readonly calls: number
  readonly macs: number
}

export function countedModels(path: string): Readonly<Record<string, CountedModel>> {
  return JSON.parse(gunzipSync(readFileSync(path)).toString()) as Record<string, CountedModel>
}

export async function openedConfig(folder: string, config: unknown): Promise<AnyGraph> {
  const path = join(folder, 'config.json')
  writeFileSync(path, JSON.stringify(config))
  const graph = await openGraph(path)
  if (!graph.ok) throw new Error(JSON.stringify(graph.error))
  return anyGraphSchema.parse(graph.value)
}

/** As many nodes as Keras makes calls, its parameters and its multiply-adds; of unknown layers as much as a file can say. */
export function expectCounts(graph: AnyGraph, { parameters, calls, macs }: CountedModel): void {
  const cost = countKnown(graph)
  const layers = cost.layers.filter(({ kind }) => kind !== 'input')
  // The activation inside a convolution is a node of its own.
  expect(layers.filter(({ name }) => !/_activation(_\d+)?$/.test(name))).toHaveLength(calls)
  if (layers.every(({ kind, macs: own }) => kind === 'unknown' || own !== null)) expect(cost.macs).toBe(macs)
  else expect(cost.macs).toBeLessThan(macs)
  if (layers.every((layer) => layer.parameters !== null)) expect(cost.totalParameters).toBe(parameters)
  else expect(cost.totalParameters).toBeLessThan(parameters)
}
