import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { downloadFile } from '../../../../main/engine/pretrained/download-file.ts'
import { temporaryFolder } from '../runs/temporary-folder.ts'

const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251))
const md5 = createHash('md5').update(content).digest('hex')

let close: () => void = () => undefined
afterEach(() => close())

/** A server of this answer; tells which ranges were asked for. */
async function serve(answer: RequestListener) {
  const ranges: (string | undefined)[] = []
  const server = createServer((request, response) => {
    ranges.push(request.headers.range)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => void server.close()
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/file.h5`, ranges }
}

/** As a storage server answers: the whole, or what a range asks for. */
const wholeOrRange: RequestListener = ({ headers }, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
  if (from >= content.length) return void response.writeHead(416).end()
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from }).end(content.subarray(from))
}

const published = (url: string) => ({ file: 'file.h5', url, md5 })

describe('downloadFile', () => {
  it('downloads once, telling how far it is', async () => {
    const { url, ranges } = await serve(wholeOrRange)
    const path = join(temporaryFolder(), 'deep', 'file.h5')
    const told: [number, number | null][] = []
    const onProgress = (done: number, total: number | null) => void told.push([done, total])
    expect(await downloadFile(published(url), path, { name: 'x', onProgress })).toMatchObject({ ok: true })
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(told.at(-1)).toEqual([content.length, content.length])
    expect(existsSync(`${path}.part`)).toBe(false)
    expect(await downloadFile(published(url), path, { name: 'x' })).toMatchObject({ ok: true })
    expect(ranges).toEqual([undefined])
  })

  it('goes on from what it has after the connection broke', async () => {
    let broken = true
    const { url, ranges } = await serve((request, response) => {
      if (!broken) return wholeOrRange(request, response)
      broken = false
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 70_000), () => setTimeout(() => response.destroy(), 100))
    })
    const path = join(temporaryFolder(), 'file.h5')
    expect(await downloadFile(published(url), path, { name: 'x' })).toMatchObject({
      error: { code: 'pretrained-unavailable', data: { name: 'x', url } },
    })
    const kept = readFileSync(`${path}.part`).length
    expect(kept).toBeGreaterThan(0)
    expect(await downloadFile(published(url), path, { name: 'x' })).toMatchObject({ ok: true })
    expect(ranges).toEqual([undefined, `bytes=${kept}-`])
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  it('begins again where the server knows no ranges, and where the part is longer than the file', async () => {
    const whole = await serve((_, response) => void response.writeHead(200).end(content))
    const path = join(temporaryFolder(), 'file.h5')
    writeFileSync(`${path}.part`, content.subarray(0, 1000))
    expect(await downloadFile(published(whole.url), path, { name: 'x' })).toMatchObject({ ok: true })
    close()
    const { url, ranges } = await serve(wholeOrRange)
    const other = join(temporaryFolder(), 'file.h5')
    writeFileSync(`${other}.part`, Buffer.alloc(content.length + 5))
    expect(await downloadFile(published(url), other, { name: 'x' })).toMatchObject({ ok: true })
    expect(ranges).toEqual([`bytes=${content.length + 5}-`, undefined])
  })

  it('keeps nothing of another file', async () => {
    const { url } = await serve((_, response) => void response.writeHead(200).end('another file'))
    const path = join(temporaryFolder(), 'file.h5')
    const received = createHash('md5').update('another file').digest('hex')
    expect(await downloadFile(published(url), path, { name: 'x' })).toMatchObject({
      error: { code: 'pretrained-mismatch', data: { expected: md5, received } },
    })
    expect([path, `${path}.part`].some((each) => existsSync(each))).toBe(false)
  })

  it('says why nothing came: not there, nobody listens, no such host', async () => {
    const { url } = await serve((_, response) => void response.writeHead(404).end())
    const path = join(temporaryFolder(), 'file.h5')
    const reason = async (from: string) => {
      const outcome = await downloadFile(published(from), path, { name: 'x' })
      return outcome.ok ? 'ok' : outcome.error.code === 'pretrained-unavailable' && outcome.error.data.detail
    }
    expect(await reason(url)).toBe('HTTP 404')
    expect(await reason('http://127.0.0.1:1/file.h5')).toMatch(/ECONNREFUSED|bad port/)
    expect(await reason('http://no-such-host.invalid/file.h5')).toMatch(/ENOTFOUND|EAI_AGAIN/)
  })

  it('stops where it is told to, and keeps what came', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 50_000))
    })
    const path = join(temporaryFolder(), 'file.h5')
    const controller = new AbortController()
    const onProgress = () => controller.abort()
    await expect(
      downloadFile(published(url), path, { name: 'x', signal: controller.signal, onProgress }),
    ).rejects.toThrow()
    expect(readFileSync(`${path}.part`).length).toBeGreaterThan(0)
  })
})
