#!/usr/bin/env python3
"""Writes correlations and corrected p-values of SciPy for random series: a golden file.

    python tools/make_golden_statistics.py --cases 40 --seed 5 > tests/golden/metrics/statistics.jsonl

Needs scipy. The calibrated accuracies are counted here pair by pair, threshold by threshold. The
first line of the output names the producer and its version.
"""
import argparse
import itertools
import json
import random

import scipy
from scipy import stats


def series(rng, length):
    """Scores with ties, with outliers, on scales of people and of metrics."""
    scale = rng.choice([1, 5, 100])
    grid = rng.choice([0, 1, 2])
    values = [rng.gauss(0, 1) * scale for _ in range(length)]
    return [round(value, grid) for value in values]


def related(rng, values):
    noise = rng.choice([0.1, 1, 10])
    grid = rng.choice([0, 1, 6])
    return [round(value * rng.choice([1, 1, 2]) + rng.gauss(0, noise), grid) for value in values]


def number(value):
    return None if value != value else float(value)


def correlation_case(rng):
    human = series(rng, rng.randint(2, 60))
    metric = related(rng, human)
    if rng.random() < 0.1:
        metric = [1.0] * len(human)
    return {
        "kind": "correlation", "human": human, "metric": metric,
        "pearson": number(stats.pearsonr(human, metric)[0]),
        "spearman": number(stats.spearmanr(human, metric)[0]),
        "kendall_b": number(stats.kendalltau(human, metric, variant="b")[0]),
        "kendall_c": number(stats.kendalltau(human, metric, variant="c")[0]),
        "ranks": list(map(float, stats.rankdata(human))),
    }


def correction_case(rng):
    p_values = [round(rng.random() ** rng.choice([1, 4]), rng.choice([2, 6])) for _ in range(rng.randint(1, 30))]
    return {"kind": "correction", "p_values": p_values,
            "benjamini_hochberg": list(map(float, stats.false_discovery_control(p_values, method="bh")))}


def accuracy(items, threshold):
    of_items = []
    for human, metric in items:
        right = pairs = 0
        for (h, m), (other_h, other_m) in itertools.combinations(zip(human, metric), 2):
            difference = 0 if abs(m - other_m) <= threshold else (1 if m > other_m else -1)
            right += (h > other_h) - (h < other_h) == difference
            pairs += 1
        if pairs:
            of_items.append(right / pairs)
    return sum(of_items) / len(of_items)


def calibration_case(rng):
    systems = rng.randint(2, 6)
    items = []
    for _ in range(rng.randint(1, 12)):
        human = series(rng, systems)
        items.append((human, related(rng, human)))
    distances = {0.0} | {abs(a - b) for _, metric in items for a, b in itertools.combinations(metric, 2)}
    best, threshold = -1.0, 0.0
    for candidate in sorted(distances):
        found = accuracy(items, candidate)
        if found > best + 1e-9:
            best, threshold = found, candidate
    return {"kind": "calibration", "items": items, "accuracy": best, "threshold": threshold}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    print(json.dumps({"producer": "scipy", "version": scipy.__version__, "seed": arguments.seed}))
    for make in (correlation_case, correction_case, calibration_case):
        for _ in range(arguments.cases):
            print(json.dumps(make(rng)))


if __name__ == "__main__":
    main()
