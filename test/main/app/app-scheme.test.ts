import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { resolveInside, serveAppScheme } from '../../../main/app/app-scheme.ts'
import { schemes } from './electron-mock.ts'

vi.mock('electron', () => import('./electron-mock.ts'))

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xw-scheme-'))
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.json'), '{}')
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html>')
  await writeFile(join(folder, 'renderer', 'assets', 'main.js'), 'export {}')
  await writeFile(join(folder, 'renderer', 'run.sh'), 'echo')
  serveAppScheme(join(folder, 'renderer'))
})
afterAll(() => rm(folder, { recursive: true }))

const get = (url: string) => schemes.get('app')?.({ url }) as Promise<Response>

test('serves the page with its type and a content security policy without holes', async () => {
  const response = await get('app://workbench/index.html')
  expect(await response.text()).toBe('<!doctype html>')
  expect(response.headers.get('content-type')).toMatch(/^text\/html/)
  const policy = response.headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
})

test('serves what lies in folders', async () => {
  const response = await get('app://workbench/assets/main.js?v=1')
  expect(response.headers.get('content-type')).toMatch(/^text\/javascript/)
})

test.each([
  'app://workbench/%2e%2e%2fsecret.json',
  'app://workbench/..%2fsecret.json',
  'app://workbench/assets/..%2f..%2fsecret.json',
  'app://workbench/..%5csecret.json',
  'app://workbench/index.html%00.js',
  'app://workbench/%E0%A4%A',
  'app://workbench/',
  'app://elsewhere/index.html',
  'app://workbench/absent.js',
  'app://workbench/run.sh',
])('answers 404 for %s', async (url) => {
  const response = await get(url)
  expect(response.status).toBe(404)
  expect(await response.text()).toBe('not found')
})

test('keeps dots inside the folder', () => {
  expect(resolveInside('/app/renderer', 'app://workbench/assets/../index.html')).toBe('/app/renderer/index.html')
})
