import { succeed } from '../../../shared/contract/result.ts'
import { createGuests, type Guests } from '../training/guests.ts'
import type { LiveWatcher } from '../training/live-watcher.ts'
import type { Emit } from './child-handlers.ts'
import { createIdleWork, type IdleWorkOptions } from './idle-work.ts'
import { createInspectionHandlers } from './inspection-handlers.ts'
import { createInspectionJobs } from './inspection-jobs.ts'
import { createLooks } from './inspection-looks.ts'
import { createJobs } from './jobs.ts'
import { createLiveStrip } from './live-strip.ts'

export interface InspectionService {
  readonly handlers: ReturnType<typeof createInspectionHandlers> & ReturnType<typeof createInspectionJobs>
  /** What a run in training is started with, so that looks find their place in it. */
  readonly beside: { readonly guests: Guests; readonly live: LiveWatcher }
  /** Cancels what takes long, and what was to be done later. */
  close(): void
}

/** What inspection has to know of the process that it is part of. */
export type InspectionSurroundings = Pick<IdleWorkOptions, 'isTraining' | 'report'>

const ALONE: InspectionSurroundings = { isTraining: () => false, report: () => undefined }

/** All that looks into models, and its places in a run that trains. */
export function createInspectionService(store: string, emit: Emit, surroundings = ALONE): InspectionService {
  const guests = createGuests()
  const idle = createIdleWork(guests, surroundings)
  const looks = createLooks(store, guests, idle)
  const jobs = createJobs(emit, guests)
  const live = createLiveStrip(emit, async () => {
    const tools = await looks.withTools(succeed)
    return tools.ok ? tools.value.inspection : null
  })
  return {
    handlers: { ...createInspectionHandlers(looks), ...createInspectionJobs(store, emit, looks, jobs, live) },
    beside: { guests, live },
    close: () => {
      idle.close()
      jobs.cancelAll()
    },
  }
}
