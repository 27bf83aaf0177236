/**
 * Every expected failure: its code, and the data that its sentence needs. The sentences are in `error-text.ts` (English)
 * and in the window's dictionaries. Never match on text; add a code.
 */
export interface ErrorData {
  'input-too-small': { received: number; minimum: number; stem: string }
  'option-invalid': { option: string; received: string; allowed: string }
  'not-found': { path: string }
  'permission-denied': { path: string }
  'disk-full': { path: string }
  'not-a-dataset': { path: string }
  'dataset-empty': { path: string }
  'dataset-one-class': { path: string; label: string }
  'dataset-too-few': { usable: number; minimum: number }
  'dataset-unknown': { datasetId: string }
  'archive-unsafe': { path: string; entry: string }
  'archive-too-large': { path: string; limit: string }
  'archive-invalid': { path: string }
  'image-unreadable': { path: string }
  'download-failed': { what: string; detail: string }
  'run-unknown': { runId: string }
  'run-locked': { runId: string }
  'run-invalid': { path: string; detail: string }
  'run-without-checkpoint': { runId: string }
  'training-active': { runId: string }
  'training-inactive': { runId: string }
  'training-diverged': { step: number }
  'model-format-unknown': { path: string }
  'certificate-invalid': { path: string; detail: string }
  'model-invalid': { path: string; detail: string }
  'model-is-program': { path: string; format: string }
  'model-unknown': { modelId: string }
  'pretrained-unavailable': { name: string; url: string; detail: string }
  'pretrained-mismatch': { path: string; expected: string; received: string }
  'model-untrained': { path: string; weights: number }
  'model-labels-mismatch': { received: string; expected: string }
  'destination-not-empty': { path: string }
  'destination-unknown': { destinationId: string }
  'source-unknown': { sourceId: string }
  'layer-unsupported': { layer: string; kind: string }
  'layer-unknown': { layer: string; model: string }
  'checkpoint-unknown': { runId: string; checkpoint: string }
  'evaluation-unknown': { evaluationId: string }
  'export-mismatch': { format: string; difference: number; allowed: number }
  'engine-unavailable': { detail: string }
  'engine-crashed': { signal: string }
  'out-of-memory': { neededBytes: number; availableBytes: number }
  cancelled: Record<string, never>
  'request-invalid': { request: string; detail: string }
  internal: { detail: string }
}

export type ErrorCode = keyof ErrorData

/** An expected failure as a value. `cause` is the message of what lay under it, for the log and for copying. */
export type AppError = {
  [Code in ErrorCode]: { readonly code: Code; readonly data: ErrorData[Code]; readonly cause?: string }
}[ErrorCode]
