import { describe, expect, it } from 'vitest'
import { eagerExecutor } from '../../../../main/engine/backend/op-executor.ts'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { createModel } from '../../../../main/engine/model/model.ts'
import { pixelInput } from '../../../../main/engine/model/batch-input.ts'
import { trainedSpecs } from '../../../../main/engine/model/data-gradients.ts'
import { slotSpecs } from '../../../../main/engine/training/optimizer.ts'
import { recordStep, type StepSettings } from '../../../../main/engine/training/record-step.ts'
import { trainingConfigSchema, type OptimizerConfig } from '../../../../shared/training/training-config.ts'
import { xception } from '../../../../shared/zoo/xception.ts'
import type { XceptionOptions } from '../../../../shared/zoo/xception-options.ts'

interface Case {
  readonly model: Partial<XceptionOptions>
  readonly optimizer: OptimizerConfig
  readonly frozen?: readonly string[]
}

const SGD: OptimizerConfig = { kind: 'sgd', momentum: 0.9, nesterov: true }

const CASES: Readonly<Record<string, Case>> = {
  'small stem, dropout, dense layers': { model: { dropout: 0.5, denseUnits: [7] }, optimizer: SGD },
  'full stem, pointwise first, elu between': {
    model: { inputSize: 71, order: 'pointwise-first', activation: 'elu' },
    optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  },
  'no residuals, channels in eights': {
    model: { residuals: false, width: 0.25 },
    optimizer: { kind: 'rmsprop', rho: 0.9, momentum: 0.5, epsilon: 1e-7 },
  },
  'a frozen stem': {
    model: {},
    optimizer: SGD,
    frozen: ['block1_conv1', 'block1_conv1_bn', 'block1_conv2', 'block1_conv2_bn'],
  },
}

function settingsOf({ model: options, optimizer, frozen }: Case): StepSettings & { dispose(): void } {
  const model = createModel(xception({ inputSize: 32, width: 0.04, middle: 1, classes: 6, ...options }), 1)
  const held = new Set(frozen)
  const specs = slotSpecs(optimizer, trainedSpecs(model, held))
  const slots = new Map(specs.map(({ key, shape }) => [key, tf.variable(tf.zeros([...shape]), false)]))
  const classWeights = tf.ones([6]) as StepSettings['classWeights']
  return {
    model,
    input: pixelInput(model.graph),
    slots,
    classWeights,
    frozen: held,
    rates: new Map([['sepconv', 0.5]]),
    config: trainingConfigSchema.parse({ optimizer, l2: 1e-4, labelSmoothing: 0.1 }),
    dispose() {
      model.dispose()
      classWeights?.dispose()
      for (const slot of slots.values()) slot.dispose()
    },
  }
}

describe.each(Object.entries(CASES))('a step recorded on shapes alone: %s', (_, given) => {
  it('is the graph that an eager step gives, node by node', () => {
    const settings = settingsOf(given)
    const symbolic = recordStep(settings, 3)
    const eager = recordStep(settings, 3, eagerExecutor())
    settings.dispose()
    expect(symbolic.names).toEqual(eager.names)
    expect(symbolic.graph.inputs).toEqual(eager.graph.inputs)
    expect(symbolic.graph.outputs).toEqual(eager.graph.outputs)
    expect(symbolic.graph.nodes.length).toBeGreaterThan(300)
    for (const [index, node] of eager.graph.nodes.entries())
      expect(symbolic.graph.nodes[index], node.name).toEqual(node)
  })
})

it('a frozen stem has no gradients below the trained layer nearest the input', () => {
  const gradients = (given: Case) => {
    const settings = settingsOf(given)
    const { graph } = recordStep(settings, 2)
    settings.dispose()
    return graph.nodes.filter(({ op }) => op.startsWith('Conv2DBackprop')).length
  }
  const { frozen, ...whole } = CASES['a frozen stem'] as Case
  expect(gradients(whole)).toBe(3)
  expect(gradients({ ...whole, frozen: frozen ?? [] })).toBe(0)
})
