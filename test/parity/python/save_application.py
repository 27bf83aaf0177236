"""Saves keras.applications.Xception with random weights, and what it computes for some images.

usage: save_application.py MODEL.keras IMAGES PROBABILITIES

IMAGES holds "pixels" (0..255).
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402

from tensor_file import read_tensors, write_tensors  # noqa: E402

path, images, probabilities = sys.argv[1:]
keras.utils.set_random_seed(11)
model = keras.applications.Xception(weights=None, input_shape=(96, 96, 3), classes=10)
generator = np.random.default_rng(11)
for layer in model.layers:
    if isinstance(layer, keras.layers.BatchNormalization):
        shape = layer.gamma.shape
        layer.gamma.assign(generator.normal(1, 0.1, shape))
        layer.beta.assign(generator.normal(0, 0.1, shape))
        layer.moving_mean.assign(generator.normal(0, 0.1, shape))
        layer.moving_variance.assign(generator.uniform(0.05, 0.2, shape))
model.save(path)
inputs = keras.applications.xception.preprocess_input(read_tensors(images)["pixels"].copy())
write_tensors(probabilities, {"probabilities": np.asarray(model(inputs, training=False))})
