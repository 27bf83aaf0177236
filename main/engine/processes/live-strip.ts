import type { Watch } from '../../../shared/contract/inspection/jobs.ts'
import { imageInput } from '../../../shared/graph/image-input.ts'
import { createLiveBudget, type LiveBudget } from '../inspection/live-budget.ts'
import type { Inspection } from '../inspection/inspection.ts'
import type { LiveMoment, LiveWatcher } from '../training/live-watcher.ts'
import type { Emit, Paths } from './child-handlers.ts'
import { loadInspection } from './load-inspection.ts'

export interface LiveStrip extends LiveWatcher {
  /** What is shown from now on; null: nothing. */
  watch(watch: Watch | null, paths: Paths): void
}

/**
 * The strip beside a run in training: one image, after each epoch and as many steps as are asked for, as far as that stays
 * within 2 % of the time. What can't be shown (an image or a layer that isn't there) is left out: training goes on.
 */
export function createLiveStrip(emit: Emit, inspection: () => Promise<Inspection | null>): LiveStrip {
  let watched: { readonly watch: Watch; readonly paths: Paths } | null = null
  let budget: LiveBudget | null = null
  let runId = ''

  async function show({ watch, paths }: NonNullable<typeof watched>, moment: LiveMoment): Promise<void> {
    const parts = await loadInspection()
    const own = await inspection()
    if (!parts.ok || !own || !budget) return
    const startMs = performance.now()
    const image = await own.image(watch.image, imageInput(moment.model.graph), paths)
    const view = image.ok ? parts.value.liveView(moment, image.value, watch) : image
    const nowMs = performance.now()
    budget.looked(nowMs, nowMs - startMs)
    if (view.ok) emit('inspection:live', { ...view.value, durationMs: nowMs - startMs, share: budget.share(nowMs) })
  }

  return {
    watch(watch, paths) {
      watched = watch && { watch, paths }
    },
    async look(moment) {
      if (!watched) return
      const nowMs = performance.now()
      if (moment.runId !== runId || !budget) {
        runId = moment.runId
        budget = createLiveBudget(nowMs)
      }
      const { everySteps } = watched.watch
      const isDue = moment.after === 'epoch' || (everySteps !== undefined && moment.step % everySteps === 0)
      if (isDue && budget.isAffordable(nowMs)) await show(watched, moment)
    },
  }
}
