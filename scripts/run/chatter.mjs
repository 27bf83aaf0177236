/** Chromium's log lines, GTK's warnings and the debugger's greeting: they say nothing to who started a workbench. */
const CHATTER = [
  /^\[\d+:\d{4}\/\d{6}\.\d+:(INFO|WARNING|ERROR|VERBOSE\d*):/,
  /^\(.*:\d+\): \w+-(WARNING|CRITICAL) \*\*/,
  /^(Debugger listening on|For help, see: https:\/\/nodejs\.org|Debugger attached)/,
]

/**
 * @param {string} line of Electron's stderr
 * @returns {boolean} whether somebody may want to read it
 */
export function isWorthShowing(line) {
  return !CHATTER.some((pattern) => pattern.test(line))
}
