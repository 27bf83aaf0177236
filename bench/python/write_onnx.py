"""Writes the workload's network as ONNX, after ONNX Runtime has been held against the PyTorch network on one image.

A program of its own, so that the measured process never loads PyTorch.
"""

import json
import pathlib
import sys

import numpy as np
import onnxruntime
import torch

from blocks import random_batch
from xception_onnx import to_onnx
from xception_torch import build

LIMIT = 1e-4


def give_statistics(network, inputs):
    """Fresh moving statistics would let the signal die on its way, and then any two networks agree."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None
    with torch.no_grad():
        network.train()(inputs)
    network.eval()


def require_same(network, model, images, inputs):
    with torch.no_grad():
        expected = torch.log_softmax(network(inputs), 1).numpy()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    actual = np.log(session.run(None, {"images": images})[0])
    spread = expected.max() - expected.min()
    error = np.abs(actual - expected).max() / spread
    assert spread > 0.1 and error < LIMIT, f"the ONNX graph is not the PyTorch network: {error} of {spread}"


if __name__ == "__main__":
    request = json.loads(sys.argv[1])
    workload = request["workload"]
    torch.set_num_threads(workload["threads"])
    network = build(workload)
    images, _ = random_batch({**workload, "batch": 2})
    inputs = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1
    give_statistics(network, inputs)
    require_same(network, to_onnx(network, workload["inputSize"], 2), images, inputs)
    model = to_onnx(network, workload["inputSize"], workload["batch"])
    pathlib.Path(request["prepared"], "model.onnx").write_bytes(model)
