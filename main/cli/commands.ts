import { bench } from './bench.ts'
import { cam } from './cam.ts'
import type { Command } from './command.ts'
import { compare } from './compare.ts'
import { dataGet } from './data-get.ts'
import { dataInspect } from './data-inspect.ts'
import { describe } from './describe.ts'
import { diff } from './diff.ts'
import { doctor } from './doctor.ts'
import { evaluate } from './evaluate.ts'
import { exportModel } from './export.ts'
import { importModel } from './import.ts'
import { inspect } from './inspect.ts'
import { mainJob } from './main-job.ts'
import { predict } from './predict.ts'
import { pretrainedGet } from './pretrained-get.ts'
import { runs } from './runs.ts'
import { train } from './train.ts'
import { verify } from './verify.ts'
import { zoo } from './zoo.ts'

/** Every command, in the order in which help lists them. Each loads the engine only when it runs. */
export const commands: readonly Command[] = [
  zoo,
  describe,
  diff,
  dataInspect,
  dataGet,
  pretrainedGet,
  train,
  evaluate,
  predict,
  inspect,
  compare,
  cam,
  exportModel,
  importModel,
  verify,
  runs,
  bench,
  doctor,
]

/** Commands that other programs call and help does not list. */
export const hiddenCommands: readonly Command[] = [mainJob]
