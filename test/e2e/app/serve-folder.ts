import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  ...{ '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' },
  ...{ '.json': 'application/json', '.png': 'image/png' },
}

export interface ServedFolder {
  /** `http://127.0.0.1:PORT/`. */
  readonly address: string
  close(): void
}

/** Serves a folder's files on this machine alone; `more` are files from elsewhere by the names that they get. */
export async function serveFolder(folder: string, more: Readonly<Record<string, string>> = {}): Promise<ServedFolder> {
  const server = createServer((request, response) => {
    const name = normalize(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1)
    const file = createReadStream(more[name] ?? join(folder, name))
    file.on('error', () => response.writeHead(404).end())
    file.on('open', () =>
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }),
    )
    file.pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}
