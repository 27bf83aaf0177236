"""tf.data as its guides say: decode_jpeg, resize as Pillow does, batches, all parallel calls and prefetch AUTOTUNE."""

import glob
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "python"))
from blocks import read_request, serve_blocks, silence

silence(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")

import tensorflow as tf

workload, setting = read_request()
files = sorted(glob.glob(os.path.join(setting["folder"], "*", "*.jpg")))
size = (workload["inputSize"], workload["inputSize"])


def load(path):
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    return tf.image.resize(image, size, method="bilinear", antialias=True)


dataset = (
    tf.data.Dataset.from_tensor_slices(files)
    .shuffle(len(files))
    .map(load, num_parallel_calls=tf.data.AUTOTUNE)
    .batch(workload["batch"], num_parallel_calls=tf.data.AUTOTUNE)
    .prefetch(tf.data.AUTOTUNE)
)


def step():
    return float(sum(batch.shape[0] + float(batch[0, 0, 0, 0]) / 256 for batch in dataset))


serve_blocks(step, {"tensorflow": tf.__version__})
