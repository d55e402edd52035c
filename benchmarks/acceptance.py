"""Which answers a surrogate lets through, by their length: GSPO's length trap, and what FSPO makes of it.

    dragoman study recipes/algorithms/study.toml
    python3 benchmarks/acceptance.py --runs runs/algorithms --page docs/results/acceptance.md

Reads the runs' metrics. A rollout is learned from in four optimizer steps; the first of them has ratio 1 and
clips nothing, so the other three are counted.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path

PREFIX, SUFFIX = "clip_ratio/up_to_", "_tokens"
STEPS_OF_A_ROLLOUT = 4
ALGORITHMS = ("grpo", "gspo", "fspo")


def of_run(run):
    """upper end of the length bin -> share of the answers (GRPO: of their tokens) that were not clipped."""
    clipped = {}
    for text in (run / "metrics.jsonl").read_text().splitlines():
        line = json.loads(text)
        if "loss" not in line or line["step"] % STEPS_OF_A_ROLLOUT == 1:
            continue
        for name, value in line.items():
            if name.startswith(PREFIX):
                clipped.setdefault(int(name[len(PREFIX):-len(SUFFIX)]), []).append(value)
    return {upper: 1 - statistics.mean(values) for upper, values in clipped.items()}


def measure(runs):
    """algorithm -> bin -> mean over its runs; and the number of runs."""
    found = {}
    for name in ALGORITHMS:
        each = [of_run(run) for run in sorted((runs / name).glob("seed-*"))]
        if not each:
            sys.exit(f"acceptance: {runs / name}: holds no run; make them with dragoman study")
        bins = sorted(set.intersection(*(set(one) for one in each)))
        found[name] = {upper: statistics.mean(one[upper] for one in each) for upper in bins}
    return found


def table(found):
    bins = sorted(set.intersection(*(set(of_bins) for of_bins in found.values())))
    yield "| surrogate | " + " | ".join(f"up to {upper} tokens" for upper in bins) + " |"
    yield "| --- |" + " --: |" * len(bins)
    for name, of_bins in found.items():
        yield f"| `{name}` | " + " | ".join(f"{of_bins[upper]:.1%}" for upper in bins) + " |"


def page(found):
    lines = ["# Which answers are let through, by length", "",
             "The share of answers (for `grpo`: of tokens) that a surrogate did not clip, in the second to fourth "
             "optimizer step on a", "rollout; means over the seeds of [the study](algorithms.md).", "",
             "Rebuild: `dragoman study recipes/algorithms/study.toml`, then "
             "`python3 benchmarks/acceptance.py --runs runs/algorithms", "--page docs/results/acceptance.md`.", "",
             *table(found), "",
             "GSPO clips a sequence's mean log-ratio, whose deviation shrinks with length: its published band of "
             "3e-4 and 4e-4, right for", "a thousand tokens, turns short translations away, the shortest most of "
             "all. FSPO clips the sum by a band that grows with", "the root of the length, and lets long and short "
             "through alike."]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, required=True, help="the study's output folder")
    parser.add_argument("--page", type=Path, help="where the page goes; none: the table is printed")
    options = parser.parse_args()
    found = measure(options.runs)
    if options.page:
        options.page.write_text(page(found))
    else:
        print("\n".join(table(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
