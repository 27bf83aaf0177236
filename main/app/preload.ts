import './jitless.ts'
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import {
  DROP_CHANNEL,
  EVENT_CHANNEL,
  REQUEST_CHANNEL,
  SUBSCRIBE_CHANNEL,
  type Bridge,
} from '../../shared/contract/bridge.ts'
import { eventNames } from '../../shared/contract/events.ts'
import { requestNames } from '../../shared/contract/requests.ts'

const bridge: Bridge = {
  async request(name, args) {
    if (!requestNames.includes(name)) throw new TypeError(`there is no request ${String(name)}`)
    return ipcRenderer.invoke(REQUEST_CHANNEL, name, args)
  },
  on(name, listener) {
    if (!eventNames.includes(name)) throw new TypeError(`there is no event ${String(name)}`)
    const receive = (_event: unknown, sent: unknown, payload: Parameters<typeof listener>[0]) => {
      if (sent === name) listener(payload)
    }
    ipcRenderer.on(EVENT_CHANNEL, receive)
    ipcRenderer.send(SUBSCRIBE_CHANNEL, name)
    return () => ipcRenderer.off(EVENT_CHANNEL, receive)
  },
  async registerDrop(file) {
    return ipcRenderer.invoke(DROP_CHANNEL, webUtils.getPathForFile(file as File))
  },
}

contextBridge.exposeInMainWorld('workbench', bridge)
