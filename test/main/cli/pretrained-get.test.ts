import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../engine/runs/temporary-folder.ts'
import { runCli } from './run-cli.ts'

it('ends a download at Ctrl+C with a sentence, not as a bug', async () => {
  const folder = temporaryFolder()
  const silent = createServer()
  // The address is Keras' own: a proxy is what stands between, and this one never answers.
  const asked = new Promise<void>((resolve) => silent.on('connect', () => resolve()))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  const proxy = `http://127.0.0.1:${port}`
  const environment = {
    ...{ XW_CACHE: join(folder, 'cache'), NODE_USE_ENV_PROXY: '1' },
    ...{ HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: '', no_proxy: '' },
  }
  const options = { store: join(folder, 'store'), environment, interruptAt: asked }
  const { code, stdout, stderr } = await runCli(['pretrained', 'get', 'xception'], options)
  silent.closeAllConnections()
  silent.close()
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(
    /licence: Apache 2\.0.*\nerror cancelled: it was cancelled; start it again when you want it\n$/,
  )
}, 30_000)
