"""The Keras that the writers of models run on: Keras 3 or, with XW_LEGACY_KERAS=1, tf_keras (Keras 2)."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
legacy = os.environ.get("XW_LEGACY_KERAS") == "1"

if legacy:
    import tf_keras as keras
else:
    import keras  # noqa: F401
