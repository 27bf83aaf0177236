import { existsSync } from 'node:fs'
import { access, constants, mkdir } from 'node:fs/promises'
import type { EngineStatus } from '../../shared/contract/engine.ts'

type Problem = EngineStatus['problems'][number]

/** What is used here of `scripts/setup/problems.mjs`; the scripts are not in an installed app. */
interface SetUpScript {
  setUpProblems(): Promise<readonly Problem[]>
}

/** What set-up has not provided yet of that which training needs. Empty in an installed app. */
export async function setUpProblems(): Promise<readonly Problem[]> {
  const script = new URL('../../scripts/setup/problems.mjs', import.meta.url)
  if (!existsSync(script)) return []
  return ((await import(script.href)) as SetUpScript).setUpProblems()
}

/** Whether runs can be kept where they are to be kept. */
export async function storeProblems(store: string): Promise<readonly Problem[]> {
  try {
    await mkdir(store, { recursive: true })
    await access(store, constants.W_OK)
    return []
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `the store ${store} cannot be written (${reason})`
    return [{ code: 'store-unwritable', message, mend: 'set XW_STORE to a folder that you can write to' }]
  }
}
