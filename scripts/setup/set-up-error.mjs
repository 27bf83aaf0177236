/** Something that set-up expects may be missing: one sentence and the command that mends it, never a stack. */
export class SetUpError extends Error {
  /**
   * @param {string} code short and stable, such as `no-compiler`
   * @param {string} message one sentence: what is missing or wrong
   * @param {string} mend what to type or do
   */
  constructor(code, message, mend) {
    super(message)
    this.name = 'SetUpError'
    this.code = code
    this.mend = mend
  }
}

/**
 * @param {SetUpError} error
 * @returns {string} two lines for the terminal
 */
export function describeSetUpError(error) {
  return `set-up stopped: ${error.message}\n  to mend it: ${error.mend}`
}

/**
 * Runs an entry point: a `SetUpError` becomes its sentence and exit code 1; anything else is a bug and keeps its stack.
 * @param {() => Promise<number>} main resolves with the exit code
 */
export async function runEntry(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
    console.error(describeSetUpError(error))
    process.exitCode = 1
  }
}
