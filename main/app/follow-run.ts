import type { RequestName } from '../../shared/contract/requests.ts'
import { requests } from '../../shared/contract/requests.ts'
import type { ContractEvent } from './parse-event.ts'
import type { RunPresence } from './run-presence.ts'

/** Tells the presence of a run what an event of the engine means for it. */
export function followEvent(presence: RunPresence, { name, payload }: ContractEvent): void {
  if (name === 'training:events') presence.trainingEvents(payload.runId, payload.events)
  if (name === 'export:done') presence.exportEnded(payload.runId, payload.report.format, true)
  if (name === 'export:failed') presence.exportEnded(payload.runId, payload.format, false)
}

/** Tells it of a run that the window started or went on with. */
export function followAnswer(presence: RunPresence, name: RequestName, args: unknown, value: unknown): void {
  if (name !== 'training:start' && name !== 'training:continue') return
  const { exportFormats } = requests[name].args.parse(args)
  presence.started(requests[name].result.parse(value).runId, exportFormats)
}
