"""Prints one of Keras' own networks as a table: name, kind, output shape and parameters of each layer, as JSON, and the
multiply-adds of its convolutions and dense layers, counted here from Keras' own kernels and outputs.

usage: golden_application.py Xception > test/fixtures/xception-keras.json
       golden_application.py InceptionV3 > test/fixtures/inception-v3-keras.json
       golden_application.py InceptionResNetV2 > test/fixtures/inception-resnet-v2-keras.json
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402

COUNTED = (
    "activation",
    "add",
    "average_pooling2d",
    "batch_normalization",
    "concatenate",
    "conv2d",
    "custom_scale_layer",
    "input_layer",
    "max_pooling2d",
)


def row(layer):
    shape = layer.output.shape[1:]
    return {
        "name": layer.name,
        "kind": type(layer).__name__,
        "outputShape": list(shape),
        "parameters": layer.count_params(),
    }


def counted(name):
    """Keras' counter names differ from process to process; only their kind is a fact."""
    return name.rstrip("0123456789").rstrip("_") in COUNTED


def macs(layer):
    """One for each value of a kernel and each place where it is laid; nothing for biases and the rest."""
    if isinstance(layer, keras.layers.Dense):
        return int(layer.kernel.value.numpy().size)
    kernels = [weight for weight in layer.weights if weight.name.endswith("kernel")]
    if not kernels:
        return 0
    _, height, width, _ = layer.output.shape
    return height * width * sum(int(kernel.value.numpy().size) for kernel in kernels)


name = sys.argv[1]
model = getattr(keras.applications, name)(weights=None)
rows = [row(layer) for layer in model.layers]
for entry in rows:
    if counted(entry["name"]):
        entry["name"] = None
table = {
    "source": f"keras.applications.{name}(weights=None), Keras {keras.__version__}",
    "totalParameters": model.count_params(),
    "trainableParameters": sum(int(w.value.numpy().size) for w in model.trainable_weights),
    "macs": sum(macs(layer) for layer in model.layers),
    "layers": rows,
}
json.dump(table, sys.stdout, indent=1)
sys.stdout.write("\n")
