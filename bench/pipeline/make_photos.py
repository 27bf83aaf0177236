"""Makes JPEG files like a camera's: 800x600, baseline, 4:2:0, quality 85, some 100 kB each.

Real objects (Fashion-MNIST, the bundled sample) lie in front of a lit background; all surfaces have texture with a 1/f
spectrum as natural images have, since smooth pictures would decode too fast. The same arguments give the same files.

python make_photos.py samples/fashion-mnist.zip FOLDER COUNT
"""

import io
import os
import sys
import zipfile

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 800, 600
CLASSES = 4


def texture(rng, side):
    """Noise with amplitude 1/f, mean 0, deviation 1."""
    frequency = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :])
    frequency[0, 0] = 1
    spectrum = np.fft.rfft2(rng.standard_normal((side, side))) / frequency
    spectrum[0, 0] = 0
    field = np.fft.irfft2(spectrum, s=(side, side))
    return (field / field.std()).astype(np.float32)


def window(rng, field):
    top, left = rng.integers(0, field.shape[0] - HEIGHT), rng.integers(0, field.shape[1] - WIDTH)
    return field[top : top + HEIGHT, left : left + WIDTH, None]


def photo(rng, objects, field):
    light = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
    above, below = rng.uniform(40, 220, (2, 3)).astype(np.float32)
    scene = above * (1 - light) + below * light + window(rng, field) * rng.uniform(10, 30, 3).astype(np.float32)
    for _ in range(rng.integers(3, 8)):
        side = int(rng.integers(120, 420))
        drawn = Image.open(io.BytesIO(objects[rng.integers(len(objects))])).convert("L")
        shape = np.asarray(drawn.resize((side, side), Image.Resampling.BICUBIC), np.float32)[..., None]
        left, top = rng.integers(0, WIDTH - side), rng.integers(0, HEIGHT - side)
        part = scene[top : top + side, left : left + side]
        surface = rng.uniform(30, 225, 3) * (shape / 255) + window(rng, field)[:side, :side] * 12
        opacity = np.clip(shape / 24, 0, 1)
        part[:] = part * (1 - opacity) + surface * opacity
    # What a sensor adds.
    scene += rng.normal(0, 2.5, scene.shape)
    return Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8))


def main(sample, folder, count):
    with zipfile.ZipFile(sample) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".png"))
        objects = [archive.read(name) for name in names[:: len(names) // 500]]
    field = texture(np.random.default_rng(1), 2048)
    for index in range(count):
        path = os.path.join(folder, f"class-{index % CLASSES}", f"{index:04}.jpg")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        picture = photo(np.random.default_rng(1000 + index), objects, field)
        picture.save(path, quality=85, subsampling="4:2:0")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
