"""Xception in PyTorch for comparison only, after the structure of timm's `legacy_xception`, with Keras' numbers.

What differs from timm: Keras' SAME padding, batch norm's epsilon and momentum, a width, and a stem without its stride for
images under 71 pixels.
"""

import torch
from torch import nn
from torch.nn import functional

TRAINABLE_AT_FULL_SIZE = 22_855_952


class SeparableConv2d(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.depthwise = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs, bias=False)
        self.pointwise = nn.Conv2d(inputs, outputs, 1, bias=False)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))


class SamePool(nn.Module):
    """3x3 by 2 with SAME padding: one row on both sides of an odd map, on the far side only of an even one."""

    def forward(self, x):
        if x.shape[-1] % 2:
            return functional.max_pool2d(x, 3, 2, padding=1)
        return functional.max_pool2d(x, 3, 2, ceil_mode=True)


class Module(nn.Module):
    """Separable convolutions with a shortcut, and a pool where the shortcut has a stride."""

    def __init__(self, norm, channels, first_activation, strided):
        super().__init__()
        layers = []
        for inputs, outputs in zip(channels, channels[1:]):
            # Its input is the shortcut's too: the first activation must not overwrite it.
            layers += [nn.ReLU(inplace=bool(layers)), SeparableConv2d(inputs, outputs), norm(outputs)]
        if not first_activation:
            layers = layers[1:]
        self.body = nn.Sequential(*layers, *([SamePool()] if strided else []))
        self.shortcut = None
        if strided:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels[0], channels[-1], 1, stride=2, bias=False), norm(channels[-1])
            )

    def forward(self, x):
        return self.body(x) + (x if self.shortcut is None else self.shortcut(x))


class Xception(nn.Module):
    """Logits of float images `[batch, 3, size, size]` in -1..1."""

    def __init__(self, size, classes, width=1.0, middle=8, momentum=0.99):
        super().__init__()

        def count(filters):
            return max(1, int(filters * width + 0.5))

        def norm(channels):
            # PyTorch's momentum is the share of the new value.
            return nn.BatchNorm2d(channels, eps=1e-3, momentum=1 - momentum)

        def module(*filters, first_activation=True, strided=False):
            return Module(norm, [count(each) for each in filters], first_activation, strided)

        def relu():
            return nn.ReLU(inplace=True)

        stem = [nn.Conv2d(3, count(32), 3, stride=1 if size < 71 else 2, bias=False), norm(count(32)), relu()]
        stem += [nn.Conv2d(count(32), count(64), 3, bias=False), norm(count(64)), relu()]
        exit_flow = [SeparableConv2d(count(1024), count(1536)), norm(count(1536)), relu()]
        exit_flow += [SeparableConv2d(count(1536), count(2048)), norm(count(2048)), relu()]
        self.features = nn.Sequential(
            *stem,
            module(64, 128, 128, first_activation=False, strided=True),
            module(128, 256, 256, strided=True),
            module(256, 728, 728, strided=True),
            *[module(728, 728, 728, 728) for _ in range(middle)],
            module(728, 728, 1024, strided=True),
            *exit_flow,
        )
        self.classifier = nn.Linear(count(2048), classes)

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def build(workload):
    """The workload's network; at full size its parameters are counted against Keras'."""
    small = workload["model"] == "small"
    torch.manual_seed(1)
    network = Xception(
        workload["inputSize"], workload["classes"], workload["width"], momentum=0.9 if small else 0.99
    )
    if not small and workload["classes"] == 1000:
        assert sum(parameter.numel() for parameter in network.parameters()) == TRAINABLE_AT_FULL_SIZE
    return network
