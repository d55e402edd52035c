"""How far the logprobs of narrow formats are from those of float32."""

import json
import random
import subprocess
from pathlib import Path

import peers

ROWS, TOKENS = 64, 96
WAYS = {"bfloat16": ["--dtype", "bfloat16"], "int8": ["--quantization", "int8"]}


def random_rows(vocabulary):
    """[(ids, how many stand before the first that counts)]"""
    stream = random.Random(0)
    return [([stream.randrange(vocabulary) for _ in range(TOKENS)], 1) for _ in range(ROWS)]


def episodes(run):
    """The last rollouts of an RL run; what the model wrote counts."""
    file = Path(run) / "episodes.jsonl"
    packed = file.with_suffix(".jsonl.zst")
    text = peers.printed(["zstd", "-dc", packed]) if packed.exists() else file.read_text()
    rows = [json.loads(line) for line in text.splitlines()[-ROWS:]]
    return [(row["tokens"], next(begin for kind, begin, *_ in row["spans"] if kind == "sampled")) for row in rows]


def last_checkpoint(run):
    return max((Path(run) / "checkpoints").iterdir(), key=lambda path: int(path.name.split("-")[1]))


def logprobs(options, folder, rows, way):
    lines = "".join(json.dumps({"input_ids": ids}) + "\n" for ids, _ in rows)
    done = subprocess.run([options.dragoman, "logprobs", "--model", str(folder), *way], input=lines, text=True,
                          capture_output=True, check=True)
    return [value for line, (_, begin) in zip(done.stdout.splitlines(), rows)
            for value in json.loads(line)["logprobs"][begin:]]


def differences(options, folder, rows):
    """format -> (mean, largest) distance of a token's logprob."""
    exact = logprobs(options, folder, rows, ["--dtype", "float32"])
    found = {}
    for name, way in WAYS.items():
        distances = [abs(one - other) for one, other in zip(exact, logprobs(options, folder, rows, way))]
        found[name] = (sum(distances) / len(distances), max(distances))
    return found
