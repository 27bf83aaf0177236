import type { Messages } from './en.ts'
import { errorsKo } from './errors-ko.ts'

/** The window's Korean, in the words of the lecture. */
export const ko: Messages = {} as Messages & typeof errorsKo
