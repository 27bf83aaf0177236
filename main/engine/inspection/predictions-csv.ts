import { open, type FileHandle } from 'node:fs/promises'
import type { PredictionRow } from '../../../shared/contract/inspection/describe.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { csvLine } from '../../../shared/csv.ts'
import { PREDICTION_HEAD, predictionCells } from '../../../shared/inspection/prediction-cells.ts'
import { fileFailure } from '../runs/file-failure.ts'

export interface PredictionsCsv {
  add(rows: readonly PredictionRow[]): Promise<Result<void>>
  close(): Promise<void>
}

/** Opens a CSV (RFC 4180) that rows are appended to as they come; a crash leaves whole rows. Overwrites a former one. */
export async function openPredictionsCsv(path: string, labels: readonly string[]): Promise<Result<PredictionsCsv>> {
  try {
    const file: FileHandle = await open(path, 'w')
    await file.appendFile(csvLine(PREDICTION_HEAD))
    return succeed({
      async add(rows) {
        try {
          await file.appendFile(rows.map((row) => csvLine(predictionCells(row, labels))).join(''))
          return succeed(undefined)
        } catch (error) {
          return fileFailure(error, path)
        }
      },
      close: () => file.close(),
    })
  } catch (error) {
    return fileFailure(error, path)
  }
}
