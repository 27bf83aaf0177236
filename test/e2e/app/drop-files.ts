import type { Page } from 'playwright'

/**
 * Drags files or folders from outside onto the middle of the page, as the system would: Chromium makes real `File`s of
 * the paths, so that the page's own handlers, the preload and main's registry all take part.
 */
export async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }))
  const session = await page.context().newCDPSession(page)
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', {
      type,
      x: width / 2,
      y: height / 2,
      data: { items: [], files: [...files], dragOperationsMask: 1 },
    })
  await drag('dragEnter')
  await drag('dragOver')
  await drag('drop')
  await session.detach()
}
