import { z } from 'zod'

/** What a run will take on the probed machine, before it starts. Kept with the run, so that it can be held against it. */
export const runForecastSchema = z.object({
  /** One training step at the whole batch size, the first one of a process excepted. */
  stepMs: z.number(),
  /** Peak resident memory of the process that trains. */
  memoryBytes: z.number(),
  /** Steps and validation of an epoch; null where the number of images is not known. */
  epochMs: z.number().nullable(),
})
export type RunForecast = z.infer<typeof runForecastSchema>
