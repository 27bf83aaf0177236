"""Loads exports of every format with their own readers and writes the probabilities that they give.

usage: read_exports.py JOBS.json

Each job has "format", "folder", "images" (a tensor file with "pixels", 0..255), "input" ("uint8-nhwc", "float-nhwc" or
"float-nchw") and "probabilities" (to write).
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import onnx  # noqa: E402
import onnxruntime  # noqa: E402
import tensorflow as tf  # noqa: E402
from safetensors.numpy import load_file  # noqa: E402

from tensor_file import read_tensors, write_tensors  # noqa: E402


def from_architecture(folder):
    with open(os.path.join(folder, "architecture.json"), encoding="utf-8") as file:
        return keras.models.model_from_json(file.read())


def keras_weights(folder, x):
    model = from_architecture(folder)
    model.load_weights(os.path.join(folder, "model.weights.h5"))
    return [np.asarray(model(x, training=False))]


def h5(folder, x):
    return [np.asarray(keras.saving.load_model(os.path.join(folder, "model.h5"), compile=False)(x, training=False))]


def safetensors(folder, x):
    model = from_architecture(folder)
    weights = load_file(os.path.join(folder, "model.safetensors"))
    for layer in model.layers:
        for weight in layer.weights:
            weight.assign(weights.pop(f"{layer.name}/{weight.name}"))
    assert not weights, list(weights)
    return [np.asarray(model(x, training=False))]


def saved_model(folder, x):
    """As a signature and as a Keras layer, with the whole batch and with a single image."""
    signature = tf.saved_model.load(folder).signatures["serving_default"]
    layer = keras.layers.TFSMLayer(folder, call_endpoint="serving_default")
    one = [signature(images=tf.constant(image[None]))["probabilities"] for image in x]
    whole = [signature(images=tf.constant(x)), layer(tf.constant(x))]
    return [np.concatenate(one), *(np.asarray(each["probabilities"]) for each in whole)]


def onnx_model(folder, x):
    path = os.path.join(folder, "model.onnx")
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    assert [opset.version for opset in model.opset_import] == [17]
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    one = [session.run(["probabilities"], {"images": image[None]})[0] for image in x]
    return [np.concatenate(one), session.run(["probabilities"], {"images": x})[0]]


READERS = {
    "keras-weights": keras_weights,
    "h5": h5,
    "safetensors": safetensors,
    "saved-model": saved_model,
    "onnx": onnx_model,
}


def run(job):
    pixels = read_tensors(job["images"])["pixels"]
    x = pixels.astype("uint8") if job["input"] == "uint8-nhwc" else pixels / np.float32(127.5) - 1
    if job["input"] == "float-nchw":
        x = np.ascontiguousarray(x.transpose(0, 3, 1, 2))
    ways = READERS[job["format"]](job["folder"], x)
    write_tensors(job["probabilities"], {"probabilities": np.stack(ways).astype("float32")})


with open(sys.argv[1], encoding="utf-8") as file:
    jobs = json.load(file)
for each in jobs:
    run(each)
