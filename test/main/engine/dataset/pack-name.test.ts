import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { packName } from '../../../../main/engine/dataset/pack-name.ts'
import { RESIZES } from '../../../../shared/graph/layer-graph.ts'
import { opened } from './open-tree.ts'
import { twoClasses } from './image-files.ts'

it('is another one for each way of resizing, and the usual way keeps the name that it always had', async () => {
  const { dataset } = await opened(twoClasses(2))
  const names = RESIZES.map((resize) => packName(dataset, { size: 16, resize }))
  expect(new Set([...names, packName(dataset, { size: 17, resize: 'nearest' })]).size).toBe(4)
  const { version } = createRequire(import.meta.url)('@napi-rs/image/package.json') as { version: string }
  const hash = createHash('sha256')
  hash.update(JSON.stringify(['whole image, bilinear with antialiasing, 1', version, 16]))
  for (const { file, bytes, stamp } of dataset.images) hash.update(`${file}\0${bytes}\0${stamp}\n`)
  expect(names[RESIZES.indexOf('bilinear-antialias')]).toBe(`${hash.digest('hex').slice(0, 24)}-16.pack`)
})
