import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from './app/eventually.ts'
import { writeImageFolder } from './app/image-folder.ts'
import { launchWorkbench, type Workbench } from './app/launch-workbench.ts'

let workbench: Workbench
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-bad-'))
  await mkdir(join(folder, 'empty'))
  await writeImageFolder(join(folder, 'lonely'), ['Bag'], 4)
  for (const label of ['cats', 'dogs']) {
    await mkdir(join(folder, 'texts', label), { recursive: true })
    for (const name of ['a.jpg', 'b.jpg']) await writeFile(join(folder, 'texts', label, name), 'not a picture')
  }
  await writeFile(join(folder, 'letter.txt'), 'Dear reader')
  workbench = await launchWorkbench()
  await workbench.page.datasetOpen(10)
})
afterAll(async () => {
  await workbench?.close()
  await rm(folder, { recursive: true })
})

test.each([
  ['an empty folder', 'empty'],
  ['a folder with one class', 'lonely'],
  ['text files that are named .jpg', 'texts'],
  ['a file that is no archive', 'letter.txt'],
])('%s is refused where it was dropped, and the dataset before it stays', async (_, name) => {
  const { page } = workbench
  await page.drop(join(folder, name))
  const card = page.part('error-card')
  await eventually(async () => (await card.innerText()).includes(name), true)
  // The page knows names; paths stay in main.
  expect(await card.innerText()).not.toContain(folder)
  expect(await page.part('class-row').count()).toBe(10)
})
