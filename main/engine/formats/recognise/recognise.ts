import type { ImportNote } from '../../../../shared/contract/import.ts'
import type { LayerGraph } from '../../../../shared/graph/layer-graph.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import { xceptionOptionsSchema } from '../../../../shared/zoo/xception-options.ts'
import { InvalidModel } from '../invalid-model.ts'
import { wantedLayers } from '../mapping/load-weights.ts'
import type { StoredLayer, WantedLayer } from '../mapping/stored-layer.ts'

/** A network that weights alone must be those of. */
export interface Recognised {
  readonly graph: LayerGraph
  /** Without the head where the weights have none. */
  readonly wanted: readonly WantedLayer[]
  readonly notes: readonly ImportNote[]
}

/** Layers by what their weights' shapes can be. */
interface Census {
  readonly separable: readonly StoredLayer[]
  readonly convolutions: readonly StoredLayer[]
  readonly dense: readonly StoredLayer[]
}

/**
 * The network whose weights these are, told by their shapes: an Xception of any width, length, head and class count.
 * Throws `InvalidModel` where they are of none that is known: weights alone do not say how layers are joined.
 */
export function recognise(stored: readonly StoredLayer[]): Recognised {
  const census = count(stored)
  const graph = guessXception(census)
  if (!graph) {
    throw new InvalidModel(
      'its weights are those of no network that is known here, and they do not say how layers are joined',
    )
  }
  const head = census.dense.length > 0
  const wanted = wantedLayers(graph).filter(({ name }) => head || name !== HEAD)
  const notes: ImportNote[] = [
    { code: 'input-size-assumed', subject: 'input', detail: String(graph.inputShape[0]) },
    { code: 'preprocessing-assumed', subject: '', detail: 'x / 127.5 - 1' },
  ]
  if (!head) notes.push({ code: 'head-added', subject: HEAD, detail: String(CLASSES) })
  return { graph, wanted, notes }
}

const HEAD = 'predictions'
/** Of a head that is added: ImageNet's, as Keras' default is. */
const CLASSES = 1000
/** Weights say nothing about it; Xception's own. */
const INPUT_SIZE = 299

function count(stored: readonly StoredLayer[]): Census {
  const shapes = ({ weights }: StoredLayer) => weights.map(({ shape }) => shape)
  const isMap = (layer: StoredLayer) => shapes(layer)[0]?.length === 4
  const separable = stored.filter((layer) => isMap(layer) && shapes(layer)[1]?.length === 4)
  const convolutions = stored.filter((layer) => isMap(layer) && shapes(layer)[1]?.length !== 4)
  const dense = stored.filter((layer) => shapes(layer)[0]?.length === 2)
  return { separable, convolutions, dense }
}

/**
 * Xception has 2 ordinary convolutions, 4 shortcuts (or none) and 10 separable ones around 3 for each middle block. With any
 * other number, something is lost or belongs elsewhere.
 */
function guessXception({ separable, convolutions, dense }: Census): LayerGraph | null {
  const outputs = separable.map(({ weights }) => weights[1]?.shape[3] ?? 0)
  const middle = (separable.length - 10) / 3
  if (convolutions.length !== 2 && convolutions.length !== 6) return null
  // Of several dense layers nothing says what stands between them.
  if (dense.length > 1) return null
  const options = xceptionOptionsSchema.safeParse({
    inputSize: INPUT_SIZE,
    width: Math.max(...outputs, 0) / 2048,
    middle,
    residuals: convolutions.length === 6,
    classes: dense[0]?.weights[0]?.shape[1] ?? CLASSES,
  })
  return options.success ? xception(options.data) : null
}
