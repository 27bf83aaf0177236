import { z } from 'zod'
import { classMapArgsSchema, classMapSchema } from './inspection/class-map.ts'
import {
  compareArgsSchema,
  comparisonSchema,
  depthArgsSchema,
  depthSchema,
  similarityArgsSchema,
  similaritySchema,
} from './inspection/comparison.ts'
import { modelDescriptionSchema, predictionSchema } from './inspection/describe.ts'
import {
  checkpointListSchema,
  excitersArgsSchema,
  excitersSchema,
  liveEventSchema,
  predictFolderArgsSchema,
  predictFolderSchema,
  progressEventSchema,
  rowsEventSchema,
  watchArgsSchema,
} from './inspection/jobs.ts'
import {
  channelMapSchema,
  kernelsArgsSchema,
  kernelsSchema,
  layerMapsSchema,
  mapArgsSchema,
  mapsArgsSchema,
} from './inspection/maps.ts'
import {
  evaluateArgsSchema,
  evaluateResultSchema,
  evaluationIdSchema,
  mistakesListArgsSchema,
  mistakesListSchema,
  mistakesSummarySchema,
} from './inspection/mistakes.ts'
import { imageRefSchema, jobIdSchema, modelRefSchema } from './inspection/refs.ts'
import { xrayArgsSchema, xraySchema } from './inspection/x-ray.ts'

const nothing = z.object({})
const runId = z.string().min(1).max(200)

/**
 * Looking into models: a part of the table `requests`. They work while a run trains: the engine answers between two of its
 * steps, the library at once. A layer that the model lacks is `layer-unknown`, a checkpoint that is gone
 * `checkpoint-unknown`, an image that can't be read `image-unreadable`. The fields are told of in `inspection/`.
 */
export const inspectionRequests = {
  'inspection:describe': { by: 'engine', args: z.object({ model: modelRefSchema }), result: modelDescriptionSchema },
  'inspection:predict': {
    by: 'engine',
    args: z.object({ model: modelRefSchema, image: imageRefSchema }),
    result: predictionSchema,
  },
  'inspection:maps': { by: 'engine', args: mapsArgsSchema, result: layerMapsSchema },
  'inspection:map': { by: 'engine', args: mapArgsSchema, result: channelMapSchema },
  'inspection:kernels': { by: 'engine', args: kernelsArgsSchema, result: kernelsSchema },
  'inspection:xray': { by: 'engine', args: xrayArgsSchema, result: xraySchema },
  'inspection:classmap': { by: 'engine', args: classMapArgsSchema, result: classMapSchema },
  'inspection:compare': { by: 'engine', args: compareArgsSchema, result: comparisonSchema },
  'inspection:depth': { by: 'engine', args: depthArgsSchema, result: depthSchema },
  'inspection:similarity': { by: 'engine', args: similarityArgsSchema, result: similaritySchema },
  'inspection:exciters': { by: 'engine', args: excitersArgsSchema, result: excitersSchema },
  'inspection:evaluate': { by: 'engine', args: evaluateArgsSchema, result: evaluateResultSchema },
  'inspection:folder': { by: 'engine', args: predictFolderArgsSchema, result: predictFolderSchema },
  /** Nothing happens where there is no such job any more. */
  'inspection:cancel': { by: 'engine', args: z.object({ jobId: jobIdSchema }), result: nothing },
  /** What `inspection:live` shows from now on, of the run in training and of later ones. */
  'inspection:watch': { by: 'engine', args: watchArgsSchema, result: nothing },
  /** What the slider can move through. */
  'checkpoints:list': { by: 'library', args: z.object({ runId }), result: checkpointListSchema },
  'mistakes:summary': {
    by: 'library',
    args: z.object({ evaluationId: evaluationIdSchema }),
    result: mistakesSummarySchema,
  },
  'mistakes:list': { by: 'library', args: mistakesListArgsSchema, result: mistakesListSchema },
} as const

/** What long work and the live strip tell by themselves: a part of the table `events`. */
export const inspectionEvents = {
  'inspection:progress': progressEventSchema,
  /** Rows of `inspection:folder` as they come. */
  'inspection:rows': rowsEventSchema,
  'inspection:live': liveEventSchema,
} as const
