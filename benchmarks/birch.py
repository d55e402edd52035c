"""Clusters against scikit-learn's Birch: the same file of vectors, thresholds and branching, in turns.

    python3 benchmarks/birch.py --oracles .venv/bin/python [--threshold 0.55] [--rounds 5] [--threads 1]

The Python needs scikit-learn and numpy. Every round runs `dragoman cluster` as a whole, with reading and
writing, and times scikit-learn's fit with its labels inside a process that has the vectors already. Seconds
of work are those of the processors, which do not count what else the machine does. The error is the sum of
squared distances from the mean of each cluster's members, for both sides from their labels.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import peers

MAKE = """
import sys, numpy
path, count, width, centres, noise = sys.argv[1], *map(int, sys.argv[2:5]), float(sys.argv[5])
rng = numpy.random.default_rng(1)

def unit(x):
    return x / numpy.linalg.norm(x, axis=1, keepdims=True)

topics = unit(rng.normal(size=(100, width)))
middle = unit(topics[rng.integers(0, 100, centres)] + rng.normal(size=(centres, width)) * 0.9 / width ** 0.5)
weight = 1 / (numpy.arange(centres) + 50.0)
chosen = rng.choice(centres, count, p=weight / weight.sum())
numpy.save(path, unit(middle[chosen] + rng.normal(size=(count, width)) * noise / width ** 0.5).astype("<f4"))
"""

PEER = """
import json, sys, time, numpy
from sklearn.cluster import Birch
x = numpy.load(sys.argv[1])
wall, work = time.perf_counter(), time.process_time()
model = Birch(threshold=float(sys.argv[2]), branching_factor=50, n_clusters=None, compute_labels=False).fit(x)
tree = time.process_time() - work
labels = model.predict(x)
print(json.dumps({"wall": time.perf_counter() - wall, "work": time.process_time() - work, "tree": tree,
                  "clusters": len(model.subcluster_centers_)}))
numpy.save(sys.argv[3], labels)
"""

ERROR = """
import sys, numpy
x, labels = numpy.load(sys.argv[1]).astype("float64"), numpy.load(sys.argv[2]).astype("int64")
order = numpy.argsort(labels, kind="stable")
starts = numpy.flatnonzero(numpy.diff(labels[order], prepend=-1))
sums = numpy.add.reduceat(x[order], starts)
sizes = numpy.diff(numpy.append(starts, len(x)))
print((x ** 2).sum() - ((sums ** 2).sum(axis=1) / sizes).sum())
"""

LABELS = """
import json, sys, numpy
numpy.save(sys.argv[2], [json.loads(line)["cluster"] for line in open(sys.argv[1])])
"""


def arguments():
    parser = peers.parser(__doc__, "scikit-learn")
    parser.add_argument("--vectors", type=int, default=100000)
    parser.add_argument("--width", type=int, default=384)
    parser.add_argument("--centres", type=int, default=3000)
    parser.add_argument("--noise", type=float, default=0.6)
    parser.add_argument("--threshold", type=float, default=0.55)
    parser.add_argument("--beam", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def python(options, script, *words):
    threads = str(options.threads)
    return peers.printed([options.oracles, "-c", script, *words],
                         OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads)


def ours(options, vectors, folder):
    """Seconds and clusters of one run; its labels are in ours.npy."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([options.dragoman, "cluster", vectors, "--threshold", str(options.threshold),
                           "--beam", str(options.beam), "--threads", str(options.threads), "-o", folder / "ours.jsonl"],
                          capture_output=True, text=True)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(done.stderr)
    peers.printed([options.oracles, "-c", LABELS, folder / "ours.jsonl", folder / "ours.npy"])
    said = next(line for line in done.stderr.splitlines() if " clusters, " in line)
    return {"wall": wall, "clusters": int(said.split(" clusters")[0].split()[-1]),
            "work": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def main():
    options = arguments()
    rounds = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vectors = folder / "x.npy"
        python(options, MAKE, vectors, options.vectors, options.width, options.centres, options.noise)
        for _ in range(options.rounds):
            mine = ours(options, vectors, folder)
            theirs = json.loads(python(options, PEER, vectors, options.threshold, folder / "theirs.npy"))
            rounds.append((mine, theirs))
            print(mine, theirs, file=sys.stderr, flush=True)
        errors = [float(python(options, ERROR, vectors, folder / f"{side}.npy")) for side in ("ours", "theirs")]
    report(options, rounds, errors)


def report(options, rounds, errors):
    def median(side, key):
        return statistics.median(pair[side][key] for pair in rounds)

    lines = [f"{options.vectors} x {options.width}, threshold {options.threshold}, beam {options.beam}, "
             f"{options.threads} threads, median of {options.rounds}; scikit-learn "
             f"{peers.version(options, 'sklearn')}, {peers.cpu_name()}, {os.cpu_count()} processors", "",
             "| | dragoman | scikit-learn | ratio |", "| --- | --: | --: | --: |"]
    for title, key in (("seconds of work", "work"), ("seconds on the clock", "wall")):
        mine, theirs = median(0, key), median(1, key)
        lines.append(f"| {title} | {mine:.2f} | {theirs:.2f} | {theirs / mine:.1f} |")
    lines.append(f"| of it, the tree | | {median(1, 'tree'):.2f} | |")
    clusters = [rounds[0][side]["clusters"] for side in (0, 1)]
    lines.append(f"| clusters | {clusters[0]} | {clusters[1]} | {clusters[0] / clusters[1]:.4f} |")
    lines.append(f"| error | {errors[0]:.6g} | {errors[1]:.6g} | {errors[0] / errors[1]:.6f} |")
    print("\n".join(lines))
    if options.page:
        peers.write_page(options, lines)


if __name__ == "__main__":
    main()
