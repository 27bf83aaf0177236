import { z } from 'zod'
import { layerGraphSchema } from '../graph/graph-schema.ts'

/** What a reader of a model file saw and the person who dropped it should know. */
export const importNoteSchema = z.object({
  code: z.enum([
    /** A layer that does nothing at inference, such as an augmentation, was left out. */
    'layer-skipped',
    /** The preprocessing stands in the file, as rescaling and normalization layers. */
    'preprocessing-found',
    /** A layer at the input brings images to size, and says how. */
    'resize-found',
    /** The file says nothing about it: Xception's own (pixels / 127.5 - 1) is assumed. */
    'preprocessing-assumed',
    /** The network's own program prepares images in a way that is not done here. */
    'preprocessing-differs',
    /** The file says nothing about the input size, or that any will do. */
    'input-size-assumed',
    /** The file names no classes: they are numbered. */
    'labels-numbered',
    /** The file's output are logits: a softmax was added. */
    'softmax-added',
    /** The file ends in features: a head with fresh weights was added. */
    'head-added',
    /** A layer is called more than once: its later calls have copies of its weights, which training tells apart. */
    'weights-copied',
    /** Numbers were stored in fewer bits and are 32-bit floats now. */
    'widened',
    /** The network answers with one number, for two classes: it became a softmax of two. */
    'binary-output',
    /** The network takes grey images: a layer before it makes them of coloured ones. */
    'grey-input',
    /** Its own program computes in fewer bits than are used here. */
    'mixed-precision',
    /** Some weights are not numbers. */
    'not-finite',
  ]),
  /** The layer, weight or number that it is about; empty where it is the whole file. */
  subject: z.string(),
  detail: z.string(),
})
export type ImportNote = z.infer<typeof importNoteSchema>

/** What became of every weight of a file that was read. */
export const importReportSchema = z.object({
  /** What the file is, such as `keras` or `timm-safetensors`. */
  format: z.string(),
  /** Weights of the model, where each stood in the file, and by what it was found: its place, its name or its order. */
  matched: z.array(z.object({ weight: z.string(), source: z.string(), by: z.enum(['place', 'name', 'order']) })),
  /** Weights of the model that the file lacks: they have their initial values. */
  initial: z.array(z.string()),
  /** Weights of the file that the model has no use for. */
  unused: z.array(z.string()),
  notes: z.array(importNoteSchema),
})
export type ImportReport = z.infer<typeof importReportSchema>

/** A model that was imported into the store, in one line. */
export const modelSummarySchema = z.object({
  /** Its folder's name in the store. */
  modelId: z.string(),
  /** The file's or folder's own name, for people. */
  name: z.string(),
  importedAt: z.string(),
  /** What the file is, such as `keras`. */
  format: z.string(),
  inputSize: z.int(),
  parameters: z.int(),
  labels: z.array(z.string()),
  /** Weights at their initial values: not 0 where a head was added. */
  untrained: z.int(),
})
export type ModelSummary = z.infer<typeof modelSummarySchema>

/** An imported model with its network and what became of the file's weights. */
export const importedModelSchema = z.object({
  summary: modelSummarySchema,
  graph: layerGraphSchema,
  report: importReportSchema,
})
export type ImportedModel = z.infer<typeof importedModelSchema>

/** What a run starts from instead of fresh weights. Its own network trains, for images of `inputSize` where that is given. */
export const startFromSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), runId: z.string().min(1).max(200), inputSize: z.int().optional() }),
  z.object({ kind: z.literal('model'), modelId: z.string().min(1).max(200), inputSize: z.int().optional() }),
])
export type StartFrom = z.infer<typeof startFromSchema>
