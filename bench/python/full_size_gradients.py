"""Gradients of the full network as the parity tests compute them; if asked, of its smooth twin.

The smooth twin has ELUs for ReLUs and average pools for max pools: no kink that rounding could move a value across.

usage: full_size_gradients.py REQUEST.json
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "test" / "parity" / "python"))

import reference  # noqa: E402
from keras import activations, layers  # noqa: E402
from tensor_file import read_tensors, write_tensors  # noqa: E402

plain_build = reference.build


def build_smooth(request):
    model, names = plain_build(request)
    for layer in model.layers:
        if isinstance(layer, layers.Activation):
            layer.activation = activations.elu
        if isinstance(layer, layers.MaxPooling2D):
            layer.pool_mode = "average"
    return model, names


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        request = json.load(file)
    if request["smooth"]:
        reference.build = build_smooth
    write_tensors(request["output"], reference.gradients(request, read_tensors(request["input"])))
