/** What is on the sheet while the system prints; base.css shows nothing else then. */
const SHEET = 'print-sheet'

/** Prints a drawing alone, as vectors, as large as the paper allows; it says itself what it is. */
export function usePrint() {
  async function print(svg: string, title: string): Promise<void> {
    const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
    const image = new Image()
    image.className = SHEET
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
