export interface SetUpProblem {
  /** Short and stable, such as `no-compiler`. */
  readonly code: string
  /** One sentence: what is missing. */
  readonly message: string
  /** The command that mends it. */
  readonly mend: string
}

/** What set-up would still have to do for the terminal, and what of the machine it would miss; changes nothing. */
export function setUpProblems(): Promise<SetUpProblem[]>
