import type { Tensor } from '@tensorflow/tfjs-node'
import type { LiveView, Watch } from '../../../shared/contract/inspection/jobs.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { channelStatistics, rangeOf } from '../../../shared/inspection/channel-statistics.ts'
import { mapTiles, rankBy, rankChannels, scaleOf, tileSize } from '../../../shared/inspection/map-tiles.ts'
import { scoped } from '../backend/scoped.ts'
import { tf } from '../backend/tensorflow.ts'
import type { LiveMoment } from '../training/live-watcher.ts'
import { imageTensor } from './activations.ts'
import { gradCam } from './grad-cam.ts'
import { classMapLayer, layerOf, lookInto, mapShape, type InspectedModel } from './inspected-model.ts'
import { layerValues, LOGITS } from './layer-values.ts'
import type { LoadedImage } from './load-image.ts'

/** Longest side of a tile: the strip is small. */
const TILE = 32

/** What a network in training says of one image: probabilities, the class map and some maps of a layer. */
export function liveView(
  moment: LiveMoment,
  image: LoadedImage,
  watch: Pick<Watch, 'layer' | 'count'>,
): Result<Omit<LiveView, 'durationMs' | 'share'>> {
  const { runId, epoch, step, labels } = moment
  const looked = lookInto(moment.model, labels, { key: `live:${runId}:${step}`, run: null })
  if (!looked.ok) return looked
  const model = looked.value
  const camLayer = classMapLayer(model) ?? ''
  const layer = watch.layer ?? tellingLayer(model)
  const node = layerOf(model, layer)
  if (!node.ok) return node
  return succeed(
    scoped(() => {
      const given = new Map<string, Tensor>([[model.input, imageTensor(model, image)]])
      const values = layerValues(model, given, [...new Set([camLayer, layer]), LOGITS])
      const probabilities = [...tf.softmax(values.get(LOGITS) as Tensor).dataSync<'float32'>()]
      const classIndex = rankBy(probabilities)[0] ?? 0
      const known = new Map([...given, [camLayer, values.get(camLayer) as Tensor]])
      const cam = gradCam(model, known, camLayer, { classIndex })
      const maximum = cam.values.reduce((most, value) => Math.max(most, value), 0)
      const maps = tilesOf(model, layer, values.get(layer) as Tensor, watch.count)
      return { runId, epoch, step, probabilities, classMap: { classIndex, ...cam, maximum }, maps }
    }),
  )
}

/** A map with fewer rows or columns shows nothing of the image: a small network's last ones are 2x2. */
const LEAST_SIDE = 7

/** The deepest activation whose maps have at least 7x7 values; where none has, the deepest of the largest. */
export function tellingLayer(model: InspectedModel): string {
  const side = (layer: string) => Math.min(LEAST_SIDE, ...mapShape(model, layer).slice(0, 2))
  const maps = model.graph.nodes.filter(({ name }) => model.shapes.get(name)?.length === 3)
  const activations = maps.filter(({ kind }) => kind === 'activation')
  const candidates = (activations.length > 0 ? activations : maps).map(({ name }) => name)
  const most = Math.max(...candidates.map(side))
  return candidates.findLast((layer) => side(layer) === most) ?? model.input
}

function tilesOf(model: InspectedModel, layer: string, tensor: Tensor, count: number): LiveView['maps'] {
  const [height, width, channels] = mapShape(model, layer)
  const values = tensor.dataSync<'float32'>()
  const statistics = channelStatistics(values, channels)
  const scale = scaleOf(rangeOf(statistics))
  const chosen = rankChannels(statistics, 'energy').slice(0, count)
  return {
    layer,
    scale,
    tile: tileSize(height, width, TILE),
    channels: chosen,
    tiles: mapTiles({ values, height, width, channels }, chosen, TILE, scale),
  }
}
