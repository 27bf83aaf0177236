import { open, type FileHandle } from 'node:fs/promises'
import type { PredictionRow } from '../../../shared/contract/inspection/describe.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { csvLine } from '../../../shared/csv.ts'
import { fileFailure } from '../runs/file-failure.ts'

export interface PredictionsCsv {
  add(rows: readonly PredictionRow[]): Promise<Result<void>>
  close(): Promise<void>
}

const RANKS = [1, 2, 3, 4, 5]
const HEADER = ['file', ...RANKS.flatMap((rank) => [`class_${rank}`, `probability_${rank}`]), 'error']

/** Opens a CSV (RFC 4180) that rows are appended to as they come; a crash leaves whole rows. Overwrites a former one. */
export async function openPredictionsCsv(path: string, labels: readonly string[]): Promise<Result<PredictionsCsv>> {
  try {
    const file: FileHandle = await open(path, 'w')
    await file.appendFile(csvLine(HEADER))
    return succeed({
      async add(rows) {
        try {
          await file.appendFile(rows.map((row) => csvLine(cellsOf(row, labels))).join(''))
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

function cellsOf({ file, classes, probabilities, error }: PredictionRow, labels: readonly string[]): string[] {
  const ranked = RANKS.flatMap((_, at) => {
    const index = classes[at]
    return index === undefined ? ['', ''] : [labels[index] ?? '', (probabilities[at] ?? 0).toFixed(6)]
  })
  return [file, ...ranked, error?.code ?? '']
}
