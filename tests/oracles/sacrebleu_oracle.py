"""What the comparisons with sacreBLEU share. Importing it runs the script again in the Python that
DRAGOMAN_ORACLES names."""

import json
import logging
import os
import subprocess
import unittest

from oracles import BINARY, ORACLES

for name in ("SACREBLEU_SEED", "SACREBLEU_FORMAT", "SACREBLEU"):
    os.environ.pop(name, None)
os.environ["NO_COLOR"] = "1"
logging.disable(logging.CRITICAL)


def without_version(text):
    return text.replace("2.6.0-dragoman", "2.6.0")


def run_batch(cases):
    """What the program says to each case, in one process."""
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run([BINARY, "score", "--batch", "-"], input=lines, capture_output=True, text=True,
                          encoding="utf-8")
    if done.returncode:
        raise AssertionError(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Comparison(unittest.TestCase):
    """Counts what it compares; says so at the end."""

    compared = 0

    @classmethod
    def setUpClass(cls):
        if not ORACLES:
            raise unittest.SkipTest("DRAGOMAN_ORACLES names no Python with sacrebleu")

    @classmethod
    def tearDownClass(cls):
        print(f"{cls.__name__}: {cls.compared} comparisons")

    def close(self, ours, theirs, tolerance, about):
        type(self).compared += 1
        if abs(ours - float(theirs)) > tolerance:
            self.fail(f"{ours}, not {theirs}: {about}")

    def same(self, ours, theirs, about=""):
        type(self).compared += 1
        if isinstance(ours, str):
            ours = without_version(ours)
        if ours != theirs:
            self.fail(f"{ours!r}, not {theirs!r}: {about}")
