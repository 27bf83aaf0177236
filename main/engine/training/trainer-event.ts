import type { AppError } from '../../../shared/contract/errors.ts'
import { formatError } from '../../../shared/contract/error-text.ts'
import type { TrainingEvent } from '../../../shared/training/training-event.ts'

type Unnumbered<T> = T extends unknown ? Omit<T, 'seq' | 'atMs'> : never

/** A training event before its number and time are put on it. */
export type TrainerEvent = Unnumbered<TrainingEvent>

/** The event of a run that an expected failure ends. */
export function failedEvent(error: AppError): TrainerEvent {
  return { kind: 'failed', code: error.code, message: formatError(error) }
}
