import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Recording } from '../../renderer/bridge/recording.ts'

/** The recorded run that the replay bridge tells. */
const fixture = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8'))

export const recording = { ...fixture('recorded-run.json'), probe: fixture('machine-probe.json') } as Recording
