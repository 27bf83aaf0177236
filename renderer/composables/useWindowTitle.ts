import { watchEffect } from 'vue'
import { useI18n } from 'vue-i18n'
import { useFormat } from './useFormat.ts'
import { useRunProgress } from './useRunProgress.ts'

/** The window's title tells how far the run is, so that the task switcher does too. */
export function useWindowTitle(): void {
  const { t } = useI18n()
  const format = useFormat()
  const { active, progress } = useRunProgress()
  watchEffect(() => {
    const share = active.value ? `${format.percent(progress.value.progress)} · ` : ''
    document.title = `${share}${t('app.name')}`
  })
}
