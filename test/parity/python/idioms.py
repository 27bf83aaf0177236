"""Networks as people write them: heads for two classes, operators, pools of every sort, layers over vectors."""

import keras

layers = keras.layers


def trunk(x, filters=8):
    x = layers.Conv2D(filters, 3, strides=2, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("relu")(x)
    y = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False)(x)
    return layers.add([x, layers.BatchNormalization()(y)])


def model(head, shape=(20, 20, 3), before=lambda x: layers.Rescaling(1 / 127.5, offset=-1)(x)):
    inputs = layers.Input(shape)
    return keras.Model(inputs, head(trunk(before(inputs))))


def classes(x, units=3):
    return layers.Dense(units, activation="softmax")(x)


def one_logit():
    """Keras' own guide to transfer learning: a trunk as a layer, and one logit for two classes."""
    inside = layers.Input((20, 20, 3))
    base = keras.Model(inside, trunk(inside), name="base")
    x = inputs = layers.Input((20, 20, 3))
    x = layers.RandomFlip("horizontal")(x)
    x = base(layers.Rescaling(1 / 127.5, offset=-1)(x), training=False)
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Dense(1)(x))


def one_probability():
    return model(lambda x: layers.Dense(1, activation="sigmoid")(layers.GlobalMaxPooling2D()(x)))


def one_probability_apart():
    return model(lambda x: layers.Activation("sigmoid")(layers.Dense(1, use_bias=False)(layers.Flatten()(x))))


def preprocess_input():
    return model(
        lambda x: classes(layers.GlobalAveragePooling2D()(x)), before=keras.applications.xception.preprocess_input
    )


def operators():
    def head(x):
        x = x + layers.Conv2D(8, 3, padding="same")(x)
        return classes(layers.GlobalAveragePooling2D()(x * 0.5 + 0.25))

    return model(head, before=lambda x: x / 255.0)


def both_pools():
    def head(x):
        x = layers.Concatenate()([layers.GlobalMaxPooling2D()(x), layers.GlobalAveragePooling2D()(x)])
        x = layers.BatchNormalization()(x)
        x = layers.ReLU()(layers.BatchNormalization(center=False)(layers.Dense(6, use_bias=False)(x)))
        return classes(layers.Dropout(0.5)(x))

    return model(head)


def pools_as_maps():
    def head(x):
        x = layers.Add()([x, layers.Conv2D(8, 1)(x), layers.Conv2D(8, 3, padding="same")(x)])
        x = layers.Dense(7, activation="elu")(x)
        x = layers.Conv2D(3, 1)(layers.GlobalAveragePooling2D(keepdims=True)(x))
        return layers.Softmax()(layers.Reshape((3,))(x))

    return model(head)


def scaled_vector():
    def head(x):
        x = layers.Rescaling(2.0, offset=0.5)(layers.GlobalAveragePooling2D()(x))
        x = layers.Normalization(mean=[0.1] * 8, variance=[0.5] * 8)(x)
        return layers.Dense(3)(x)

    return model(head)


def grey():
    return model(lambda x: classes(layers.Flatten()(x)), shape=(20, 20, 1))


IDIOMS = (
    one_logit,
    one_probability,
    one_probability_apart,
    preprocess_input,
    operators,
    both_pools,
    pools_as_maps,
    scaled_vector,
    grey,
)
