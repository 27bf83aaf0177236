"""Counts a model of Keras, independently of the workbench, and writes its configuration down; for Keras 3 and, with
XW_LEGACY_KERAS=1, tf_keras."""

import math

import numpy as np

from either_keras import keras, legacy

layers = keras.layers


def shape_of(value):
    value = value[0] if isinstance(value, (list, tuple)) else value
    return tuple(value.shape)


def counted(model):
    """Calls of layers, and the multiply-adds of convolutions and dense layers in them, over Keras' own nodes."""
    calls, macs = 0, 0
    for node in (node for depth in model._nodes_by_depth.values() for node in depth):
        layer = node.layer if legacy else node.operation
        if isinstance(layer, keras.Sequential):
            own = counted_stack(layer, shape_of(node.input_tensors))
        elif isinstance(layer, keras.Model):
            own = counted(layer)
        elif isinstance(layer, layers.InputLayer):
            own = (0, 0)
        else:
            own = (1, multiply_adds(layer, shape_of(node.outputs if legacy else node.output_tensors)))
        calls, macs = calls + own[0], macs + own[1]
    return calls, macs


def counted_stack(model, shape):
    """The same of a sequential model, whose own maps may have no size, for what it is given."""
    macs = 0
    for layer in model.layers:
        shape = tuple(layer.compute_output_shape(shape))
        macs += multiply_adds(layer, shape)
    return len(model.layers), macs


def multiply_adds(layer, shape):
    kernels = {
        layers.Conv2D: ("kernel",),
        layers.DepthwiseConv2D: ("depthwise_kernel", "kernel"),
        layers.SeparableConv2D: ("depthwise_kernel", "pointwise_kernel"),
        layers.Dense: ("kernel",),
    }.get(type(layer), ())
    names = [name for name in kernels if getattr(layer, name, None) is not None]
    if type(layer) is layers.DepthwiseConv2D:
        names = names[:1]
    values = sum(int(np.prod(getattr(layer, name).shape)) for name in names)
    return values * math.prod(shape[1:3] if len(shape) == 4 else ()) if values > 0 else 0


def without_defaults(value):
    """Initializers and the like say nothing about a network, and are most of the file."""
    if isinstance(value, dict):
        left_out = ("initializer", "regularizer", "constraint")
        return {key: without_defaults(each) for key, each in value.items() if not key.endswith(left_out)}
    return [without_defaults(each) for each in value] if isinstance(value, list) else value
