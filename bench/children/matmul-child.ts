// The most that this machine's cores give: one large float32 product through our TensorFlow.
import { tf } from '../../main/engine/backend/tensorflow.ts'
import { MATMUL_SIDE } from '../engines/matmul.ts'
import { serveBlocks } from './serve-blocks.ts'

const a = tf.randomUniform([MATMUL_SIDE, MATMUL_SIDE])
const b = tf.randomUniform([MATMUL_SIDE, MATMUL_SIDE])

await serveBlocks(() => tf.tidy(() => tf.matMul(a, b).slice([0, 0], [1, 1]).dataSync<'float32'>()[0] ?? NaN), {})
