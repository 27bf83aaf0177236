import { describe, expect, test } from 'vitest'
import { chooseConfigurations, configurations } from '../../bench/configurations.ts'
import { parseBenchOptions, UsageError } from '../../bench/options.ts'

describe('options', () => {
  test('by default everything is measured in four rounds and written', () => {
    expect(parseBenchOptions([])).toEqual({ quick: false, only: [], rounds: 4, resume: null, dry: false })
  })
  test.each([[['--quick']], [['--only', 'train-299-8']], [['--dry']]])('%j leaves the document alone', (args) => {
    expect(parseBenchOptions(args).dry).toBe(true)
  })
  test('a part is written where that is asked for', () => {
    expect(parseBenchOptions(['--resume', 'results/a.json'])).toMatchObject({ resume: 'results/a.json', dry: false })
    expect(parseBenchOptions(['--only', 'train-299-8', '--write']).dry).toBe(false)
  })
  test('configurations come apart at commas and over several options', () => {
    expect(parseBenchOptions(['--only', 'a,b', '--only', 'c']).only).toEqual(['a', 'b', 'c'])
  })
  test.each([[['--rounds', '0']], [['--rounds', 'two']], [['--fast']], [['train-299-8']]])('%j is refused', (args) => {
    expect(() => parseBenchOptions(args)).toThrow(UsageError)
  })
})

describe('configurations', () => {
  const all = configurations(2)

  test('are those of the table of ratios, each once', () => {
    const ids = all.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const batch of [1, 8, 16]) expect(ids).toContain(`train-299-${batch}`)
    for (const batch of [1, 8, 32]) expect(ids).toContain(`infer-299-${batch}`)
    for (const task of ['train', 'infer']) expect(ids).toContain(`${task}-32-64`)
    for (const size of [150, 96]) expect(ids).toContain(`train-${size}-16`)
  })
  test('take their settings from one that runs before them and measures all', () => {
    for (const [index, { settings }] of all.entries()) {
      if (settings === 'all') continue
      const before = all.slice(0, index).find(({ id }) => id === settings.like)
      expect(before?.settings).toBe('all')
    }
  })
  test('are all chosen, or those that are named', () => {
    expect(chooseConfigurations(all, { quick: false, only: [] })).toEqual(all)
    const chosen = chooseConfigurations(all, { quick: false, only: ['infer-96-8'] })
    expect(chosen.map(({ id }) => id)).toEqual(['infer-96-8'])
  })
  test('that do not exist are named beside those that do', () => {
    expect(() => chooseConfigurations(all, { quick: false, only: ['train-1-1'] })).toThrow(/no train-1-1.*train-299-8/)
  })
  test('in a hurry leave stock tfjs-node out at full size', () => {
    const quick = chooseConfigurations(all, { quick: true, only: [] })
    expect(quick.length).toBeLessThan(all.length)
    for (const { workload, without } of quick) {
      expect(without.includes('stock-tfjs')).toBe(workload.model === 'full')
    }
  })
})
