"""Runs example programs as if each were run by itself, in one Python, since Keras takes seconds to start.

usage: run_examples.py IMAGE PROGRAM...

Prints a JSON object: each program's output.
"""

import contextlib
import io
import json
import os
import runpy
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

image, *programs = sys.argv[1:]
outputs = {}
for program in programs:
    sys.argv = [program, image]
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        runpy.run_path(program, run_name="__main__")
    outputs[program] = output.getvalue()
json.dump(outputs, sys.stdout)
