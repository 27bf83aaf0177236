import { mount, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { h, type App, type Component } from 'vue'
import type { Recording } from '../../renderer/bridge/recording.ts'
import { createReplayBridge, type ReplayOptions } from '../../renderer/bridge/replay.ts'
import { installWorkbench } from '../../renderer/composables/install-workbench.ts'
import { createWindowI18n } from '../../renderer/locales/i18n.ts'
import { recording } from './recording.ts'

/** Mounts a part of the window over the replay bridge, with what was stored brought back. */
export async function openWorkbench(
  part: Component,
  { scene = 'done', speed = 1000 }: Partial<ReplayOptions> = {},
  language: 'en' | 'ko' = 'en',
  told: Recording = recording,
): Promise<VueWrapper> {
  const i18n = createWindowI18n()
  i18n.global.locale.value = language
  let restore = async (): Promise<void> => undefined
  const workbench = (app: App) => {
    restore = installWorkbench(app, createReplayBridge(told, { scene, speed })).restore
  }
  const wrapper = mount(() => h(TooltipProvider, () => h(part)), {
    attachTo: document.body,
    global: { plugins: [workbench, i18n] },
  })
  await restore()
  return wrapper
}

export const byTestId = (wrapper: VueWrapper, id: string) => wrapper.findAll(`[data-testid="${id}"]`)
