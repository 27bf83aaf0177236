import { readFile } from 'node:fs/promises'
import { extname, join, relative, isAbsolute } from 'node:path'
import { protocol } from 'electron'

const SCHEME = 'app'
const HOST = 'workbench'

/** Origin of our window's page; requests from any other are refused. */
export const APP_ORIGIN = `${SCHEME}://${HOST}`
export const APP_PAGE = `${APP_ORIGIN}/index.html`

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Makes `app://` a scheme with an origin of its own. Must be called before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built window under `app://workbench/`, and nothing outside `folder`. */
export function serveAppScheme(folder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const file = resolveInside(folder, request.url)
    const type = file === null ? undefined : CONTENT_TYPES[extname(file)]
    if (file === null || type === undefined) return notFound()
    try {
      // A copy: Node's type of a Buffer is wider than what a Response takes.
      return new Response(new Uint8Array(await readFile(file)), { headers: headers(type) })
    } catch {
      return notFound()
    }
  })
}

/** The file that an `app://` URL means, or null when it is another host's or would leave `folder`. */
export function resolveInside(folder: string, address: string): string | null {
  const url = new URL(address)
  if (url.host !== HOST) return null
  let pathname: string
  try {
    pathname = decodeURIComponent(url.pathname)
  } catch {
    return null
  }
  if (pathname.includes('\0') || pathname.includes('\\')) return null
  const file = join(folder, pathname)
  const inside = relative(folder, file)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? null : file
}

function headers(type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
  }
}

function notFound(): Response {
  return new Response('not found', { status: 404, headers: headers('text/plain') })
}
