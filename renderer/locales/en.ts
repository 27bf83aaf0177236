import { errorText } from '../../shared/contract/error-text.ts'
import { costs } from './en/costs.ts'
import { data } from './en/data.ts'
import { exporting } from './en/export.ts'
import { finetune } from './en/finetune.ts'
import { forecast } from './en/forecast.ts'
import { frame } from './en/frame.ts'
import { importing } from './en/import.ts'
import { inspect } from './en/inspect.ts'
import { model } from './en/model.ts'
import { train } from './en/train.ts'
import { walk } from './en/walk.ts'

/** The window's English. Keys are the same in every language; a test compares them. */
export const en = {
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
  errors: errorText,
}

export type Messages = typeof en
