import { describe, expect, it } from 'vitest'
import { createReplayBridge } from '../../../renderer/bridge/replay.ts'
import { channelPoints } from '../../../renderer/inspection/channel-points.ts'
import { pairedMaps } from '../../../renderer/inspection/paired-maps.ts'
import { classesSaveable, classMapSaveable } from '../../../renderer/saving/classes.ts'
import {
  comparisonSaveable,
  depthSaveable,
  pairSaveable,
  scatterSaveable,
} from '../../../renderer/saving/comparison.ts'
import { channelSaveable, kernelsSaveable, mapsSaveable } from '../../../renderer/saving/maps.ts'
import { calibrationSaveable, confusionSaveable } from '../../../renderer/saving/mistakes.ts'
import { formsOf, type Saveable } from '../../../renderer/saving/saveable.ts'
import type { RequestInput, RequestName } from '../../../shared/contract/requests.ts'
import { csvTable } from '../../../shared/csv.ts'
import { summarizeMistakes } from '../../../shared/inspection/mistakes.ts'
import { recording } from '../recording.ts'

const bridge = createReplayBridge(recording, { scene: 'done', speed: 1000 })
async function ask<Name extends RequestName>(name: Name, args: RequestInput<Name>) {
  const result = await bridge.request(name, args)
  if (!result.ok) throw new Error(result.error.code)
  return result.value
}
const model = { kind: 'run', runId: recording.run.manifest.runId, checkpoint: 1 } as const
const image = { kind: 'dataset', datasetId: 'sample', index: 3 } as const
const other = { ...image, index: 4 }
const layer = 'block2_sepconv1'

/** Lines of the CSV, as cells. */
const linesOf = ({ table }: Saveable) =>
  csvTable(table?.() ?? [])
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))

describe('what a view is saved as', () => {
  it('is every form that it has, pictures in three sizes', () => {
    const forms = formsOf({ name: 'x', drawing: () => ({ svg: '', width: 1, height: 1 }), table: () => [] })
    expect(forms.map(({ format, factor }) => `${format}${factor}`)).toEqual(['SVG1', 'PNG1', 'PNG2', 'PNG4', 'CSV1'])
    expect(formsOf({ name: 'x', table: () => [] })).toEqual([{ format: 'CSV', factor: 1 }])
  })

  it('is the numbers that are shown: maps, one map, kernels', async () => {
    const maps = await ask('inspection:maps', { model, image, layer, rank: 'energy' })
    const rows = linesOf(mapsSaveable(maps))
    expect(rows[0]).toEqual(['channel', 'minimum', 'maximum', 'mean', 'energy', 'variance', 'zeros'])
    expect(rows).toHaveLength(33)
    expect(Number(rows[1]?.[0])).toBe(maps.order[0])
    const energies = rows.slice(1).map((row) => Number(row[4]))
    expect(energies).toEqual(energies.toSorted((a, b) => b - a))

    const map = await ask('inspection:map', { model, image, layer, channel: 2 })
    const values = linesOf(channelSaveable(map))
    expect(values).toHaveLength(28 * 28 + 1)
    expect(values[30]?.slice(0, 2)).toEqual(['1', '1'])
    expect(Number(values[30]?.[2])).toBeCloseTo(map.values[29] as number, 6)
    expect(channelSaveable(map).picture?.().width).toBe(11 * 28)

    const kernels = await ask('inspection:kernels', { model, layer, part: 'mixing', count: 5 })
    const weights = linesOf(kernelsSaveable(kernels))
    expect(weights).toHaveLength(6)
    expect(weights[1]).toHaveLength(2 + 16)
  })

  it('is both sides of a comparison with their difference', async () => {
    const sides = { a: { model, image }, b: { model, image: other } }
    const comparison = await ask('inspection:compare', { ...sides, layer, count: 4 })
    expect(linesOf(comparisonSaveable(comparison))).toHaveLength(33)
    const picture = comparisonSaveable(comparison).picture?.()
    // Four rows of three tiles of 28 values, each drawn as two pixels, four between them.
    expect([picture?.width, picture?.height]).toEqual([3 * 60 + 4, 4 * 60 + 4])

    const [a, b] = await Promise.all(
      [image, other].map((each) => ask('inspection:map', { model, image: each, layer, channel: 0 })),
    )
    if (!a || !b) throw new Error('no maps')
    const rows = linesOf(pairSaveable(a, pairedMaps(a, b, comparison.scale, null)))
    const [, , first, second, less] = (rows[100] ?? []).map(Number)
    expect((second as number) - (first as number)).toBeCloseTo(less as number, 5)

    const points = channelPoints(comparison, 'mean') ?? []
    const scatter = scatterSaveable(layer, points, { title: 'Channels', a: 'A, mean', b: 'B, mean' })
    expect(scatter.drawing?.().svg.match(/<circle/g)).toHaveLength(32)
    const depth = await ask('inspection:depth', sides)
    const drawn = depthSaveable(depth, { title: 'Depth', layer: 'Layer', apart: 'Relative L2' }).drawing?.()
    // A bar for each layer on the ground.
    expect(drawn?.svg.match(/<rect/g)).toHaveLength(depth.rows.length + 1)
  })

  it('is what an image is taken for, and where that is seen', async () => {
    const [prediction, map] = await Promise.all([
      ask('inspection:predict', { model, image }),
      ask('inspection:classmap', { model, image }),
    ])
    const classes = classesSaveable(prediction, { title: 'Classes', probability: 'Probability', class: 'Class' })
    expect(linesOf(classes)).toHaveLength(11)
    expect(classes.drawing?.().svg).toContain(`>${prediction.classes[0]?.label}<`)
    const overlay = classMapSaveable(prediction.image, map, 0.5).picture?.()
    expect([overlay?.width, overlay?.pixels.length]).toEqual([320, 320 * 320 * 3])
  })

  it('is the confusion matrix and the reliability diagram', () => {
    const summary = summarizeMistakes({
      ...{ datasetId: 'sample', split: 'validation', labels: ['cat', 'dog'] },
      ...{ indices: Int32Array.of(0, 1, 2), truths: Int32Array.of(0, 1, 1), classes: Int32Array.of(0, 1, 0) },
      ...{ probabilities: Float32Array.of(0.9, 0.6, 0.7), truthProbabilities: Float32Array.of(0.9, 0.6, 0.3) },
    })
    const matrix = confusionSaveable(summary, { title: 'Confusion', truth: 'true', answer: 'taken for' })
    expect(linesOf(matrix)).toEqual([
      ['truth', 'cat', 'dog'],
      ['cat', '1', '0'],
      ['dog', '1', '1'],
    ])
    const words = { title: 'Calibration', confidence: 'Confidence', accuracy: 'Accuracy' }
    const { svg } = calibrationSaveable(summary, words).drawing?.() ?? { svg: '' }
    expect(svg).toContain('stroke-dasharray')
    // Three bins have images, and the ground is one more.
    expect(svg.match(/<rect/g)).toHaveLength(4)
  })
})
