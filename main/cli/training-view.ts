import { MultiBar, type SingleBar } from 'cli-progress'
import { forecast } from '../../shared/training/forecast.ts'
import { EMPTY_HISTORY, foldEvents, type History } from '../../shared/training/history.ts'
import type { TrainingEvent, TrainingEventOf } from '../../shared/training/training-event.ts'
import { count, duration, note, percent } from './output.ts'

/** Shows a run's events on stderr while it goes on. */
export interface TrainingView {
  show(event: TrainingEvent): void
  /** Takes the bars away; what was printed above them stays. */
  close(): void
}

/** Two bars, for the epoch and the whole run, in a terminal; elsewhere one plain line an epoch. */
export function createTrainingView(): TrainingView {
  return process.stderr.isTTY ? barsView() : linesView()
}

function linesView(): TrainingView {
  let epochs = 0
  let preparing = false
  let compiling: TrainingEventOf<'compiling'> | null = null
  return {
    show: (event) => {
      if (event.kind === 'started') epochs = event.epochs
      if (event.kind === 'features' && !preparing) note(`computing features of ${count(event.total)} images, once`)
      preparing = event.kind === 'features'
      if (event.kind === 'compiling') note(compilingLine(event))
      // The step that ends the first compiling: its time says what was waited for.
      if (event.kind === 'step' && compiling?.what === 'step') note(firstStepLine(event))
      compiling = event.kind === 'compiling' ? event : null
      if (event.kind === 'epoch') note(epochLine(event, epochs))
    },
    close: () => undefined,
  }
}

function barsView(): TrainingView {
  const format = '{name} [{bar}] {value}/{total}  {about}'
  const bars = new MultiBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true, fps: 10 })
  let history: History = EMPTY_HISTORY
  let featureBar: SingleBar | undefined
  let epochBar: SingleBar | undefined
  let runBar: SingleBar | undefined
  return {
    show: (event) => {
      history = foldEvents(history, [event])
      const { started } = history
      if (event.kind === 'features') {
        featureBar ??= bars.create(event.total, 0, { name: 'setup', about: 'features of the frozen layers, once' })
        featureBar.update(event.done)
        bars.update()
      } else if (featureBar) {
        bars.remove(featureBar)
        featureBar = undefined
      }
      if (!started) return
      const { epochs, stepsPerEpoch } = started
      epochBar ??= bars.create(stepsPerEpoch, 0, { name: 'epoch', about: '' })
      runBar ??= bars.create(epochs * stepsPerEpoch, started.fromStep - 1, { name: 'run  ', about: '' })
      if (event.kind === 'step') {
        epochBar.setTotal(stepsPerEpoch)
        epochBar.update(event.step - (event.epoch - 1) * stepsPerEpoch, { name: 'epoch', about: stepText(event) })
        runBar.update(event.step, { about: rateText(history) })
      } else if (event.kind === 'compiling') {
        epochBar.update({ name: 'setup', about: compilingLine(event) })
        // The engine keeps the thread busy from here on, so that the bars' own timer does not come round.
        bars.update()
      } else if (event.kind === 'validating') {
        epochBar.setTotal(event.total)
        epochBar.update(event.done, { name: 'check', about: `validating epoch ${event.epoch}` })
      } else if (event.kind === 'epoch') {
        bars.log(`${epochLine(event, epochs)}\n`)
      }
    },
    close: () => bars.stop(),
  }
}

function compilingLine({ what, samples }: TrainingEventOf<'compiling'>): string {
  const thing = what === 'step' ? 'the step' : 'the validation pass'
  return `compiling ${thing} for batches of ${samples}`
}

function firstStepLine({ durationMs }: TrainingEventOf<'step'>): string {
  return `compiled; the first step took ${(durationMs / 1000).toFixed(1)} s and counts in no rate`
}

function stepText({ epoch, loss, top1 }: TrainingEventOf<'step'>): string {
  return `epoch ${epoch}  loss ${loss.toFixed(4)}  top-1 ${percent(top1)}`
}

function rateText(history: History): string {
  const { imagesPerSecond, remainingMs } = forecast(history)
  return remainingMs === null ? '' : `${count(Math.round(imagesPerSecond))} img/s  ${duration(remainingMs)} left`
}

/** What an epoch brought, in one line. */
export function epochLine(event: TrainingEventOf<'epoch'>, epochs: number): string {
  const { epoch, training, validation, imagesPerSecond, durationMs, best } = event
  return [
    `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`,
    `loss ${training.loss.toFixed(4)}  top-1 ${percent(training.top1)}`,
    validation ? `validation loss ${validation.loss.toFixed(4)}  top-1 ${percent(validation.top1)}` : 'no validation',
    `${count(Math.round(imagesPerSecond))} img/s`,
    duration(durationMs),
    ...(best ? ['best so far'] : []),
  ].join('  ')
}
