// Set-up speaks on stderr alone: the CLI's stdout belongs to its command.

let lineOpen = false

/**
 * Prints a line; an unfinished progress line is ended first.
 * @param {string} text
 */
export function say(text) {
  endProgressLine()
  process.stderr.write(`${text}\n`)
}

/**
 * Rewrites the progress line on a terminal; elsewhere prints a line of its own.
 * @param {string} text
 */
export function sayProgress(text) {
  if (!process.stderr.isTTY) {
    process.stderr.write(`  ${text}\n`)
    return
  }
  const width = Math.max(20, (process.stderr.columns ?? 80) - 4)
  process.stderr.write(`\r\u001b[2K  ${text.slice(0, width)}`)
  lineOpen = true
}

/** Ends a progress line that is being rewritten, so that what follows starts on a new one. */
export function endProgressLine() {
  if (lineOpen) process.stderr.write('\n')
  lineOpen = false
}
