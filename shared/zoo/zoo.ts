import type { z } from 'zod'
import type { Result } from '../contract/result.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import {
  INCEPTION_RESNET_V2_MINIMUM,
  inceptionResnetV2,
  inceptionResnetV2OptionsSchema,
} from './inception-resnet-v2.ts'
import { INCEPTION_V1_MINIMUM, inceptionV1, inceptionV1OptionsSchema } from './inception-v1.ts'
import { INCEPTION_V2_MINIMUM, inceptionV2, inceptionV2OptionsSchema } from './inception-v2.ts'
import { INCEPTION_V3_MINIMUM, inceptionV3, inceptionV3OptionsSchema } from './inception-v3.ts'
import { checkNetworkOptions, resolveNetworkStem, type NetworkOptions } from './network-options.ts'
import { NIN_MINIMUM, nin, ninOptionsSchema } from './nin.ts'
import { optionFields, type OptionField } from './option-fields.ts'
import { FULL_STEM_MINIMUM, xceptionOptionsSchema } from './xception-options.ts'
import { xception } from './xception.ts'

/** A network of the zoo: how its options are read and checked, and how it is built. */
export interface Network<Options extends NetworkOptions> {
  /** As people write it. */
  readonly title: string
  /** Where it was published: year and arXiv number. */
  readonly year: number
  readonly arxiv: string
  readonly optionNames: readonly string[]
  /** Its options as a form asks for them. */
  readonly fields: readonly OptionField[]
  /** The small variant, for images of 32 pixels and more, which trains in minutes on a processor. */
  readonly small: Options
  /** The paper's values where options are left out. Throws on what the schema refuses. */
  parse(options: unknown): Options
  /** Refuses what the schema can't: input sizes that the stem can't take (`input-too-small`). */
  check(options: Options): Result<Options>
  build(options: Options): LayerGraph
  /** The stem that `auto` stands for. */
  stem(options: Options): 'full' | 'small'
}

interface Entry<Options> {
  readonly title: string
  readonly year: number
  readonly arxiv: string
  readonly schema: z.ZodType<Options> & { readonly shape: object }
  readonly small: object
  /** The least input of the full stem. */
  readonly minimum: number
  readonly build: (options: Options) => LayerGraph
}

function network<Options extends NetworkOptions>(entry: Entry<Options>): Network<Options> {
  const { title, year, arxiv, schema, small, minimum, build } = entry
  return {
    ...{ title, year, arxiv, build },
    optionNames: Object.keys(schema.shape),
    fields: optionFields(schema.shape as Readonly<Record<string, unknown>>),
    small: schema.parse({ inputSize: 32, batchNormMomentum: 0.9, ...small }),
    parse: (options) => schema.parse(options),
    check: (options) => checkNetworkOptions(options, minimum),
    stem: (options) => resolveNetworkStem(options, minimum),
  }
}

/** Every network by its name, in the order in which they were published. */
export const ZOO = {
  nin: network({
    ...{ title: 'Network In Network', year: 2013, arxiv: '1312.4400' },
    ...{ schema: ninOptionsSchema, build: nin, minimum: NIN_MINIMUM },
    small: { batchNorm: true, width: 0.5, dropout: 0.2 },
  }),
  'inception-v1': network({
    ...{ title: 'Inception v1', year: 2014, arxiv: '1409.4842' },
    ...{ schema: inceptionV1OptionsSchema, build: inceptionV1, minimum: INCEPTION_V1_MINIMUM },
    small: { normalization: 'batch', width: 0.25, dropout: 0.2 },
  }),
  'inception-v2': network({
    ...{ title: 'Inception v2', year: 2015, arxiv: '1502.03167' },
    ...{ schema: inceptionV2OptionsSchema, build: inceptionV2, minimum: INCEPTION_V2_MINIMUM },
    small: { width: 0.25 },
  }),
  'inception-v3': network({
    ...{ title: 'Inception v3', year: 2015, arxiv: '1512.00567' },
    ...{ schema: inceptionV3OptionsSchema, build: inceptionV3, minimum: INCEPTION_V3_MINIMUM },
    small: { width: 0.25 },
  }),
  'inception-resnet-v2': network({
    ...{ title: 'Inception-ResNet-v2', year: 2016, arxiv: '1602.07261' },
    ...{ schema: inceptionResnetV2OptionsSchema, build: inceptionResnetV2, minimum: INCEPTION_RESNET_V2_MINIMUM },
    small: { width: 0.25, block35: 2, block17: 4, block8: 2 },
  }),
  xception: network({
    ...{ title: 'Xception', year: 2016, arxiv: '1610.02357' },
    ...{ schema: xceptionOptionsSchema, build: xception, minimum: FULL_STEM_MINIMUM },
    small: { width: 0.25 },
  }),
} as const

export type NetworkName = keyof typeof ZOO
export const NETWORK_NAMES = Object.keys(ZOO) as readonly NetworkName[]
