/** Chromium's canvases hold no more pixels on a side. */
export const MOST_PIXELS = 16_384

/** A drawing as a PNG of so many times its size, or as large as a canvas can be. */
export async function rasterize(svg: string, size: { readonly width: number; readonly height: number }, factor = 2) {
  const scale = Math.min(factor, MOST_PIXELS / size.width, MOST_PIXELS / size.height)
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(size.width * scale)
    canvas.height = Math.round(size.height * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (!blob) throw new Error('the drawing could not be written as a PNG')
    return new Uint8Array(await blob.arrayBuffer())
  } finally {
    URL.revokeObjectURL(url)
  }
}
