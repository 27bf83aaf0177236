// A program of its own, run with --expose-gc: in a test's process JavaScript's garbage would hide what TensorFlow keeps.
import { readFileSync } from 'node:fs'
import { compileProgram, recordProgram } from '../../../../main/engine/backend/program.ts'
import { createProgramCache } from '../../../../main/engine/backend/program-cache.ts'
import { scoped } from '../../../../main/engine/backend/scoped.ts'
import { backend, countNativeTensors, tf } from '../../../../main/engine/backend/tensorflow.ts'

const limit = Number(process.argv[2])
const cache = createProgramCache(limit)

/** Some 180 nodes. */
function round(number: number): void {
  cache.obtain(`round ${number}`, () =>
    scoped(() => {
      const x = tf.zeros([16, 16])
      const work = () => {
        let y: typeof x = x
        for (let layer = 0; layer < 60; layer++) y = tf.relu(tf.add(tf.matMul(y, x), number + layer))
        return new Map([['y', y]])
      }
      const program = compileProgram(recordProgram([{ name: 'x', tensor: x }], work))
      program.run([{ name: 'x', tensor: x }])
      return program
    }),
  )
}

function counts() {
  globalThis.gc?.()
  // TensorFlow's memory lies outside of what Node counts.
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
  return { sessions: backend.binding.getNumOfSavedModels(), tensors: countNativeTensors(), kilobytes: resident }
}

// The first ones let the heaps grow to what they settle at.
for (let number = 0; number < 60; number++) round(number)
const before = counts()
for (let number = 60; number < 110; number++) round(number)
console.log(JSON.stringify({ before, after: counts() }))
