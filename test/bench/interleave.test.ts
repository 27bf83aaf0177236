import { describe, expect, test } from 'vitest'
import { interleave } from '../../bench/interleave.ts'

/** A runner of so many seconds a step that writes down its turns. */
function runner(name: string, stepSeconds: number, turns: string[]) {
  return {
    block: (steps: number) => {
      turns.push(`${name}${steps}`)
      return Promise.resolve(steps * stepSeconds)
    },
  }
}

describe('interleave', () => {
  test('lets all warm up and then work in turns, every other round backwards', async () => {
    const turns: string[] = []
    const runners = [runner('a', 1, turns), runner('b', 2, turns)]
    const measured = await interleave(runners, { rounds: 3, blockSeconds: 4 })
    expect(turns).toEqual(['a1', 'a1', 'b1', 'b1', 'a4', 'b2', 'b2', 'a4', 'a4', 'b2'])
    expect(measured).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ])
  })
  test('gives a slow one a single step and a single warm-up', async () => {
    const turns: string[] = []
    await interleave([runner('a', 14, turns)], { rounds: 1, blockSeconds: 2 })
    expect(turns).toEqual(['a1', 'a1'])
  })
  test('keeps each round by itself', async () => {
    const seconds = [1, 1, 5, 7]
    const [measured] = await interleave([{ block: () => Promise.resolve(seconds.shift() ?? NaN) }], {
      rounds: 2,
      blockSeconds: 1,
    })
    expect(measured).toEqual([5, 7])
  })
})
