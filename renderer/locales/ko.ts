import type { Messages } from './en.ts'
import { errorsKo } from './ko/errors.ts'
import { costs } from './ko/costs.ts'
import { data } from './ko/data.ts'
import { exporting } from './ko/export.ts'
import { finetune } from './ko/finetune.ts'
import { forecast } from './ko/forecast.ts'
import { frame } from './ko/frame.ts'
import { importing } from './ko/import.ts'
import { inspect } from './ko/inspect.ts'
import { model } from './ko/model.ts'
import { train } from './ko/train.ts'
import { walk } from './ko/walk.ts'

/** The window's Korean, in the words of the lecture. */
export const ko: Messages = {
  ...frame,
  ...data,
  ...model,
  ...train,
  ...inspect,
  ...forecast,
  ...exporting,
  ...finetune,
  ...importing,
  ...walk,
  ...costs,
  errors: errorsKo,
}
