"""Writes what is only looked at: the configurations of some of Keras' networks, gzipped, without their weights, and a small
model of layers that the workbench doesn't compute: `write_configs.py FOLDER`."""

import gzip
import json
import sys
from pathlib import Path

import keras

from count_model import counted, without_defaults

NETWORKS = {
    "resnet50": keras.applications.ResNet50,
    "mobilenet-v2": keras.applications.MobileNetV2,
    "efficientnet-b0": keras.applications.EfficientNetB0,
    "densenet121": keras.applications.DenseNet121,
    "inception-v3": keras.applications.InceptionV3,
    "xception": keras.applications.Xception,
    "nasnet-mobile": keras.applications.NASNetMobile,
    "mobilenet-v3-small": lambda **options: keras.applications.MobileNetV3Small(input_shape=(224, 224, 3), **options),
    "resnet50-v2": keras.applications.ResNet50V2,
    "efficientnet-v2-b0": keras.applications.EfficientNetV2B0,
    "convnext-tiny": keras.applications.ConvNeXtTiny,
    "vgg16": keras.applications.VGG16,
}
counts = {}
for name, build in NETWORKS.items():
    keras.backend.clear_session()
    model = build(weights=None)
    text = json.dumps(without_defaults(json.loads(model.to_json())), separators=(",", ":"))
    # Without a time, so that the same network gives the same bytes.
    Path(sys.argv[1], f"{name}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    counts[name] = {"parameters": model.count_params(), "macs": counted(model)[1]}

Path(sys.argv[1], "counts.json").write_text(json.dumps(counts, indent=2) + "\n")


def unknown_layers():
    inputs = keras.Input((16, 16, 3), name="in")
    x = keras.layers.Conv2D(4, 3, activation="gelu", name="c")(inputs)
    x = keras.layers.Conv2DTranspose(5, 3, strides=2, name="up")(x)
    x = keras.layers.LayerNormalization(name="ln")(x)
    x = keras.layers.Reshape((29 * 29, 5), name="seq")(x)
    x = keras.layers.MultiHeadAttention(2, 4, name="mha")(x, x)
    x = keras.layers.LSTM(6, name="lstm", dropout=0.1)(x)
    return keras.Model(inputs, keras.layers.Dense(3, activation="softmax", name="out")(x))


model = unknown_layers()
model.save(Path(sys.argv[1], "unknown-layers.keras"))
model.save(Path(sys.argv[1], "unknown-layers.h5"))
print("unknown-layers", [(layer.name, layer.count_params()) for layer in model.layers])
