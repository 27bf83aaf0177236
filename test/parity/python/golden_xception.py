"""Prints Keras' own Xception as a table: name, kind, output shape and parameters of each layer, as JSON.

usage: golden_xception.py > test/fixtures/xception-keras.json
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402


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
    stem = name.rstrip("0123456789").rstrip("_")
    return stem in ("conv2d", "batch_normalization", "add", "input_layer")


model = keras.applications.Xception(weights=None)
rows = [row(layer) for layer in model.layers]
for entry in rows:
    if counted(entry["name"]):
        entry["name"] = None
table = {
    "source": f"keras.applications.Xception(weights=None), Keras {keras.__version__}",
    "totalParameters": model.count_params(),
    "trainableParameters": sum(int(w.value.numpy().size) for w in model.trainable_weights),
    "layers": rows,
}
json.dump(table, sys.stdout, indent=1)
sys.stdout.write("\n")
