import { z } from 'zod'
import type { Shape } from '../../../../shared/graph/layer-graph.ts'

const side = z.int().min(1).max(1_000_000_000)
const batched = z.tuple([z.int().nullable()]).rest(side)

/** A shape as files write it, the batch first, without the batch; null where a side is open or it is none. */
export function statedShape(value: unknown): Shape | null {
  const parsed = batched.safeParse(value)
  return parsed.success && parsed.data.length > 1 && parsed.data.length < 9 ? (parsed.data.slice(1) as number[]) : null
}
