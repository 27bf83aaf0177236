"""PyTorch: eager or `torch.compile`, always channels_last."""

from blocks import random_batch, read_request, serve_blocks

import torch
from torch.nn import functional

from xception_torch import build

RATE = 0.01


def to_input(images):
    """uint8 `[batch, height, width, 3]` to float `[batch, 3, height, width]`, which lies in memory as channels_last."""
    return images.permute(0, 3, 1, 2).to(torch.float32) / 127.5 - 1


def trainer(workload, setting):
    network = build(workload).to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.SGD(network.parameters(), RATE, momentum=0.9, fused=True)
    images, labels = random_batch(workload)

    def loss_of(batch, classes):
        return functional.cross_entropy(network(to_input(batch)), classes)

    compute = torch.compile(loss_of) if setting["compile"] else loss_of

    def step():
        batch, classes = torch.from_numpy(images), torch.from_numpy(labels).long()
        optimizer.zero_grad(set_to_none=True)
        loss = compute(batch, classes)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def predictor(workload, setting):
    network = build(workload).to(memory_format=torch.channels_last).eval()
    images, _ = random_batch(workload)

    def probabilities(batch):
        return functional.softmax(network(to_input(batch)), dim=1)

    compute = torch.compile(probabilities) if setting["compile"] else probabilities

    def step():
        with torch.no_grad():
            return compute(torch.from_numpy(images)).numpy().sum().item()

    return step


if __name__ == "__main__":
    workload, setting = read_request()
    torch.set_num_threads(workload["threads"])
    if setting["freeze"]:
        import torch._inductor.config

        # Weights become constants of the compiled code, and batch norms are folded into the convolutions.
        torch._inductor.config.freezing = True
    make = trainer if workload["task"] == "train" else predictor
    serve_blocks(make(workload, setting), {"PyTorch": torch.__version__})
