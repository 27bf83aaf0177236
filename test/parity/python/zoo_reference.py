"""Logits of Keras' own Inceptions, or of googlenet.py, with the weights and images of a tensor file.

usage: zoo_reference.py REQUEST.json

Keras counts most names of its Inceptions up, so after clear_session its layers are matched to ours by their order.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402

from googlenet import googlenet  # noqa: E402
from tensor_file import read_tensors, write_tensors  # noqa: E402


def build(request):
    keras.backend.clear_session()
    size, classes = request["inputSize"], request["classes"]
    if request["model"] == "googlenet":
        model = googlenet(size, classes, request["auxiliary"])
        return model, {layer.name: layer.name for layer in model.layers}
    application = getattr(keras.applications, request["model"])
    model = application(weights=None, input_shape=(size, size, 3), classes=classes, classifier_activation=None)
    names = [layer.name for layer in model.layers]
    if len(names) != len(request["layers"]):
        raise SystemExit(f"Keras has {len(names)} layers, the workbench {len(request['layers'])}")
    return model, dict(zip(names, request["layers"]))


with open(sys.argv[1]) as file:
    request = json.load(file)
tensors = read_tensors(request["input"])
model, names = build(request)
used = set()
for layer in model.layers:
    for weight in layer.weights:
        key = f"weight:{names[layer.name]}/{weight.name}"
        weight.assign(tensors[key])
        used.add(key)
given = {key for key in tensors if key.startswith("weight:")}
if used != given:
    raise SystemExit(f"without a place in Keras: {sorted(given - used)[:5]}")
outputs = model(tensors["images"], training=False)
outputs = outputs if isinstance(outputs, list) else [outputs]
write_tensors(request["output"], {f"logits{index}": np.asarray(each) for index, each in enumerate(outputs)})
