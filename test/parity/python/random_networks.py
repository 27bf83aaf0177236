"""Random networks of the layer kinds that are read, the same for the same seed."""

import keras
import numpy as np

layers = keras.layers


class Draw:
    def __init__(self, seed):
        self.random = np.random.default_rng(seed)

    def one(self, choices):
        return choices[int(self.random.integers(len(choices)))]

    def chance(self, share):
        return self.random.random() < share

    def window(self, x):
        """A kernel that fits, with strides and padding."""
        kernel = tuple(min(self.one([1, 2, 3, 5]), side) for side in x.shape[1:3])
        strides = self.one([1, 1, 2]) if min(x.shape[1:3]) > 4 else 1
        return {"kernel_size": kernel, "strides": strides, "padding": self.one(["same", "valid"])}

    def activation(self):
        return self.one([None, "linear", "relu", "elu"])


def convolution(draw, x):
    window = draw.window(x)
    shared = {"use_bias": draw.chance(0.5), "activation": draw.activation()}
    filters = draw.one([3, 5, 7, 8])
    kind = draw.one(["conv", "conv", "separable", "depthwise"])
    if kind == "conv":
        window["strides"] = draw.one([window["strides"], (1, 2)])
        return layers.Conv2D(filters, **window, **shared)(x)
    if kind == "separable":
        return layers.SeparableConv2D(filters, **window, **shared)(x)
    return layers.DepthwiseConv2D(**window, **shared)(x)


def normalization(draw, x):
    scale, center = draw.one([(True, True), (True, True), (False, True), (True, False), (False, False)])
    return layers.BatchNormalization(scale=scale, center=center, epsilon=draw.one([1e-3, 1e-5]))(x)


def activation(draw, x):
    return draw.one([layers.ReLU, layers.ELU, lambda: layers.Activation("relu"), lambda: layers.Activation("elu")])()(x)


def pool(draw, x):
    if min(x.shape[1:3]) < 3:
        return x
    size, strides = draw.one([(2, None), (3, 2), ((3, 2), (2, 1)), (3, 1)])
    return draw.one([layers.MaxPooling2D, layers.AveragePooling2D])(size, strides, draw.one(["same", "valid"]))(x)


def residual(draw, x):
    filters = x.shape[-1]
    branches = [layers.Conv2D(filters, 3, padding="same")(x) for _ in range(draw.one([1, 1, 2]))]
    shared = layers.ReLU()
    return shared(branches[0]) + shared(x) if draw.chance(0.3) else layers.Add()([x, *branches])


def joined(draw, x):
    return layers.Concatenate()([x, layers.SeparableConv2D(draw.one([2, 5]), 3, padding="same")(x)])


def nothing(draw, x):
    return draw.one([layers.Dropout(0.3), layers.SpatialDropout2D(0.2), layers.GaussianNoise(0.1), layers.Identity()])(x)


def scaled(draw, x):
    return layers.Rescaling(0.7, offset=0.1)(x)


def nested(draw, x):
    inside = layers.Input(x.shape[1:])
    if draw.chance(0.5):
        return keras.Model(inside, residual(draw, convolution(draw, inside)))(x)
    stack = [layers.Input(x.shape[1:]), layers.Conv2D(5, 1), layers.BatchNormalization(), layers.ReLU()]
    return keras.Sequential(stack)(x)


BLOCKS = (convolution, convolution, convolution, normalization, activation, pool, residual, joined, nothing, scaled, nested)


def head(draw, x):
    x = draw.one(
        [
            layers.GlobalAveragePooling2D(),
            layers.GlobalMaxPooling2D(),
            layers.Flatten(),
            layers.Reshape((-1,)),
        ]
    )(x)
    if draw.chance(0.4):
        x = layers.Dense(draw.one([5, 9]), activation=draw.activation())(x)
        if draw.chance(0.5):
            x = layers.BatchNormalization()(x)
        x = layers.Dropout(0.5)(x)
    units, last = draw.one([(3, "softmax"), (4, None), (1, None), (1, "sigmoid")])
    return layers.Dense(units, activation=last)(x)


def random_network(seed):
    draw = Draw(seed)
    size = draw.one([17, 20, 27])
    x = inputs = layers.Input((size, size, 3))
    x = draw.one([layers.Rescaling(1 / 127.5, offset=-1), layers.Rescaling(1 / 255), keras.applications.xception.preprocess_input])(x)
    for _ in range(draw.one([3, 5, 8])):
        x = draw.one(BLOCKS)(draw, x)
    return keras.Model(inputs, head(draw, x), name=f"random_{seed}")
