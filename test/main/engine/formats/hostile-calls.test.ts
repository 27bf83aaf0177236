import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openGraph } from '../../../../main/engine/formats/open-graph.ts'
import { readModel } from '../../../../main/engine/formats/read-model.ts'

const folder = mkdtempSync(join(tmpdir(), 'xw-hostile-calls-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Source = readonly [layer: string, call: number, output: number]
/** A layer in Keras 2's dialect; for each of its calls what it reads. */
const layer = (className: string, name: string, calls: readonly (readonly Source[])[], config: object = {}) => ({
  class_name: className,
  name,
  config: { name, ...config },
  inbound_nodes: calls.map((sources) => sources.map((source) => [...source, {}])),
})
const input = layer('InputLayer', 'in', [], { batch_shape: [null, 8, 8, 3] })
const relu = (name: string, ...calls: readonly Source[]) =>
  layer(
    'ReLU',
    name,
    calls.map((source) => [source]),
  )
const model = (layers: readonly unknown[], output: Source, name = 'm') => ({
  class_name: 'Functional',
  name,
  config: { name, layers, input_layers: [['in', 0, 0]], output_layers: [output] },
})

/** A second each on an idle machine; what grows with a power would take minutes on any. */
const LIMIT_MS = 10_000

/** Why it is neither looked at nor read. */
async function refusal(content: object): Promise<string> {
  const path = join(folder, 'model.json')
  writeFileSync(path, JSON.stringify({ modelTopology: content, weightsManifest: [] }))
  const startMs = performance.now()
  const [opened, read] = [await openGraph(path), await readModel(path)]
  expect(performance.now() - startMs).toBeLessThan(LIMIT_MS)
  if (opened.ok || read.ok) throw new Error('it was opened')
  expect([opened.error.code, read.error.code]).toEqual(['model-invalid', 'model-invalid'])
  return (opened.error.data as { detail: string }).detail
}

describe('calls', () => {
  test('a hundred thousand of one layer', async () => {
    const calls = Array.from({ length: 100_000 }, (_, index): Source =>
      index === 0 ? ['in', 0, 0] : ['r', index - 1, 0],
    )
    expect(await refusal(model([input, relu('r', ...calls)], ['r', 99_999, 0]))).toContain('"r" is called 100000 times')
  })

  test('one that never happens', async () => {
    const layers = [input, relu('r', ['in', 0, 0], ['r', 0, 0]), relu('last', ['r', 2, 0])]
    expect(await refusal(model(layers, ['last', 0, 0]))).toContain(
      '"last" reads call 3 of "r", which is called 2 times',
    )
  })

  test('an output that ends with one that never happens', async () => {
    expect(await refusal(model([input, relu('r', ['in', 0, 0])], ['r', 5, 0]))).toContain('call 6 of "r"')
  })

  test('the second output of a layer that has one', async () => {
    const layers = [input, relu('r', ['in', 0, 0]), relu('last', ['r', 0, 1])]
    expect(await refusal(model(layers, ['last', 0, 0]))).toContain('"last" reads output 2 of "r"')
  })

  test('a cycle through a second call', async () => {
    const layers = [input, relu('a', ['in', 0, 0], ['b', 0, 0]), relu('b', ['a', 1, 0])]
    expect(await refusal(model(layers, ['b', 0, 0]))).toMatch(/"(a \(call 2\)|b)" is part of a cycle/)
  })

  test('calls that are no list', async () => {
    const odd = { ...relu('r'), inbound_nodes: { a: 1 } }
    expect(await refusal(model([input, odd], ['r', 0, 0]))).toContain('layer "r": inbound_nodes')
  })
})

describe('models inside', () => {
  const inside = (name: string, layers: readonly unknown[], output: Source, calls: readonly (readonly Source[])[]) => ({
    ...model(layers, output, name),
    inbound_nodes: calls.map((sources) => sources.map((source) => [...source, {}])),
  })

  /** Each calls the next one twice, `deep` of them. */
  function doubling(deep: number, core: readonly unknown[], end: Source): object {
    let inner = inside('m0', [input, ...core], end, [[['in', 0, 0]], [['m0', 1, 0]]])
    for (let level = 1; level < deep; level++) {
      inner = inside(`m${level}`, [input, inner], [`m${level - 1}`, 2, 0], [[['in', 0, 0]], [[`m${level}`, 1, 0]]])
    }
    return model([input, inner], [`m${deep - 1}`, 2, 0])
  }

  test.each([
    ['thirty deep', 30, [relu('r', ['in', 0, 0])], ['r', 0, 0]],
    ['fifteen deep', 15, [relu('r', ['in', 0, 0])], ['r', 0, 0]],
    ['of nothing at all', 15, [], ['in', 0, 0]],
  ] as const)('that double with each level, %s', async (_, deep, core, end) => {
    expect(await refusal(doubling(deep, core, end))).toMatch(/model "m\d+"(: models are nested| makes it over 20000)/)
  })

  test('that are called twenty thousand times', async () => {
    const calls = Array.from({ length: 15_000 }, (): readonly Source[] => [['in', 0, 0]])
    const inner = inside('inner', [input, relu('r', ['in', 0, 0])], ['r', 0, 0], calls)
    expect(await refusal(model([input, inner], ['inner', 1, 0]))).toContain('model "inner" makes it over 20000 layers')
  })

  test('that read each other', async () => {
    const own = [input, relu('r', ['in', 0, 0])]
    const layers = [
      input,
      inside('a', own, ['r', 0, 0], [[['in', 0, 0]], [['b', 1, 0]]]),
      inside('b', own, ['r', 0, 0], [[['a', 2, 0]]]),
    ]
    expect(await refusal(model(layers, ['b', 1, 0]))).toMatch(/"(a \(call 2\)|b)" is part of a cycle/)
  })

  test('that are given more than they have inputs', async () => {
    const inner = inside(
      'inner',
      [input, relu('r', ['in', 0, 0])],
      ['r', 0, 0],
      [
        [
          ['in', 0, 0],
          ['in', 0, 0],
        ],
      ],
    )
    expect(await refusal(model([input, inner], ['inner', 1, 0]))).toContain('model "inner" has 1 inputs and is given 2')
  })

  test('of which an output is read that they have not', async () => {
    const inner = inside('inner', [input, relu('r', ['in', 0, 0])], ['r', 0, 0], [[['in', 0, 0]]])
    const layers = [input, inner, relu('last', ['inner', 1, 3])]
    expect(await refusal(model(layers, ['last', 0, 0]))).toContain('output 4 of "inner" is read; it has 1')
  })

  test('twenty thousand layers of one name', async () => {
    const names = Array.from({ length: 4500 }, (_, index) => (index === 0 ? 'in' : `r${index}`))
    const chain = names.slice(1).map((name, index) => relu(name, [names[index] ?? '', 0, 0]))
    const last: Source = [names.at(-1) ?? '', 0, 0]
    const four = Array.from({ length: 5 }, (_, index) =>
      inside(`m${index}`, [input, ...chain], last, [[index === 0 ? ['in', 0, 0] : [`m${index - 1}`, 1, 0]]]),
    )
    expect(await refusal(model([input, ...four], ['m4', 1, 0]))).toContain('over 20000 layers')
  })
})
