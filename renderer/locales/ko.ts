import type { Messages } from './en.ts'
import { errorsKo } from './ko/errors.ts'
import { data } from './ko/data.ts'
import { exporting } from './ko/export.ts'
import { forecast } from './ko/forecast.ts'
import { frame } from './ko/frame.ts'
import { inspect } from './ko/inspect.ts'
import { model } from './ko/model.ts'
import { train } from './ko/train.ts'

/** The window's Korean, in the words of the lecture. */
export const ko: Messages = {
  ...frame,
  ...data,
  ...model,
  ...train,
  ...inspect,
  ...forecast,
  ...exporting,
  errors: errorsKo,
}
