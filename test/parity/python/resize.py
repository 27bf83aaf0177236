"""Brings photographs to size as Pillow and TensorFlow do.

usage: resize.py PHOTOGRAPHS FOLDER SIZE...

NAME.png, and NAME.expected for each: a tensor file with "WAY/PROGRAM/SIZE", RGB levels 0..255 as each program rounds them.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from PIL import Image  # noqa: E402

from tensor_file import write_tensors  # noqa: E402

NEAREST, BILINEAR = Image.Resampling.NEAREST, Image.Resampling.BILINEAR
photographs, folder, *sizes = sys.argv[1:]
chelsea, coffee = (Image.open(os.path.join(photographs, f"{name}.png")).convert("RGB") for name in ("chelsea", "coffee"))
# The third one is smaller than most sizes, so that it grows, and stands upright.
images = {"chelsea": chelsea, "coffee": coffee, "detail": coffee.crop((250, 120, 340, 240))}

for name, image in images.items():
    image.save(os.path.join(folder, f"{name}.png"))
    pixels, (width, height) = np.asarray(image), image.size
    expected = {}
    for size in map(int, sizes):

        def ties(size):
            """Places on the border of two pixels, of which Pillow takes either, by how its sums round."""
            rows, columns = (np.arange(1, 2 * size, 2) * side % (2 * size) == 0 for side in (height, width))
            return (rows[:, None] | columns[None])[..., None]

        def tensorflow(method, antialias=False):
            resized = tf.image.resize(pixels, (size, size), method, antialias=antialias)
            return np.rint(resized.numpy().astype("float32")).clip(0, 255)

        ways = {
            "nearest/tensorflow": tensorflow("nearest"),
            "nearest/pillow": np.where(ties(size), tensorflow("nearest"), image.resize((size, size), NEAREST)),
            "bilinear/tensorflow": tensorflow("bilinear"),
            "bilinear-antialias/tensorflow": tensorflow("bilinear", True),
            "bilinear-antialias/pillow": np.asarray(image.resize((size, size), BILINEAR)),
        }
        expected.update({f"{way}/{size}": value.astype("float32") for way, value in ways.items()})
    write_tensors(os.path.join(folder, f"{name}.expected"), expected)
