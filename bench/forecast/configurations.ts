import { SMALL_IMAGES } from '../../shared/training/presets.ts'
import { optimizerSchema, type OptimizerConfig } from '../../shared/training/training-config.ts'
import { xceptionOptionsSchema, type XceptionOptions } from '../../shared/zoo/xception-options.ts'

/** A run whose forecast is compared with what happens. */
export interface Configuration {
  readonly name: string
  readonly model: XceptionOptions
  readonly batchSize: number
  readonly optimizer: OptimizerConfig
  readonly l2: number
}

const SGD = optimizerSchema.parse({ kind: 'sgd' })

function configuration(
  given: Partial<XceptionOptions>,
  batchSize: number,
  optimizer: OptimizerConfig = SGD,
): Configuration {
  const model = xceptionOptionsSchema.parse({ classes: 10, ...given })
  const { inputSize, width, middle } = model
  const what = [`${inputSize} px`, `width ${width}`, `batch ${batchSize}`]
  if (middle !== 8) what.push(`middle ${middle}`)
  if (model.order !== 'depthwise-first') what.push(model.order)
  if (model.activation !== 'none') what.push(model.activation)
  if (optimizer.kind !== 'sgd') what.push(optimizer.kind)
  return { name: what.join(', '), model, batchSize, optimizer, l2: SMALL_IMAGES.config.l2 }
}

/** From the preset for small images to the paper's network: sizes, widths, batches, repeats, orders, optimizers. */
export const CONFIGURATIONS: readonly Configuration[] = [
  configuration({ inputSize: 32, width: 0.25 }, 32),
  configuration({ inputSize: 32, width: 0.25 }, 1),
  configuration({ inputSize: 32, width: 1, middle: 2 }, 32),
  configuration({ inputSize: 48, width: 0.25, order: 'pointwise-first' }, 16),
  configuration({ inputSize: 64, width: 0.5 }, 8, optimizerSchema.parse({ kind: 'adam' })),
  configuration({ inputSize: 71, width: 0.75, activation: 'relu' }, 16),
  configuration({ inputSize: 96, width: 1 }, 4),
  configuration({ inputSize: 150, width: 0.5, middle: 4 }, 8),
  configuration({ inputSize: 224, width: 0.5, residuals: false }, 4),
  configuration({ inputSize: 299, width: 0.25 }, 4),
  configuration({ inputSize: 299, width: 1 }, 1),
  configuration({ inputSize: 299, width: 1 }, 4),
]
