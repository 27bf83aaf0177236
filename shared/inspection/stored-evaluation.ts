/** What a model said of every image of a split: its most probable classes, and the probability of the true one. */
export interface StoredEvaluation {
  readonly datasetId: string
  readonly split: string
  /** The model's. */
  readonly labels: readonly string[]
  /** Of each image, in the dataset. */
  readonly indices: Int32Array
  /** Positions in `labels`. */
  readonly truths: Int32Array
  /** `[images, top]`, the most probable first. */
  readonly classes: Int32Array
  readonly probabilities: Float32Array
  readonly truthProbabilities: Float32Array
}

/** Of one image. */
export interface EvaluatedImage {
  readonly index: number
  readonly truth: number
  readonly predicted: number
  readonly confidence: number
  readonly truthProbability: number
  /** -log of the true class' probability; one of 0 counts as the smallest that a float can be. */
  readonly loss: number
}

const LEAST_PROBABILITY = 1.2e-38

export function evaluatedImages(evaluation: StoredEvaluation): readonly EvaluatedImage[] {
  const { indices, truths, classes, probabilities, truthProbabilities } = evaluation
  const top = indices.length === 0 ? 0 : classes.length / indices.length
  return Array.from(indices, (index, row) => {
    const truthProbability = truthProbabilities[row] as number
    return {
      index,
      truth: truths[row] as number,
      predicted: classes[row * top] as number,
      confidence: probabilities[row * top] as number,
      truthProbability,
      loss: -Math.log(Math.max(truthProbability, LEAST_PROBABILITY)),
    }
  })
}
