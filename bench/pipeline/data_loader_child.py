"""torch's DataLoader over Pillow, as torchvision's folders of images do it; workers stay alive from pass to pass."""

import glob
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "python"))
from blocks import read_request, serve_blocks

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

workload, setting = read_request()
SIZE = (workload["inputSize"], workload["inputSize"])


class Photos(Dataset):
    def __init__(self, folder):
        self.files = sorted(glob.glob(os.path.join(folder, "*", "*.jpg")))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        with Image.open(self.files[index]) as image:
            return torch.from_numpy(np.array(image.convert("RGB").resize(SIZE, Image.Resampling.BILINEAR)))


loader = DataLoader(
    Photos(setting["folder"]),
    batch_size=workload["batch"],
    shuffle=True,
    num_workers=setting["workers"],
    persistent_workers=setting["workers"] > 0,
)


def step():
    return float(sum(len(batch) + float(batch[0, 0, 0, 0]) / 256 for batch in loader))


serve_blocks(step, {"torch": torch.__version__, "pillow": Image.__version__})
