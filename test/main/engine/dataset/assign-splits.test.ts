import { describe, expect, it } from 'vitest'
import { assignSplits } from '../../../../main/engine/dataset/assign-splits.ts'
import type { FoundFile } from '../../../../main/engine/dataset/check-files.ts'

function files(label: string, count: number): FoundFile[] {
  return Array.from({ length: count }, (_, index) => ({ file: `${label}/${index}.png`, label, part: null }))
}

function counts(splits: ReadonlyMap<string, string>, label: string) {
  const own = [...splits].filter(([file]) => file.startsWith(`${label}/`)).map(([, part]) => part)
  return ['training', 'validation', 'test'].map((part) => own.filter((one) => one === part).length)
}

describe('assignSplits', () => {
  it('takes the same share of every class', () => {
    const splits = assignSplits([...files('a', 100), ...files('b', 10)], { validation: 0.2, test: 0.1, seed: 1 })
    expect(counts(splits, 'a')).toEqual([70, 20, 10])
    expect(counts(splits, 'b')).toEqual([7, 2, 1])
  })

  it.each([
    [1, [1, 0, 0]],
    [2, [1, 1, 0]],
    [3, [1, 1, 1]],
    [4, [2, 1, 1]],
  ])('of a class of %d images at least one trains, and one validates where there are two', (count, expected) => {
    expect(counts(assignSplits(files('a', count), { validation: 0.2, test: 0.2, seed: 1 }), 'a')).toEqual(expected)
    const greedy = assignSplits(files('a', count), { validation: 0.9, test: 0.9, seed: 1 })
    expect(counts(greedy, 'a')[0]).toBe(1)
  })

  it('draws nothing where no share is asked for', () => {
    expect(counts(assignSplits(files('a', 9), { validation: 0, test: 0, seed: 1 }), 'a')).toEqual([9, 0, 0])
  })

  it('depends on the seed and the names, not on the order of the files or on other classes', () => {
    const config = { validation: 0.5, test: 0, seed: 1 }
    const one = assignSplits(files('a', 40), config)
    const other = assignSplits([...files('b', 7), ...files('a', 40)].reverse(), config)
    for (const [file, part] of one) expect(other.get(file)).toBe(part)
    const reseeded = assignSplits(files('a', 40), { ...config, seed: 2 })
    expect([...one].filter(([file, part]) => reseeded.get(file) !== part).length).toBeGreaterThan(5)
  })
})
