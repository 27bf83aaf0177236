"""Draws what looks like photographs, and brings them to size as Pillow and TensorFlow do.

usage: resize.py FOLDER SIZE...

NUMBER.png, and NUMBER.expected for each: a tensor file with "WAY-SIZE", RGB levels 0..255 as each program rounds them.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from PIL import Image  # noqa: E402

from tensor_file import write_tensors  # noqa: E402

NEAREST, BILINEAR = Image.Resampling.NEAREST, Image.Resampling.BILINEAR
folder, *sizes = sys.argv[1:]
random = np.random.default_rng(3)


def photograph(height, width):
    """Noise with the spectrum of photographs (amplitude falls as 1/f), edges, and some grain of a sensor."""
    row, column = np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None]
    fall = 1 / np.maximum(np.hypot(row, column), 1 / max(height, width))
    layers = [np.fft.ifft2(np.fft.fft2(random.normal(size=(height, width))) * fall).real for _ in range(3)]
    image = np.stack(layers, -1)
    image = image / image.std() * 50 + 128 + 60 * (image[..., :1] > 0.5 * image.std())
    return (image + random.normal(0, 3, image.shape)).clip(0, 255).astype("uint8")


for number, (height, width) in enumerate([(480, 640), (613, 401), (90, 120)]):
    pixels = photograph(height, width)
    Image.fromarray(pixels).save(os.path.join(folder, f"{number}.png"))
    expected = {}
    for size in map(int, sizes):
        image = Image.fromarray(pixels)

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
    write_tensors(os.path.join(folder, f"{number}.expected"), expected)
