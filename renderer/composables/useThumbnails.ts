import { shallowReactive } from 'vue'
import type { Client } from './useBridge.ts'
import { injected } from './injected.ts'

/** Object URLs kept alive; older ones are revoked and asked for again when they come back into view. */
const LARGEST_CACHE = 3000
const LARGEST_BATCH = 100
/** Longest side asked for: sharp at 72 CSS pixels on a dense screen. */
const SIZE = 144

export interface ThumbnailsState {
  /** The image's object URL; undefined while it is on its way, null when it can't be read. */
  url(index: number): string | null | undefined
  /** Asks for what is in view; anything asked for before and not yet sent is dropped. */
  want(datasetId: string, indices: readonly number[]): void
}

/** Thumbnails in batches, newest wish first, one request at a time. */
export function createThumbnails(client: Client): ThumbnailsState {
  const urls = shallowReactive(new Map<number, string | null>())
  let owner: string | null = null
  let wanted: readonly number[] = []
  let busy = false

  function reset(datasetId: string | null): void {
    for (const url of urls.values()) if (url !== null) URL.revokeObjectURL(url)
    urls.clear()
    owner = datasetId
  }

  function trim(inView: ReadonlySet<number>): void {
    for (const [index, url] of urls) {
      if (urls.size <= LARGEST_CACHE) return
      if (inView.has(index)) continue
      if (url !== null) URL.revokeObjectURL(url)
      urls.delete(index)
    }
  }

  async function pump(): Promise<void> {
    if (busy) return
    busy = true
    for (let batch = nextBatch(); owner !== null && batch.length > 0; batch = nextBatch()) {
      const datasetId: string = owner
      const result = await client.request('dataset:thumbnails', { datasetId, indices: batch, size: SIZE })
      if (owner !== datasetId) continue
      for (const index of batch) urls.set(index, null)
      for (const { index, bytes, mime } of result.ok ? result.value.thumbnails : []) {
        if (bytes) urls.set(index, URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mime })))
      }
      trim(new Set(wanted))
    }
    busy = false
  }

  const nextBatch = () => wanted.filter((index) => !urls.has(index)).slice(0, LARGEST_BATCH)

  return {
    url: (index) => urls.get(index),
    want(datasetId, indices) {
      if (datasetId !== owner) reset(datasetId)
      wanted = indices
      void pump()
    },
  }
}

export const { provide: provideThumbnails, use: useThumbnails } = injected<ThumbnailsState>('thumbnails')
