"""GoogLeNet (arXiv:1409.4842, Table 1) in Keras, written from the paper for comparison only: it knows nothing of the
workbench's own code. Local response norm is TensorFlow's own op.
"""

import tensorflow as tf
from keras import Model, layers

# Table 1: place, #1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5, pool proj.
TABLE = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


class LocalResponse(layers.Layer):
    def call(self, x):
        return tf.nn.local_response_normalization(x, depth_radius=2, bias=1.0, alpha=1e-4 / 5, beta=0.75)


def googlenet(size, classes, auxiliary):
    def conv(x, filters, kernel, name, strides=1):
        return layers.Conv2D(filters, kernel, strides=strides, padding="same", activation="relu", name=name)(x)

    def halve(x):
        return layers.MaxPooling2D(3, strides=2, padding="same")(x)

    def inception(x, place):
        one, reduce3, three, reduce5, five, pool = TABLE[place]
        name = f"inception_{place}_"
        a = conv(x, one, 1, name + "1x1")
        b = conv(conv(x, reduce3, 1, name + "3x3_reduce"), three, 3, name + "3x3")
        c = conv(conv(x, reduce5, 1, name + "5x5_reduce"), five, 5, name + "5x5")
        d = conv(layers.MaxPooling2D(3, strides=1, padding="same")(x), pool, 1, name + "pool_proj")
        return layers.Concatenate()([a, b, c, d])

    def head(x, index):
        name = f"auxiliary{index}_"
        x = conv(layers.AveragePooling2D(5, strides=3)(x), 128, 1, name + "conv")
        x = layers.Dense(1024, activation="relu", name=name + "dense")(layers.Flatten()(x))
        return layers.Dense(classes, name=name + "predictions")(layers.Dropout(0.7)(x))

    inputs = layers.Input((size, size, 3))
    x = LocalResponse()(halve(conv(inputs, 64, 7, "conv1", strides=2)))
    x = LocalResponse()(conv(conv(x, 64, 1, "conv2_reduce"), 192, 3, "conv2"))
    x = inception(inception(halve(x), "3a"), "3b")
    x = inception(halve(x), "4a")
    heads = [head(x, 1)] if auxiliary else []
    for place in ("4b", "4c", "4d"):
        x = inception(x, place)
    heads += [head(x, 2)] if auxiliary else []
    x = inception(x, "4e")
    x = inception(inception(halve(x), "5a"), "5b")
    x = layers.Dropout(0.4)(layers.GlobalAveragePooling2D()(x))
    logits = layers.Dense(classes, name="predictions")(x)
    return Model(inputs, [logits, *heads])
