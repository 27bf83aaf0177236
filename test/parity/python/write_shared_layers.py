"""Writes models whose layers, or whose models inside, are called more than once or have several inputs and outputs.

usage: write_shared_layers.py FOLDER

graphs.json.gz: the configuration of each, what Keras counts of its parameters, and what is counted here over its calls.
NAME.keras, NAME.h5 and NAME.expected of those that can be computed: the last is a tensor file with "pixels" and "logits".
It runs on Keras 3 and, with XW_LEGACY_KERAS=1, on tf_keras (Keras 2).
"""

import gzip
import json
import os
import sys

import numpy as np

from count_model import counted, without_defaults
from either_keras import keras
from tensor_file import write_tensors

layers = keras.layers
SHAPE = (20, 20, 3)


def photo():
    return keras.Input(SHAPE, name="photo")


def pixels_of(inputs):
    return layers.Rescaling(1 / 127.5, offset=-1, name="rescale")(inputs)


def head(inputs, x, name):
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(inputs, layers.Dense(3, activation="softmax", name="classes")(x), name=name)


def encoder(name="encoder"):
    inputs = keras.Input(SHAPE, name=f"{name}_in")
    x = layers.Conv2D(4, 3, padding="same", use_bias=False, name=f"{name}_conv")(inputs)
    x = layers.BatchNormalization(name=f"{name}_bn")(x)
    return keras.Model(inputs, layers.ReLU(name=f"{name}_relu")(x), name=name)


def reused_relu():
    """One ReLU, one pooling and one sum, as many write them down once."""
    relu, pooled, added = layers.ReLU(name="relu"), layers.MaxPooling2D(2, name="half"), layers.Add(name="sum")
    inputs = photo()
    x = relu(layers.Conv2D(4, 3, padding="same", name="conv1")(pixels_of(inputs)))
    x = added([x, relu(layers.Conv2D(4, 3, padding="same", name="conv2")(x))])
    x = pooled(x)
    x = added([x, relu(layers.Conv2D(4, 3, padding="same", name="conv3")(x))])
    return head(inputs, pooled(x), "reused_relu")


def two_by_two():
    """A model with two inputs and two outputs inside of another one, and one of its outputs twice."""
    left, right = keras.Input(SHAPE, name="left"), keras.Input(SHAPE, name="right")
    a = layers.Conv2D(4, 3, name="conv_left")(left)
    b = layers.Conv2D(4, 3, name="conv_right")(right)
    inner = keras.Model([left, right], [layers.Add(name="both")([a, b]), b], name="inner")
    inputs = photo()
    x = pixels_of(inputs)
    both, right_alone = inner([x, layers.Activation("elu", name="bent")(x)])
    return head(inputs, layers.Concatenate(name="join")([both, right_alone, right_alone]), "two_by_two")


def weightless_twice():
    """A model without weights that is called twice, on maps of two sizes."""
    inside = keras.Input((None, None, 4), name="inside")
    x = layers.MaxPooling2D(2, name="max")(layers.ReLU(name="positive")(inside))
    shrink = keras.Model(inside, x, name="shrink")
    inputs = photo()
    x = shrink(layers.Conv2D(4, 3, name="conv1")(pixels_of(inputs)))
    return head(inputs, shrink(layers.Conv2D(4, 3, name="conv2")(x)), "weightless_twice")


def one_used():
    """Of a model's two outputs nobody reads the second, nor its second input."""
    left, right = keras.Input(SHAPE, name="left"), keras.Input(SHAPE, name="right")
    outputs = [layers.Conv2D(4, 3, name="used")(left), layers.Conv2D(5, 3, name="unused")(right)]
    inner = keras.Model([left, right], outputs, name="inner")
    inputs = photo()
    x = pixels_of(inputs)
    return head(inputs, inner([x, x])[0], "one_used")


def tied():
    """Weights that several calls share, on maps of two sizes: of layers, and of a model inside."""
    convolution, norm = layers.Conv2D(4, 3, padding="same", name="conv"), layers.BatchNormalization(name="norm")
    inside = keras.Input((10, 10, 4), name="inside")
    x = layers.SeparableConv2D(4, 3, padding="same", activation="relu", name="separable")(inside)
    block = keras.Model(inside, layers.Add(name="plus")([x, inside]), name="block")
    inputs = photo()
    x = layers.Conv2D(4, 1, name="stem")(pixels_of(inputs))
    x = norm(convolution(x))
    x = norm(convolution(layers.MaxPooling2D(2, name="half")(x)))
    return head(inputs, block(block(x)), "tied")


def shared_convolution():
    convolution = layers.SeparableConv2D(6, 3, padding="same", name="separable")
    inputs = keras.Input((20, 20, 6), name="maps")
    a = convolution(inputs)
    b = convolution(layers.ReLU(name="relu")(inputs))
    return keras.Model(inputs, layers.Add(name="sum")([a, convolution(layers.Add(name="sum1")([a, b]))]), name="shared")


def siamese():
    """Two photographs, one encoder, and how far apart they are."""
    both, one = [keras.Input(SHAPE, name="first"), keras.Input(SHAPE, name="second")], encoder()
    vectors = [layers.GlobalAveragePooling2D(name=f"vector{index}")(one(each)) for index, each in enumerate(both)]
    return keras.Model(both, layers.Dense(1, name="distance")(layers.Subtract(name="gap")(vectors)), name="siamese")


def deeper_twice():
    """A model with a model inside, called twice; it ends with the second call."""
    inside = keras.Input((20, 20, 4), name="inside")
    block = keras.Sequential([layers.Conv2D(4, 3, padding="same", name="mix"), layers.ReLU(name="mix_relu")], name="block")
    twice = keras.Model(inside, layers.Add(name="plus")([block(block(inside)), inside]), name="twice")
    inputs = photo()
    x = encoder()(inputs)
    return keras.Model(inputs, twice(twice(x)), name="deeper_twice")


def named():
    """Inputs and outputs by name, in another order than Keras flattens them, and an output that is an input."""
    left, right = keras.Input(SHAPE, name="z_in"), keras.Input((20, 20, 5), name="a_in")
    x = layers.Conv2D(5, 1, name="widen")(left)
    ends = {"z": layers.Add(name="total")([x, right]), "a": right, "m": layers.Conv2D(2, 1, name="narrow")(right)}
    inner = keras.Model({"z_in": left, "a_in": right}, ends, name="inner")
    inputs = photo()
    out = inner({"a_in": layers.Conv2D(5, 1, name="stem")(inputs), "z_in": inputs})
    joined = layers.Concatenate(name="join")([out["z"], out["m"], out["a"]])
    return keras.Model(inputs, joined, name="named")


def squeeze_excite():
    """As EfficientNet has it, with one gate for two blocks."""
    inputs = keras.Input((16, 16, 8), name="maps")
    pooled = layers.GlobalAveragePooling2D(keepdims=True, name="squeeze")
    reduce_, expand = layers.Conv2D(2, 1, activation="swish", name="reduce"), layers.Conv2D(8, 1, activation="sigmoid", name="expand")
    x = inputs
    for index in range(2):
        x = layers.DepthwiseConv2D(3, padding="same", name=f"spatial{index}")(x)
        x = layers.Multiply(name=f"excite{index}")([x, expand(reduce_(pooled(x)))])
    return keras.Model(inputs, x, name="squeeze_excite")


def attention():
    """Tensors by keyword, and an attention that is called twice."""
    words, pictures = keras.Input((7, 12), name="words"), keras.Input((9, 12), name="pictures")
    attend = layers.MultiHeadAttention(2, 6, name="attend")
    x = attend(words, value=pictures, key=pictures)
    return keras.Model([words, pictures], attend(x, pictures), name="attention")


def states():
    """A layer with three outputs, of which another one reads each."""
    words = keras.Input((7, 12), name="words")
    sequence, hidden, cell = layers.LSTM(5, return_sequences=True, return_state=True, name="lstm")(words)
    x = layers.LSTM(5, name="second")(sequence, initial_state=[hidden, cell])
    return keras.Model(words, [x, layers.Dense(2, name="from_state")(cell)], name="states")


COMPUTED = (reused_relu, two_by_two, weightless_twice, one_used, tied)
DRAWN = (shared_convolution, siamese, deeper_twice, named, squeeze_excite, attention, states)


folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
keras.utils.set_random_seed(7)
graphs = {}
for build in (*COMPUTED, *DRAWN):
    keras.backend.clear_session()
    name, model = build.__name__, build()
    calls, macs = counted(model)
    config = without_defaults(json.loads(model.to_json()))
    graphs[name] = {"config": config, "parameters": model.count_params(), "calls": calls, "macs": macs}
    if build in COMPUTED:
        pixels = np.random.randint(0, 256, (2, *SHAPE)).astype("float32")
        logits = np.log(np.asarray(model(pixels, training=False)).astype("float64"))
        write_tensors(os.path.join(folder, f"{name}.expected"), {"pixels": pixels, "logits": logits})
        model.save(os.path.join(folder, f"{name}.keras"))
        model.save(os.path.join(folder, f"{name}.h5"))
text = json.dumps(graphs, separators=(",", ":"))
with open(os.path.join(folder, "graphs.json.gz"), "wb") as file:
    # Without a time, so that the same graphs give the same bytes.
    file.write(gzip.compress(text.encode(), 9, mtime=0))
