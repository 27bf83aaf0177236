import type { DatasetImage, DatasetSummary, SplitName, Thumbnail } from '../../shared/contract/dataset.ts'
import type { RequestInput } from '../../shared/contract/requests.ts'
import type { Recording } from './recording.ts'

const SPLITS: readonly SplitName[] = ['training', 'validation', 'test']

/** The images of a summary, class by class: names are made up, counts and splits are the recorded ones. */
export function imagesOf(summary: DatasetSummary): readonly DatasetImage[] {
  const images: DatasetImage[] = []
  for (const each of summary.classes) {
    for (const split of SPLITS) {
      for (let number = 1; number <= each[split]; number++) {
        const file = `${split}/${each.label}/${String(number).padStart(4, '0')}.png`
        images.push({ index: images.length, file, label: each.label, split, width: 28, height: 28 })
      }
    }
  }
  return images
}

export function pageOf(images: readonly DatasetImage[], args: RequestInput<'dataset:images'>) {
  const { label, split, offset, limit } = args
  const found = images.filter(
    (image) => (label === undefined || image.label === label) && (split === undefined || image.split === split),
  )
  return { total: found.length, images: found.slice(offset, offset + limit) }
}

/** Recorded pictures of the class by turns; every 401st is unreadable, so that the gap can be seen. */
export function thumbnailOf(recording: Recording, image: DatasetImage | undefined, index: number): Thumbnail {
  const pictures = (image && recording.thumbnails[image.label]) ?? Object.values(recording.thumbnails)[0] ?? []
  const picture = index % 401 === 400 ? undefined : pictures[index % pictures.length]
  const bytes = picture === undefined ? null : Uint8Array.from(atob(picture), (char) => char.charCodeAt(0))
  return { index, bytes, mime: 'image/png' }
}
