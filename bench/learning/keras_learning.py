"""Trains Keras' small Xception from our first weights, on our batches in our order, and prints accuracy by epoch as JSON.

usage: keras_learning.py FOLDER
"""

import json
import os
import pathlib
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import keras  # noqa: E402
import numpy as np  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "test" / "parity" / "python"))

from small_xception import small_xception  # noqa: E402
from tensor_file import read_tensors  # noqa: E402


def read_batch(file, count, size):
    images = np.frombuffer(file.read(count * size * size * 3), np.uint8).reshape(count, size, size, 3)
    labels = np.frombuffer(file.read(count), np.uint8).astype("int32")
    return images.astype("float32") / 127.5 - 1, labels


def regularize(model, l2):
    """Adds l2 times the squares of all kernels to the loss, as the workbench does."""
    for weight in model.trainable_weights:
        if weight.name.endswith("kernel"):
            weight.regularizer = keras.regularizers.L2(l2)


def main(folder):
    request = json.loads((folder / "request.json").read_text())
    size = request["options"]["inputSize"]
    model = small_xception(request["options"])
    tensors = read_tensors(folder / "weights")
    for layer in model.layers:
        for weight in layer.weights:
            weight.assign(tensors[f"weight:{layer.name}/{weight.name}"])
    regularize(model, request["l2"])
    optimizer = keras.optimizers.SGD(0.1, momentum=request["momentum"])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"])
    rates = iter(request["rates"])
    accuracy, seconds = [], 0.0
    kept = open(folder / "batches", "rb")
    after = sum(sum(counts) for counts in request["counts"]) * (size * size * 3 + 1)
    for counts in request["counts"]:
        for count in counts:
            images, labels = read_batch(kept, count, size)
            optimizer.learning_rate.assign(next(rates))
            start = time.time()
            model.train_on_batch(images, labels)
            seconds += time.time() - start
        with open(folder / "batches", "rb") as validation:
            validation.seek(after)
            hits = total = 0
            for count in request["validation"]:
                images, labels = read_batch(validation, count, size)
                hits += int((np.argmax(model.predict_on_batch(images), 1) == labels).sum())
                total += count
        accuracy.append(hits / total)
    print(json.dumps({"accuracy": accuracy, "seconds": seconds}))


main(pathlib.Path(sys.argv[1]))
