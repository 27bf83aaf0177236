import { readdirSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { countNativeTensors, tf } from '../../../../main/engine/backend/tensorflow.ts'
import { readCheckpoint } from '../../../../main/engine/runs/checkpoints.ts'
import { openRun } from '../../../../main/engine/runs/run-store.ts'
import { packsFolder } from '../../../../main/engine/runs/store-paths.ts'
import { continueRun, startRun, type StartRunOptions } from '../../../../main/engine/training/run-training.ts'
import type { Resize } from '../../../../shared/graph/layer-graph.ts'
import { weightSpecs } from '../../../../shared/graph/weight-specs.ts'
import type { TrainingEvent } from '../../../../shared/training/training-event.ts'
import { buildNetwork, changeOptions } from '../../../../shared/zoo/network-choice.ts'
import { relativeL2 } from '../backend/gradient-check.ts'
import { numbersOf, readRunEvents, smallOptions, smallStore, startedOf } from './small-run.ts'
import { SMALL_NETWORK, smallConfig } from './small-settings.ts'

const NONE = { flip: false, shift: 0, brightness: 0 }

async function train(options: StartRunOptions) {
  const run = startedOf(await startRun(options))
  const events = await readRunEvents(run)
  const last = await readCheckpoint(run.folder, run.runId, 'last')
  const opened = await openRun(run.folder)
  if (!last.ok || !opened.ok) throw new Error('the run left nothing behind')
  return { run, events, weights: last.value.weights, slots: last.value.slots, manifest: opened.value.manifest }
}

const losses = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.kind === 'step' || event.kind === 'epoch' ? [lossOf(event)] : []))
const lossOf = (event: Extract<TrainingEvent, { kind: 'step' | 'epoch' }>) =>
  event.kind === 'step' ? event.loss : (event.validation?.loss ?? NaN)
const featuresOf = (events: readonly TrainingEvent[]) => events.filter(({ kind }) => kind === 'features')

describe('a run with a frozen trunk', () => {
  it('trains the head on features computed once, as it would on images, and leaves the trunk bit by bit', async () => {
    const { store, dataset } = await smallStore()
    const pretrained = await train(smallOptions(store, dataset, { config: smallConfig({ epochs: 1, seed: 2 }) }))
    const { graph } = pretrained.manifest
    const initial = { source: 'run 1', graph, weights: pretrained.weights, labels: pretrained.manifest.labels }
    const options = (augmentation: typeof NONE) => {
      const config = smallConfig({ epochs: 2, seed: 4, freeze: 'all', augmentation })
      return smallOptions(store, dataset, { config, initial })
    }
    const onFeatures = await train(options(NONE))
    // A brightness that rounds to nothing: the images are the same, but nobody can know that they always will be.
    const onImages = await train(options({ ...NONE, brightness: 0.001 }))
    expect(featuresOf(onFeatures.events).at(-1)).toMatchObject({ done: 20, total: 20 })
    expect(featuresOf(onImages.events)).toEqual([])
    expect(relativeL2(losses(onFeatures.events), losses(onImages.events))).toBeLessThan(1e-4)
    let moved = 0
    for (const [key, values] of onFeatures.weights) {
      if (key.startsWith('predictions/')) {
        expect(values, key).not.toEqual(pretrained.weights.get(key))
        expect(relativeL2(values, onImages.weights.get(key) ?? []), key).toBeLessThan(1e-4)
        moved++
      } else expect(values, key).toEqual(pretrained.weights.get(key))
    }
    expect(moved).toBe(2)
    expect([...onFeatures.slots.keys()].filter((key) => !key.startsWith('predictions/'))).toEqual([])
    expect(onFeatures.manifest.startedFrom).toEqual({
      source: 'run 1',
      weights: weightSpecs(graph).length,
      freshLayers: [],
      keptClasses: ['bright', 'dark'],
    })
  })

  it('finds the features of an earlier run, and computes them again for other weights or when they were deleted', async () => {
    const { store, dataset } = await smallStore()
    const run = async (seed: number) =>
      train(
        smallOptions(store, dataset, { config: smallConfig({ epochs: 1, seed, freeze: 'all', augmentation: NONE }) }),
      )
    const packs = () => readdirSync(packsFolder(store)).filter((name) => name.endsWith('-features.pack'))
    const first = await run(5)
    expect(featuresOf(first.events).length).toBeGreaterThan(0)
    expect(packs()).toHaveLength(1)
    const again = await run(5)
    expect(featuresOf(again.events)).toEqual([])
    expect(numbersOf(again.events)).toEqual(numbersOf(first.events))
    expect(featuresOf((await run(6)).events).length).toBeGreaterThan(0)
    expect(packs()).toHaveLength(2)
    rmSync(packsFolder(store), { recursive: true })
    const anew = await run(5)
    expect(featuresOf(anew.events).length).toBeGreaterThan(0)
    expect(numbersOf(anew.events)).toEqual(numbersOf(first.events))
  })

  it("trains on images brought to size in the network's own way, on features and on pixels alike", async () => {
    const { store, dataset } = await smallStore()
    const own = buildNetwork(changeOptions(SMALL_NETWORK, { inputSize: 24 }))
    const network = (resize: Resize) => ({ ...own, preprocessing: { ...own.preprocessing, resize } })
    const pretrained = await train(smallOptions(store, dataset, { network: network('nearest') }))
    const { manifest, weights } = pretrained
    const initial = { source: 'run 1', graph: manifest.graph, weights, labels: manifest.labels }
    const run = async (resize: Resize, augmentation = NONE) => {
      const config = smallConfig({ epochs: 1, freeze: 'all', augmentation })
      return train(smallOptions(store, dataset, { network: network(resize), config, initial }))
    }
    const nearest = await run('nearest')
    expect(nearest.manifest.graph.preprocessing.resize).toBe('nearest')
    const plain = await run('bilinear-antialias')
    // Features of the one way are none of the other.
    expect(featuresOf(plain.events).at(-1)).toMatchObject({ done: 20, total: 20 })
    expect(relativeL2(losses(plain.events), losses(nearest.events))).toBeGreaterThan(1e-3)
    const onImages = await run('nearest', { ...NONE, brightness: 0.001 })
    expect(featuresOf(onImages.events)).toEqual([])
    expect(relativeL2(losses(onImages.events), losses(nearest.events))).toBeLessThan(1e-4)
  })

  it('goes on after an interruption as if nothing had happened', async () => {
    const { store, dataset } = await smallStore()
    const config = smallConfig({ epochs: 2, seed: 7, freeze: 'block5', augmentation: NONE, checkpointSeconds: 1 })
    const whole = await train(smallOptions(store, dataset, { config }))
    const controller = new AbortController()
    const broken = startedOf(await startRun(smallOptions(store, dataset, { config, signal: controller.signal })))
    await readRunEvents(broken, ({ kind }) => kind === 'epoch' && controller.abort())
    const { signal } = new AbortController()
    const rest = await readRunEvents(startedOf(await continueRun({ store, run: { runId: broken.runId }, signal })))
    const second = losses(whole.events).slice(-losses(rest).length)
    expect(losses(rest).length).toBeGreaterThan(1)
    expect(relativeL2(losses(rest), second)).toBeLessThan(1e-6)
  })

  it('leaves no tensors behind', async () => {
    const { store, dataset } = await smallStore()
    const config = smallConfig({ epochs: 1, freeze: 'all', augmentation: NONE })
    const counts = () => [tf.memory().numTensors, countNativeTensors()]
    await train(smallOptions(store, dataset, { config }))
    const before = counts()
    await train(smallOptions(store, dataset, { config: { ...config, seed: 9 } }))
    expect(counts()).toEqual(before)
  })
})

describe('startRun refuses', () => {
  it('a block that the network does not have, naming those that it has', async () => {
    const { store, dataset } = await smallStore()
    const started = await startRun(smallOptions(store, dataset, { config: smallConfig({ freeze: 'block99' }) }))
    expect(started).toMatchObject({
      error: { code: 'option-invalid', data: { option: 'freeze', received: 'block99' } },
    })
    expect(!started.ok && 'allowed' in started.error.data && started.error.data.allowed).toMatch(/^all, .*block7$/)
  })

  it('a model to start from that has nothing of the network', async () => {
    const { store, dataset } = await smallStore()
    const { manifest, weights } = await train(smallOptions(store, dataset, { config: smallConfig({ epochs: 1 }) }))
    const graph = { ...manifest.graph, nodes: manifest.graph.nodes.slice(0, 1) }
    const initial = { source: 'other.keras', graph, weights, labels: [] }
    const started = await startRun(smallOptions(store, dataset, { config: smallConfig(), initial }))
    expect(started).toMatchObject({ error: { code: 'model-invalid', data: { path: 'other.keras' } } })
  })
})
