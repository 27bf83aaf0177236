import type { Command } from './command.ts'
import { valueHint } from './option-specs.ts'
import { columns } from './output.ts'

/** The help of one command. */
export function commandUsage(command: Command): string {
  const positionals = command.positionals.map((one) => {
    const name = one.many ? `${one.name}...` : one.name
    return one.optional ? `[${name}]` : name
  })
  const options = Object.entries(command.options)
  const line = ['xw', command.name, ...positionals, options.length > 0 ? '[options]' : ''].filter(Boolean).join(' ')
  const sections = [`${command.summary}.`, `usage: ${line}`]
  if (command.positionals.length > 0) {
    sections.push(`arguments:\n${columns(command.positionals.map(({ name, about }) => [`  ${name}`, about]))}`)
  }
  const rows = options.map(([name, spec]) => [`  ${valueHint(name, spec)}`, spec.about])
  sections.push(`options:\n${columns([...rows, ['  --help', 'show this']])}`)
  if (command.notes) sections.push(command.notes.join('\n'))
  sections.push(`examples:\n${command.examples.map((example) => `  xw ${example}`).join('\n')}`)
  return sections.join('\n\n')
}

/** The help of `xw` itself. */
export function generalUsage(commands: readonly Command[]): string {
  return [
    'Xception Workbench: trains a real Xception on your own images, and looks inside it.',
    'usage: xw COMMAND [options]',
    `commands:\n${columns(commands.map(({ name, summary }) => [`  ${name}`, summary]))}`,
    `options:\n${columns([
      ['  --help', 'show this; xw COMMAND --help shows the options of a command'],
      ['  --version', 'print the version'],
    ])}`,
    'Exit codes: 0 done, 1 failed, 2 wrong usage. In a checkout, "npm run -s xw -- COMMAND" stands for "xw COMMAND".',
    `examples:\n${commands.map(({ examples }) => `  xw ${examples[0]}`).join('\n')}`,
  ].join('\n\n')
}
