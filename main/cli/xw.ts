import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { closestName } from './closest-name.ts'
import type { Command } from './command.ts'
import { CommandFailure, DONE, FAILED, wrongUsage } from './command-failure.ts'
import { commands, hiddenCommands } from './commands.ts'
import { exitWhenWritten, note, print } from './output.ts'
import { parseArguments } from './parse-arguments.ts'
import { commandUsage, generalUsage } from './usage.ts'

const HELP = ['--help', '-h']

// `xw describe | head` closes the pipe early: nobody reads on, so there is nothing left to do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? DONE : FAILED))

try {
  await exitWhenWritten(await main(withHelpLast(process.argv.slice(2))))
} catch (error) {
  if (error instanceof CommandFailure) {
    note(`error ${error.code}: ${error.message}`)
    await exitWhenWritten(error.exitCode)
  }
  note(`error internal: something went wrong inside; this is a bug, please report it with what follows`)
  note(error instanceof Error ? (error.stack ?? error.message) : String(error))
  await exitWhenWritten(FAILED)
}

/** `help train` means `train --help`. */
function withHelpLast(args: readonly string[]): readonly string[] {
  return args[0] === 'help' ? [...args.slice(1), '--help'] : args
}

async function main(args: readonly string[]): Promise<number> {
  const found = findCommand(args)
  const ownArgs = found ? args.slice(found.name.split(' ').length) : args
  const beforeDashes = ownArgs.includes('--') ? ownArgs.slice(0, ownArgs.indexOf('--')) : ownArgs
  if (found) {
    if (!beforeDashes.some((arg) => HELP.includes(arg))) return found.run(parseArguments(found, ownArgs))
    print(commandUsage(found))
    return DONE
  }
  const [first] = args
  if (first === '--version') print(await version())
  else if (first === undefined || HELP.includes(first)) print(generalUsage(commands))
  else throw unknownCommand(args)
  return DONE
}

function findCommand(args: readonly string[]): Command | undefined {
  return [...commands, ...hiddenCommands].find(({ name }) => {
    const words = name.split(' ')
    return words.every((word, index) => args[index] === word)
  })
}

function unknownCommand(args: readonly string[]): CommandFailure {
  const names = commands.map(({ name }) => name)
  const [first = ''] = args
  if (first.startsWith('-')) return wrongUsage('option-unknown', `xw has no option ${first}; see xw --help`)
  const closest = closestName(args.slice(0, 2).join(' '), names) ?? closestName(first, names)
  const hint = closest ? `did you mean "${closest}"?` : `there are ${names.join(', ')};`
  return wrongUsage('command-unknown', `xw has no command "${first}"; ${hint} see xw --help`)
}

async function version(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')
  return String((JSON.parse(text) as { version: unknown }).version)
}
