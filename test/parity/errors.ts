/** max|a - b| / max|b|: how errors of logits are measured. */
export function relativeMaximum(actual: Float32Array, expected: Float32Array): number {
  sameLength(actual, expected)
  let difference = 0
  let largest = 0
  expected.forEach((value, index) => {
    difference = Math.max(difference, Math.abs((actual[index] ?? NaN) - value))
    largest = Math.max(largest, Math.abs(value))
  })
  return difference / largest
}

/** ‖a - b‖ / ‖b‖: how errors of gradients and weights are measured. */
export function relativeL2(actual: Float32Array, expected: Float32Array): number {
  sameLength(actual, expected)
  let difference = 0
  let norm = 0
  expected.forEach((value, index) => {
    difference += ((actual[index] ?? NaN) - value) ** 2
    norm += value ** 2
  })
  return Math.sqrt(difference / norm)
}

function sameLength(actual: Float32Array, expected: Float32Array): void {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values against ${expected.length}`)
}
