import { describe, expect, it, test } from 'vitest'
import { centredGram, effectiveRank, linearCka } from '../../../shared/inspection/similarity.ts'
import { symmetricEigenvalues } from '../../../shared/inspection/symmetric-eigenvalues.ts'
import { createRandom } from '../../../shared/training/random.ts'

const COUNT = 24

function noise(width: number, seed: number): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length: COUNT * width }, () => random.next() * 2 - 1)
}

const gram = (values: Float32Array) => centredGram({ values, count: COUNT })

test('eigenvalues of a matrix whose eigenvalues are known', () => {
  // 2 - 2 cos(k pi / (n + 1)): the second difference of n values.
  const n = 7
  const matrix = new Float64Array(n * n)
  for (let row = 0; row < n; row++) {
    matrix[row * n + row] = 2
    if (row > 0) matrix[row * n + row - 1] = matrix[(row - 1) * n + row] = -1
  }
  const known = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)))
  symmetricEigenvalues(matrix, n).forEach((value, at) => expect(value).toBeCloseTo(known[at] ?? NaN, 10))
})

describe('linear CKA', () => {
  it('is 1 for features that are turned, scaled and shifted', () => {
    const x = noise(3, 1)
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)]
    const turned = x.map((_, at) => {
      const [row, feature] = [Math.floor(at / 3) * 3, at % 3]
      const [a = 0, b = 0, d = 0] = [x[row], x[row + 1], x[row + 2]]
      return 5 * ([c * a - s * b, s * a + c * b, d][feature] ?? NaN) + 2
    })
    expect(linearCka(gram(x), gram(turned))).toBeCloseTo(1, 6)
  })

  it('is 0 for features that are uncorrelated, and where one side is constant', () => {
    const x = Float32Array.from({ length: COUNT }, (_, row) => (row % 2 === 0 ? 1 : -1))
    const y = Float32Array.from({ length: COUNT }, (_, row) => (row % 4 < 2 ? 1 : -1))
    expect(linearCka(gram(x), gram(y))).toBeCloseTo(0, 10)
    expect(linearCka(gram(x), gram(new Float32Array(COUNT).fill(3)))).toBe(0)
  })

  it('is the squared correlation of single features', () => {
    const [x, y] = [noise(1, 2), noise(1, 3)]
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / COUNT
    const [mx, my] = [mean(x), mean(y)]
    const sum = (f: (row: number) => number) => Array.from(x, (_, row) => f(row)).reduce((a, b) => a + b, 0)
    const xy = sum((row) => ((x[row] ?? 0) - mx) * ((y[row] ?? 0) - my))
    const xx = sum((row) => ((x[row] ?? 0) - mx) ** 2)
    const yy = sum((row) => ((y[row] ?? 0) - my) ** 2)
    expect(linearCka(gram(x), gram(y))).toBeCloseTo(xy ** 2 / (xx * yy), 6)
  })
})

describe('effective rank', () => {
  it('is the number of directions where all are equally strong', () => {
    // Three orthogonal patterns with mean zero and equal length.
    const values = Float32Array.from({ length: COUNT * 3 }, (_, at) => {
      const [row, feature] = [Math.floor(at / 3), at % 3]
      return (row >> feature) % 2 === 0 ? 1 : -1
    })
    expect(effectiveRank(gram(values), COUNT)).toBeCloseTo(3, 6)
  })

  it('is 1 for one direction and 0 for none', () => {
    const line = noise(1, 4)
    const spread = Float32Array.from({ length: COUNT * 4 }, (_, at) => (line[Math.floor(at / 4)] ?? 0) * ((at % 4) + 1))
    expect(effectiveRank(gram(spread), COUNT)).toBeCloseTo(1, 5)
    expect(effectiveRank(gram(new Float32Array(COUNT * 2).fill(1)), COUNT)).toBe(0)
  })

  it('follows the formula for unequal directions', () => {
    // Singular values in the proportion 3 to 1.
    const values = Float32Array.from({ length: COUNT * 2 }, (_, at) => {
      const [row, feature] = [Math.floor(at / 2), at % 2]
      return ((row >> feature) % 2 === 0 ? 1 : -1) * (feature === 0 ? 3 : 1)
    })
    const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25))
    expect(effectiveRank(gram(values), COUNT)).toBeCloseTo(Math.exp(entropy), 6)
  })
})
