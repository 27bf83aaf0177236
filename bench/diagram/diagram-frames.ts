import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import type { AddressInfo } from 'node:net'
import { chromium, type CDPSession, type Page } from 'playwright'
import { markdownTable } from '../markdown-table.ts'

/*
 * Main-thread time of a frame while the diagram is panned and zoomed, under the window's own content policy:
 *   vite build --config renderer/vite.config.ts && node bench/diagram/diagram-frames.ts out/replay [path of Chromium]
 */
const [folder = 'out/replay', executablePath] = process.argv.slice(2)
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'"
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const NETWORKS = ['Xception', 'Inception v3', 'Inception-ResNet-v2'] as const
const SECONDS = 3

const server = createServer((request, response) => {
  const file = join(resolve(folder), new URL(request.url ?? '/', 'http://localhost').pathname)
  readFile(file).then(
    (content) => {
      const type = TYPES[extname(file)] ?? 'application/octet-stream'
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(content)
    },
    () => response.writeHead(404).end(),
  )
})
await new Promise<void>((done) => server.listen(0, () => done()))
const browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath ? { executablePath } : {}) })
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()))
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/replay.html`)
  await page.getByTestId('rail-model').click()
  const session = await page.context().newCDPSession(page)
  // In the thread's own time: what other processes take does not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })

  const head = ['network', 'drawn as', 'first drawing', 'main thread a frame', 'longest gap', 'elements']
  const rows: string[][] = []
  for (const network of NETWORKS) {
    for (const folding of ['folded', 'unfolded'] as const) {
      const firstMs = await open(page, network, folding)
      const { frameMs, gapMs } = await drive(page, session)
      const elements = await page.evaluate(() => document.querySelectorAll('[data-testid="diagram"] svg *').length)
      rows.push([
        network,
        folding,
        `${firstMs.toFixed(0)} ms`,
        `${frameMs.toFixed(1)} ms`,
        `${gapMs.toFixed(0)} ms`,
        String(elements),
      ])
    }
  }
  console.log(markdownTable(head, rows))
} finally {
  await browser.close()
  server.close()
}

/** Chooses the paper's network, folds or unfolds all, and returns the time until the last change was drawn. */
async function open(page: Page, network: string, folding: 'folded' | 'unfolded'): Promise<number> {
  await page.getByRole('tab', { name: 'Options' }).click()
  await page.getByTestId('network-select').click()
  await page.getByRole('option', { name: network, exact: true }).click()
  await page.getByRole('radio', { name: 'As published' }).click()
  await page.waitForTimeout(800)
  const label = folding === 'folded' ? 'Fold all blocks' : 'Unfold all blocks'
  if (folding === 'unfolded') {
    await page.getByRole('button', { name: 'Fold all blocks', exact: true }).click()
    // Every run of equal modules apart, so that each layer is drawn.
    for (let left = 12; left > 0; left--) {
      const pills = page.locator('.repeat.one')
      if ((await pills.count()) === 0) break
      await pills.first().dispatchEvent('click')
      await page.waitForTimeout(300)
    }
  }
  return page.getByRole('button', { name: label, exact: true }).evaluate(async (button: HTMLElement) => {
    const diagram = document.querySelector('[data-testid="diagram"]')
    const startMs = performance.now()
    let changedMs = startMs
    const observer = new MutationObserver(() => (changedMs = performance.now()))
    if (diagram) observer.observe(diagram, { childList: true, subtree: true, attributes: true })
    button.click()
    await new Promise((resolve) => setTimeout(resolve, 2500))
    observer.disconnect()
    return changedMs - startMs
  })
}

/** Pans by the wheel and zooms in and out for some seconds. */
async function drive(page: Page, session: CDPSession): Promise<{ frameMs: number; gapMs: number }> {
  const box = await page.getByTestId('diagram').boundingBox()
  if (!box) throw new Error('no diagram')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  const before = await taskSeconds(session)
  const driven = page.evaluate(async (seconds) => {
    const surface = document.querySelector('[data-testid="diagram"]')
    const { left = 0, top = 0, width = 0, height = 0 } = surface?.getBoundingClientRect() ?? {}
    const [clientX, clientY] = [left + width / 2, top + height / 2]
    const gaps: number[] = []
    const begin = performance.now()
    let last = begin
    await new Promise<void>((done) => {
      const frame = (now: number) => {
        gaps.push(now - last)
        last = now
        const turn = (now - begin) / 1000
        const zoom = { deltaY: turn % 2 < 1 ? -12 : 12, ctrlKey: true }
        const pan = { deltaX: 24 * Math.cos(turn * 3), deltaY: 24 * Math.sin(turn * 3) }
        const options = { bubbles: true, cancelable: true, clientX, clientY }
        surface?.dispatchEvent(new WheelEvent('wheel', { ...options, ...pan }))
        surface?.dispatchEvent(new WheelEvent('wheel', { ...options, ...zoom }))
        if (turn < seconds) requestAnimationFrame(frame)
        else done()
      }
      requestAnimationFrame(frame)
    })
    return { frames: gaps.length, gapMs: Math.max(...gaps.slice(1)) }
  }, SECONDS)
  const { frames, gapMs } = await driven
  return { frameMs: (1000 * ((await taskSeconds(session)) - before)) / frames, gapMs }
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
}
