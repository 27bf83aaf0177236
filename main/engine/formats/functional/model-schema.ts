import { z } from 'zod'
import { InvalidModel } from '../invalid-model.ts'
import { checkValue } from '../parse-json.ts'

const layerSchema = z.object({
  class_name: z.string().max(200),
  module: z.string().max(200).nullish(),
  name: z.string().min(1).max(1000).optional(),
  config: z.unknown().optional(),
  inbound_nodes: z.unknown().optional(),
  build_config: z.unknown().optional(),
})
export type RawLayer = z.output<typeof layerSchema>

const layers = z.array(layerSchema).min(1).max(5000)
const name = z.string().min(1).max(200).default('model')

const functionalSchema = z.object({
  name,
  layers,
  input_layers: z.unknown().optional(),
  output_layers: z.unknown().optional(),
})
const sequentialSchema = z.union([
  z.object({ name, layers, build_input_shape: z.unknown().optional() }),
  // Before Keras 2.2.3 the layers alone.
  layers.transform((own) => ({ name: 'sequential', layers: own, build_input_shape: undefined })),
])

const modelSchema = z.object({ class_name: z.enum(['Functional', 'Model', 'Sequential']), config: z.unknown() })

export type RawModel =
  | ({ readonly kind: 'functional' } & z.output<typeof functionalSchema>)
  | ({ readonly kind: 'sequential' } & z.output<typeof sequentialSchema>)

/** Whether a layer of this class is a model of its own. */
export const isModelClass = (className: string) => modelSchema.shape.class_name.safeParse(className).success

/** A functional or sequential model's configuration, as Keras 2 and 3 and tfjs write it. Throws `InvalidModel`. */
export function readModelConfig(value: unknown, what: string): RawModel {
  const { class_name: className, config } = checkValue(value, modelSchema, what)
  if (className === 'Sequential') return { kind: 'sequential', ...checkValue(config, sequentialSchema, what) }
  return { kind: 'functional', ...checkValue(config, functionalSchema, what) }
}

const recordSchema = z.record(z.string(), z.unknown())

/** The configuration of one layer that is no model. */
export function readLayerConfig({ class_name: className, config }: RawLayer): Readonly<Record<string, unknown>> {
  return checkValue(config, recordSchema, `a layer of class ${className}`)
}

const namedSchema = z.object({ name: z.string().min(1).max(1000) })

/** A layer's name: beside its configuration in a functional model, inside it otherwise. */
export function readName(layer: RawLayer): string {
  const inner = layer.name === undefined ? namedSchema.safeParse(layer.config) : undefined
  const found = layer.name ?? inner?.data?.name
  if (found === undefined) throw new InvalidModel(`a layer of class ${layer.class_name} has no name`)
  return found
}
