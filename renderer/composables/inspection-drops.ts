import { shallowRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { ImageRef } from '../../shared/contract/inspection/refs.ts'
import type { Client } from './useBridge.ts'

/** An image that is looked at, and what people call it. */
export interface ChosenImage {
  readonly ref: ImageRef
  readonly name: string
}

/** A folder whose images are to be predicted. */
export interface DroppedFolder {
  readonly sourceId: string
  readonly name: string
}

/** What is dropped on Inspect. */
export interface Drops {
  /** An image file. */
  openDropped(file: File): Promise<void>
  /** A folder, while folders are looked at. */
  openDroppedFolder(file: File): Promise<void>
  /** Waits for the view that predicts it. */
  readonly droppedFolder: ShallowRef<DroppedFolder | null>
  readonly dropError: ShallowRef<AppError | null>
}

/** Takes an image that is dropped as the one that is looked at, and keeps a folder for the view that predicts it. */
export function createDrops(client: Client, lookAt: (image: ChosenImage) => void): Drops {
  const droppedFolder = shallowRef<DroppedFolder | null>(null)
  const dropError = shallowRef<AppError | null>(null)

  async function register(file: File): Promise<DroppedFolder | null> {
    const registered = await client.registerDrop(file)
    dropError.value = registered.ok ? null : registered.error
    return registered.ok ? registered.value : null
  }

  return {
    async openDropped(file) {
      const registered = await register(file)
      if (registered) lookAt({ ref: { kind: 'source', sourceId: registered.sourceId }, name: registered.name })
    },
    openDroppedFolder: async (file) => {
      droppedFolder.value = await register(file)
    },
    droppedFolder,
    dropError,
  }
}
