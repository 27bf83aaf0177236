import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron'
import { APP_ORIGIN } from './app-scheme.ts'

/** Whether a message comes from the top frame of a page of ours, and not from a frame or page that got in somehow. */
export function isTrustedSender({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === APP_ORIGIN
}
