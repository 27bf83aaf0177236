"""A small network without kinks: ELU for ReLU, strides for pools.

Rounding can put a value on the other side of a ReLU's or a pool's kink, which changes gradients by a step; over twenty
steps of training that happens, and then two right implementations part. Here they can't.
"""

from keras import Model, layers


def smooth_network(options):
    size = options["inputSize"]
    norm = {"momentum": 0.9, "epsilon": 1e-3}
    inputs = layers.Input((size, size, 3))
    x = layers.Conv2D(8, 3, padding="same", use_bias=False, name="conv")(inputs)
    x = layers.BatchNormalization(name="conv_bn", **norm)(x)
    x = layers.Activation("elu", name="conv_act")(x)
    identity = x
    x = layers.SeparableConv2D(8, 3, padding="same", use_bias=False, name="separable")(x)
    x = layers.BatchNormalization(name="separable_bn", **norm)(x)
    x = layers.add([x, identity], name="add")
    x = layers.Activation("elu", name="separable_act")(x)
    x = layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=True, name="depthwise")(x)
    x = layers.Activation("elu", name="depthwise_act")(x)
    x = layers.Conv2D(16, 1, use_bias=False, name="pointwise")(x)
    x = layers.BatchNormalization(name="pointwise_bn", **norm)(x)
    x = layers.Activation("elu", name="pointwise_act")(x)
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    for number, units in enumerate(options.get("head", []), 1):
        x = layers.Dense(units, activation="relu", name=f"head_dense{number}")(x)
    return Model(inputs, layers.Dense(options["classes"], name="predictions")(x))
