/** Keras' classes that pass their input on at inference: augmentations, and what only regularizes training. */
const CLASSES: ReadonlySet<string> = new Set([
  'ActivityRegularization',
  'AlphaDropout',
  'AugMix',
  'CutMix',
  'GaussianDropout',
  'GaussianNoise',
  'Identity',
  'MixUp',
  'RandAugment',
  'RandomBrightness',
  'RandomColorDegeneration',
  'RandomColorJitter',
  'RandomContrast',
  'RandomElasticTransform',
  'RandomErasing',
  'RandomFlip',
  'RandomGaussianBlur',
  'RandomGrayscale',
  'RandomHue',
  'RandomInvert',
  'RandomPerspective',
  'RandomPosterization',
  'RandomRotation',
  'RandomSaturation',
  'RandomSharpness',
  'RandomShear',
  'RandomTranslation',
  'RandomZoom',
  'Solarization',
  'SpatialDropout2D',
])

/** Whether a layer of this class does nothing at inference. `Dropout` is a kind of its own and stays. */
export const isIdentity = (className: string): boolean => CLASSES.has(className)

/** Layers that hold code; it is never run. */
const CODE: ReadonlySet<string> = new Set([
  'Lambda',
  'TFOpLambda',
  'TensorFlowOpLayer',
  'TFSMLayer',
  'TorchModuleWrapper',
  'JaxLayer',
  'FlaxLayer',
])

export const holdsCode = (className: string): boolean => CODE.has(className)
