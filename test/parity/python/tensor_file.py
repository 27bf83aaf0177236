"""Named float32 arrays in one file: an 8-byte little-endian length, a JSON index, raw data (the safetensors layout)."""

import json
import struct

import numpy as np


def read_tensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        index = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in index.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"])
    return tensors


def write_tensors(path, tensors):
    index, parts, offset = {}, [], 0
    for name, value in tensors.items():
        raw = np.ascontiguousarray(value, dtype="<f4")
        index[name] = {
            "dtype": "F32",
            "shape": list(raw.shape),
            "data_offsets": [offset, offset + raw.nbytes],
        }
        parts.append(raw.tobytes())
        offset += raw.nbytes
    header = json.dumps(index).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(header)))
        file.write(header)
        for part in parts:
            file.write(part)
