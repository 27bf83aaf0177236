import { z } from 'zod'
import { succeed, type Result } from '../contract/result.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { inceptionResnetV2OptionsSchema } from './inception-resnet-v2.ts'
import { inceptionV1OptionsSchema } from './inception-v1.ts'
import { inceptionV2OptionsSchema } from './inception-v2.ts'
import { inceptionV3OptionsSchema } from './inception-v3.ts'
import type { NetworkOptions } from './network-options.ts'
import { ninOptionsSchema } from './nin.ts'
import { xceptionOptionsSchema } from './xception-options.ts'
import { ZOO, type Network, type NetworkName } from './zoo.ts'

const choice = <Name extends NetworkName, Options extends z.ZodType>(name: Name, options: Options) =>
  z.object({ name: z.literal(name), options })

/** A network of the zoo and its options, as manifests and requests carry them. */
export const networkChoiceSchema = z.discriminatedUnion('name', [
  choice('nin', ninOptionsSchema),
  choice('inception-v1', inceptionV1OptionsSchema),
  choice('inception-v2', inceptionV2OptionsSchema),
  choice('inception-v3', inceptionV3OptionsSchema),
  choice('inception-resnet-v2', inceptionResnetV2OptionsSchema),
  choice('xception', xceptionOptionsSchema),
])
export type NetworkChoice = z.infer<typeof networkChoiceSchema>

/** The entry that a choice names. Its functions take the options of that choice and of no other. */
const entryOf = ({ name }: NetworkChoice) => ZOO[name] as unknown as Network<NetworkOptions>

/** The choice with some of its options changed. Throws on values that the network's schema refuses. */
export function changeOptions(base: NetworkChoice, change: object): NetworkChoice {
  return { name: base.name, options: entryOf(base).parse({ ...base.options, ...change }) } as NetworkChoice
}

/** The paper's network, or its small variant. */
export function chooseNetwork(name: NetworkName, variant: 'paper' | 'small'): NetworkChoice {
  return { name, options: variant === 'small' ? ZOO[name].small : ZOO[name].parse({}) } as NetworkChoice
}

/** Refuses input sizes that the network can't take (`input-too-small`). */
export function checkNetwork(chosen: NetworkChoice): Result<NetworkChoice> {
  const checked = entryOf(chosen).check(chosen.options)
  return checked.ok ? succeed(chosen) : checked
}

/** The stem that it begins with. */
export function stemOf(chosen: NetworkChoice): 'full' | 'small' {
  return entryOf(chosen).stem(chosen.options)
}

/** Wants a checked choice. */
export function buildNetwork(chosen: NetworkChoice): LayerGraph {
  return entryOf(chosen).build(chosen.options)
}
