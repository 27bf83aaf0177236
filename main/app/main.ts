import { join } from 'node:path'
import { app, nativeTheme, type BrowserWindow } from 'electron'
import { storeFolder } from '../engine/runs/store-paths.ts'
import { createAppHandlers } from './app-handlers.ts'
import { findAppPaths } from './app-paths.ts'
import { registerAppScheme, serveAppScheme } from './app-scheme.ts'
import { startChildren } from './children.ts'
import { createDesktopPresence } from './desktop-presence.ts'
import { endWithChildren } from './end-with-children.ts'
import { followAnswer } from './follow-run.ts'
import { setUpGuard } from './guard.ts'
import { setUpIpc } from './ipc.ts'
import { createLog } from './log.ts'
import { setUpMenu } from './menu.ts'
import { createRouter } from './router.ts'
import { createRunPresence } from './run-presence.ts'
import { openSettings } from './settings.ts'
import { createPathRegistry } from './sources.ts'
import { createWindowChannel } from './window-channel.ts'
import { openWindow } from './window.ts'

registerAppScheme()
if (app.requestSingleInstanceLock()) void runApp()
else app.quit()

async function runApp(): Promise<void> {
  const paths = findAppPaths(
    join(import.meta.dirname, '..'),
    app.isPackaged ? process.resourcesPath : null,
    process.env,
  )
  const userData = app.getPath('userData')
  const store = storeFolder()
  const log = createLog(join(userData, 'logs', 'main.log'))
  process.on('uncaughtException', (error) => log('app', `uncaught: ${error.stack ?? error.message}`))
  process.on('unhandledRejection', (reason) => log('app', `unhandled: ${String(reason)}`))

  let window: BrowserWindow | undefined
  const currentWindow = () => window
  const channel = createWindowChannel(() => window?.webContents)
  const presence = createRunPresence(createDesktopPresence(currentWindow, store, log))
  // The engine takes longest to be ready: it starts before everything else.
  const children = startChildren({
    paths,
    store,
    compiled: join(userData, 'compiled'),
    presence,
    log,
    send: channel.send,
  })
  endWithChildren(children)

  const settings = await openSettings(join(userData, 'settings.json'), log)
  const registries = { sources: createPathRegistry('source'), destinations: createPathRegistry('destination') }
  const router = createRouter({
    handlers: createAppHandlers({ settings, registries, store, window: currentWindow }),
    children,
    registries,
    log,
    onAnswer: (name, args, value) => followAnswer(presence, name, args, value),
  })

  await app.whenReady()
  nativeTheme.themeSource = settings.read().theme
  serveAppScheme(paths.renderer)
  setUpGuard()
  setUpMenu()
  setUpIpc(router, channel, registries.sources)
  window = openWindow(paths.preload, join(userData, 'window.json'))
  window.on('closed', () => (window = undefined))
  window.webContents.on('did-start-loading', channel.reset)
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log('app', `the window's process ended: ${reason}`)
    window?.webContents.reload()
  })
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.show()
    window?.focus()
  })
}
