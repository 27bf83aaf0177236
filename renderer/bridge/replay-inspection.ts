import { inspectionRequests } from '../../shared/contract/inspection.ts'
import type { RequestInput, RequestName, RequestResult } from '../../shared/contract/requests.ts'
import { fail, type Result } from '../../shared/contract/result.ts'

type InspectionName = Extract<keyof typeof inspectionRequests, RequestName>
type InspectionReplays = {
  [Name in InspectionName]: (args: RequestInput<Name>) => Promise<Result<RequestResult<Name>>>
}

/** A recording holds no network that could be looked into: each view says so. */
export function replayInspection(): InspectionReplays {
  const nothing = async () => fail('engine-unavailable', { detail: 'a recording holds no network' })
  const names = Object.keys(inspectionRequests)
  return Object.fromEntries(names.map((name) => [name, nothing])) as unknown as InspectionReplays
}
