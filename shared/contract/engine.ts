import { z } from 'zod'

/** What the engine runs on, and what is wrong with it. `xw doctor` and the window's engine panel show it. */
export const engineStatusSchema = z.object({
  workbench: z.string(),
  node: z.string(),
  tfjs: z.string(),
  tensorflow: z.string(),
  platform: z.string(),
  cpu: z.object({ model: z.string(), cores: z.int(), features: z.array(z.string()) }),
  threads: z.object({ intraOp: z.int(), interOp: z.int() }),
  memory: z.object({ totalBytes: z.number(), freeBytes: z.number(), residentBytes: z.number() }),
  oneDnn: z.boolean(),
  problems: z.array(z.object({ code: z.string(), message: z.string(), mend: z.string() })),
})
export type EngineStatus = z.infer<typeof engineStatusSchema>

export const processStateSchema = z.enum(['starting', 'ready', 'restarting', 'failed'])
export type ProcessState = z.infer<typeof processStateSchema>
