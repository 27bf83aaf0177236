/** Largest absolute difference of two lists of probabilities; NaN where one holds it, infinite for unequal lengths. */
export function largestDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity
  // Math.max keeps a NaN, wherever it comes.
  return expected.reduce((largest, value, index) => Math.max(largest, Math.abs((actual[index] ?? NaN) - value)), 0)
}
