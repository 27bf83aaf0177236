import type { OutlineItem } from './outline.ts'

/** Equal modules behind each other, or a single item. */
export interface Run {
  readonly first: OutlineItem
  readonly members: readonly OutlineItem[]
  /** How many equal ones there are behind each other, drawn as one or apart; 1 for those behind the first of these. */
  readonly equal: number
}

/**
 * Gathers modules that are equal and each read nothing but the one before. Runs whose first is in `apart` come one by one.
 */
export function gatherRuns(items: readonly OutlineItem[], apart: ReadonlySet<string>): readonly Run[] {
  const runs: OutlineItem[][] = []
  for (const item of items) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run && before?.isModule && before.signature === item.signature && readsOnly(item, before)) run.push(item)
    else runs.push([item])
  }
  return runs.flatMap((members) => {
    const [first] = members
    if (!first) return []
    if (!apart.has(first.id)) return [{ first, members, equal: members.length }]
    return members.map((member, index) => ({
      first: member,
      members: [member],
      equal: index === 0 ? members.length : 1,
    }))
  })
}

function readsOnly(item: OutlineItem, source: OutlineItem): boolean {
  const own = new Set([...item.nodes, ...source.nodes].map(({ name }) => name))
  return item.nodes.every(({ inputs }) => inputs.every((input) => own.has(input)))
}
