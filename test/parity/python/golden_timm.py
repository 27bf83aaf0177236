"""Asks timm itself what its `legacy_xception` is: the names, types and shapes of its weights, and its logits.

usage: golden_timm.py test/fixtures/timm-legacy-xception.json

It wants torch and timm 1.0.31 with what timm imports, which no test does: the weights and images come from a formula that
the test knows too (`test/parity/timm-values.ts`). torchvision is not needed for the network; where it is missing, what
timm's data code imports of it is empty.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
import zlib
from unittest import mock

import numpy as np
import torch

CLASSES, SIZE = 12, 299


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "torchvision":
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = mock.MagicMock(name=spec.name, __path__=[], __spec__=spec, __version__="0.0.0")
        module.__name__ = spec.name
        return module

    def exec_module(self, module):
        pass


if importlib.util.find_spec("torchvision") is None:
    sys.meta_path.insert(0, Absent())

import timm  # noqa: E402


def uniform(name, count):
    """Numbers in 0..1, the same on every machine: 32-bit integers that are mixed."""
    numbers = np.arange(1, count + 1, dtype=np.uint64)
    mixed = (numbers * 0x9E3779B1 & 0xFFFFFFFF) ^ zlib.crc32(name.encode())
    mixed ^= mixed >> np.uint64(15)
    mixed = mixed * np.uint64(0x85EBCA77) & np.uint64(0xFFFFFFFF)
    mixed ^= mixed >> np.uint64(13)
    return mixed.astype("float64") / 2**32


def values(name, shape):
    drawn = uniform(name, int(np.prod(shape)))
    if name.endswith("running_var"):
        drawn = 0.5 + drawn
    elif len(shape) == 1:
        drawn = (1 if name.endswith("weight") else 0) + 0.2 * (drawn - 0.5)
    else:
        fan_in = int(np.prod(shape[1:]))
        drawn = (1.5 if fan_in == 9 else 2) / fan_in**0.5 * 2 * (drawn - 0.5)
    return drawn.reshape(shape).astype("float32")


model = timm.create_model("legacy_xception", num_classes=CLASSES).eval()
state = model.state_dict()
filled = {
    name: torch.from_numpy(values(name, tuple(tensor.shape))) if tensor.is_floating_point() else tensor
    for name, tensor in state.items()
}
model.load_state_dict(filled)
noise = np.floor(256 * uniform("pixels", SIZE * SIZE * 3)).reshape(SIZE, SIZE, 3)
row, column, channel = np.indices((SIZE, SIZE, 3))
pixels = np.stack([noise, (row * (channel + 1) + 2 * column) % 256])
images = torch.from_numpy(((pixels / 255 - 0.5) / 0.5).astype("float32").transpose(0, 3, 1, 2).copy())
with torch.no_grad():
    logits = model(images).numpy()
config = model.pretrained_cfg
golden = {
    "timm": timm.__version__,
    "torch": torch.__version__,
    "mean": list(config["mean"]),
    "std": list(config["std"]),
    "tensors": [[name, str(value.dtype).split(".")[-1], list(value.shape)] for name, value in state.items()],
    "logits": [[float(f"{value:.7g}") for value in row] for row in logits],
}
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(json.dumps(golden))
print(timm.__version__, len(golden["tensors"]), np.abs(logits).max(), logits)
