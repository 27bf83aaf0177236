import { app, BrowserWindow, nativeTheme } from 'electron'
import { APP_PAGE } from './app-scheme.ts'
import { keepBounds, readBounds } from './window-bounds.ts'

/** The tokens `ground` of the style sheet: what shows before the page's first paint. */
const GROUND = { light: '#F6F7F9', dark: '#12151A' } as const

/** Opens the app's window; it shows once its first frame is drawn. */
export function openWindow(preload: string, boundsFile: string): BrowserWindow {
  const { bounds, maximized } = readBounds(boundsFile)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: app.getName(),
    backgroundColor: groundColour(),
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  })
  const recolour = () => window.setBackgroundColor(groundColour())
  nativeTheme.on('updated', recolour)
  window.on('closed', () => nativeTheme.off('updated', recolour))
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  keepBounds(window, boundsFile)
  void window.loadURL(APP_PAGE)
  return window
}

function groundColour(): string {
  return nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light
}
