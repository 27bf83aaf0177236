// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { h } from 'vue'
import { describe, expect, test } from 'vitest'
import StatusBar from '../../../renderer/components/frame/StatusBar.vue'
import ForecastTable from '../../../renderer/components/train/ForecastTable.vue'
import TrainingSetup from '../../../renderer/components/train/TrainingSetup.vue'
import { createWindowI18n } from '../../../renderer/locales/i18n.ts'
import { emptyRunView, withEvents } from '../../../renderer/run/run-view.ts'
import type { TrainingEvent } from '../../../shared/training/training-event.ts'
import { byTestId, openWorkbench } from '../open-workbench.ts'
import { recording } from '../recording.ts'

const FORECAST = { stepMs: 100, memoryBytes: 1e9, epochMs: 20_000 }

/** The recorded run as if it had started with this forecast. */
function forecastRun(forecast: typeof FORECAST | null) {
  const events = recording.run.events.map((event) => (event.kind === 'started' ? { ...event, forecast } : event))
  return withEvents(emptyRunView('recorded', 1), events as TrainingEvent[])
}

const table = (forecast: typeof FORECAST | null, language: 'en' | 'ko' = 'en') => {
  const i18n = createWindowI18n()
  i18n.global.locale.value = language
  return mount(ForecastTable, { props: { run: forecastRun(forecast) }, global: { plugins: [i18n] } })
}

describe('before the start', () => {
  test('Train shows step, memory and epoch with their units, and they follow the batch', async () => {
    const setup = await openWorkbench(TrainingSetup, { scene: 'fresh' })
    const panel = () => byTestId(setup, 'forecast')[0]
    expect(panel()?.text()).toContain('being measured')
    await expect.poll(() => panel()?.attributes('data-state')).toBe('ready')
    const shown = panel()?.text() ?? ''
    expect(shown).toMatch(/A step\d+\sms.*Memory\d+\sMB.*An epoch[\d.]+\s(s|min)/)
    await setup.get('[data-testid="batch-input"]').setValue('256')
    await flushPromises()
    expect(panel()?.text()).not.toBe(shown)
    expect(panel()?.get('[data-fact="memory"]').text()).toMatch(/GB/)
    expect(byTestId(setup, 'memory-warning')).toHaveLength(0)
    await setup.get('[data-testid="batch-input"]').setValue('4096')
    await flushPromises()
    expect(byTestId(setup, 'memory-warning')[0]?.text()).toMatch(/More than the [\d.]+\sGB that are free/)
  })

  test('it speaks Korean', async () => {
    const setup = await openWorkbench(TrainingSetup, { scene: 'fresh' }, 'ko')
    await expect.poll(() => byTestId(setup, 'forecast')[0]?.attributes('data-state')).toBe('ready')
    expect(byTestId(setup, 'forecast')[0]?.text()).toMatch(/이 컴퓨터에서의 예상한 스텝\d+\sms메모리/)
  })
})

describe('after the run', () => {
  test('the table holds what happened against the forecast', () => {
    const text = table(FORECAST)
      .findAll('tbody tr')
      .map((row) => row.text())
    expect(text).toHaveLength(3)
    expect(text[0]).toMatch(/^A step100\sms\d+\sms[+-]?\d+%$/)
    expect(text[1]).toMatch(/^Memory1\sGB/)
    expect(text[2]).toMatch(/^An epoch20\ss/)
  })

  test('a run without a forecast says so, in both languages', () => {
    expect(table(null).text()).toContain('without a forecast')
    expect(table(null, 'ko').text()).toContain('예상 없이')
  })
})

test('while the step is compiled, the status bar counts the seconds', async () => {
  const atMs = Date.now() - 6200
  const events = [
    { ...recording.run.events[0], seq: 0, atMs },
    { kind: 'compiling', what: 'step', samples: 32, seq: 1, atMs },
  ] as TrainingEvent[]
  const told = { ...recording, run: { ...recording.run, events } }
  const bar = await openWorkbench(() => [h(TrainingSetup), h(StatusBar)], { scene: 'fresh', speed: 1 }, 'en', told)
  await bar.get('[data-testid="start-training"]').trigger('click')
  const text = () => bar.get('[data-testid="status-bar"]').text()
  await expect.poll(text, { timeout: 5000 }).toMatch(/Run 1\s*compiling.*the step, [678]\ss/)
})
