/** A file that its authors publish, by what it must contain. */
export interface PublishedFile {
  readonly file: string
  readonly url: string
  /** In hexadecimal: Keras publishes no stronger hash. */
  readonly md5: string
}

export interface Pretrained {
  readonly name: string
  /** What the weights were trained on, for people. */
  readonly about: string
  readonly licence: string
  /** Where the addresses and hashes stand. */
  readonly source: string
  readonly weights: PublishedFile
  /** Names of the classes, in a file of its own; numbers stand for them where it can't be had. */
  readonly classes: PublishedFile
  /** The id that the model has in the store. */
  readonly modelId: string
}

const KERAS = 'https://storage.googleapis.com/tensorflow/keras-applications'

/** As `keras/src/applications/xception.py` and `imagenet_utils.py` of Keras 3.15 have them. */
export const PRETRAINED: readonly [Pretrained, ...Pretrained[]] = [
  {
    name: 'xception',
    about: 'Xception of Keras, trained on ImageNet (1000 classes, 299x299)',
    licence: 'Apache 2.0 with Keras; ImageNet itself allows research and education only',
    source: 'https://keras.io/api/applications/xception',
    weights: {
      file: 'xception_weights_tf_dim_ordering_tf_kernels.h5',
      url: `${KERAS}/xception/xception_weights_tf_dim_ordering_tf_kernels.h5`,
      md5: '0a58e3b7378bc2990ea3b43d5981f1f6',
    },
    classes: {
      file: 'imagenet_class_index.json',
      url: 'https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json',
      md5: 'c2c37ea517e94d9795004a39431a14cb',
    },
    modelId: 'imagenet-xception',
  },
  {
    name: 'xception-notop',
    about: 'the same without its last layer: features alone',
    licence: 'Apache 2.0 with Keras; ImageNet itself allows research and education only',
    source: 'https://keras.io/api/applications/xception',
    weights: {
      file: 'xception_weights_tf_dim_ordering_tf_kernels_notop.h5',
      url: `${KERAS}/xception/xception_weights_tf_dim_ordering_tf_kernels_notop.h5`,
      md5: 'b0042744bf5b25fce3cb969f33bebb97',
    },
    classes: {
      file: 'imagenet_class_index.json',
      url: 'https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json',
      md5: 'c2c37ea517e94d9795004a39431a14cb',
    },
    modelId: 'imagenet-xception-notop',
  },
]
