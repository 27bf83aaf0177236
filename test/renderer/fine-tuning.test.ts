import { describe, expect, it } from 'vitest'
import {
  readFineTuning,
  readHead,
  writeFineTuning,
  writeHead,
  type FineTuning,
} from '../../renderer/run/fine-tuning.ts'
import { buildNetwork, chooseNetwork } from '../../shared/zoo/network-choice.ts'

const graph = buildNetwork(chooseNetwork('xception', 'small'))
const usual: FineTuning = { mode: 'phases', freeze: 'block12', headEpochs: 5, rateFactor: 0.1, everyEpochs: 0 }

describe('fine-tuning in the words of the window', () => {
  it.each<FineTuning>([
    usual,
    { ...usual, everyEpochs: 2 },
    { ...usual, everyEpochs: 1, freeze: null },
    { ...usual, mode: 'blocks' },
    { ...usual, mode: 'blocks', freeze: null },
    { ...usual, mode: 'head', freeze: null },
  ])('comes back from the configuration: %o', (settings) => {
    expect(readFineTuning(writeFineTuning(graph, settings))).toEqual(settings)
  })

  it('augments images only once more than the head trains', () => {
    expect(writeFineTuning(graph, usual)).toEqual({
      freeze: 'all',
      thaw: [{ fromEpoch: 6, freeze: 'block12', rateFactor: 0.1 }],
      augmentFrom: 'thaw',
    })
  })

  it("knows the network's own head from a new one", () => {
    expect(writeHead({ units: 0, dropout: 0 })).toBeNull()
    expect(readHead(writeHead({ units: 256, dropout: 0.2 }))).toEqual({ units: 256, dropout: 0.2 })
    expect(readHead(null)).toEqual({ units: 0, dropout: 0 })
  })
})
