import type { FileRange } from '../keras/library-files.ts'
import type { StoredLayer, StoredWeight } from '../mapping/stored-layer.ts'
import type { Hdf5Contents } from './hdf5-contents.ts'

/** To the thread: open a file and list it, tell where its weights lie, read its weight number `index`, close it. */
export interface ThreadRequest {
  readonly kind: 'open' | 'locate' | 'read' | 'close'
  readonly source: FileRange | Uint8Array
  readonly index?: number
}

export interface ListedLayer extends Omit<StoredLayer, 'weights'> {
  readonly weights: readonly (Omit<StoredWeight, 'read'> & { readonly index: number })[]
}

/** Where in the file a weight's values lie in one piece; `library`: it alone can read them; `unread`: they are not float32. */
export type Place = number | 'library' | 'unread'

/** What a start and each request end with; a start and a `close` with `ready`. */
export type FinalAnswer =
  | {
      readonly kind: 'contents'
      readonly contents: Omit<Hdf5Contents, 'layers'> & { readonly layers: readonly ListedLayer[] }
    }
  | { readonly kind: 'places'; readonly places: readonly Place[] }
  | { readonly kind: 'values'; readonly values: Float32Array }
  | { readonly kind: 'not-hdf5' }
  | { readonly kind: 'ready' }

/** From the thread: that it is at work, what is wrong with the file, or the answer. */
export type ThreadAnswer =
  | FinalAnswer
  | { readonly kind: 'busy' }
  | { readonly kind: 'invalid'; readonly detail: string; readonly broken: boolean }
