"""Writes a state dict as timm's `legacy_xception` has it, by an implementation of its own in NumPy and TensorFlow's ops, and
what that computes: any width and length, which timm itself has not. (PyTorch's layouts, epsilon 1e-5, MaxPool2d(3, 2, 1);
timm 1.0.31 itself speaks in `golden_timm.py`.)

usage: write_timm.py FOLDER WIDTH MIDDLE CLASSES

timm.safetensors, timm-bf16.safetensors, timm.expected ("pixels" 0..255 and "logits").
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import ml_dtypes  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from safetensors.numpy import save_file  # noqa: E402

from tensor_file import write_tensors  # noqa: E402

folder, width, middle, classes = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
random = np.random.default_rng(9)
state = {}


def count(filters):
    return max(1, int(filters * width + 0.5))


def kernel(name, out, inner, side):
    gain = 1.0 if inner == 1 else 1.4
    state[name] = random.normal(0, gain / (inner * side * side) ** 0.5, (out, inner, side, side)).astype("float32")
    return state[name]


def norm(name, channels, x):
    mean, bias = (random.normal(0, 0.1, channels).astype("float32") for _ in range(2))
    weight = random.normal(1, 0.1, channels).astype("float32")
    variance = random.uniform(0.5, 1.5, channels).astype("float32")
    state.update({f"{name}.weight": weight, f"{name}.bias": bias, f"{name}.running_mean": mean})
    state[f"{name}.running_var"] = variance
    state[f"{name}.num_batches_tracked"] = np.array(7, "int64")
    return (x - mean) / np.sqrt(variance + 1e-5) * weight + bias


def pad(x, edge, value):
    return tf.pad(x, [[0, 0], [edge, edge], [edge, edge], [0, 0]], constant_values=value)


def convolve(name, out, side, stride, x):
    weight = kernel(f"{name}.weight", out, x.shape[-1], side)
    return tf.nn.conv2d(x, weight.transpose(2, 3, 1, 0), stride, "VALID")


def separable(name, out, x):
    spatial = kernel(f"{name}.conv1.weight", x.shape[-1], 1, 3).transpose(2, 3, 0, 1)
    x = tf.nn.depthwise_conv2d(pad(x, 1, 0.0), spatial, [1, 1, 1, 1], "VALID")
    return tf.nn.conv2d(x, kernel(f"{name}.pointwise.weight", out, x.shape[-1], 1).transpose(2, 3, 1, 0), 1, "VALID")


def block(name, out, repeats, stride, x, relu_first=True, grow_first=True):
    inner, shortcut = x.shape[-1], x
    if out != inner or stride != 1:
        shortcut = norm(f"{name}.skipbn", out, convolve(f"{name}.skip", out, 1, stride, x))
    index = 0
    for repeat in range(repeats):
        if repeat > 0 or relu_first:
            x = tf.nn.relu(x)
            index += 1
        channels = out if grow_first or repeat == repeats - 1 else inner
        x = separable(f"{name}.rep.{index}", channels, x)
        x = norm(f"{name}.rep.{index + 1}", channels, x)
        index += 2
    if stride != 1:
        x = tf.nn.max_pool2d(pad(x, 1, -np.inf), 3, stride, "VALID")
    return x + shortcut


pixels = random.integers(0, 256, (2, 299, 299, 3)).astype("float32")
x = tf.constant((pixels / 255 - 0.5) / 0.5)
x = tf.nn.relu(norm("bn1", count(32), convolve("conv1", count(32), 3, 2, x)))
x = tf.nn.relu(norm("bn2", count(64), convolve("conv2", count(64), 3, 1, x)))
x = block("block1", count(128), 2, 2, x, relu_first=False)
x = block("block2", count(256), 2, 2, x)
x = block("block3", count(728), 2, 2, x)
for number in range(4, 4 + middle):
    x = block(f"block{number}", count(728), 3, 1, x)
x = block(f"block{4 + middle}", count(1024), 2, 2, x, grow_first=False)
x = tf.nn.relu(norm("bn3", count(1536), separable("conv3", count(1536), x)))
x = tf.nn.relu(norm("bn4", count(2048), separable("conv4", count(2048), x)))
x = tf.reduce_mean(x, [1, 2])
state["fc.weight"] = (0.03 * random.normal(0, 1, (classes, x.shape[-1]))).astype("float32")
state["fc.bias"] = random.normal(0, 0.1, classes).astype("float32")
logits = tf.linalg.matmul(x, state["fc.weight"].T) + state["fc.bias"]

# NumPy would make a vector of a lone number.
state = {name: np.ascontiguousarray(value).reshape(value.shape) for name, value in state.items()}
write_tensors(os.path.join(folder, "timm.expected"), {"pixels": pixels, "logits": logits.numpy()})
save_file(state, os.path.join(folder, "timm.safetensors"), {"format": "pt"})
short = {name: value.astype(ml_dtypes.bfloat16) if value.dtype == np.float32 else value for name, value in state.items()}
save_file(short, os.path.join(folder, "timm-bf16.safetensors"), {"format": "pt"})
