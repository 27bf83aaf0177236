import { computed, type ComputedRef } from 'vue'
import type { ScaleName } from '../../shared/pictures/color-scale.ts'
import { useSettings } from './useSettings.ts'

/** A scale as the window's theme shows it. What is saved keeps the light one: it is looked at on paper and white pages. */
export function useThemedScale(scale: () => ScaleName): ComputedRef<ScaleName> {
  const { theme } = useSettings()
  return computed(() => (scale() === 'diverging' && theme.value === 'dark' ? 'diverging-dark' : scale()))
}
