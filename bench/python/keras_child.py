"""Keras on TensorFlow: `train_on_batch` and `predict_on_batch`, or a hand-written `tf.function` around the same model.

Imports its small model from the parity tests, where it is held against the workbench's.
"""

import pathlib
import sys

from blocks import random_batch, read_request, serve_blocks, silence

silence(TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow")

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "test" / "parity" / "python"))

from small_xception import small_xception  # noqa: E402

TRAINABLE_AT_FULL_SIZE = 22_855_952
RATE = 0.01


def build(workload):
    """uint8 in, logits out."""
    size = workload["inputSize"]
    if workload["model"] == "full":
        network = keras.applications.Xception(
            weights=None, input_shape=(size, size, 3), classes=workload["classes"], classifier_activation=None
        )
        if workload["classes"] == 1000:
            assert sum(weight.value.shape.num_elements() for weight in network.trainable_weights) == TRAINABLE_AT_FULL_SIZE
    else:
        usual = {"order": "depthwise-first", "activation": "none", "residuals": True, "middle": 8}
        network = small_xception({**usual, **workload, "batchNormMomentum": 0.9})
    images = keras.Input((size, size, 3), dtype="uint8")
    return keras.Model(images, network(keras.layers.Rescaling(1 / 127.5, -1)(images)))


def trainer(model, workload, setting):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(RATE, momentum=0.9)
    images, labels = random_batch(workload)
    if setting["call"] == "method":
        model.compile(optimizer, loss, jit_compile=setting["jit"])
        return lambda: float(model.train_on_batch(images, labels))
    optimizer.build(model.trainable_variables)

    @tf.function(jit_compile=setting["jit"])
    def step(batch, classes):
        with tf.GradientTape() as tape:
            value = loss(classes, model(batch, training=True))
        gradients = tape.gradient(value, [weight.value for weight in model.trainable_weights])
        optimizer.apply(gradients, model.trainable_variables)
        return value

    return lambda: float(step(images, labels))


def predictor(model, workload, setting):
    model = keras.Model(model.input, keras.layers.Softmax()(model.output))
    images, _ = random_batch(workload)
    if setting["call"] == "method":
        model.compile(jit_compile=setting["jit"])
        return lambda: float(model.predict_on_batch(images).sum())

    @tf.function(jit_compile=setting["jit"])
    def predict(batch):
        return model(batch, training=False)

    return lambda: float(predict(images).numpy().sum())


if __name__ == "__main__":
    workload, setting = read_request()
    tf.config.threading.set_intra_op_parallelism_threads(workload["threads"])
    make = trainer if workload["task"] == "train" else predictor
    serve_blocks(
        make(build(workload), workload, setting), {"Keras": keras.__version__, "TensorFlow": tf.__version__}
    )
