import { mkdir, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { physicalCores } from '../main/engine/backend/tensorflow-environment.ts'
import { benchPython, python } from '../scripts/setup/python.mjs'
import { chooseConfigurations, configurations } from './configurations.ts'
import type { Programs } from './engines/engine.ts'
import { keras, kerasJit } from './engines/keras.ts'
import { onnxRuntime } from './engines/onnx-runtime.ts'
import { ours } from './engines/ours.ts'
import { pytorch } from './engines/pytorch.ts'
import { stockTfjs } from './engines/stock-tfjs.ts'
import { bestSettings } from './best.ts'
import { planHeats, winnerKey } from './heats.ts'
import { measureConfiguration, type ConfigurationResult, type Paces } from './measure.ts'
import { parseBenchOptions } from './options.ts'

const ENGINES = [keras, pytorch, onnxRuntime, kerasJit, stockTfjs]
const MEMORY_SHARE = 0.8

const say = (text: string) => console.error(text)
const options = parseBenchOptions(process.argv.slice(2))
const programs: Programs = { node: process.execPath, keras: python.find().path, torch: benchPython.find().path }
const winners = new Map<string, string>()
const results: ConfigurationResult[] = []
const paces: Paces = {
  usual: { rounds: options.rounds, blockSeconds: options.quick ? 1.5 : 2 },
  slow: { rounds: Math.min(2, options.rounds), blockSeconds: 1 },
}
for (const configuration of chooseConfigurations(configurations(physicalCores()), options)) {
  say(configuration.id)
  const heats = planHeats(ENGINES, ours, configuration, winners, totalmem() * MEMORY_SHARE)
  const result = await measureConfiguration(configuration, heats, programs, paces, say)
  for (const [family, setting] of bestSettings(result)) winners.set(winnerKey(result.id, family), setting)
  results.push(result)
}
const folder = join(import.meta.dirname, 'results')
await mkdir(folder, { recursive: true })
await writeFile(join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`), JSON.stringify(results, null, 1))
