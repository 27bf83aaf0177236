import { readFile } from 'node:fs/promises'
import type { ElectronApplication } from 'playwright'

/**
 * Megabytes of main, the page and Chromium's helpers together; the engine and the library are not among them. On Linux
 * the proportional share (pages that several map count once), elsewhere the sum of the working sets, which is larger.
 */
export async function windowMegabytes(app: ElectronApplication): Promise<number> {
  const processes = await app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, memory }) => ({ pid, kilobytes: memory.workingSetSize })),
  )
  const shares = processes.map(async ({ pid, kilobytes }) => (await proportionalKilobytes(pid)) ?? kilobytes)
  const total = (await Promise.all(shares)).reduce((sum, kilobytes) => sum + kilobytes, 0)
  return Math.round(total / 1024)
}

async function proportionalKilobytes(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const found = /^Pss:\s+(\d+) kB/m.exec(text)
  return found ? Number(found[1]) : null
}
