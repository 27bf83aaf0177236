"""Runs example programs as if each were run by itself, in one Python, since Keras takes seconds to start.

usage: run_examples.py IMAGES PROGRAM...

IMAGES are paths with commas between them. Prints a JSON object: for each program the outputs for the images, in order.
"""

import contextlib
import io
import json
import os
import runpy
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

images, *programs = sys.argv[1:]
outputs = {}
for program in programs:
    outputs[program] = []
    for image in images.split(","):
        sys.argv = [program, image]
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            runpy.run_path(program, run_name="__main__")
        outputs[program].append(output.getvalue())
json.dump(outputs, sys.stdout)
