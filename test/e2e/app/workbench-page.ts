import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright'
import { dropFiles } from './drop-files.ts'
import { eventually } from './eventually.ts'

export const PLACES = ['data', 'model', 'train', 'inspect', 'export'] as const
export type Place = (typeof PLACES)[number]
export type ExportFormat = 'tfjs' | 'keras' | 'onnx'

/** What a user sees and does in the window; the tests speak in its words. */
export class WorkbenchPage {
  readonly window: Page

  constructor(window: Page) {
    this.window = window
  }

  part(testId: string): Locator {
    return this.window.getByTestId(testId)
  }

  /** Waits until the app has drawn itself and a dataset of this many classes is open. */
  async datasetOpen(classCount: number): Promise<void> {
    await this.go('data')
    await eventually(() => this.part('class-row').count(), classCount, 60_000)
  }

  async go(place: Place): Promise<void> {
    await this.part(`rail-${place}`).click()
    await this.part(`place-${place}`).waitFor()
  }

  async drop(...files: string[]): Promise<void> {
    await dropFiles(this.window, files)
  }

  classLabels(): Promise<string[]> {
    return this.part('class-row').allInnerTexts()
  }

  async startTraining(epochs: number): Promise<void> {
    await this.go('train')
    await this.part('epochs-input').fill(String(epochs))
    await this.part('start-training').click()
  }

  async epochsDone(count: number, timeout = 180_000): Promise<void> {
    await eventually(() => this.part('epoch-row').count(), count, timeout)
  }

  /** The run has ended: it can be started anew. */
  async trainingEnded(timeout = 180_000): Promise<void> {
    await this.part('start-training').waitFor({ timeout })
  }

  async chartPoints(chart: 'loss-chart' | 'accuracy-chart'): Promise<number> {
    return Number(await this.part(chart).getAttribute('data-points'))
  }

  /** Waits until this many exports of the run are listed. */
  async exportsListed(count: number): Promise<void> {
    await this.go('export')
    await eventually(() => this.part('export-row').count(), count, 60_000)
  }

  /** Exports what the Export place shows, once more if need be. */
  async export(format: ExportFormat): Promise<void> {
    await this.go('export')
    const before = await this.part('export-row').count()
    await this.part(`export-${format}`).click()
    await this.exportsListed(before + 1)
  }

  /** Pictures have loaded and nothing moves any more. */
  async settled(): Promise<void> {
    await this.window.waitForLoadState('networkidle')
    await this.window.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
    await this.window.evaluate(async () => {
      await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))
      await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))
    })
  }

  /** What axe-core finds wrong with the page as it stands. Legacy mode: Electron opens no second page for its report. */
  async accessibilityFaults(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.window }).setLegacyMode(true).analyze()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
  }
}
