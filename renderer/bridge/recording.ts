import type { DatasetSummary } from '../../shared/contract/dataset.ts'
import type { EngineStatus } from '../../shared/contract/engine.ts'
import type { ExportReport } from '../../shared/contract/export.ts'
import type { MachineProbe } from '../../shared/training/machine-probe.ts'
import type { RequestResult } from '../../shared/contract/requests.ts'

/** `test/fixtures/recorded-run.json`: a run with all that the window asks for around it. */
export interface Recording {
  readonly dataset: DatasetSummary
  /** A few images of each class, as base64 PNG. */
  readonly thumbnails: Readonly<Record<string, readonly string[]>>
  readonly engine: EngineStatus
  /** `machine-probe.json`: of the machine that trained the run. */
  readonly probe: MachineProbe
  readonly run: RequestResult<'runs:read'>
  readonly exports: readonly ExportReport[]
}
