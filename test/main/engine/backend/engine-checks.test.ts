import { afterEach, describe, expect, it } from 'vitest'
import { checkTraining, usesOneDnn } from '../../../../main/engine/backend/engine-checks.ts'
import { backend } from '../../../../main/engine/backend/tensorflow.ts'
import { leftBehind } from './gradient-check.ts'

/** Swaps what the native library answers to one op. */
function answering(op: string, answer: (result: () => ReturnType<typeof execute>) => ReturnType<typeof execute>) {
  const value: typeof execute = (name, ...rest) => {
    const result = () => execute(name, ...rest)
    return name === op ? answer(result) : result()
  }
  // The binding's own properties are read-only.
  const broken = Object.create(real, { executeOp: { value } }) as typeof real
  backend.binding = broken
}

const real = backend.binding
const execute = real.executeOp.bind(real)

afterEach(() => {
  backend.binding = real
})

describe('checkTraining', () => {
  it('passes here and leaves no tensors behind', () => {
    expect(leftBehind(checkTraining)).toEqual({ tfjs: 0, native: 0 })
  })

  it('says what came out where a kernel computes wrongly', () => {
    answering('Conv2DBackpropInput', (result) => execute('ZerosLike', floatType(), [result()[0]?.id ?? -1], 1))
    expect(checkTraining).toThrow('gave 36,0,0')
  })
})

const floatType = () => [{ name: 'T', type: real.TF_ATTR_TYPE, value: real.TF_FLOAT }]

describe('usesOneDnn', () => {
  it('is false where it is switched off or was never asked for', () => {
    expect(usesOneDnn({ TF_ENABLE_ONEDNN_OPTS: '0' })).toBe(false)
    expect(usesOneDnn({})).toBe(false)
  })

  it.runIf(process.platform === 'linux' && process.arch === 'x64')('is true with our library on x64 Linux', () => {
    expect(usesOneDnn({ TF_ENABLE_ONEDNN_OPTS: '1' })).toBe(true)
  })

  it('is false for a library that was built without it', () => {
    answering('_MklMatMul', () => {
      throw new Error('not registered')
    })
    expect(usesOneDnn({ TF_ENABLE_ONEDNN_OPTS: '1' })).toBe(false)
  })
})
