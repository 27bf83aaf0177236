"""Maps, Grad-CAM, linear CKA and effective rank of real Keras and NumPy, for comparison with the workbench's.

usage: inspection.py REQUEST.json
"""

import json
import sys

import keras
import numpy as np
import tensorflow as tf

from reference import build, load
from tensor_file import read_tensors, write_tensors


def grad_cam(model, layer, images, chosen):
    """Selvaraju et al., arXiv:1610.02391, with the gradients of the logit."""
    probe = keras.Model(model.inputs, [model.get_layer(layer).output, model.output])
    with tf.GradientTape() as tape:
        maps, logits = probe(images, training=False)
        score = logits[:, chosen]
    alphas = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2), keepdims=True)
    return tf.nn.relu(tf.reduce_sum(alphas * maps, axis=-1))


def linear_cka(x, y):
    """Kornblith et al., arXiv:1905.00414, equation 3."""
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    norm = np.linalg.norm
    return norm(y.T @ x) ** 2 / (norm(x.T @ x) * norm(y.T @ y))


def effective_rank(x):
    """Roy and Vetterli, EUSIPCO 2007."""
    shares = np.linalg.svd(x - x.mean(axis=0), compute_uv=False)
    shares = shares[shares > 1e-6 * shares[0]] / shares.sum()
    return np.exp(-(shares * np.log(shares)).sum())


def statistics(maps):
    flat = maps.reshape(-1, maps.shape[-1]).astype(np.float64)
    values = [flat.min(0), flat.max(0), flat.mean(0), (flat**2).mean(0), flat.var(0), (flat == 0).mean(0)]
    return np.stack(values)


def inspect(request, tensors):
    model, names = build(request)
    load(model, names, tensors)
    images = tensors["images"]
    result = {}
    for layer in request["layers"]:
        probe = keras.Model(model.inputs, model.get_layer(layer).output)
        maps = np.asarray(probe(images[:1], training=False))
        result["map:" + layer] = maps
        result["statistics:" + layer] = statistics(maps)
        result["cam:" + layer] = np.asarray(grad_cam(model, layer, images[:1], request["class"]))
    if "x" in tensors:
        x, y = tensors["x"].astype(np.float64), tensors["y"].astype(np.float64)
        result["cka"] = np.asarray([linear_cka(x, y)])
        result["rank"] = np.asarray([effective_rank(x)])
    return result


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        given = json.load(file)
    write_tensors(given["output"], inspect(given, read_tensors(given["input"])))
