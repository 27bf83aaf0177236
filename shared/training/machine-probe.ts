import { z } from 'zod'
import { partWorkSchema } from './step-parts.ts'

/** What makes measured times another machine's: when any of it changes, the probe is measured anew. */
export const machineSchema = z.object({
  cpu: z.string(),
  cores: z.int(),
  threads: z.int(),
  totalBytes: z.number(),
  oneDnn: z.boolean(),
  node: z.string(),
  /** Its set-up names TensorFlow's version. */
  workbench: z.string(),
})
export type Machine = z.infer<typeof machineSchema>

const time = z.number().min(0)

/** Times of single kernels on this machine, from which the time of any step is put together. */
export const machineProbeSchema = z.object({
  formatVersion: z.literal(1),
  machine: machineSchema,
  measuredAt: z.string(),
  /** Share of the processor that other programs took meanwhile, in 0..1: above a tenth the times are too long. */
  disturbance: z.number().min(0).max(1),
  parts: z.array(z.object({ work: partWorkSchema, forwardMs: time, backwardMs: time })),
  /** What each node of a network costs beside its kernels, from a whole step of a network that computes next to nothing. */
  nodeMs: time,
  /** Resident memory of an engine process that has loaded TensorFlow and done nothing. */
  processBytes: time,
})
export type MachineProbe = z.infer<typeof machineProbeSchema>
