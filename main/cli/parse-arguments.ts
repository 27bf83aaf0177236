import { parseArgs } from 'node:util'
import type { Arguments, Command } from './command.ts'
import { optionInvalid, wrongUsage } from './command-failure.ts'
import { allowedText, type OptionSpec, type OptionSpecs } from './option-specs.ts'
import { closestName } from './closest-name.ts'

/**
 * Strict: unknown options, missing or wrong values and arguments too many or too few end the command with exit code 2
 * and one line. Node splits the line; what it lets pass without a word is checked here.
 */
export function parseArguments<Specs extends OptionSpecs>(
  command: Command<Specs>,
  args: readonly string[],
): Arguments<Specs> {
  const types = Object.entries(command.options).map(([name, spec]) => {
    return [name, { type: spec.kind === 'flag' ? 'boolean' : 'string' }] as const
  })
  const options = Object.fromEntries(types)
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  const given: Record<string, unknown> = {}
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const spec = Object.hasOwn(command.options, token.name) ? command.options[token.name] : undefined
    if (!spec || !token.rawName.startsWith('--')) throw unknownOption(command, token.rawName)
    given[token.name] = valueOfOption(token.rawName, spec, token.value, token.inlineValue === true)
  }
  checkPositionals(command, positionals)
  const values = Object.entries(command.options).map(([name, spec]) => {
    return [name, given[name] ?? (spec.kind === 'flag' ? false : undefined)]
  })
  return { values: Object.fromEntries(values) as Arguments<Specs>['values'], positionals }
}

function valueOfOption(option: string, spec: OptionSpec, text: string | undefined, inline: boolean) {
  if (spec.kind === 'flag') {
    if (text !== undefined) throw optionInvalid(option, `"${text}"`, 'no value')
    return true
  }
  // `--epochs --batch 4` would make "--batch" the number of epochs.
  const forgotten = text === undefined || text === '' || (!inline && text.startsWith('-') && Number.isNaN(Number(text)))
  if (forgotten) throw optionInvalid(option, 'nothing', allowedText(spec))
  if (spec.kind === 'text') return text
  if (spec.kind === 'choice') {
    if (!spec.choices.includes(text)) throw optionInvalid(option, `"${text}"`, allowedText(spec))
    return text
  }
  const { whole, minimum, maximum, above } = spec.range
  const value = text.trim() === '' ? NaN : Number(text)
  const inRange = value <= maximum && (above ? value > minimum : value >= minimum)
  if (!inRange || (whole && !Number.isInteger(value))) throw optionInvalid(option, `"${text}"`, allowedText(spec))
  return value
}

function unknownOption(command: Command, option: string) {
  const names = Object.keys(command.options).map((name) => `--${name}`)
  const closest = closestName(option, names)
  const hint = closest ? `did you mean ${closest}?` : `allowed are ${[...names, '--help'].join(', ')};`
  return wrongUsage('option-unknown', `${command.name} has no option ${option}; ${hint} see xw ${command.name} --help`)
}

function checkPositionals(command: Command, given: readonly string[]) {
  const { positionals, name } = command
  const missing = positionals.find((positional, index) => !positional.optional && !given[index])
  if (missing) {
    const sentence = `${name} needs ${missing.name}, ${missing.about}; see xw ${name} --help`
    throw wrongUsage('argument-missing', sentence)
  }
  if (given.length > positionals.length && !positionals.at(-1)?.many) {
    const surplus = given.slice(positionals.length).map((text) => `"${text}"`)
    const allowed = positionals.length === 0 ? 'no arguments' : positionals.map((one) => one.name).join(' and ')
    throw wrongUsage('argument-unexpected', `${name} takes ${allowed}; leave out ${surplus.join(', ')}`)
  }
}
