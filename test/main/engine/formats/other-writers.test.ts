import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readModel } from '../../../../main/engine/formats/read-model.ts'
import { expectAnswersOf } from '../../../parity/import-jobs.ts'

const models = join(import.meta.dirname, '../../../fixtures/models')

/** Written once by these versions with `test/parity/python/write_models.py`; the newest Keras writes anew in parity. */
test.each([
  ['keras-3.3.3', 'nested.keras', 15],
  ['tf-keras-2.21.0', 'nested.keras', 15],
  ['tf-keras-2.21.0', 'nested.h5', 15],
  ['tf-keras-2.21.0', 'sequential.h5', 7],
])('%s: %s', async (writer, file, weights) => {
  const path = join(models, writer, file)
  const read = await readModel(path)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  expect(read.value.report.matched).toHaveLength(weights)
  expect(read.value.report).toMatchObject({ initial: [], unused: [] })
  await expectAnswersOf(read.value, path.replace(/\.\w+$/, '.expected'))
})
