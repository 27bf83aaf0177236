import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useDataset } from './useDataset.ts'
import { INSPECT_VIEWS, useInspection } from './useInspection.ts'
import { useLookInto } from './useLookInto.ts'
import { PLACES, usePlaces } from './usePlaces.ts'
import { useRun } from './useRun.ts'
import { useSettings } from './useSettings.ts'
import { useStartTraining } from './useStartTraining.ts'
import { MODEL_VIEWS, useWalk } from './useWalk.ts'

export interface Command {
  readonly id: string
  readonly group: string
  readonly text: string
  readonly shortcut?: string
  run(): void
}

/** What the command palette offers now: only what can be done. */
export function useCommands(): ComputedRef<readonly Command[]> {
  const { t } = useI18n()
  const places = usePlaces()
  const dataset = useDataset()
  const run = useRun()
  const training = useStartTraining()
  const { settings, change } = useSettings()
  const { view } = useWalk()
  const inspection = useInspection()
  const look = useLookInto()

  return computed(() => {
    const data = (id: string, text: string, act: () => Promise<void>): Command => ({
      id,
      group: t('palette.dataset'),
      text,
      run() {
        places.go('data')
        void act()
      },
    })
    const of = (group: string, id: string, text: string, act: () => unknown): Command => {
      return { id, group, text, run: () => void act() }
    }
    const start = () => {
      places.go('train')
      void training.start()
    }
    const phase = run.active.value ? run.phaseOf(run.active.value) : null
    return [
      ...PLACES.map((place, index) => ({
        ...of(t('palette.places'), `go-${place}`, t('palette.goto', { place: t(`places.${place}`) }), () =>
          places.go(place),
        ),
        shortcut: `Ctrl ${index + 1}`,
      })),
      ...MODEL_VIEWS.map((each) =>
        of(t('places.model'), `model-${each}`, each === 'walk' ? t('walk.title') : t(`walk.${each}`), () => {
          places.go('model')
          view.value = each
        }),
      ),
      ...(training.obstacle.value === null ? [of(t('palette.run'), 'start', t('train.start'), start)] : []),
      ...(phase === 'paused' ? [of(t('palette.run'), 'resume', t('train.resume'), run.resume)] : []),
      ...(phase !== null && phase !== 'paused' ? [of(t('palette.run'), 'pause', t('train.pause'), run.pause)] : []),
      ...(phase !== null ? [of(t('palette.run'), 'stop', t('train.stop'), run.stop)] : []),
      ...(inspection.model.value === null
        ? []
        : INSPECT_VIEWS.map((each) =>
            of(t('places.inspect'), `inspect-${each}`, t(`inspect.views.${each}`), () => look(each)),
          )),
      data('open-folder', t('data.openFolder'), () => dataset.choose('folder')),
      data('open-zip', t('data.openZip'), () => dataset.choose('zip')),
      data('open-sample', t('data.openSample'), dataset.openSample),
      ...(['light', 'dark', 'system'] as const)
        .filter((theme) => theme !== settings.value.theme)
        .map((theme) =>
          of(t('palette.view'), `theme-${theme}`, `${t('title.theme')}: ${t(THEME_NAMES[theme])}`, () =>
            change({ theme }),
          ),
        ),
      ...(['en', 'ko'] as const)
        .filter((language) => language !== settings.value.language)
        .map((language) =>
          of(t('palette.view'), `language-${language}`, `${t('title.language')}: ${t(LANGUAGE_NAMES[language])}`, () =>
            change({ language }),
          ),
        ),
    ]
  })
}

const THEME_NAMES = {
  light: 'settings.themeLight',
  dark: 'settings.themeDark',
  system: 'settings.themeSystem',
} as const
const LANGUAGE_NAMES = { en: 'settings.languageEnglish', ko: 'settings.languageKorean' } as const
