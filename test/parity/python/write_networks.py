"""Writes people's idioms and random networks with Keras' own writers, and what they answer.

usage: write_networks.py FOLDER SEEDS [FIRST]

For each NAME: NAME.keras, NAME.h5 and NAME.expected, a tensor file with "pixels" (0..255, in three channels) and "logits". Prints the names.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402

from idioms import IDIOMS  # noqa: E402
from random_networks import random_network  # noqa: E402
from tensor_file import write_tensors  # noqa: E402

random = np.random.default_rng(11)


def spread(model):
    """Weights in which every part counts."""
    for weight in model.weights:
        name, shape = weight.path.split("/")[-1], tuple(weight.shape)
        if name == "gamma":
            value = random.normal(1, 0.1, shape)
        elif name == "moving_variance":
            value = random.uniform(0.5, 1.5, shape)
        elif name in ("beta", "moving_mean", "bias"):
            value = random.normal(0, 0.1, shape)
        elif name.endswith("kernel"):
            depthwise = len(shape) == 4 and shape[3] == 1
            value = random.normal(0, 1.2 / np.prod(shape[:2] if depthwise else shape[:-1]) ** 0.5, shape)
        else:
            continue
        weight.assign(value.astype("float32"))


def logits_of(model, x):
    """The logits of all classes; of one number, those of both."""
    answer = np.asarray(model(x, training=False)).astype("float64")
    config = model.layers[-1].get_config()
    last = config.get("activation", "softmax" if isinstance(model.layers[-1], keras.layers.Softmax) else "linear")
    if last == "softmax":
        return np.log(answer)
    if last == "sigmoid":
        answer = np.log(answer) - np.log1p(-answer)
    return np.concatenate([np.zeros_like(answer), answer], axis=1) if answer.shape[1] == 1 else answer


def write(name, model, folder):
    spread(model)
    pixels = random.integers(0, 256, (3, *model.input_shape[1:])).astype("float32")
    # Probabilities say little where they are 0 or 1.
    kernels = [layer for layer in model.layers if layer.weights][-1]
    for _ in range(8):
        logits = logits_of(model, pixels)
        if np.abs(logits - logits.max(axis=1, keepdims=True)).max() < 6:
            break
        kernels.set_weights([weight * 0.5 for weight in kernels.get_weights()])
    path = os.path.join(folder, name)
    colours = np.repeat(pixels, 3, axis=-1) if pixels.shape[-1] == 1 else pixels
    write_tensors(path + ".expected", {"pixels": colours, "logits": logits})
    model.save(path + ".keras")
    model.save(path + ".h5")
    return name


folder, seeds = sys.argv[1], int(sys.argv[2])
first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
names = []
for build in IDIOMS if first == 0 else ():
    keras.backend.clear_session()
    names.append(write(build.__name__, build(), folder))
for seed in range(first, first + seeds):
    keras.backend.clear_session()
    names.append(write(f"random-{seed}", random_network(seed), folder))
json.dump(names, sys.stdout)
