import { open, readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import type { AnyGraph } from '../../../shared/graph/any-graph.ts'
import { knownShapes } from '../../../shared/graph/known-shapes.ts'
import { fileResult } from './file-result.ts'
import { openFunctional } from './functional/open-functional.ts'
import type { CountWeights } from './functional/sketch-model.ts'
import { storedParameters } from './functional/stored-parameters.ts'
import { MODEL_CONFIG, wholeModel } from './h5/whole-model.ts'
import { withHdf5File } from './h5/with-hdf5.ts'
import { InvalidModel } from './invalid-model.ts'
import { listKerasWeights } from './keras/list-keras-weights.ts'
import { readZipEntries } from './keras/read-zip-entries.ts'
import { layersByName } from './mapping/stored-layer.ts'
import { JSON_LIMIT_BYTES, parseJson } from './parse-json.ts'
import { readModel } from './read-model.ts'
import { WORKBENCH_KEY } from './workbench-key.ts'
import { carrierSchema } from './workbench-metadata.ts'

/**
 * The network that a file describes, to look at, without its weights, which need not be there: a `.keras` file, a whole
 * model in HDF5, a Keras `config.json` or a tfjs `model.json`, with layers of any kind; from any other file or folder that
 * `readModel` reads, the graph of that. Fails with `model-invalid`, which names the layer, for what is broken, cyclic, too large or has shapes
 * that don't fit.
 */
export async function openGraph(path: string): Promise<Result<AnyGraph>> {
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

/** Null where the file is none that describes a network beside its weights. */
async function readDescription(path: string): Promise<AnyGraph | null> {
  const begin = await firstBytes(path)
  if (begin.startsWith('PK\x03\x04')) return readKerasConfig(path)
  if (begin.startsWith('\x89HDF\r\n\x1a\n')) return readH5Config(path)
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

async function readKerasConfig(path: string): Promise<AnyGraph> {
  const entries = await readZipEntries(path, [
    { name: 'metadata.json', limit: JSON_LIMIT_BYTES },
    { name: 'config.json', limit: JSON_LIMIT_BYTES },
  ])
  const bytes = (name: string) => entries.get(name)?.bytes ?? Buffer.alloc(0)
  const metadata = parseJson(bytes('metadata.json'), carrierSchema, 'metadata.json')[WORKBENCH_KEY]
  const config = parseJson(bytes('config.json'), z.unknown(), 'config.json')
  return openFunctional(config, 'config.json', metadata, async () => storedParameters(await listKerasWeights(path)))
}

/** Null for weights alone. */
function readH5Config(path: string): Promise<AnyGraph | null> {
  return withHdf5File(path, async (contents) => {
    const whole = wholeModel(contents)
    if (!whole) return null
    const weights = () => Promise.resolve(storedParameters(contents.layers))
    return openFunctional(whole.config, MODEL_CONFIG, whole.metadata, weights)
  })
}

const jsonSchema = z.union([
  z.object({
    modelTopology: z.union([
      z.object({ model_config: z.unknown() }).transform(({ model_config: config }) => config),
      z.unknown(),
    ]),
    userDefinedMetadata: carrierSchema.optional(),
    weightsManifest: z.unknown().optional(),
  }),
  z.unknown().transform((config) => {
    return { modelTopology: config, userDefinedMetadata: undefined, weightsManifest: undefined }
  }),
])

/** tfjs wraps the configuration that Keras writes bare. */
async function readJsonModel(path: string): Promise<AnyGraph> {
  const { size } = await stat(path)
  if (size > JSON_LIMIT_BYTES) throw new InvalidModel(`it has ${size} bytes`)
  const model = parseJson(await readFile(path), jsonSchema, 'the model')
  const metadata = model.userDefinedMetadata?.[WORKBENCH_KEY]
  return openFunctional(model.modelTopology, 'the model', metadata, () =>
    Promise.resolve(manifestParameters(model.weightsManifest)),
  )
}

/** Names and shapes alone, also of types that are not read; the shards need not be there. */
const listedSchema = z
  .array(
    z.object({
      weights: z.array(z.object({ name: z.string().max(2000), shape: z.array(z.int().min(0)).max(8) })).max(50_000),
    }),
  )
  .max(10_000)

function manifestParameters(manifest: unknown): CountWeights {
  const listed = listedSchema.safeParse(manifest)
  const weights = listed.success ? listed.data.flatMap((group) => group.weights) : []
  const unread = () => {
    throw new Error('a weight of a model that is only looked at is not read')
  }
  return storedParameters(layersByName(weights.map((weight) => ({ ...weight, source: weight.name, read: unread }))))
}

/** Shapes that don't fit are the file's fault; shape inference names the layer. */
function checkShapes(graph: AnyGraph): AnyGraph {
  try {
    knownShapes(graph)
    return graph
  } catch (error) {
    throw new InvalidModel((error as Error).message, { cause: error })
  }
}
