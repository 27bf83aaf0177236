"""Writes models that bring images to size themselves, a folder of photographs, and what Keras says of each of them.

usage: resizing_models.py PHOTOGRAPHS FOLDER

WAY.keras for "nearest" and "bilinear" with two classes, images/CLASS/NUMBER.png of several sizes, and answers.json: for each
way and file "own", the probabilities of the model itself, "levels", those with the resized pixels rounded to whole levels,
and "usual", those of an antialiased image.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402

layers = keras.layers
photographs, folder = sys.argv[1:]
random = np.random.default_rng(8)
SIZE = 24


def build(way):
    x = inputs = layers.Input((None, None, 3))
    x = resized = layers.Resizing(SIZE, SIZE, interpolation=way)(x)
    x = layers.Rescaling(1 / 127.5, -1)(x)
    x = layers.Conv2D(12, 3, strides=2, activation="relu", name="stem")(x)
    x = layers.SeparableConv2D(16, 3, activation="relu", name="separable")(x)
    x = layers.GlobalAveragePooling2D()(x)
    model = keras.Model(inputs, layers.Dense(2, activation="softmax", name="head")(x), name=way)
    for weight in model.weights:
        fan = max(1, int(np.prod(weight.shape[:-1]))) if weight.name != "depthwise_kernel" else 9
        value = random.normal(0, 1.6 / fan**0.5, tuple(weight.shape))
        if weight.path == "stem/kernel":
            # Edges are all that counts: that is what ways of resizing differ in.
            value = 4 * (value - value.mean((0, 1)))
        weight.assign(value.astype("float32"))
    # Unsure of most images, so that a little moves a probability.
    logits = np.concatenate([np.log(np.asarray(model(np.asarray(image)[None]))) for image in images.values()])
    model.get_layer("head").bias.assign_add(-logits.mean(0))
    return model, keras.Model(inputs, resized)


images = {}
for label, name in enumerate(["chelsea", "coffee"]):
    photograph = Image.open(os.path.join(photographs, f"{name}.png")).convert("RGB")
    os.makedirs(os.path.join(folder, "images", str(label)))
    for number in range(5):
        side = 90 + 31 * number
        left, top = (int(random.integers(0, full - side)) for full in photograph.size)
        part = photograph.crop((left, top, left + side, top + side - 7 * number))
        file = f"{label}/{number}.png"
        part.save(os.path.join(folder, "images", file))
        images[file] = part

answers = {}
for way in ("nearest", "bilinear"):
    model, resizing = build(way)
    # A sized input, as what comes out of the layer has it.
    rest = keras.Sequential([layers.Input((SIZE, SIZE, 3)), *model.layers[2:]])
    model.save(os.path.join(folder, f"{way}.keras"))
    answers[way] = {}
    for file, image in images.items():
        pixels = np.asarray(image, "float32")[None]
        usual = np.asarray(image.resize((SIZE, SIZE), Image.Resampling.BILINEAR), "float32")[None]
        given = {"own": (model, pixels), "levels": (rest, np.floor(np.asarray(resizing(pixels)) + 0.5)), "usual": (rest, usual)}
        answers[way][file] = {name: np.asarray(ask(value))[0].tolist() for name, (ask, value) in given.items()}
with open(os.path.join(folder, "answers.json"), "w") as file:
    json.dump(answers, file)
