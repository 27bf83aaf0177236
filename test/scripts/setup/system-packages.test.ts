import { expect, test } from 'vitest'
import { sumSizes } from '../../../scripts/setup/apt.mjs'
import { parseLdd } from '../../../scripts/setup/system-libraries.mjs'

test('libraries that the loader does not find', () => {
  const output = '\tlinux-vdso.so.1 (0x7f)\n\tlibgtk-3.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x7f)\n'
  expect(parseLdd(output)).toEqual(['libgtk-3.so.0'])
})

test('what apt would download', () => {
  const output = "'http://a/b.deb' b_1_amd64.deb 1200 MD5Sum:aa\n'http://a/c%2b.deb' c+_1_all.deb 34 SHA256:bb\n"
  expect(sumSizes(`Reading package lists...\n${output}`)).toBe(1234)
})
