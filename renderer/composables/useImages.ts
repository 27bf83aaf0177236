import { onScopeDispose, shallowReactive, watch } from 'vue'
import type { DatasetImage, SplitName } from '../../shared/contract/dataset.ts'
import { useBridge } from './useBridge.ts'

const PAGE = 200

export interface ImageWish {
  readonly label: string
  readonly split: SplitName | null
  readonly offset: number
}

/** Names and sizes of the images, a page at a time, as far as they have been looked at. */
export function useImages(datasetId: () => string) {
  const client = useBridge()
  const pages = shallowReactive(new Map<string, readonly DatasetImage[] | null>())
  let owner = datasetId()

  const key = ({ label, split, offset }: ImageWish) => `${split ?? ''}/${Math.floor(offset / PAGE)}/${label}`

  watch(datasetId, (next) => {
    owner = next
    pages.clear()
  })
  onScopeDispose(() => pages.clear())

  /** The image at a place of a class, or undefined until its page has come; asks for the page. */
  function at(wish: ImageWish): DatasetImage | undefined {
    const page = pages.get(key(wish))
    if (page === undefined) queueMicrotask(() => void load(wish))
    return page?.[wish.offset % PAGE]
  }

  async function load(wish: ImageWish): Promise<void> {
    const name = key(wish)
    if (pages.has(name)) return
    pages.set(name, null)
    const asked = owner
    const { label, split } = wish
    const offset = Math.floor(wish.offset / PAGE) * PAGE
    const filter = split === null ? { label } : { label, split }
    const result = await client.request('dataset:images', { datasetId: asked, ...filter, offset, limit: PAGE })
    if (asked !== owner) return
    if (result.ok) pages.set(name, result.value.images)
  }

  return { at }
}
