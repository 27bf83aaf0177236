import { readFileSync } from 'node:fs'
import { screen, type BrowserWindow, type Rectangle } from 'electron'
import { z } from 'zod'
import { writeAtomic } from '../engine/runs/write-atomic.ts'

const stateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400),
  height: z.int().min(300),
  maximized: z.boolean(),
})

const SAVE_AFTER_MS = 500

/** Where the window was when it was last used, if that place is still on a screen. */
export function readBounds(file: string): { bounds: Partial<Rectangle>; maximized: boolean } {
  const fallback = { bounds: { width: 1280, height: 840 }, maximized: false }
  try {
    const { maximized, ...bounds } = stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return { bounds: isOnScreen(bounds) ? bounds : { width: bounds.width, height: bounds.height }, maximized }
  } catch {
    return fallback
  }
}

/** Writes the window's place to `file` a moment after each change, and when it closes. */
export function keepBounds(window: BrowserWindow, file: string): void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    if (window.isDestroyed()) return
    const state = { ...window.getNormalBounds(), maximized: window.isMaximized() }
    void writeAtomic(file, JSON.stringify(state))
  }
  const saveLater = () => {
    clearTimeout(timer)
    timer = setTimeout(save, SAVE_AFTER_MS)
  }
  window.on('resize', saveLater).on('move', saveLater).on('maximize', saveLater).on('unmaximize', saveLater)
  window.on('close', save)
}

/** Enough of the title bar has to be reachable to move the window back. */
function isOnScreen({ x, y, width }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const overlap = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x)
    return overlap >= 100 && y >= workArea.y - 10 && y < workArea.y + workArea.height - 40
  })
}
