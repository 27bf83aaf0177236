"""Runs real Keras on weights, images and labels from a tensor file, and writes what it computes to another.

usage: reference.py logits|gradients|losses REQUEST.json
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from small_xception import small_xception  # noqa: E402
from smooth_network import smooth_network  # noqa: E402
from tensor_file import read_tensors, write_tensors  # noqa: E402

# Where Keras names a layer by counting up, the workbench names it after its block; in graph order they correspond.
FULL_SHORTCUTS = ["block2", "block3", "block4", "block13"]


def full_names(model):
    """The workbench's name of each of Keras' layers."""
    convolutions = iter(FULL_SHORTCUTS)
    norms = iter(FULL_SHORTCUTS)
    names = {}
    for layer in model.layers:
        name = layer.name
        if name.startswith("conv2d"):
            name = next(convolutions) + "_shortcut"
        elif name.startswith("batch_normalization"):
            name = next(norms) + "_shortcut_bn"
        names[layer.name] = name
    return names


def build(request):
    keras.backend.clear_session()
    if request["model"] == "full":
        model = keras.applications.Xception(
            weights=None, input_shape=(299, 299, 3), classes=1000, classifier_activation=None
        )
        return model, full_names(model)
    builder = smooth_network if request["model"] == "smooth" else small_xception
    model = builder(request["options"])
    return model, {layer.name: layer.name for layer in model.layers}


def weights_by_key(model, names):
    found = {}
    for layer in model.layers:
        for weight in layer.weights:
            found[f"{names[layer.name]}/{weight.name}"] = weight
    return found


def load(model, names, tensors):
    for key, weight in weights_by_key(model, names).items():
        weight.assign(tensors["weight:" + key])


def logits(request, tensors):
    model, names = build(request)
    load(model, names, tensors)
    return {"logits": np.asarray(model(tensors["images"], training=False))}


def data_loss(request, labels, outputs):
    smoothing = request.get("labelSmoothing", 0.0)
    classes = outputs.shape[-1]
    targets = tf.one_hot(tf.cast(labels, tf.int32), classes)
    return keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)(targets, outputs)


def gradients(request, tensors):
    model, names = build(request)
    load(model, names, tensors)
    with tf.GradientTape() as tape:
        loss = data_loss(request, tensors["labels"], model(tensors["images"], training=True))
    keys = {id(weight): key for key, weight in weights_by_key(model, names).items()}
    computed = tape.gradient(loss, [weight.value for weight in model.trainable_weights])
    result = {"gradient:" + keys[id(w)]: np.asarray(g) for w, g in zip(model.trainable_weights, computed)}
    result["loss"] = np.asarray(loss).reshape(1)
    return result


OPTIMIZERS = {
    "sgd": lambda o, rate: keras.optimizers.SGD(rate, momentum=float(o["momentum"]), nesterov=o["nesterov"]),
    "rmsprop": lambda o, rate: keras.optimizers.RMSprop(
        rate, rho=o["rho"], momentum=float(o["momentum"]), epsilon=o["epsilon"]
    ),
    "adam": lambda o, rate: keras.optimizers.Adam(
        rate, beta_1=o["beta1"], beta_2=o["beta2"], epsilon=o["epsilon"]
    ),
}


def losses(request, tensors):
    """Trains on the same batch order as the workbench, with its rate of each step; L2 as the workbench defines it."""
    model, names = build(request)
    load(model, names, tensors)
    for layer in model.layers:
        layer.trainable = names[layer.name] not in request.get("frozen", [])
    keys = weights_by_key(model, names)
    kernels = [w for key, w in keys.items() if key.endswith("kernel")]
    rates = request["rates"]
    # A rate for each layer is an optimizer for each factor.
    factor_of = {id(w): request.get("factors", {}).get(key.rsplit("/", 1)[0], 1) for key, w in keys.items()}
    groups = {}
    for weight in model.trainable_variables:
        groups.setdefault(factor_of[id(weight)], []).append(weight)
    optimizers = {}
    for factor, weights in groups.items():
        optimizer = optimizers[factor] = OPTIMIZERS[request["optimizer"]["kind"]](request["optimizer"], rates[0] * factor)
        if "average" in request:
            optimizer.use_ema, optimizer.ema_momentum = True, request["average"]
        optimizer.build(weights)
    size = request["batchSize"]
    sequence = []

    @tf.function
    def step(images, labels):
        with tf.GradientTape() as tape:
            loss = data_loss(request, labels, model(images, training=True))
            penalty = request["l2"] * tf.add_n([tf.reduce_sum(tf.square(k.value)) for k in kernels])
            total = loss + penalty
        for factor, computed in tape.gradient(total, {f: [w.value for w in group] for f, group in groups.items()}).items():
            optimizers[factor].apply(computed, groups[factor])
        return loss

    for index, rate in enumerate(rates):
        for factor, optimizer in optimizers.items():
            optimizer.learning_rate.assign(rate * factor)
        begin = (index * size) % len(tensors["images"])
        sequence.append(float(step(tensors["images"][begin : begin + size], tensors["labels"][begin : begin + size])))
    result = {"weight:" + key: np.asarray(weight.value) for key, weight in keys.items()}
    if "average" in request:
        names_of = {id(weight): key for key, weight in keys.items()}
        for factor, optimizer in optimizers.items():
            for weight, average in zip(groups[factor], optimizer._model_variables_moving_average):
                result["average:" + names_of[id(weight)]] = np.asarray(average.value)
    result["losses"] = np.asarray(sequence)
    return result


if __name__ == "__main__":
    with open(sys.argv[2]) as file:
        given = json.load(file)
    run = {"logits": logits, "gradients": gradients, "losses": losses}[sys.argv[1]]
    write_tensors(given["output"], run(given, read_tensors(given["input"])))
