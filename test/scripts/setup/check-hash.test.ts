import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireSame, requireSha256 } from '../../../scripts/setup/check-hash.mjs'
import { temporaryFolder } from '../temporary-folder.ts'

/** `printf abc | sha256sum` */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

test('a file with the pinned hash is kept', async () => {
  const file = join(await temporaryFolder(), 'wheel')
  await writeFile(file, 'abc')
  await requireSha256('wheel', file, ABC)
  expect(existsSync(file)).toBe(true)
})

test('a changed file is refused with both values, and removed', async () => {
  const file = join(await temporaryFolder(), 'wheel')
  await writeFile(file, 'abc')
  const other = ABC.replace('b', 'c')
  const refusal = expect(requireSha256('wheel', file, other)).rejects
  await refusal.toMatchObject({ code: 'wrong-hash', message: expect.stringMatching(`${other}.*${ABC}`) })
  expect(existsSync(file)).toBe(false)
})

test('an npm package with another integrity is refused with both values', () => {
  expect(() => requireSame('a package', 'sha512-one', 'sha512-two')).toThrow(/sha512-one.*sha512-two/)
})
