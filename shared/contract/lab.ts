import { z } from 'zod'
import { anyGraphSchema } from '../graph/graph-schema.ts'
import { CANONICAL_BRANCHES, moduleOptionsSchema } from '../zoo/module-options.ts'
import { checkpointChoiceSchema, imageRefSchema, layerNameSchema, modelRefSchema } from './inspection/refs.ts'

const runId = z.string().min(1).max(200)
const bytes = z.instanceof(Uint8Array)

/** What bytes of a picture mean: `value = low + byte / 255 · (high - low)`. */
export const pictureScaleSchema = z.object({ low: z.number(), high: z.number() })

/** A map, row by row, in a scale that is told beside it. */
const mapPictureSchema = z.object({ height: z.int(), width: z.int(), values: bytes })
export type MapPicture = z.infer<typeof mapPictureSchema>

/** Sizes that are compared in a moment, on any machine. */
const labOptionsSchema = moduleOptionsSchema.omit({ form: true }).extend({
  size: z.int().min(4).max(64).default(32),
  channels: z.int().min(1).max(64).default(3),
  filters: z
    .int()
    .min(1)
    .max(128)
    .default(4 * CANONICAL_BRANCHES - 4),
  kernel: z.int().min(1).max(7).default(3),
})

/** Three 3x3 kernels row by row, one for each colour, and a mixing row of three for each output; what is missing is 0. */
const givenKernelsSchema = z.object({
  kind: z.literal('given'),
  kernels: z.array(z.array(z.number()).max(9)).max(3),
  mixing: z.array(z.array(z.number()).max(3)).min(1).max(8),
})

/** The first separable convolution of a run's network. */
const trainedSchema = z.object({ kind: z.literal('run'), runId, checkpoint: checkpointChoiceSchema })

/** How far two modules are apart on the same input. */
const comparisonSchema = z.object({
  /** max|a - b| / max|b|. */
  relativeError: z.number(),
  largestDifference: z.number(),
  /** Values that were compared. */
  values: z.int(),
  durationMs: z.number(),
  /** The first channel of each, and of their difference, in one scale that is symmetric around zero. */
  first: mapPictureSchema,
  second: mapPictureSchema,
  difference: mapPictureSchema,
  scale: pictureScaleSchema,
})
export type LabComparison = z.infer<typeof comparisonSchema>

const separableResultSchema = z.object({
  /** The layer's name; of given kernels empty. */
  layer: z.string(),
  channels: z.int(),
  filters: z.int(),
  /** Channels of the input with their kernels and what these make of them; of many the strongest. */
  depthwise: z.array(
    z.object({ channel: z.int(), kernel: z.array(z.number()), input: mapPictureSchema, output: mapPictureSchema }),
  ),
  /** Outputs with their whole row of the mixing matrix; of many the first. */
  pointwise: z.array(z.object({ filter: z.int(), row: z.array(z.number()), output: mapPictureSchema })),
  scales: z.object({ input: pictureScaleSchema, depthwise: pictureScaleSchema, pointwise: pictureScaleSchema }),
  /** max|a - b| / max|b| against the plain convolution with the composed kernel, computed beside it. */
  relativeError: z.number(),
  durationMs: z.number(),
})
export type LabSeparable = z.infer<typeof separableResultSchema>

/** What the kernels of a network take, layer by layer, for one image. */
const profileSchema = z.object({
  parts: z.array(
    z.object({
      layer: z.string(),
      category: z.enum(['depthwise', 'pointwise', 'convolution', 'normalization', 'rest']),
      milliseconds: z.number(),
    }),
  ),
})
export type LabProfile = z.infer<typeof profileSchema>

/** One weight of a layer as a picture and as numbers. */
const weightPictureSchema = z.object({
  /** Keras' name: `depthwise_kernel`. */
  weight: z.string(),
  shape: z.array(z.int()),
  minimum: z.number(),
  maximum: z.number(),
  mean: z.number(),
  deviation: z.number(),
  /** Equal bins from the minimum to the maximum. */
  histogram: z.array(z.int()),
  /** Zero is at byte 127.5: the scale is symmetric. */
  scale: pictureScaleSchema,
  /**
   * `tiles`: kernels of `height` x `width`, one after another, `total` in all. `matrix`: one picture, inputs down and
   * outputs across; where `reduce` is above 1, each value is the farthest from zero of so many in each direction.
   */
  picture: z
    .object({
      kind: z.enum(['tiles', 'matrix']),
      height: z.int(),
      width: z.int(),
      count: z.int(),
      total: z.int(),
      reduce: z.int(),
      values: bytes,
    })
    .nullable(),
})
export type WeightPicture = z.infer<typeof weightPictureSchema>

/** The lab of modules, weights as pictures, and saving a file: a part of the table `requests`. */
export const labRequests = {
  /**
   * Runs two modules with the same weights on the same input. `segments`: the paper's Fig. 2 against its Fig. 3.
   * `composition`: a separable convolution in an order against the plain one with the composed kernel. On an image (its
   * three channels), or on noise drawn from `seed` where it is null. `option-invalid` where segments don't divide.
   */
  'lab:compare': {
    by: 'engine',
    args: z.object({
      kind: z.enum(['segments', 'composition']),
      order: z.enum(['depthwise-first', 'pointwise-first']).default('depthwise-first'),
      options: labOptionsSchema,
      image: imageRefSchema.nullable(),
      seed: z.int().min(0).max(1_000_000).default(1),
    }),
    result: comparisonSchema,
  },
  /** A separable convolution at work on an image, half by half. `layer-unknown` where the run's network has none. */
  'lab:separable': {
    by: 'engine',
    args: z.object({
      image: imageRefSchema,
      weights: z.discriminatedUnion('kind', [givenKernelsSchema, trainedSchema]),
      /** Side of the image for given kernels; a run's network has its own. */
      size: z.int().min(8).max(256).default(96),
      /** Channels and outputs that are shown. */
      shown: z.int().min(1).max(16).default(6),
    }),
    result: separableResultSchema,
  },
  /**
   * Times the kernels of a network on this machine, which takes some seconds; of one that was read from a file those of
   * the layers that are known. `training-active` while a run trains, and `cancelled` when one starts meanwhile: the times
   * would be wrong.
   */
  'lab:profile': { by: 'engine', args: z.object({ graph: anyGraphSchema }), result: profileSchema },
  /** A layer's weights as pictures: of a run at a checkpoint, of an imported model, or of a model file. */
  'weights:read': {
    by: 'library',
    args: z.object({ model: modelRefSchema, layer: layerNameSchema }),
    result: z.object({ weights: z.array(weightPictureSchema) }),
  },
  /** Asks by the system's dialog where to save a text or a picture; null when it was closed. */
  'file:save': {
    by: 'app',
    args: z.object({
      /** A file name without folders. */
      name: z.string().regex(/^[^/\\:*?"<>|]{1,120}$/),
      content: z.union([z.string().max(50_000_000), bytes]),
    }),
    result: z.object({ name: z.string() }).nullable(),
  },
} as const
