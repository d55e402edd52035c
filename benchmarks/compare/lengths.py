"""Lengths of real sentence pairs in tokens, as supervised fine-tuning sees them; no sentence is kept.

    python3 benchmarks/compare/lengths.py build/dragoman train.tsv     prints them anew

Pairs of Tatoeba, English and German, both sides in a byte-level BPE of 4,096 tokens, with six of a template around them.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS, TEMPLATE_TOKENS = 20000, 6
# The middles of 128 equal shares of the pairs, shortest first.
PAIRS = [
    14, 15, 15, 16, 16, 16, 16, 17, 17, 17, 17, 17, 18, 18, 18, 18, 18, 18, 18, 19, 19, 19, 19, 19, 19, 19,
    20, 20, 20, 20, 20, 20, 20, 20, 21, 21, 21, 21, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22, 22, 22, 22,
    23, 23, 23, 23, 23, 23, 23, 23, 24, 24, 24, 24, 24, 24, 24, 24, 25, 25, 25, 25, 25, 25, 25, 26, 26, 26,
    26, 26, 26, 27, 27, 27, 27, 27, 27, 28, 28, 28, 28, 28, 29, 29, 29, 29, 29, 30, 30, 30, 30, 31, 31, 31,
    31, 32, 32, 32, 33, 33, 33, 34, 34, 35, 35, 36, 36, 37, 38, 38, 39, 40, 41, 43, 44, 46, 50, 57,
]


def write(file, lengths):
    """One number a line, in an order that only depends on the numbers."""
    shuffled = list(lengths)
    random.Random(0).shuffle(shuffled)
    Path(file).write_text("".join(f"{length}\n" for length in shuffled))


def evenly(low, high, count):
    """Lengths drawn evenly."""
    stream = random.Random(0)
    return [stream.randint(low, high) for _ in range(count)]


def read(file):
    return [int(line) for line in Path(file).read_text().split()]


def counted(program, sides):
    with tempfile.TemporaryDirectory() as folder:
        texts = [Path(folder) / str(side) for side in range(len(sides))]
        for text, side in zip(texts, sides):
            text.write_text("\n".join(side) + "\n")
        subprocess.run([program, "tokenizer", "train", "--output", f"{folder}/tok", "--vocab_size", "4096", *texts],
                       check=True, capture_output=True)
        for text in texts:
            done = subprocess.run([program, "tokenize", "--model", f"{folder}/tok"], stdin=text.open(), text=True,
                                  check=True, capture_output=True)
            yield [len(json.loads(line)["ids"]) for line in done.stdout.splitlines()[:ROWS]]


def main():
    program, file = sys.argv[1:]
    rows = [line.split("\t") for line in Path(file).read_text().splitlines()]
    totals = sorted(sum(pair) + TEMPLATE_TOKENS for pair in zip(*counted(program, list(zip(*rows)))))
    print([totals[int(len(totals) * (share + 0.5) / len(PAIRS))] for share in range(len(PAIRS))])


if __name__ == "__main__":
    main()
