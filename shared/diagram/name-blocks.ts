import type { AnyNode } from '../graph/any-graph.ts'

/** A block that names speak of: where it stands among others of its kind, and itself. */
interface NamedBlock {
  /** `conv2` of `conv2_block1`, `block` of `block_3`: equal blocks of one flow can be drawn as one. */
  readonly flow: string
  /** The beginning that its layers' names share: `conv2_block1`. */
  readonly prefix: string
}

/** `block1`, `stage3b`, and not `conv2d` or `padding2d`. */
const NUMBERED = /^(?!(?:conv|pooling|padding|sampling|dropout|cropping)[123]d$)[A-Za-z]+\d+[a-z]?$/i
const WORD = /^[A-Za-z]+$/
const NUMBER = /^\d+[a-z]?$/
/** Up to here a block is not cut into smaller ones, and from here on it is one. */
const MOST = 24
const LEAST = 3

/** First words of the names that Keras gives by class, which say nothing about where a layer stands. */
const CLASSES: ReadonlySet<string> = new Set(
  'activation add average batch concatenate dense depthwise dropout flatten gaussian global input lambda layer leaky max multiply normalization re reshape rescaling separable softmax spatial subtract tf up zero'.split(
    ' ',
  ),
)

/**
 * Blocks by what names have in common, as Keras', timm's and most people's do: `conv2_block1_1_bn`, `block_3_expand`,
 * `layer1.0.conv1`, `stem_conv`. What Keras counts (`conv2d_12`) says nothing. By layer; others are in none.
 */
export function blocksByName(nodes: readonly AnyNode[]): ReadonlyMap<string, string> {
  const chains = new Map(nodes.map(({ name }) => [name, numberedBlocks(name)]))
  const sizes = new Map<string, number>()
  for (const { prefix } of [...chains.values()].flat()) sizes.set(prefix, (sizes.get(prefix) ?? 0) + 1)
  const blocks = new Map<string, string>()
  for (const [name, chain] of chains) {
    let chosen: NamedBlock | undefined
    for (const each of chain) {
      const size = sizes.get(each.prefix) ?? 0
      const outer = chosen && (sizes.get(chosen.prefix) ?? 0)
      if (size >= LEAST && (outer === undefined || outer > MOST)) chosen = each
    }
    if (chosen) blocks.set(name, `${chosen.flow}/${chosen.prefix}`)
  }
  for (const [name, word] of blocksByWord(nodes.filter(({ name: own }) => !blocks.has(own)))) blocks.set(name, word)
  return blocks
}

/** The blocks that one name speaks of, the largest first; its last part is the layer's own. */
function numberedBlocks(name: string): readonly NamedBlock[] {
  const parts = name.split(/([_./])/)
  const found: NamedBlock[] = []
  let at = 0
  const upTo = (end: number) => parts.slice(0, end).join('')
  const add = (end: number, stem: string) => {
    const flow = found.at(-1)?.prefix ?? stem
    // What is left must be more than a number that was counted up.
    if (parts.slice(end + 1).some((part) => /[A-Za-z]/.test(part))) found.push({ flow, prefix: upTo(end) })
    at = end + 1
  }
  for (;;) {
    const [word = '', separator = '', next = ''] = parts.slice(at, at + 3)
    if (NUMBERED.test(word)) add(at + 1, word.replace(/\d.*$/, ''))
    else if (WORD.test(word) && NUMBER.test(next) && !CLASSES.has(word.toLowerCase())) add(at + 3, word)
    else if (separator === '.' && found.length > 0 && NUMBER.test(word)) add(at + 1, word)
    // `model.layers.0`, `features.stage1`: a word that holds numbered ones.
    else if (separator === '.' && WORD.test(word)) at += 2
    else return found
  }
}

/** `stem_conv`, `stem_bn`, `stem_activation`: layers whose names begin with one word. */
function blocksByWord(nodes: readonly AnyNode[]): readonly (readonly [string, string])[] {
  const groups = Map.groupBy(nodes, ({ name }) => /^([A-Za-z]+)[_./]./.exec(name)?.[1] ?? '')
  return [...groups].flatMap(([word, members]) =>
    word === '' || members.length < LEAST || CLASSES.has(word.toLowerCase())
      ? []
      : members.map(({ name }) => [name, word] as const),
  )
}
