"""Writes model files as people have them, with Keras' own writers, and what each model computes.

usage: write_models.py FOLDER

NAME.keras, NAME.h5 and NAME.weights.h5, and NAME.expected: a tensor file with "pixels" (0..255) and "logits" of them.
It runs on Keras 3 of any version and, with XW_LEGACY_KERAS=1, on tf_keras (Keras 2).
"""

import json
import os
import sys

import h5py
import numpy as np

from either_keras import keras, legacy
from tensor_file import write_tensors

layers = keras.layers
random = np.random.default_rng(4)


def spread(model):
    """Weights in which every part counts."""
    for weight in model.weights:
        name = weight.name.split(":")[0].split("/")[-1]
        shape = tuple(weight.shape)
        if name in ("count", "mean", "variance") or "seed" in name or not shape:
            continue
        if name == "gamma":
            value = random.normal(1, 0.1, shape)
        elif name == "moving_variance":
            value = random.uniform(0.5, 1.5, shape)
        elif name in ("beta", "moving_mean", "bias"):
            value = random.normal(0, 0.1, shape)
        else:
            depthwise = name == "depthwise_kernel" or (name == "kernel" and len(shape) == 4 and shape[3] == 1)
            fan = 9 if depthwise else int(np.prod(shape[:-1]))
            value = random.normal(0, (1.0 if depthwise else 1.4) / fan**0.5, shape)
        weight.assign(value.astype("float32"))


def trunk(shape):
    x = inputs = layers.Input(shape, name="trunk_input")
    x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False, name="stem")(x)
    x = layers.BatchNormalization(name="stem_bn", scale=False)(x)
    x = layers.ReLU(name="stem_relu")(x)
    shortcut = layers.Conv2D(8, 1, name="shortcut")(x)
    x = layers.SeparableConv2D(8, 3, padding="same", activation="relu", name="separable")(x)
    x = layers.DepthwiseConv2D((3, 1), padding="same", activation="elu", name="spatial")(x)
    x = layers.Add(name="sum")([x, shortcut])
    x = layers.MaxPooling2D(3, 2, padding="same", name="pool")(x)
    return keras.Model(inputs, x, name="trunk")


def head():
    stack = [
        layers.GlobalAveragePooling2D(name="pool"),
        layers.Dropout(0.3, name="drop"),
        layers.Dense(8, activation="relu", name="hidden"),
        layers.Dense(3, name="logits"),
    ]
    return keras.Sequential(stack, name="head")


def nested():
    """A trunk and a head as models of their own, augmentation and rescaling before them, two layers called "pool"."""
    x = inputs = layers.Input((41, 41, 3), name="photo")
    x = layers.RandomFlip("horizontal", name="flip")(x)
    x = layers.RandomRotation(0.1, name="turn")(x)
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescale")(x)
    x = trunk((41, 41, 3))(x)
    x = layers.GaussianNoise(0.1, name="noise")(x)
    x = head()(x)
    return keras.Model(inputs, x, name="nested"), None


def sequential():
    """No functional configuration at all; statistics that were learned from data; a flattened map."""
    normalization = layers.Normalization(name="normalization")
    normalization.adapt(random.uniform(0, 255, (16, 17, 17, 3)))
    stack = [
        layers.Input((17, 17, 3)) if not legacy else layers.InputLayer((17, 17, 3)),
        normalization,
        layers.Conv2D(6, 3, activation="relu", name="conv"),
        layers.AveragePooling2D(2, name="average"),
        layers.Flatten(name="flat"),
        layers.Dense(4, activation="softmax", name="classes"),
    ]
    return keras.Sequential(stack, name="stack"), "classes"


def channels():
    """Means and deviations of each channel in the configuration, as many a preprocessing has them."""
    x = inputs = layers.Input((20, 20, 3), name="photo")
    x = layers.Rescaling(1 / 255, name="rescale")(x)
    x = layers.Normalization(mean=[0.485, 0.456, 0.406], variance=[0.052, 0.05, 0.051], name="imagenet")(x)
    x = layers.Conv2D(6, 3, padding="same", name="conv")(x)
    x = layers.Activation("elu", name="elu")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dense(5, name="logits")(x)
    x = layers.Softmax(name="probabilities")(x)
    return keras.Model(inputs, x, name="channels"), "probabilities"


def any_size():
    """A network that takes images of any size."""
    x = inputs = layers.Input((None, None, 3), name="photo")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescale")(x)
    x = layers.Conv2D(4, 3, strides=4, activation="relu", name="conv")(x)
    x = layers.Concatenate(name="joined")([x, layers.Activation("elu", name="elu")(x)])
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dense(3, name="logits")(x)
    return keras.Model(inputs, x, name="any_size"), None


def resized():
    """Brings images to size itself."""
    x = inputs = layers.Input((None, None, 3), name="photo")
    x = layers.Resizing(33, 33, interpolation="nearest", name="resize")(x)
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescale")(x)
    x = layers.Conv2D(4, 3, strides=2, activation="relu", name="conv")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dense(3, name="logits")(x)
    return keras.Model(inputs, x, name="resized"), None


def logits_of(model, softmax, x):
    """What the model computes before its softmax, if it has one."""
    if softmax is None:
        return np.asarray(model(x, training=False))
    probabilities = np.asarray(model(x, training=False)).astype("float64")
    return np.log(probabilities).astype("float32")


folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
notes = {}
for build in (nested, sequential, channels, any_size, resized):
    name = build.__name__
    model, softmax = build()
    spread(model)
    size = model.input_shape[1:3] if model.input_shape[1] else (33, 33) if build is resized else (299, 299)
    pixels = random.integers(0, 256, (int(os.environ.get("XW_IMAGES", "3")), *size, 3)).astype("float32")
    write_tensors(os.path.join(folder, name + ".expected"), {"pixels": pixels, "logits": logits_of(model, softmax, pixels)})
    model.save(os.path.join(folder, name + ".keras"))
    if os.environ.get("XW_H5") != "0":  # Keras 3.3 fails to write it on today's Python.
        model.save(os.path.join(folder, name + ".h5"))
    notes[name] = len(model.weights)


def write_published(path, model, with_top):
    """Weights alone in the layout of Keras' published files: groups by layer, `layer/layer/weight:0`, and the layers that
    Keras does not name under the numbers that a session gave them."""
    counts = {}

    def published_name(layer):
        if "shortcut" not in layer.name:
            return layer.name
        stem = "batch_normalization" if layer.name.endswith("_bn") else "conv2d"
        counts[stem] = counts.get(stem, 0) + 1
        return f"{stem}_{counts[stem]}"

    kept = [layer for layer in model.layers if with_top or layer.name != "predictions"]
    with h5py.File(path, "w") as file:
        names = [published_name(layer) for layer in kept]
        file.attrs["layer_names"] = [name.encode() for name in names]
        file.attrs["backend"] = b"tensorflow"
        file.attrs["keras_version"] = b"2.0.4"
        for name, layer in zip(names, kept):
            group = file.create_group(name)
            weights = [f"{name}/{weight.name.split('/')[-1].split(':')[0]}:0" for weight in layer.weights]
            group.attrs["weight_names"] = [weight.encode() for weight in weights]
            for weight, value in zip(weights, layer.get_weights()):
                group.create_dataset(weight, data=value)


if not legacy:
    from small_xception import small_xception

    model = small_xception(
        {
            "width": 0.05,
            "order": "depthwise-first",
            "activation": "none",
            "residuals": True,
            "inputSize": 299,
            "batchNormMomentum": 0.99,
            "middle": 2,
            "classes": 7,
            "denseUnits": [],
            "dropout": 0,
        }
    )
    spread(model)
    predictions = model.get_layer("predictions")
    # So that no class takes all.
    predictions.set_weights([0.03 * value for value in predictions.get_weights()])
    pixels = random.integers(0, 256, (2, 299, 299, 3)).astype("float32")
    logits = np.asarray(model(pixels / np.float32(127.5) - 1, training=False))
    write_tensors(os.path.join(folder, "published.expected"), {"pixels": pixels, "logits": logits})
    write_published(os.path.join(folder, "published.h5"), model, True)
    write_published(os.path.join(folder, "published_notop.h5"), model, False)
    model.save_weights(os.path.join(folder, "published.weights.h5"))
json.dump(notes, sys.stdout)
