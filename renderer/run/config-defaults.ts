import {
  optimizerSchema,
  scheduleSchema,
  type OptimizerConfig,
  type ScheduleConfig,
} from '../../shared/training/training-config.ts'

/** An optimizer with its usual constants. */
export const optimizerOf = (kind: OptimizerConfig['kind']): OptimizerConfig => optimizerSchema.parse({ kind })

/** A schedule with its usual constants. */
export const scheduleOf = (kind: ScheduleConfig['kind']): ScheduleConfig => scheduleSchema.parse({ kind })
