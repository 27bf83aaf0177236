import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Settings } from '../../shared/contract/settings.ts'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'

export type Language = 'en' | 'ko'

export interface SettingsState {
  readonly settings: ShallowRef<Settings>
  readonly language: ComputedRef<Language>
  readonly theme: ComputedRef<'light' | 'dark'>
  load(): Promise<void>
  change(change: Partial<Settings>): Promise<void>
}

/** Language and theme; `system` follows the system while it changes. */
export function createSettings(client: Client): SettingsState {
  const settings = shallowRef<Settings>({ language: 'system', theme: 'system' })
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const systemDark = shallowRef(dark.matches)
  dark.addEventListener('change', () => (systemDark.value = dark.matches))

  async function load(): Promise<void> {
    const result = await client.request('settings:read', {})
    if (result.ok) settings.value = result.value
  }

  async function change(part: Partial<Settings>): Promise<void> {
    settings.value = { ...settings.value, ...part }
    await client.request('settings:write', part)
  }

  return {
    settings,
    language: computed(() => resolveLanguage(settings.value.language, navigator.language)),
    theme: computed(() => {
      const { theme } = settings.value
      return theme === 'system' ? (systemDark.value ? 'dark' : 'light') : theme
    }),
    load,
    change,
  }
}

/** The window's language: the chosen one, else Korean on a Korean system, else English. */
export function resolveLanguage(chosen: Settings['language'], system: string): Language {
  if (chosen !== 'system') return chosen
  return system.toLowerCase().startsWith('ko') ? 'ko' : 'en'
}

export const { provide: provideSettings, use: useSettings } = injected<SettingsState>('settings')
