import { app, clipboard, dialog, nativeTheme, shell, type BrowserWindow } from 'electron'
import type { RequestArgs, RequestNameOf, RequestResult } from '../../shared/contract/requests.ts'
import { fail, succeed, type Result } from '../../shared/contract/result.ts'
import { exportFolder } from './export-folder.ts'
import type { Registries } from './resolve-paths.ts'
import { saveFile } from './save-file.ts'
import type { SettingsStore } from './settings.ts'
import { runFolder } from '../engine/runs/store-paths.ts'

/** What the system's dialog offers for each kind of source. */
const SOURCE_DIALOGS: Record<RequestArgs<'source:choose'>['kind'], Electron.OpenDialogOptions> = {
  model: {
    properties: ['openFile'],
    filters: [
      { name: 'Keras, safetensors, TensorFlow.js', extensions: ['keras', 'h5', 'hdf5', 'safetensors', 'json'] },
    ],
  },
  folder: { properties: ['openDirectory'] },
  zip: { properties: ['openFile'], filters: [{ name: 'Zip', extensions: ['zip'] }] },
  image: {
    properties: ['openFile'],
    filters: [{ name: 'JPEG, PNG, WebP, BMP, GIF', extensions: ['jpg', 'jpeg', 'png', 'webp', 'bmp', 'gif'] }],
  },
}

/** One handler for each request that main itself answers. */
export type AppHandlers = {
  readonly [Name in RequestNameOf<'app'>]: (args: RequestArgs<Name>) => Promise<Result<RequestResult<Name>>>
}

export interface AppHandlerParts {
  readonly settings: SettingsStore
  readonly registries: Registries
  readonly store: string
  /** Whose dialogs they are. */
  window(): BrowserWindow | undefined
}

export function createAppHandlers({ settings, registries, store, window }: AppHandlerParts): AppHandlers {
  /** The path that the user chose, or undefined when the dialog was closed. */
  const choose = async (options: Electron.OpenDialogOptions): Promise<string | undefined> => {
    const owner = window()
    const chosen = await (owner ? dialog.showOpenDialog(owner, options) : dialog.showOpenDialog(options))
    return chosen.canceled ? undefined : chosen.filePaths[0]
  }

  return {
    'app:info': async () =>
      succeed({
        version: app.getVersion(),
        electron: process.versions.electron,
        chrome: process.versions.chrome,
        platform: `${process.platform} ${process.arch}`,
      }),

    'settings:read': async () => succeed(settings.read()),

    'settings:write': async (change) => {
      const written = await settings.write(change)
      nativeTheme.themeSource = settings.read().theme
      return written
    },

    'source:choose': async ({ kind }) => {
      const path = await choose(SOURCE_DIALOGS[kind])
      if (path === undefined) return succeed(null)
      const { id, name } = registries.sources.add(path)
      return succeed({ sourceId: id, name })
    },

    'destination:choose': async () => {
      const path = await choose({ properties: ['openDirectory', 'createDirectory'] })
      if (path === undefined) return succeed(null)
      const { id, name } = registries.destinations.add(path)
      return succeed({ destinationId: id, name })
    },

    'folder:reveal': async (args) => {
      const folder =
        'runId' in args ? runFolder(store, args.runId) : exportFolder(store, registries.destinations, args.exportId)
      if (!folder.ok) return folder
      // `openPath` answers with the reason why it could not, or with an empty string.
      const reason = await shell.openPath(folder.value)
      return reason === '' ? succeed({}) : fail('not-found', { path: folder.value }, reason)
    },

    'file:save': ({ name, content }) => saveFile(window(), name, content),

    'clipboard:write': async ({ text }) => {
      clipboard.writeText(text)
      return succeed({})
    },
  }
}
