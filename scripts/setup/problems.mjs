import './check-node.mjs'
import { existsSync } from 'node:fs'
import { binding, compilerMissing } from './binding.mjs'
import { cacheFolder } from './cache-folder.mjs'
import { DOORS } from './doors.mjs'
import { findPython } from './find-python.mjs'
import { requireSpace } from './free-space.mjs'
import { libtensorflow, pipMissing } from './libtensorflow.mjs'
import { runCommand } from './run-command.mjs'
import { SetUpError } from './set-up-error.mjs'

/** @typedef {{code: string, message: string, mend: string}} SetUpProblem */

/**
 * What set-up would still have to do for the terminal, and what of the machine it would miss; changes nothing.
 * @returns {Promise<SetUpProblem[]>} empty when everything is in place
 */
export async function setUpProblems() {
  /** @type {SetUpProblem[]} */
  const problems = []
  for (const part of DOORS.terminal) {
    if (await part.isReady()) continue
    problems.push({ code: 'not-set-up', message: `Not installed yet: ${part.name}.`, mend: 'npm run setup' })
    const obstacle = await findObstacle(part)
    if (obstacle !== null) problems.push({ code: obstacle.code, message: obstacle.message, mend: obstacle.mend })
  }
  return problems
}

/**
 * Why a missing part could not be installed here either.
 * @param {import('./doors.mjs').Part} part
 * @returns {Promise<SetUpError | null>}
 */
async function findObstacle(part) {
  if (part === libtensorflow && (await findPython({ modules: ['pip'] })) === null) return pipMissing()
  if (part === binding && !(await runCommand('g++', ['--version'])).found) return compilerMissing()
  const folder = part.spaceIn ?? cacheFolder()
  if (!existsSync(folder)) return null
  try {
    await requireSpace(folder, part.needsBytes)
    return null
  } catch (error) {
    if (error instanceof SetUpError) return error
    throw error
  }
}
