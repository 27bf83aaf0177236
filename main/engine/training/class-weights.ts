/**
 * The `balanced` weights of scikit-learn: samples / (classes · samples of the class), so that they average to 1 over the
 * samples. A class without training samples weighs nothing.
 */
export function balancedClassWeights(classCounts: readonly number[]): Float32Array {
  const samples = classCounts.reduce((sum, count) => sum + count, 0)
  return Float32Array.from(classCounts, (count) => (count === 0 ? 0 : samples / (classCounts.length * count)))
}
