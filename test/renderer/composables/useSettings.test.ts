// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { createReplayBridge } from '../../../renderer/bridge/replay.ts'
import { createClient } from '../../../renderer/composables/useBridge.ts'
import { createSettings, resolveLanguage } from '../../../renderer/composables/useSettings.ts'
import { recording } from '../recording.ts'

test.each([
  ['system', 'ko-KR', 'ko'],
  ['system', 'fr-FR', 'en'],
  ['en', 'ko-KR', 'en'],
  ['ko', 'en-US', 'ko'],
] as const)('%s on a %s system speaks %s', (chosen, system, language) =>
  expect(resolveLanguage(chosen, system)).toBe(language),
)

test('a change holds at once and after a reload', async () => {
  const client = createClient(createReplayBridge(recording, { scene: 'done', speed: 1 }))
  const settings = createSettings(client)
  const changing = settings.change({ theme: 'dark', language: 'ko' })
  expect([settings.theme.value, settings.language.value]).toEqual(['dark', 'ko'])
  await changing
  const again = createSettings(client)
  await again.load()
  expect(again.settings.value).toEqual({ theme: 'dark', language: 'ko' })
})
