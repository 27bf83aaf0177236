import type { PredictionRow } from '../../shared/contract/inspection/describe.ts'
import { PREDICTION_HEAD, predictionCells } from '../../shared/inspection/prediction-cells.ts'
import type { Saveable } from './saveable.ts'

/** The rows that are shown, in their order. */
export function predictionsSaveable(
  folder: string,
  rows: readonly PredictionRow[],
  labels: readonly string[],
): Saveable {
  return {
    name: `${folder || 'folder'}-predictions`,
    table: () => [PREDICTION_HEAD, ...rows.map((row) => predictionCells(row, labels))],
  }
}
