import { computed, shallowRef, watch } from 'vue'
import type { DatasetImage } from '../../shared/contract/dataset.ts'
import { useBridge } from './useBridge.ts'
import { useDataset } from './useDataset.ts'
import { useThumbnails } from './useThumbnails.ts'
import { useWalk } from './useWalk.ts'

const MOST = 8

/** Images that the walk's checks can run on: the first of each class of the open dataset, and one that is chosen. */
export function useWalkImages() {
  const client = useBridge()
  const { summary } = useDataset()
  const thumbnails = useThumbnails()
  const { image, imageName, imageError, chooseImage } = useWalk()
  const images = shallowRef<readonly DatasetImage[]>([])

  watch(
    summary,
    async (dataset) => {
      images.value = []
      if (!dataset) return
      const { datasetId, classes } = dataset
      const firsts = await Promise.all(
        classes.slice(0, MOST).map(({ label }) => {
          return client.request('dataset:images', { datasetId, label, offset: 0, limit: 1 })
        }),
      )
      if (summary.value?.datasetId !== datasetId) return
      images.value = firsts.flatMap((page) => (page.ok ? page.value.images : []))
      const indices = images.value.map(({ index }) => index)
      thumbnails.want(datasetId, indices)
      const isGone = image.value?.kind === 'dataset' && image.value.datasetId !== datasetId
      const [first] = indices
      if ((image.value === null || isGone) && first !== undefined) {
        image.value = { kind: 'dataset', datasetId, index: first }
      }
    },
    { immediate: true },
  )

  return {
    images,
    chosenName: imageName,
    error: imageError,
    choose: chooseImage,
    url: thumbnails.url,
    isShown: computed(() => (index: number) => image.value?.kind === 'dataset' && image.value.index === index),
    pick(index: number): void {
      const datasetId = summary.value?.datasetId
      if (datasetId !== undefined) image.value = { kind: 'dataset', datasetId, index }
    },
    pickNoise: () => (image.value = null),
    image,
  }
}
