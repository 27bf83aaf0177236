"""The PyTorch network as an ONNX graph for inference, its batch norms folded into the convolutions."""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from xception_torch import Module, SamePool, SeparableConv2d

OPSET = 17
IR_VERSION = 9


class Writer:
    def __init__(self):
        self.nodes = []
        self.weights = []

    def add(self, op, *inputs, **attributes):
        name = f"{op}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, value):
        name = f"weight_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value, dtype=np.float32), name))
        return name

    def convolution(self, x, layer, norm=None):
        kernel = layer.weight.detach().double()
        inputs = [x]
        if norm is None:
            inputs += [self.constant(kernel.numpy())]
        else:
            scale = norm.weight.detach().double() / torch.sqrt(norm.running_var.double() + norm.eps)
            inputs += [
                self.constant((kernel * scale.reshape(-1, 1, 1, 1)).numpy()),
                self.constant((norm.bias.detach().double() - norm.running_mean.double() * scale).numpy()),
            ]
        window = {"kernel_shape": layer.kernel_size, "strides": layer.stride, "pads": layer.padding * 2}
        return self.add("Conv", *inputs, group=layer.groups, **window)

    def sequence(self, x, layers, size):
        """Returns the output and the side of its map."""
        layers = list(layers)
        while layers:
            layer = layers.pop(0)
            if isinstance(layer, (nn.Conv2d, SeparableConv2d)):
                if isinstance(layer, SeparableConv2d):
                    x = self.convolution(x, layer.depthwise)
                    layer = layer.pointwise
                x = self.convolution(x, layer, layers.pop(0))
                size = (size + 2 * layer.padding[0] - layer.kernel_size[0]) // layer.stride[0] + 1
            elif isinstance(layer, nn.ReLU):
                x = self.add("Relu", x)
            elif isinstance(layer, SamePool):
                near = size % 2
                x = self.add("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[near, near, 1, 1])
                size = (size + 1) // 2
            elif isinstance(layer, Module):
                body, after = self.sequence(x, layer.body, size)
                shortcut = x if layer.shortcut is None else self.sequence(x, layer.shortcut, size)[0]
                x, size = self.add("Add", body, shortcut), after
            else:
                raise TypeError(f"no ONNX for {layer}")
        return x, size


def to_onnx(network, size, batch):
    """A model from uint8 `[batch, size, size, 3]` to probabilities."""
    write = Writer()
    x = write.add("Cast", "images", to=TensorProto.FLOAT)
    x = write.add("Transpose", x, perm=[0, 3, 1, 2])
    x = write.add("Mul", x, write.constant(np.float32(1 / 127.5)))
    x = write.add("Sub", x, write.constant(np.float32(1)))
    x, _ = write.sequence(x, network.features, size)
    x = write.add("Flatten", write.add("GlobalAveragePool", x))
    dense = [write.constant(tensor.detach().numpy()) for tensor in (network.classifier.weight, network.classifier.bias)]
    x = write.add("Gemm", x, *dense, transB=1)
    x = write.add("Softmax", x, axis=1)
    graph = helper.make_graph(
        write.nodes,
        "xception",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, [batch, size, size, 3])],
        [helper.make_tensor_value_info(x, TensorProto.FLOAT, [batch, network.classifier.out_features])],
        write.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model.SerializeToString()
