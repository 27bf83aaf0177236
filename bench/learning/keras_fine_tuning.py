"""Fine-tunes Keras' small Xception from our pretrained weights on two classes, and trains it from scratch in equal time.

The head first, on features that are computed once; then the last blocks too, at a smaller rate. Prints JSON.

usage: keras_fine_tuning.py FOLDER
"""

import json
import os
import pathlib
import re
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "test" / "parity" / "python"))

from small_xception import small_xception  # noqa: E402
from tensor_file import read_tensors  # noqa: E402

CLASSES = 2
LOSS = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def read_images(folder, counts):
    data = np.fromfile(folder / "pixels", np.uint8).reshape(sum(counts), 32 * 32 * 3 + 1)
    images = data[:, :-1].reshape(-1, 32, 32, 3).astype("float32") / 127.5 - 1
    labels = data[:, -1].astype("int32")
    return (images[: counts[0]], labels[: counts[0]]), (images[counts[0] :], labels[counts[0] :])


def with_new_head(whole):
    features = whole.get_layer("avg_pool").output
    head = keras.layers.Dense(CLASSES, name="new_predictions")
    return keras.Model(whole.input, head(features)), keras.Model(whole.input, features), head


def fit(model, rate, training, validation, epochs, batch):
    model.compile(keras.optimizers.Adam(rate), LOSS, metrics=["accuracy"])
    history = model.fit(*training, batch_size=batch, epochs=epochs, validation_data=validation, verbose=0)
    return max(history.history["val_accuracy"])


def fine_tune(request, tensors, training, validation):
    config = request["config"]
    thaw = config["thaw"][0]
    whole = small_xception(request["options"])
    for layer in whole.layers:
        for weight in layer.weights:
            weight.assign(tensors[f"weight:{layer.name}/{weight.name}"])
    start = time.time()
    model, trunk, head = with_new_head(whole)
    inputs = keras.Input(trunk.output.shape[1:])
    alone = keras.Model(inputs, head(inputs))
    known = [(trunk.predict(images, verbose=0), labels) for images, labels in (training, validation)]
    first = thaw["fromEpoch"] - 1
    best = fit(alone, config["learningRate"], *known, first, config["batchSize"])
    last = int(re.sub(r"\D", "", request["lastFrozen"]))
    for layer in whole.layers:
        block = re.match(r"block(\d+)", layer.name)
        layer.trainable = block is not None and int(block.group(1)) > last
    rate = config["learningRate"] * thaw["rateFactor"]
    best = max(best, fit(model, rate, training, validation, config["epochs"] - first, config["batchSize"]))
    return {"best": best, "seconds": time.time() - start, "epochs": config["epochs"]}


class StopAfter(keras.callbacks.Callback):
    """Ends training, in the middle of an epoch too, when a time is over; the epoch is validated all the same."""

    def __init__(self, end):
        super().__init__()
        self.end = end

    def on_train_batch_end(self, batch, logs=None):
        if time.time() > self.end:
            self.model.stop_training = True


def from_scratch(request, training, validation, seconds):
    config = request["config"]
    start = time.time()
    model = small_xception({**request["options"], "classes": CLASSES})
    model.compile(keras.optimizers.Adam(config["learningRate"]), LOSS, metrics=["accuracy"])
    history = model.fit(
        *training,
        batch_size=config["batchSize"],
        epochs=10_000,
        validation_data=validation,
        callbacks=[StopAfter(start + seconds)],
        verbose=0,
    ).history["val_accuracy"]
    return {"best": max(history), "seconds": time.time() - start, "epochs": len(history) - 1}


def main(folder):
    request = json.loads((folder / "request.json").read_text())
    training, validation = read_images(folder, request["counts"])
    tuned = fine_tune(request, read_tensors(folder / "weights"), training, validation)
    scratch = from_scratch(request, training, validation, tuned["seconds"])
    patient = from_scratch(request, training, validation, request["patience"] * tuned["seconds"])
    print(json.dumps({"tuned": tuned, "scratch": scratch, "patient": patient}))


main(pathlib.Path(sys.argv[1]))
