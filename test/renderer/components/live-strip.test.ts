// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { h, type App } from 'vue'
import { expect, test } from 'vitest'
import { createReplayBridge } from '../../../renderer/bridge/replay.ts'
import RunTables from '../../../renderer/components/train/RunTables.vue'
import { installWorkbench } from '../../../renderer/composables/install-workbench.ts'
import { createWindowI18n } from '../../../renderer/locales/i18n.ts'
import { emptyRunView, withManifest } from '../../../renderer/run/run-view.ts'
import { recording } from '../recording.ts'

/** Waits for as long as a busy machine may need. */
const until = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 30_000 })

test('watches the image that is chosen, from when it is switched on until it is switched off', async () => {
  const bridge = createReplayBridge(recording, { scene: 'done', speed: 1000 })
  const asked: unknown[] = []
  const heard = {
    ...bridge,
    request: ((name, args) => {
      if (name === 'inspection:watch') asked.push((args as { watch: unknown }).watch)
      return bridge.request(name, args)
    }) as typeof bridge.request,
  }
  let restore = async (): Promise<void> => undefined
  const { manifest } = recording.run
  const run = withManifest(emptyRunView(manifest.runId, 1), manifest)
  const strip = mount(() => h(TooltipProvider, () => h(RunTables, { run })), {
    attachTo: document.body,
    global: {
      plugins: [(app: App) => void (restore = installWorkbench(app, heard).restore), createWindowI18n()],
    },
  })
  await restore()
  await flushPromises()
  expect(asked).toEqual([])

  const toggle = strip.get('[role="switch"]')
  await toggle.trigger('click')
  await until(() => asked.length).toBe(1)
  expect(asked[0]).toMatchObject({ image: { kind: 'dataset', index: expect.any(Number) }, count: 8 })

  await strip.get('[aria-label="Next validation image"]').trigger('click')
  await until(() => asked.length).toBe(2)
  expect(asked[1]).not.toEqual(asked[0])

  // Another tab and back: it is still on.
  const tabs = strip.findAll('[role="tab"]')
  for (const at of [0, 2]) await tabs[at]?.trigger('mousedown', { button: 0 })
  expect(tabs[2]?.attributes('aria-selected')).toBe('true')
  expect(strip.get('[role="switch"]').attributes('aria-checked')).toBe('true')
  expect(asked).toHaveLength(2)

  await strip.get('[role="switch"]').trigger('click')
  await until(() => asked.at(-1)).toBeNull()
  strip.unmount()
})
