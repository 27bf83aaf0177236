import { createHash } from 'node:crypto'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { downloadNpmPackage } from '../../../../../main/engine/dataset/download/npm-package.ts'
import { temporaryFolder } from '../image-files.ts'

const CONTENT = 'what the package holds'
const wanted = {
  name: 'some-package',
  version: '1.2.3',
  integrity: `sha512-${createHash('sha512').update(CONTENT).digest('base64')}`,
}

/** An npm that does what the script says; `call.txt` in its folder holds how it was called. */
async function npmThat(script: string): Promise<string> {
  const folder = await temporaryFolder()
  const path = join(folder, 'npm')
  await writeFile(path, `#!/bin/sh\necho "$@" >> ${folder}/call.txt\n${script}\n`)
  await chmod(path, 0o755)
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`)
  return folder
}

beforeEach(() => vi.stubEnv('npm_execpath', ''))
afterEach(() => vi.unstubAllEnvs())

describe.skipIf(process.platform === 'win32')('downloadNpmPackage', () => {
  it('asks npm for exactly this version, without scripts, and only once', async () => {
    const npm = await npmThat(`printf '${CONTENT}' > some-package-1.2.3.tgz`)
    const folder = await temporaryFolder()
    const path = join(folder, 'kept.tgz')
    for (let time = 0; time < 2; time++) expect(await downloadNpmPackage(wanted, path)).toMatchObject({ ok: true })
    expect(await readFile(path, 'utf8')).toBe(CONTENT)
    expect(await readdir(folder)).toEqual(['kept.tgz'])
    const calls = (await readFile(join(npm, 'call.txt'), 'utf8')).trim().split('\n')
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatch(/^pack some-package@1\.2\.3 .*--ignore-scripts/)
  })

  it('replaces a download that was cut off or damaged', async () => {
    await npmThat(`printf '${CONTENT}' > some-package-1.2.3.tgz`)
    const path = join(await temporaryFolder(), 'kept.tgz')
    await writeFile(path, CONTENT.slice(0, 5))
    expect(await downloadNpmPackage(wanted, path)).toMatchObject({ ok: true })
    expect(await readFile(path, 'utf8')).toBe(CONTENT)
  })

  it.each<[string, string, string]>([
    ['another content', 'printf changed > some-package-1.2.3.tgz', wanted.integrity],
    ['nothing', 'true', 'is not there'],
    [
      'an error',
      'printf "npm error code E404\\nnpm error 404 no such package\\n" >&2; exit 1',
      'code E404 | 404 no such',
    ],
  ])('refuses %s and keeps nothing', async (_, script, reason) => {
    await npmThat(script)
    const folder = await temporaryFolder()
    const result = await downloadNpmPackage(wanted, join(folder, 'kept.tgz'))
    expect(result).toMatchObject({
      error: {
        code: 'download-failed',
        data: { what: 'some-package 1.2.3', detail: expect.stringContaining(reason) as string },
      },
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('says so where there is no npm', async () => {
    vi.stubEnv('PATH', await temporaryFolder())
    const result = await downloadNpmPackage(wanted, join(await temporaryFolder(), 'kept.tgz'))
    expect(result).toMatchObject({
      error: { data: { detail: expect.stringContaining('npm was not found') as string } },
    })
  })

  it('ends npm when it is cancelled', async () => {
    await npmThat('exec sleep 60')
    const folder = await temporaryFolder()
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 200)
    await expect(downloadNpmPackage(wanted, join(folder, 'kept.tgz'), controller.signal)).rejects.toThrow()
    expect(await readdir(folder)).toEqual([])
  })
})
