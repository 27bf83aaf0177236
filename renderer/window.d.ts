import type { Bridge } from '../shared/contract/bridge.ts'

declare global {
  interface Window {
    /** Put there by the preload; by `bridge/replay-entry.ts` when the page runs without Electron. */
    workbench?: Bridge
  }
}
