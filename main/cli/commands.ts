import type { Command } from './command.ts'
import { dataInspect } from './data-inspect.ts'
import { describe } from './describe.ts'

/** Every command, in the order in which help lists them. Each loads the engine only when it runs. */
export const commands: readonly Command[] = [describe, dataInspect]

/** Commands that other programs call and help does not list. */
export const hiddenCommands: readonly Command[] = []
