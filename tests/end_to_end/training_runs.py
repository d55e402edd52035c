"""What the tests of `dragoman train` share: small recipes, runs that are killed, what they leave."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("DRAGOMAN_BINARY", str(ROOT / "build" / "dragoman"))
KILLS = int(os.environ.get("DRAGOMAN_KILLS", "2"))
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}

WORLD = """
[world]
name = "agglutinative"
train_rows = 200
dev_rows = 20
"""

MODEL = """
[model]
hidden_size = 32
intermediate_size = 48
num_hidden_layers = 1
num_attention_heads = 2
num_key_value_heads = 1
"""

SFT = 'kind = "sft"\n' + WORLD + MODEL + """
max_position_embeddings = 192
[tokenizer]
vocab_size = 400
[trainer]
max_steps = 40
per_device_train_batch_size = 8
gradient_accumulation_steps = 2
eval_steps = 10
save_steps = 5
[evaluation]
witness = "meaning_accuracy"
max_completion_length = 24
"""

RL = """
include = "sft.toml"
kind = "rl"
[trainer]
max_steps = 16
per_device_train_batch_size = 16
gradient_accumulation_steps = 1
eval_steps = 8
save_steps = 4
[rl]
num_generations = 4
steps_per_generation = 2
max_completion_length = 16
[algorithm]
name = "grpo"
beta = 0.01
[[reward]]
name = "chrf"
[[reward]]
name = "length"
"""


def dragoman(*arguments, check=True, stdin=None):
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                          input=stdin, env=ENVIRONMENT)
    if check and done.returncode != 0:
        raise AssertionError(f"exit {done.returncode}: {done.stderr}")
    return done


def metrics(run):
    """All lines without timings."""
    timing = ("timing_s/", "perf/", "step_time")
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [{k: v for k, v in line.items() if not k.startswith(timing)} for line in lines]


def episodes(run):
    done = subprocess.run(["zstdcat", run / "episodes.jsonl.zst"], capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


# Prints the scalars that TensorBoard reads, as {name: [[step, value], …]}.
READ_EVENTS = """
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0}).Reload()
print(json.dumps({tag: [[e.step, e.value] for e in events.Scalars(tag)]
                  for tag in events.Tags()["scalars"]}))
"""


def newest(run):
    return max((run / "checkpoints").glob("step-*"), key=lambda path: int(path.name[5:]))


class Runs(unittest.TestCase):
    """A folder with the two recipes, and runs that are killed again and again."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "sft.toml").write_text(SFT)
        (self.folder / "rl.toml").write_text(RL)

    def killed_again_and_again(self, recipe, *options):
        """Runs `recipe` to its end in spite of KILLS kills; returns the run folder."""
        run = self.folder / "killed"
        rng = random.Random(7)
        resume = []
        for _ in range(KILLS):
            process = subprocess.Popen(
                [BINARY, "train", recipe, f"--output={run}", *options, *resume], env=ENVIRONMENT,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            deadline = time.time() + 60
            while not list(run.glob("checkpoints/step-*")) and process.poll() is None:
                self.assertLess(time.time(), deadline)
                time.sleep(0.01)
            time.sleep(rng.uniform(0.0, 1.0))
            process.send_signal(signal.SIGKILL)
            process.wait()
            resume = ["--resume"]
        dragoman("train", recipe, f"--output={run}", *options, *resume)
        return run

    def check_exact(self, recipe, *options):
        whole = self.folder / "whole"
        dragoman("train", recipe, f"--output={whole}", *options)
        killed = self.killed_again_and_again(recipe, *options)
        self.assertEqual(metrics(whole), metrics(killed))
        self.assertEqual(newest(whole).name, newest(killed).name)
        files = [path.relative_to(newest(whole)) for path in newest(whole).rglob("*.safetensors")]
        self.assertGreaterEqual(len(files), 2)
        for name in files:
            self.assertEqual((newest(whole) / name).read_bytes(),
                             (newest(killed) / name).read_bytes())
        self.check_tensorboard(killed)
        return whole, killed

    def check_tensorboard(self, run):
        """TensorBoard shows the numbers of metrics.jsonl, each once."""
        oracles = os.environ.get("DRAGOMAN_ORACLES", "")
        if not oracles or subprocess.run([oracles, "-c", "import tensorboard"],
                                         capture_output=True).returncode != 0:
            print("not held against TensorBoard, which DRAGOMAN_ORACLES does not have",
                  file=sys.stderr)
            return
        read = subprocess.run([oracles, "-c", READ_EVENTS, run], capture_output=True, text=True)
        self.assertEqual(read.returncode, 0, read.stderr)
        for name, points in json.loads(read.stdout).items():
            lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
            expected = [(line["step"], line[name]) for line in lines if name in line]
            self.assertEqual([step for step, _ in points], [step for step, _ in expected], name)
            for (_, ours), (_, theirs) in zip(points, expected):
                self.assertAlmostEqual(ours, theirs, delta=1e-6 * abs(theirs))
