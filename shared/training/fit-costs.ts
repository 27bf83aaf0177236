/** One measured time and what it depends on; `features[0]` is usually 1, for what each call costs. */
export interface CostSample {
  readonly features: readonly number[]
  readonly ms: number
}

/** Times under this are noise of the clock: they weigh no more than a time of this length. */
const LEAST_MS = 0.02

/**
 * Costs per unit of each feature, none below zero, so that `Σ cost·feature` comes nearest to the samples; errors count
 * relative to the time. Tries every set of features that may be costly, of which there are few.
 */
export function fitCosts(samples: readonly CostSample[]): readonly number[] {
  const count = samples[0]?.features.length ?? 0
  let best = { error: Infinity, costs: new Array<number>(count).fill(0) }
  for (let set = 1; set < 2 ** count; set++) {
    const columns = Array.from({ length: count }, (_, index) => index).filter((index) => (set >> index) % 2 === 1)
    const solved = solveLeastSquares(samples, columns)
    if (!solved || solved.some((cost) => cost < 0)) continue
    const costs = new Array<number>(count).fill(0)
    columns.forEach((column, index) => (costs[column] = solved[index] ?? 0))
    const error = samples.reduce((sum, sample) => sum + relativeError(sample, costs) ** 2, 0)
    if (error < best.error) best = { error, costs }
  }
  return best.costs
}

/** The time that fitted costs give for these features. */
export function costOf(costs: readonly number[], features: readonly number[]): number {
  return features.reduce((sum, feature, index) => sum + feature * (costs[index] ?? 0), 0)
}

function relativeError(sample: CostSample, costs: readonly number[]): number {
  return (costOf(costs, sample.features) - sample.ms) / Math.max(LEAST_MS, sample.ms)
}

/** Weighted normal equations by Gaussian elimination; null where the samples don't tell the columns apart. */
function solveLeastSquares(samples: readonly CostSample[], columns: readonly number[]): number[] | null {
  // Features differ by many powers of ten: each is scaled to its largest value.
  const scales = columns.map((column) => Math.max(...samples.map(({ features }) => features[column] ?? 0)))
  const rows = columns.map(() => new Array<number>(columns.length + 1).fill(0))
  for (const { features, ms } of samples) {
    const weight = 1 / Math.max(LEAST_MS, ms)
    const values = columns.map((column, index) => ((features[column] ?? 0) / (scales[index] ?? 1)) * weight)
    rows.forEach((row, index) => {
      values.forEach((value, column) => (row[column] = (row[column] ?? 0) + (values[index] ?? 0) * value))
      row[columns.length] = (row[columns.length] ?? 0) + (values[index] ?? 0) * ms * weight
    })
  }
  const solution = eliminate(rows)
  return solution && solution.map((value, index) => value / (scales[index] ?? 1))
}

function eliminate(rows: number[][]): number[] | null {
  const size = rows.length
  for (let pivot = 0; pivot < size; pivot++) {
    const rest = rows.slice(pivot)
    const largest = rest.reduce((a, b) => (Math.abs(b[pivot] ?? 0) > Math.abs(a[pivot] ?? 0) ? b : a))
    const lead = largest[pivot] ?? 0
    if (!(Math.abs(lead) > 1e-9)) return null
    rows[rows.indexOf(largest)] = rows[pivot] as number[]
    rows[pivot] = largest
    for (const row of rows) {
      if (row === largest) continue
      const factor = (row[pivot] ?? 0) / lead
      for (let column = pivot; column <= size; column++)
        row[column] = (row[column] ?? 0) - factor * (largest[column] ?? 0)
    }
  }
  return rows.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1))
}
