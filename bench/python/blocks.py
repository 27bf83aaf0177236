"""The child's side of the bench's protocol; `bench/children/serve-blocks.ts` is its twin.

A child builds one engine for one workload, runs a first step, says `ready`, and then runs as many steps as it is told to,
each time it is told to. Its lines begin with a mark, since the libraries print too.
"""

import json
import math
import os
import sys
import time

import numpy as np

MARK = "@bench "


def peak_bytes():
    """Largest resident memory of this process so far."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def random_batch(workload):
    """uint8 images `[batch, size, size, 3]` and int32 labels, in memory before anything is timed."""
    random = np.random.default_rng(1)
    count, size = workload["batch"], workload["inputSize"]
    images = random.integers(0, 256, (count, size, size, 3), dtype=np.uint8)
    return images, random.integers(0, workload["classes"], count, dtype=np.int32)


def serve_blocks(step, versions):
    """`step` runs once and returns a float that proves it ran: the loss, or the sum of all probabilities."""

    def say(message):
        # JSON has no NaN.
        finite = value if math.isfinite(value) else None
        sys.stdout.write(MARK + json.dumps({**message, "value": finite, "peakBytes": peak_bytes()}) + "\n")
        sys.stdout.flush()

    value = step()
    say({"kind": "ready", "versions": versions})
    for line in sys.stdin:
        steps = json.loads(line)["steps"]
        started = time.perf_counter()
        for _ in range(steps):
            value = step()
        say({"kind": "block", "seconds": time.perf_counter() - started})


def read_request():
    """Workload and setting, given as one JSON argument."""
    request = json.loads(sys.argv[1])
    return request["workload"], request["setting"]


def silence(**environment):
    """Sets environment variables that a library reads while it is imported; what is there stays."""
    for name, value in environment.items():
        os.environ.setdefault(name, value)
