import { computed, shallowRef, type App, type ShallowRef } from 'vue'
import type { Settings } from '../../shared/contract/settings.ts'
import { provideSettings } from '../../renderer/composables/useSettings.ts'

/** Gives a part of the window that is mounted alone the theme that it draws in; returns what changes it. */
export function provideTheme(app: App, first: 'light' | 'dark' = 'light'): ShallowRef<'light' | 'dark'> {
  const theme = shallowRef(first)
  provideSettings(app, {
    settings: shallowRef<Settings>({ language: 'en', theme: first }),
    language: computed(() => 'en' as const),
    theme: computed(() => theme.value),
    load: () => Promise.resolve(),
    change: () => Promise.resolve(),
  })
  return theme
}
