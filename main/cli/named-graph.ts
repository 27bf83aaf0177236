import { stat } from 'node:fs/promises'
import type { AnyGraph } from '../../shared/graph/any-graph.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import type { OptionField } from '../../shared/zoo/option-fields.ts'
import { buildNetwork, changeOptions, checkNetwork, chooseNetwork } from '../../shared/zoo/network-choice.ts'
import { NETWORK_NAMES, ZOO, type NetworkName } from '../../shared/zoo/zoo.ts'
import { optionInvalid, valueOf, WRONG_USAGE } from './command-failure.ts'

/** What a network or a model file may be called on the command line. */
export const GRAPH_NAMES = `a network, with options behind a colon as in xception:small,width=0.5, or a model file`

/**
 * The graph that a name means: `inception-v3`, `xception:width=0.5,middle=4`, `nin:small`, or a file, which may hold layers
 * that are not known. Ends the command where it is none, or the options can't be.
 */
export async function namedGraph(what: string, name: string): Promise<AnyGraph> {
  const [first = '', ...rest] = name.split(':')
  const network = NETWORK_NAMES.find((each) => each === first)
  if (network) return networkGraph(what, network, rest.join(':'))
  if (!(await exists(name))) throw optionInvalid(what, `"${name}"`, `${NETWORK_NAMES.join(', ')}, or a model file`)
  const { openGraph } = await import('../engine/formats/open-graph.ts')
  return valueOf(await openGraph(name))
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function networkGraph(what: string, name: NetworkName, options: string): LayerGraph {
  const parts = options === '' ? [] : options.split(',')
  const base = chooseNetwork(name, parts.includes('small') ? 'small' : 'paper')
  const changes = Object.fromEntries(
    parts
      .filter((part) => part !== 'small')
      .map((part) => {
        const [key = '', value = 'true'] = part.split('=')
        const wanted = camelCase(key)
        const field = ZOO[name].fields.find((each) => each.name === wanted)
        if (!field) throw optionInvalid(what, part, `small, ${ZOO[name].optionNames.join(', ')}`)
        return [wanted, valueFor(what, field, value)]
      }),
  )
  return buildNetwork(valueOf(checkNetwork(changeOptions(base, changes)), WRONG_USAGE))
}

const camelCase = (key: string) => key.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** Refuses what the network's schema would. */
function valueFor(what: string, field: OptionField, text: string): unknown {
  const refuse = (allowed: string) => optionInvalid(`${what} ${field.name}`, text, allowed)
  const inRange = ({ minimum, maximum }: { minimum: number; maximum: number }, value: number, whole: boolean) =>
    value >= minimum && value <= maximum && (!whole || Number.isInteger(value))
  switch (field.kind) {
    case 'number': {
      const value = text.trim() === '' ? NaN : Number(text)
      if (inRange(field, value, field.whole)) return value
      throw refuse(`a ${field.whole ? 'whole number' : 'number'} from ${field.minimum} to ${field.maximum}`)
    }
    case 'choice':
      if (field.choices.includes(text)) return text
      throw refuse(field.choices.join(', '))
    case 'switch':
      if (text === 'true' || text === 'false') return text === 'true'
      throw refuse('true, false')
    case 'numbers': {
      const values = text.split('+').map(Number)
      if (values.length <= field.most && values.every((value) => inRange(field, value, true))) return values
      throw refuse(`at most ${field.most} whole numbers from ${field.minimum} to ${field.maximum}, joined by +`)
    }
  }
}
