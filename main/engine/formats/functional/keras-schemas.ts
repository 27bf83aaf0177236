import { z } from 'zod'

/** What stands in configurations of many classes. */

/** A count of units, channels or pixels. */
export const size = z.int().min(1).max(1_000_000)

/** A size for both axes, or one for each. */
export const pair = z.union([z.tuple([size, size]), size.transform((side): [number, number] => [side, side])])

export const useBias = z.boolean().default(true)

/** Keras 3 may write a function as an object around its name. */
export const functionName = z.union([z.string(), z.object({ config: z.string() }).transform(({ config }) => config)])
