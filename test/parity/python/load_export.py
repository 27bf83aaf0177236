"""Loads .keras files with Keras alone, every warning while loading an error, and writes what it computes.

usage: load_export.py JOBS.json

Each job has the paths "model", "images" (a tensor file with "pixels", 0..255), "probabilities" (to write) and "saved":
Keras saves the model there again. Prints the layers of each as JSON.
"""

import json
import os
import sys
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402

from tensor_file import read_tensors, write_tensors  # noqa: E402

CHUNK = 4


def run(job):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = keras.saving.load_model(job["model"])
    inputs = read_tensors(job["images"])["pixels"] / np.float32(127.5) - 1
    chunks = [inputs[i : i + CHUNK] for i in range(0, len(inputs), CHUNK)]
    outputs = np.concatenate([np.asarray(model(chunk, training=False)) for chunk in chunks])
    write_tensors(job["probabilities"], {"probabilities": outputs})
    model.save(job["saved"])
    return {
        "names": [layer.name for layer in model.layers],
        "parameters": model.count_params(),
        "trainableParameters": sum(int(np.prod(weight.shape)) for weight in model.trainable_weights),
    }


with open(sys.argv[1]) as file:
    jobs = json.load(file)
json.dump([run(job) for job in jobs], sys.stdout)
