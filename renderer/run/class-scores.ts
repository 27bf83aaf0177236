/** How well a class is told apart, from a confusion matrix (rows true, columns answered). */
export interface ClassScore {
  readonly label: string
  readonly total: number
  /** Share of its images that were found; null when it has none. */
  readonly recall: number | null
  /** Share of the answers with it that were right; null when it was never answered. */
  readonly precision: number | null
  /** The class that it is taken for most often, if for any. */
  readonly confusedWith: { readonly label: string; readonly count: number } | null
}

export function classScores(
  confusion: readonly (readonly number[])[],
  labels: readonly string[],
): readonly ClassScore[] {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return labels.map((label, index) => {
    const row = confusion[index] ?? []
    const right = row[index] ?? 0
    const total = sum(row)
    const answered = sum(confusion.map((each) => each[index] ?? 0))
    const mistakes = row.map((count, column) => ({ label: labels[column] ?? '', count: column === index ? 0 : count }))
    const worst = mistakes.reduce((a, b) => (b.count > a.count ? b : a), { label: '', count: 0 })
    return {
      label,
      total,
      recall: total === 0 ? null : right / total,
      precision: answered === 0 ? null : right / answered,
      confusedWith: worst.count > 0 ? worst : null,
    }
  })
}
