import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Recording } from '../../renderer/bridge/recording.ts'

/** The recorded run that the replay bridge tells. */
export const recording = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/recorded-run.json'), 'utf8'),
) as Recording
