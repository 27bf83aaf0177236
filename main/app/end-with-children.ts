import { app, BrowserWindow } from 'electron'
import type { Children } from './children.ts'

/**
 * Quits in order: the window goes at once, then the children end. The engine finishes its step and keeps a checkpoint,
 * so that a run cut short by closing the window can go on next time.
 */
export function endWithChildren(children: Children): void {
  let ended = false
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (ended) return
    event.preventDefault()
    for (const window of BrowserWindow.getAllWindows()) window.hide()
    void Promise.all([children.engine.stop(), children.library.stop()]).then(() => {
      ended = true
      app.quit()
    })
  })
}
