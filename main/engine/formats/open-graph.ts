import { open, readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { inferShapes } from '../../../shared/graph/infer-shapes.ts'
import type { LayerGraph } from '../../../shared/graph/layer-graph.ts'
import { fileResult } from './file-result.ts'
import { readFunctional } from './functional/read-functional.ts'
import { InvalidModel } from './invalid-model.ts'
import { readZipEntries } from './keras/read-zip-entries.ts'
import { JSON_LIMIT_BYTES, parseJson } from './parse-json.ts'
import { readModel } from './read-model.ts'
import { WORKBENCH_KEY } from './workbench-key.ts'
import { carrierSchema } from './workbench-metadata.ts'

/**
 * The network that a file describes, without its weights, which need not be there: a `.keras` file, a Keras `config.json`
 * or a tfjs `model.json`; from any other file or folder that `readModel` reads, the graph of that. Fails with
 * `model-invalid`, which names the layer, for what is broken, cyclic, too large or has shapes that don't fit.
 */
export async function openGraph(path: string): Promise<Result<LayerGraph>> {
  const described = await fileResult(path, async () => {
    const graph = (await stat(path)).isDirectory() ? null : await readDescription(path)
    return graph && checkShapes(graph)
  })
  if (!described.ok) return described
  if (described.value) return succeed(described.value)
  const model = await readModel(path)
  if (!model.ok) return model.error.code === 'not-found' ? fail('not-found', { path }) : model
  return succeed(model.value.graph)
}

/** Null where the file is neither a zip nor JSON. */
async function readDescription(path: string): Promise<LayerGraph | null> {
  const begin = await firstBytes(path)
  if (begin.startsWith('PK\x03\x04')) return readKerasConfig(path)
  return /^(\xef\xbb\xbf)?\s*\{/.test(begin) ? readJsonModel(path) : null
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}

async function readKerasConfig(path: string): Promise<LayerGraph> {
  const entries = await readZipEntries(path, [
    { name: 'metadata.json', limit: JSON_LIMIT_BYTES },
    { name: 'config.json', limit: JSON_LIMIT_BYTES },
  ])
  const bytes = (name: string) => entries.get(name)?.bytes ?? Buffer.alloc(0)
  const metadata = parseJson(bytes('metadata.json'), carrierSchema, 'metadata.json')[WORKBENCH_KEY]
  return readFunctional(parseJson(bytes('config.json'), z.unknown(), 'config.json'), 'config.json', metadata).graph
}

const jsonSchema = z.union([
  z.object({
    modelTopology: z.union([
      z.object({ model_config: z.unknown() }).transform(({ model_config: config }) => config),
      z.unknown(),
    ]),
    userDefinedMetadata: carrierSchema.optional(),
  }),
  z.unknown().transform((config) => ({ modelTopology: config, userDefinedMetadata: undefined })),
])

/** tfjs wraps the configuration that Keras writes bare. */
async function readJsonModel(path: string): Promise<LayerGraph> {
  const { size } = await stat(path)
  if (size > JSON_LIMIT_BYTES) throw new InvalidModel(`it has ${size} bytes`)
  const { modelTopology, userDefinedMetadata } = parseJson(await readFile(path), jsonSchema, 'the model')
  return readFunctional(modelTopology, 'the model', userDefinedMetadata?.[WORKBENCH_KEY]).graph
}

/** Shapes that don't fit are the file's fault; shape inference names the layer. */
function checkShapes(graph: LayerGraph): LayerGraph {
  try {
    inferShapes(graph)
    return graph
  } catch (error) {
    throw new InvalidModel((error as Error).message, { cause: error })
  }
}
