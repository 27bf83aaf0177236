import { isAbsolute } from 'node:path'
import { ipcMain } from 'electron'
import { DROP_CHANNEL, REQUEST_CHANNEL, SUBSCRIBE_CHANNEL } from '../../shared/contract/bridge.ts'
import { fail, succeed, type Result } from '../../shared/contract/result.ts'
import type { Router } from './router.ts'
import type { PathRegistry } from './sources.ts'
import { isTrustedSender } from './trusted-sender.ts'
import type { WindowChannel } from './window-channel.ts'

/** The only listeners for what the window sends. */
export function setUpIpc(router: Router, channel: WindowChannel, sources: PathRegistry): void {
  ipcMain.handle(REQUEST_CHANNEL, router)
  ipcMain.handle(DROP_CHANNEL, async (event, path: unknown) =>
    isTrustedSender(event)
      ? registerDrop(sources, path)
      : fail('request-invalid', { request: 'drop', detail: 'it does not come from the window' }),
  )
  ipcMain.on(SUBSCRIBE_CHANNEL, (event, name: unknown) => {
    if (isTrustedSender(event)) channel.subscribe(name)
  })
}

/** The preload finds the path of a dropped file; what has none (a picture out of a browser, say) gives an empty one. */
function registerDrop(sources: PathRegistry, path: unknown): Result<{ sourceId: string; name: string }> {
  if (typeof path !== 'string' || !isAbsolute(path)) return fail('not-a-dataset', { path: String(path) })
  const { id, name } = sources.add(path)
  return succeed({ sourceId: id, name })
}
