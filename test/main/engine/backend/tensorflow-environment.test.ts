import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { physicalCores, setTensorflowEnvironment } from '../../../../main/engine/backend/tensorflow-environment.ts'

const folder = mkdtempSync(join(tmpdir(), 'xw-cpuinfo-'))
afterAll(() => rmSync(folder, { recursive: true }))

function cpuinfo(processors: readonly (readonly [string, number][])[]): string {
  const path = join(folder, `cpuinfo-${Math.random()}`)
  const text = processors.map((fields) => fields.map(([name, value]) => `${name}\t: ${value}`).join('\n'))
  writeFileSync(path, `${text.join('\n\n')}\n`)
  return path
}

const processor = (index: number, socket: number, core: number): [string, number][] => [
  ['processor', index],
  ['physical id', socket],
  ['core id', core],
]

describe('physicalCores', () => {
  it('counts two threads of a core once, and equal core numbers of two sockets twice', () => {
    const oneCore = cpuinfo([processor(0, 0, 0), processor(1, 0, 0)])
    expect(physicalCores(oneCore)).toBe(1)
    const twoSockets = cpuinfo([processor(0, 0, 0), processor(1, 1, 0)])
    expect(physicalCores(twoSockets)).toBe(Math.min(2, availableParallelism()))
  })

  it('never exceeds the threads that this process is given', () => {
    const many = cpuinfo(Array.from({ length: 512 }, (_, index) => processor(index, 0, index)))
    expect(physicalCores(many)).toBe(availableParallelism())
  })

  it('takes all threads where the list says nothing or is not there', () => {
    expect(physicalCores(cpuinfo([[['processor', 0]]]))).toBe(availableParallelism())
    expect(physicalCores(join(folder, 'nowhere'))).toBe(availableParallelism())
  })
})

describe('setTensorflowEnvironment', () => {
  it('asks for oneDNN by name and keeps the log quiet', () => {
    const env: NodeJS.ProcessEnv = {}
    setTensorflowEnvironment(env)
    expect(env).toMatchObject({ TF_ENABLE_ONEDNN_OPTS: '1', TF_CPP_MIN_LOG_LEVEL: '2' })
    expect(env).not.toHaveProperty('TF_CPU_ALLOCATOR_USE_BFC')
    expect(Number(env['TF_NUM_INTRAOP_THREADS'])).toBe(physicalCores())
  })

  it('leaves what the user has set, and keeps memory pooled without oneDNN', () => {
    const env: NodeJS.ProcessEnv = { TF_ENABLE_ONEDNN_OPTS: '0', TF_NUM_INTRAOP_THREADS: '7' }
    setTensorflowEnvironment(env)
    expect(env).toMatchObject({
      TF_ENABLE_ONEDNN_OPTS: '0',
      TF_NUM_INTRAOP_THREADS: '7',
      TF_CPU_ALLOCATOR_USE_BFC: '1',
    })
  })
})
