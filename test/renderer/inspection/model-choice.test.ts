import { expect, it } from 'vitest'
import { choiceText, readChoice } from '../../../renderer/inspection/model-choice.ts'

it('a run or a model is one text, and read back from it', () => {
  for (const choice of [
    { kind: 'run', runId: '2026-11-24-a' },
    { kind: 'imported', modelId: 'keras-xception' },
  ] as const) {
    expect(readChoice(choiceText(choice))).toEqual(choice)
  }
  expect(choiceText({ kind: 'run', runId: 'a', checkpoint: 3 })).toBe('a')
  expect(choiceText(null)).toBe('')
})
