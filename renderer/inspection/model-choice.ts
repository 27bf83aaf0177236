import type { ModelRef } from '../../shared/contract/inspection/refs.ts'

/** A run, whichever its checkpoint, or an imported model. */
export type ModelChoice =
  { readonly kind: 'run'; readonly runId: string } | { readonly kind: 'imported'; readonly modelId: string }

const IMPORTED = 'imported:'

/** A choice as the one text that a list of choices wants; `readChoice` reads it. Empty for none. */
export function choiceText(choice: ModelChoice | ModelRef | null): string {
  if (choice?.kind === 'run') return choice.runId
  return choice?.kind === 'imported' ? `${IMPORTED}${choice.modelId}` : ''
}

export function readChoice(text: string): ModelChoice {
  if (text.startsWith(IMPORTED)) return { kind: 'imported', modelId: text.slice(IMPORTED.length) }
  return { kind: 'run', runId: text }
}
