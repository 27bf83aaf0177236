import type { ImportNote } from '../../../../shared/contract/import.ts'
import { InvalidModel } from '../invalid-model.ts'
import { assembleModel } from '../mapping/assemble-model.ts'
import { wantedLayers } from '../mapping/load-weights.ts'
import { layersByName } from '../mapping/stored-layer.ts'
import type { ReadModel } from '../model-file.ts'
import { parseJson } from '../parse-json.ts'
import { recognise } from '../recognise/recognise.ts'
import { openSafetensors, type OpenSafetensors, type OpenTensor } from '../safetensors.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { checkedGraph, graphMetadataSchema } from '../workbench-metadata.ts'
import { isTimmXception, timmStoredLayers, timmXceptionGraph } from './timm-xception.ts'

/**
 * Reads weights in safetensors: of ours, with the graph in the metadata; under Keras' names, of a network that is
 * recognised; or a PyTorch state dict of timm's `legacy_xception`. Throws `InvalidModel`.
 */
export async function readSafetensorsModel(path: string): Promise<ReadModel> {
  return openSafetensors(path, (file) => {
    const own = file.metadata[WORKBENCH_KEY]
    if (own !== undefined) return readOwn(file, own)
    const tensors = new Map(file.tensors.map((tensor) => [tensor.name.replace(PREFIX, ''), tensor]))
    if (isTimmXception(tensors)) return readTimm(file, tensors)
    if (file.tensors.some(({ name }) => TORCH.test(name))) {
      throw new InvalidModel(
        "it is a PyTorch state dict of a network that is not known here; timm's legacy_xception is read",
      )
    }
    const { stored, notes } = namedLayers(file)
    const recognised = recognise(stored)
    return assembleModel({
      format: 'safetensors',
      ...recognised,
      notes: [...recognised.notes, ...notes],
      stored,
      bytes: file.size,
      labels: undefined,
    })
  })
}

/** Of a model that was wrapped before it was saved. */
const PREFIX = /^(module|model|state_dict)\./
/** Names with dots are PyTorch's. */
const TORCH = /\.(weight|bias|running_mean|running_var)$/

function readOwn(file: OpenSafetensors, own: string): Promise<ReadModel> {
  const metadata = parseJson(Buffer.from(own), graphMetadataSchema, WORKBENCH_KEY)
  const graph = checkedGraph(metadata)
  const { stored, notes } = namedLayers(file)
  const wanted = wantedLayers(graph)
  return assembleModel({
    format: 'safetensors',
    graph,
    wanted,
    notes,
    stored,
    bytes: file.size,
    labels: metadata.labels,
    untrained: metadata.untrained,
  })
}

function readTimm(file: OpenSafetensors, tensors: ReadonlyMap<string, OpenTensor>): Promise<ReadModel> {
  const graph = timmXceptionGraph(tensors)
  const head = tensors.has('fc.weight') || tensors.has('last_linear.weight')
  const notes: ImportNote[] = [
    { code: 'input-size-assumed', subject: 'input', detail: String(graph.inputShape[0]) },
    {
      code: 'preprocessing-differs',
      subject: 'timm',
      detail: 'the shorter side to 333 pixels (bicubic) and the middle 299; here the whole image is stretched',
    },
    ...widened(file),
  ]
  if (!head) notes.push({ code: 'head-added', subject: 'predictions', detail: '1000' })
  return assembleModel({
    format: 'timm-safetensors',
    graph,
    wanted: wantedLayers(graph).filter(({ name }) => head || name !== 'predictions'),
    notes,
    stored: timmStoredLayers(graph, tensors),
    bytes: file.size,
    labels: undefined,
  })
}

function namedLayers(file: OpenSafetensors) {
  const weights = file.tensors.map(({ name, shape, read }) => ({ name, shape, source: name, read }))
  return { stored: layersByName(weights), notes: widened(file) }
}

/** 16-bit floats are said to have been widened. */
function widened({ tensors }: OpenSafetensors): readonly ImportNote[] {
  const types = new Set(tensors.map(({ dtype }) => dtype).filter((dtype) => dtype === 'F16' || dtype === 'BF16'))
  return [...types].map((detail) => ({ code: 'widened', subject: '', detail }))
}
