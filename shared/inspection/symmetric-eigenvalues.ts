/** Sweeps after which every matrix of this kind has long converged. */
const MOST_SWEEPS = 60

/**
 * Eigenvalues of a symmetric matrix (n x n, row by row), from the largest on: Jacobi's rotations (Golub and Van Loan,
 * Matrix Computations, 8.5), which are exact to rounding for the small matrices of a batch.
 */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  const a = matrix.slice()
  const at = (row: number, column: number) => a[row * n + column] as number
  const scale = a.reduce((sum, value) => sum + value * value, 0)
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let off = 0
    for (let row = 0; row < n; row++) for (let column = 0; column < row; column++) off += at(row, column) ** 2
    if (off <= 1e-24 * scale) break
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, n, p, q)
  }
  return Float64Array.from({ length: n }, (_, index) => at(index, index)).sort((x, y) => y - x)
}

/** One rotation that makes the element at [p, q] zero. */
function rotate(a: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q] as number
  if (apq === 0) return
  const theta = ((a[q * n + q] as number) - (a[p * n + p] as number)) / (2 * apq)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < n; k++) {
    const [akp, akq] = [a[k * n + p] as number, a[k * n + q] as number]
    a[k * n + p] = c * akp - s * akq
    a[k * n + q] = s * akp + c * akq
  }
  for (let k = 0; k < n; k++) {
    const [apk, aqk] = [a[p * n + k] as number, a[q * n + k] as number]
    a[p * n + k] = c * apk - s * aqk
    a[q * n + k] = s * apk + c * aqk
  }
}
