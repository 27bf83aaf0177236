/** The name that a mistyped one most likely stands for: at most two edits away, or one that it begins. */
export function closestName(mistyped: string, names: readonly string[]): string | undefined {
  const scored = names.map((name) => ({ name, distance: editDistance(mistyped, name) }))
  const [best] = scored.sort((a, b) => a.distance - b.distance)
  if (best && best.distance <= 2) return best.name
  return names.find((name) => mistyped.length >= 4 && name.startsWith(mistyped))
}

/** Levenshtein's distance: insertions, deletions and substitutions. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, char] of [...from].entries()) {
    let diagonal = row[0] ?? 0
    const next = [index + 1]
    for (let column = 1; column <= to.length; column++) {
      const above = row[column] ?? 0
      const substituted = diagonal + (char === to[column - 1] ? 0 : 1)
      next.push(Math.min(above + 1, (next[column - 1] ?? 0) + 1, substituted))
      diagonal = above
    }
    row = next
  }
  return row[to.length] ?? 0
}
