import type { AppError, ErrorCode, ErrorData } from './errors.ts'

export interface Success<T> {
  readonly ok: true
  readonly value: T
}

export interface Failure {
  readonly ok: false
  readonly error: AppError
}

/** An expected outcome, good or bad. Bugs throw instead. */
export type Result<T> = Success<T> | Failure

export function succeed<T>(value: T): Success<T> {
  return { ok: true, value }
}

/** A failure with its data; `cause` is what lay under it and is never dropped. */
export function fail<Code extends ErrorCode>(code: Code, data: ErrorData[Code], cause?: unknown): Failure {
  const error = { code, data, ...(cause === undefined ? {} : { cause: causeText(cause) }) } as AppError
  return { ok: false, error }
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
