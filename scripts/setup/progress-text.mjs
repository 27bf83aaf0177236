/** Before this part of the whole the rate says little about the end: a resolver may still be at work. */
const FORETELL_FROM = 0.03

/**
 * @param {number} bytes
 * @returns {string} such as `274 MB` or `1.9 GB` (decimal units, as package indexes count)
 */
export function formatBytes(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`
  return `${Math.round(bytes / 1e3)} kB`
}

/**
 * @param {number} seconds
 * @returns {string} such as `8 s` or `2 min 05 s`
 */
export function formatSeconds(seconds) {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}

/**
 * One line about something that grows towards a known size.
 * @param {string} name
 * @param {{bytes: number, totalBytes: number, bytesPerSecond: number}} at `totalBytes` may be an estimate: no time left
 *   is claimed once it is passed, nor before a few percent are there
 * @returns {string} `TensorFlow: 120 of 274 MB, 41 MB/s, 4 s left`
 */
export function progressText(name, { bytes, totalBytes, bytesPerSecond }) {
  const [unit, digits] = totalBytes >= 1e9 ? [1e9, 1] : totalBytes >= 1e6 ? [1e6, 0] : [1e3, 0]
  const size = `${(bytes / unit).toFixed(digits)} of ${formatBytes(totalBytes)}`
  if (bytesPerSecond <= 0) return `${name}: ${size}, waiting`
  const speed = `${formatBytes(bytesPerSecond)}/s`
  if (bytes >= totalBytes || bytes < totalBytes * FORETELL_FROM) return `${name}: ${size}, ${speed}`
  return `${name}: ${size}, ${speed}, ${formatSeconds((totalBytes - bytes) / bytesPerSecond)} left`
}
