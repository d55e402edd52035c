"""How fast training is: against transformers' Trainer, a compiled PyTorch loop and TRL, and against the machine's arithmetic.

    python3 benchmarks/training.py --oracles .venv/bin/python --page docs/results/training_speed.md

Random models; sequences as long as real sentence pairs (compare/lengths.py). Sides take turns, a process each. Every cell is
kept in a JSON file beside the page as soon as it is measured, and only missing ones are measured: `--cells 'sft/*' --again`
measures some once more, `--cells none` writes the page from what is there.
"""

import fnmatch
import json
import platform
import sys
import tempfile
from pathlib import Path

import peers
import training_cells
import training_page


def arguments():
    parser = peers.parser(__doc__, "datasets, torch, transformers and trl")
    parser.set_defaults(page="docs/results/training_speed.md")
    parser.add_argument("--cells", nargs="*", default=["*"], help=f"patterns of {', '.join(training_cells.CELLS)}")
    parser.add_argument("--again", action="store_true", help="measures cells that are there, too")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=2, help="of each side in a round, after its warm-up")
    parser.add_argument("--models", help="folder that keeps the random checkpoints; else they are made anew")
    parser.add_argument("--patience", type=float, default=60, help="seconds to wait for a quiet machine, each time")
    parser.add_argument("--peak_gflops", type=float, default=0, help="of a device that cannot be measured")
    return parser.parse_args()


def chosen(patterns):
    """Names of cells, in their order; a pattern that fits none ends the script, but for `none`."""
    for pattern in patterns:
        if pattern != "none" and not fnmatch.filter(training_cells.CELLS, pattern):
            sys.exit(f"--cells {pattern} fits none of {', '.join(training_cells.CELLS)}")
    return [name for name in training_cells.CELLS if any(fnmatch.fnmatch(name, one) for one in patterns)]


def state_file(options):
    return Path(options.page).with_suffix(".json")


def load(options):
    file = state_file(options)
    return json.loads(file.read_text()) if file.exists() else {}


def conditions(options, busy):
    """What a cell was measured under."""
    return {"machine": f"{peers.cpu_name()}, {platform.system()}", "threads": options.threads,
            "rounds": options.rounds, "steps": options.steps, "busy_cores": round(max(busy, default=0.0), 2),
            "versions": {name: peers.version(options, name) for name in ("torch", "transformers", "trl")},
            "dragoman": peers.printed([options.dragoman, "--version"]).strip()}


def main():
    options = arguments()
    wanted = chosen(options.cells)
    state = load(options)
    with tempfile.TemporaryDirectory() as temporary:
        bench = training_cells.Bench(options, Path(options.models or temporary), Path(temporary))
        for name in wanted:
            if name in state and not options.again:
                continue
            print(f"{name}: measuring", file=sys.stderr, flush=True)
            bench.busy.clear()
            result = training_cells.CELLS[name](bench)
            state[name] = {"result": result, "conditions": conditions(options, bench.busy)}
            state_file(options).write_text(json.dumps(state, indent=1) + "\n")
            print(f"{name}: {json.dumps(training_page.summary(name, result))}", flush=True)
    if state:
        training_page.write(options, state)
    return 0


if __name__ == "__main__":
    sys.exit(main())
