// Exports a small model from a process of its own: export-program.ts FORMAT FOLDER. Prints the result as JSON.
import { exportModel } from '../../../../main/engine/formats/export-model.ts'
import { bundledGoldenImages } from '../../../../main/engine/formats/golden-images.ts'
import { exportFormatSchema } from '../../../../shared/contract/export.ts'
import { smallModel } from './models.ts'

const [format, folder = ''] = process.argv.slice(2)
const result = await exportModel({
  model: smallModel(),
  format: exportFormatSchema.parse(format),
  folder,
  exportId: 'run-1/out',
  runId: 'run-1',
  checkpoint: 'best',
  goldenImages: await bundledGoldenImages(),
  versions: {},
})
process.stdout.write(JSON.stringify(result))
