// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { createApp, h } from 'vue'
import { useThemedScale } from '../../../renderer/composables/useThemedScale.ts'
import { provideTheme } from '../provide-theme.ts'

test('zero belongs to the ground: dark in the dark theme, light in the light one; amounts keep their colours', () => {
  const scales: ReturnType<typeof useThemedScale>[] = []
  const app = createApp({
    setup: () => {
      scales.push(
        useThemedScale(() => 'diverging'),
        useThemedScale(() => 'viridis'),
      )
      return () => h('i')
    },
  })
  const theme = provideTheme(app)
  app.mount(document.createElement('div'))
  const names = () => scales.map(({ value }) => value)
  expect(names()).toEqual(['diverging', 'viridis'])
  theme.value = 'dark'
  expect(names()).toEqual(['diverging-dark', 'viridis'])
  app.unmount()
})
