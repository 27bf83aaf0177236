import { expect, it } from 'vitest'
import { createInspectionService } from '../../../../main/engine/processes/inspection-service.ts'
import { listEpochs } from '../../../../main/engine/runs/checkpoint-history.ts'
import { startRun } from '../../../../main/engine/training/run-training.ts'
import type { EventPayload } from '../../../../shared/contract/events.ts'
import { smallConfig } from '../training/small-settings.ts'
import { numbersOf, readRunEvents, smallOptions, smallStore, startedOf } from '../training/small-run.ts'
import { valueOf } from './inspected-run.ts'

it('looks into a run while it trains, and the run learns what it would have learned', async () => {
  const { store, dataset } = await smallStore()
  const config = smallConfig({ epochs: 3 })
  const alone = startedOf(await startRun(smallOptions(store, dataset, { config })))
  const expected = numbersOf(await readRunEvents(alone))

  const seen: EventPayload<'inspection:live'>[] = []
  const service = createInspectionService(store, (name, payload) => {
    if (name === 'inspection:live') seen.push(payload as EventPayload<'inspection:live'>)
  })
  const image = { kind: 'dataset', datasetId: dataset.summary.datasetId, index: 0 } as const
  valueOf(await service.handlers['inspection:watch']({ watch: { image, everySteps: 1, count: 4 } }, {}))
  const beside = startedOf(await startRun(smallOptions(store, dataset, { config, ...service.beside })))
  const looks: Promise<unknown>[] = []
  const events = await readRunEvents(beside, ({ kind }) => {
    if (kind !== 'checkpoint') return
    const model = { kind: 'run', runId: beside.runId, checkpoint: 'last' } as const
    const layer = 'block3_sepconv2_bn'
    const page = { rank: 'mean', offset: 0, count: 4, size: 16 } as const
    looks.push(Promise.resolve(service.handlers['inspection:maps']({ model, image, layer, ...page }, {})).then(valueOf))
  })
  expect(numbersOf(events)).toEqual(expected)
  expect((await Promise.all(looks)).length).toBeGreaterThan(0)
  expect(seen.length).toBeGreaterThan(0)
  const [first] = seen
  expect(first?.probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
  expect(first?.maps.channels).toHaveLength(4)
  // The weights of the epochs stay, for whoever wants to compare them.
  expect((await listEpochs(beside.folder)).map(({ epoch }) => epoch)).toContain(1)
})
