import { formatError } from '../../shared/contract/error-text.ts'
import type { AppError } from '../../shared/contract/errors.ts'
import { fail, type Result } from '../../shared/contract/result.ts'

/** The exit codes of every command. */
export const DONE = 0
export const FAILED = 1
export const WRONG_USAGE = 2

/** Ends a command with one line on stderr, `error CODE: sentence`. Not a bug: no stack trace is shown. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly code: string
  readonly exitCode: number

  constructor(code: string, sentence: string, exitCode: number) {
    super(sentence)
    this.code = code
    this.exitCode = exitCode
  }
}

/** An expected failure of the engine, as a command's end. */
export function commandFailure(error: AppError, exitCode: number = FAILED): CommandFailure {
  return new CommandFailure(error.code, formatError(error), exitCode)
}

/** A wrong command line that only the CLI knows of: the codes `option-unknown`, `command-unknown`, `argument-missing`… */
export function wrongUsage(code: string, sentence: string): CommandFailure {
  return new CommandFailure(code, sentence, WRONG_USAGE)
}

/** An option or argument whose value is not allowed. */
export function optionInvalid(option: string, received: string, allowed: string): CommandFailure {
  return commandFailure(fail('option-invalid', { option, received, allowed }).error, WRONG_USAGE)
}

/** The value of a result, or the command ends with its error. */
export function valueOf<T>(result: Result<T>, exitCode: number = FAILED): T {
  if (!result.ok) throw commandFailure(result.error, exitCode)
  return result.value
}
