import type { MapPicture } from '../../shared/contract/lab.ts'
import type { RequestInput } from '../../shared/contract/requests.ts'
import { fail, succeed } from '../../shared/contract/result.ts'

const SIDE = 32
const scale = { low: -1, high: 1 }

/** A map with something in it to see. */
function wave(phase: number): MapPicture {
  const values = Uint8Array.from({ length: SIDE * SIDE }, (_, place) => {
    const [row, column] = [Math.floor(place / SIDE), place % SIDE]
    return Math.round(127.5 + 120 * Math.sin(row / 4 + phase) * Math.cos(column / (4 + phase)))
  })
  return { height: SIDE, width: SIDE, values }
}

/** The lab without an engine: what it once answered, and maps that stand for those of an image. */
export function replayLab() {
  return {
    'lab:compare': async ({ kind, options }: RequestInput<'lab:compare'>) => {
      const equal = kind === 'segments' || (options.activation ?? 'none') === 'none'
      const difference = { height: SIDE, width: SIDE, values: new Uint8Array(SIDE * SIDE).fill(equal ? 128 : 90) }
      return succeed({
        ...{ relativeError: equal ? 1.4e-7 : 0.71, largestDifference: equal ? 2.2e-7 : 1.1, durationMs: 3 },
        ...{
          values: SIDE * SIDE * (options.filters ?? 12),
          scale,
          first: wave(0),
          second: wave(equal ? 0 : 1),
          difference,
        },
      })
    },
    'lab:separable': async ({ weights }: RequestInput<'lab:separable'>) => {
      const given = weights.kind === 'given' ? weights : null
      const channels = given ? 3 : 6
      const filters = given?.mixing.length ?? 6
      return succeed({
        ...{ layer: given ? '' : 'block2_sepconv1', channels, filters, relativeError: 1.2e-7, durationMs: 4 },
        depthwise: Array.from({ length: channels }, (_, channel) => ({
          ...{ channel, kernel: given?.kernels[channel] ?? Array.from({ length: 9 }, (_, i) => Math.sin(i + channel)) },
          ...{ input: wave(channel), output: wave(channel + 3) },
        })),
        pointwise: Array.from({ length: filters }, (_, filter) => ({
          ...{ filter, output: wave(filter + 7) },
          row: given?.mixing[filter] ?? Array.from({ length: channels }, (_, i) => Math.cos(i * (filter + 1))),
        })),
        scales: { input: scale, depthwise: scale, pointwise: scale },
      })
    },
    'lab:profile': async () => fail('engine-unavailable', { detail: 'a replay measures nothing' }),
    'weights:read': async ({ layer }: RequestInput<'weights:read'>) =>
      fail('layer-unknown', { layer, model: 'the replay' }),
    'file:save': async ({ name }: RequestInput<'file:save'>) => succeed({ name }),
  }
}
