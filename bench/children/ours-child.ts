import { tf } from '../../main/engine/backend/tensorflow.ts'
import { createModel } from '../../main/engine/model/model.ts'
import { createInference } from '../../main/engine/model/inference.ts'
import { createTrainStep } from '../../main/engine/training/train-step.ts'
import { trainingConfigSchema } from '../../shared/training/training-config.ts'
import { workloadGraph } from '../workload.ts'
import { randomBatch } from './random-batch.ts'
import { readRequest, serveBlocks } from './serve-blocks.ts'

const RATE = 0.01

const { workload } = readRequest()
const model = createModel(workloadGraph(workload), 1)
const batch = randomBatch(workload)

function trainer(): () => number {
  const config = trainingConfigSchema.parse({ batchSize: workload.batch, optimizer: { kind: 'sgd', momentum: 0.9 } })
  const step = createTrainStep(model, config, { classWeights: null })
  let stepNumber = 0
  return () => step.run(batch, RATE, ++stepNumber).loss
}

function predictor(): () => number {
  const inference = createInference(model, { capacity: batch.count, constantWeights: true })
  const probabilities = () => tf.tidy(() => tf.softmax(inference.logits(batch)).dataSync<'float32'>())
  return () => probabilities().reduce((sum, value) => sum + value, 0)
}

await serveBlocks(workload.task === 'train' ? trainer() : predictor(), { 'tfjs-node': tf.version['tfjs-node'] ?? '' })
