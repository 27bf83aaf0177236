interface Drawing {
  readonly svg: string
  readonly width: number
  readonly height: number
}

/** What is on the sheet while the system prints; base.css shows nothing else then. */
const SHEET = 'print-sheet'

/** Prints a drawing alone, as vectors, as large as paper allows that lies as the drawing does; it says itself what it is. */
export function usePrint() {
  async function print({ svg, width, height }: Drawing, title: string): Promise<void> {
    const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
    const image = new Image()
    image.className = width > height ? `${SHEET} lying` : SHEET
    image.alt = title
    image.src = url
    try {
      await image.decode()
      document.body.append(image)
      // Returns when the dialog is closed.
      window.print()
    } finally {
      image.remove()
      URL.revokeObjectURL(url)
    }
  }

  return { print }
}
