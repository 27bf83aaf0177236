"""Xception's variants in Keras, written for comparison only: it knows nothing of the workbench's own code.

Keras' own function refuses inputs under 71 pixels and has none of the variants.
"""

from keras import Model, layers


def small_xception(options):
    width = options["width"]
    order = options["order"]
    between = options["activation"]
    residuals = options["residuals"]
    size = options["inputSize"]
    norm = {"momentum": options["batchNormMomentum"], "epsilon": 1e-3}

    def count(filters):
        return max(1, int(filters * width + 0.5))

    def separable(x, filters, name):
        if order == "depthwise-first" and between == "none":
            x = layers.SeparableConv2D(count(filters), 3, padding="same", use_bias=False, name=name)(x)
            return layers.BatchNormalization(name=name + "_bn", **norm)(x)

        def depthwise(x):
            return layers.DepthwiseConv2D(3, padding="same", use_bias=False, name=name + "_depthwise")(x)

        def pointwise(x):
            return layers.Conv2D(count(filters), 1, padding="same", use_bias=False, name=name + "_pointwise")(x)

        first, second = (depthwise, pointwise) if order == "depthwise-first" else (pointwise, depthwise)
        x = first(x)
        if between != "none":
            x = layers.Activation(between, name=name + "_between")(x)
        x = second(x)
        return layers.BatchNormalization(name=name + "_bn", **norm)(x)

    def relu(x, name):
        return layers.Activation("relu", name=name)(x)

    def strided(x, name, first, second, first_activation):
        shortcut = x
        if residuals:
            shortcut = layers.Conv2D(
                count(second), 1, strides=2, padding="same", use_bias=False, name=name + "_shortcut"
            )(x)
            shortcut = layers.BatchNormalization(name=name + "_shortcut_bn", **norm)(shortcut)
        if first_activation:
            x = relu(x, name + "_sepconv1_act")
        x = separable(x, first, name + "_sepconv1")
        x = relu(x, name + "_sepconv2_act")
        x = separable(x, second, name + "_sepconv2")
        x = layers.MaxPooling2D(3, strides=2, padding="same", name=name + "_pool")(x)
        return layers.add([x, shortcut], name=name + "_add") if residuals else x

    inputs = layers.Input((size, size, 3))
    stride = 1 if size < 71 else 2
    x = layers.Conv2D(count(32), 3, strides=stride, use_bias=False, name="block1_conv1")(inputs)
    x = layers.BatchNormalization(name="block1_conv1_bn", **norm)(x)
    x = relu(x, "block1_conv1_act")
    x = layers.Conv2D(count(64), 3, use_bias=False, name="block1_conv2")(x)
    x = layers.BatchNormalization(name="block1_conv2_bn", **norm)(x)
    x = relu(x, "block1_conv2_act")
    x = strided(x, "block2", 128, 128, False)
    x = strided(x, "block3", 256, 256, True)
    x = strided(x, "block4", 728, 728, True)
    for block in range(5, 5 + options["middle"]):
        identity = x
        for position in (1, 2, 3):
            name = f"block{block}_sepconv{position}"
            x = relu(x, name + "_act")
            x = separable(x, 728, name)
        if residuals:
            x = layers.add([x, identity], name=f"block{block}_add")
    thirteenth, fourteenth = f"block{5 + options['middle']}", f"block{6 + options['middle']}"
    x = strided(x, thirteenth, 728, 1024, True)
    x = separable(x, 1536, fourteenth + "_sepconv1")
    x = relu(x, fourteenth + "_sepconv1_act")
    x = separable(x, 2048, fourteenth + "_sepconv2")
    x = relu(x, fourteenth + "_sepconv2_act")
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    logits = layers.Dense(options["classes"], name="predictions")(x)
    return Model(inputs, logits)
