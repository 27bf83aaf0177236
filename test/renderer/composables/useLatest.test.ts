// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h, shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import type { Bridge } from '../../../shared/contract/bridge.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { createClient, provideBridge } from '../../../renderer/composables/useBridge.ts'
import { createEngine, provideEngine } from '../../../renderer/composables/useEngine.ts'
import { useLatest, type Latest } from '../../../renderer/composables/useLatest.ts'

/** A bridge whose answers come when the test says so. */
function open(runId = shallowRef<string | null>('a'), stamp = shallowRef(0)) {
  const asked: string[] = []
  const waiting: ((result: Result<never>) => void)[] = []
  const listeners = new Map<string, (payload: never) => void>()
  const bridge = {
    request: (name: string, args: { runId?: string }) => {
      if (name !== 'runs:read') return Promise.resolve(fail('engine-unavailable', { detail: 'none' }))
      asked.push(args.runId ?? '')
      return new Promise((resolve) => waiting.push(resolve))
    },
    on: (name: string, listener: (payload: never) => void) => {
      listeners.set(name, listener)
      return () => listeners.delete(name)
    },
    registerDrop: () => Promise.resolve(fail('cancelled', {})),
  } as unknown as Bridge
  const client = createClient(bridge)
  let latest: Latest<'runs:read'> | null = null
  const Part = defineComponent({
    setup() {
      latest = useLatest(
        'runs:read',
        () => (runId.value === null ? null : { runId: runId.value }),
        () => stamp.value,
      )
      return () => h('div')
    },
  })
  mount(Part, {
    global: {
      plugins: [
        (app) => {
          provideBridge(app, client)
          provideEngine(app, createEngine(client))
        },
      ],
    },
  })
  const answer = async (result: unknown) => {
    waiting.shift()?.(result as Result<never>)
    await flushPromises()
  }
  const state = (process: string, to: string) =>
    listeners.get('process:state')?.({ process, state: to, detail: '', runId: null } as never)
  return { latest: latest as unknown as Latest<'runs:read'>, asked, answer, runId, stamp, state }
}

const told = (name: string) => succeed(name)

describe('useLatest', () => {
  it('asks one question at a time, and of those that came meanwhile only the newest', async () => {
    const { latest, asked, answer, runId } = open()
    expect(asked).toEqual(['a'])
    expect(latest.busy.value).toBe(true)
    for (const next of ['b', 'c', 'd']) {
      runId.value = next
      await flushPromises()
    }
    expect(asked).toEqual(['a'])
    await answer(told('about a'))
    expect(asked).toEqual(['a', 'd'])
    expect(latest.value.value).toBe('about a')
    await answer(told('about d'))
    expect(latest.value.value).toBe('about d')
    expect(latest.busy.value).toBe(false)
  })

  it('clears when there is nothing to ask, and shows no answer that comes after that', async () => {
    const { latest, answer, runId } = open()
    runId.value = null
    await flushPromises()
    await answer(told('about a'))
    expect(latest.value.value).toBeNull()
  })

  it('asks the same question anew when its stamp changes', async () => {
    const { asked, answer, stamp } = open()
    await answer(told('about a'))
    stamp.value++
    await flushPromises()
    expect(asked).toEqual(['a', 'a'])
  })

  it('shows a failure in place of the answer, and asks again when the engine is back', async () => {
    const { latest, asked, answer, state } = open()
    await answer(fail('engine-crashed', { signal: 'SIGKILL' }))
    expect(latest.error.value?.code).toBe('engine-crashed')
    expect(latest.value.value).toBeNull()
    state('engine', 'restarting')
    await flushPromises()
    state('engine', 'ready')
    await flushPromises()
    expect(asked).toEqual(['a', 'a'])
    await answer(told('about a'))
    expect(latest.error.value).toBeNull()
  })
})
