import { symmetricEigenvalues } from './symmetric-eigenvalues.ts'

/** Features of a batch: `count` rows. */
export interface Features {
  readonly values: Float32Array
  readonly count: number
}

/**
 * Inner products of centred features, `count` x `count`: all that linear CKA and the effective rank need, however many
 * features there are.
 */
export function centredGram({ values, count }: Features): Float64Array {
  const width = values.length / count
  const centred = new Float64Array(values.length)
  for (let feature = 0; feature < width; feature++) {
    let sum = 0
    for (let row = 0; row < count; row++) sum += values[row * width + feature] as number
    const mean = sum / count
    for (let row = 0; row < count; row++) {
      centred[row * width + feature] = (values[row * width + feature] as number) - mean
    }
  }
  const gram = new Float64Array(count * count)
  for (let row = 0; row < count; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = 0
      const [a, b] = [row * width, column * width]
      for (let feature = 0; feature < width; feature++) {
        sum += (centred[a + feature] as number) * (centred[b + feature] as number)
      }
      gram[row * count + column] = sum
      gram[column * count + row] = sum
    }
  }
  return gram
}

/**
 * Linear CKA of two centred Grams: `<K, L> / (|K| |L|)`, which is Kornblith et al.'s `|Y'X|² / (|X'X| |Y'Y|)`
 * (arXiv:1905.00414, equation 3). 1 where the features are equal up to rotation and scale, 0 where either is constant.
 */
export function linearCka(k: Float64Array, l: Float64Array): number {
  const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, at) => sum + value * (b[at] as number), 0)
  const norms = Math.sqrt(product(k, k) * product(l, l))
  return norms > 0 ? product(k, l) / norms : 0
}

/**
 * Effective rank (Roy and Vetterli, EUSIPCO 2007): `exp` of the entropy of the singular values of the centred features,
 * each as its share of their sum. Between 1 and the number of images less one; 0 where the features are constant.
 */
export function effectiveRank(gram: Float64Array, count: number): number {
  const eigenvalues = symmetricEigenvalues(gram, count)
  const floor = 1e-12 * (eigenvalues[0] ?? 0)
  const singular = Array.from(eigenvalues, (value) => (value > floor ? Math.sqrt(value) : 0))
  const sum = singular.reduce((total, value) => total + value, 0)
  if (sum === 0) return 0
  const shares = singular.map((value) => value / sum).filter((share) => share > 0)
  return Math.exp(-shares.reduce((total, share) => total + share * Math.log(share), 0))
}
