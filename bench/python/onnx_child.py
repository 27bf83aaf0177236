"""ONNX Runtime, inference only, on the file that `write_onnx.py` wrote."""

import json
import pathlib
import sys

from blocks import random_batch, serve_blocks

import onnxruntime

if __name__ == "__main__":
    request = json.loads(sys.argv[1])
    workload = request["workload"]
    images, _ = random_batch(workload)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.intra_op_num_threads = workload["threads"]
    path = str(pathlib.Path(request["prepared"], "model.onnx"))
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    serve_blocks(
        lambda: session.run(None, {"images": images})[0].sum().item(), {"ONNX Runtime": onnxruntime.__version__}
    )
