// The one stand-in for Electron: as much of it as the tests of main/app touch, with what was asked of it on record.
import { vi } from 'vitest'

export const app = { getVersion: () => '1.2.3', getName: () => 'Xception Workbench' }
export const clipboard = { writeText: vi.fn() }
export const dialog = {
  showOpenDialog: vi.fn(async (): Promise<{ canceled: boolean; filePaths: string[] }> => ({
    canceled: true,
    filePaths: [],
  })),
  showSaveDialog: vi.fn(async (): Promise<{ canceled: boolean; filePath: string }> => ({
    canceled: true,
    filePath: '',
  })),
}
export const nativeTheme = { themeSource: 'system' }
export const shell = { openPath: vi.fn(async () => '') }
export const powerSaveBlocker = { start: vi.fn(() => 7), stop: vi.fn() }

type SchemeHandler = (request: { url: string }) => Promise<Response>
export const schemes = new Map<string, SchemeHandler>()
export const protocol = {
  registerSchemesAsPrivileged: vi.fn(),
  handle: (scheme: string, handler: SchemeHandler) => schemes.set(scheme, handler),
}

type Listener = (event: unknown, ...args: unknown[]) => unknown
export const ipcHandlers = new Map<string, Listener>()
export const ipcListeners = new Map<string, Listener>()
export const ipcMain = {
  handle: (channel: string, listener: Listener) => ipcHandlers.set(channel, listener),
  on: (channel: string, listener: Listener) => ipcListeners.set(channel, listener),
}

export const display = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } }
export const screen = { getAllDisplays: () => [display] }

/** An IPC event as our own page's top frame sends it; `frame` overrides what the test is about. */
export function ipcEvent(frame: { origin?: string; parent?: unknown } | null = {}) {
  return { senderFrame: frame && { origin: 'app://workbench', parent: null, ...frame } } as never
}
