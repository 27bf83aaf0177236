/**
 * The input pipeline alone: `node bench/pipeline/pipeline.ts [ROUNDS]` prints its rows as JSON. Python with TensorFlow and
 * Pillow is `XW_PYTHON` or the one of `npm test`; with torch and Pillow `XW_BENCH_PYTHON` or the one of `npm run bench`.
 */
import { benchPython, python } from '../../scripts/setup/python.mjs'
import { measurePipeline } from './measure-pipeline.ts'
import { photos } from './photos.ts'

const keras = process.env.XW_PYTHON ?? python.find().path
const torch = process.env.XW_BENCH_PYTHON ?? benchPython.find().path
if (keras === null) {
  console.error('there is no Python with TensorFlow and Pillow: run npm run setup -- --door test, or set XW_PYTHON')
  process.exitCode = 1
} else {
  const programs = { node: process.execPath, keras, torch }
  console.log(
    JSON.stringify(await measurePipeline(await photos(keras), programs, Number(process.argv[2] ?? 5)), null, 1),
  )
}
