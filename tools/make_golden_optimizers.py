#!/usr/bin/env python3
"""Writes tests/golden/nn/optimizers.jsonl: paths of a matrix and a vector under torch's and
transformers' optimizers, for the same gradients. Run it with a Python that has both."""

import json
from pathlib import Path

import torch
import transformers

TARGET = Path(__file__).resolve().parents[1] / "tests" / "golden" / "nn" / "optimizers.jsonl"
STEPS = 20
SHAPES = {"matrix": (5, 4), "vector": (3,)}
RATE = 0.02
DECAY = 0.1


def adamw(groups):
    return torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.95), eps=1e-6)


def adafactor(groups):
    return transformers.Adafactor(groups, lr=RATE, scale_parameter=False, relative_step=False)


def sgd(groups):
    return torch.optim.SGD([{**group, "weight_decay": 0.0} for group in groups], lr=RATE)


def flat(tensor):
    return [float(number) for number in tensor.detach().reshape(-1)]


def path(make, decay):
    """Parameters before the first step and after each, and the gradients; the rate falls."""
    torch.manual_seed(11)
    values = {name: torch.nn.Parameter(torch.randn(shape)) for name, shape in SHAPES.items()}
    optimizer = make([{"params": [values["matrix"]], "weight_decay": decay},
                      {"params": [values["vector"]], "weight_decay": 0.0}])
    start = {name: flat(value) for name, value in values.items()}
    steps = []
    for step in range(STEPS):
        rate = RATE * (1 - step / (2 * STEPS))
        for group in optimizer.param_groups:
            group["lr"] = rate
        for name, value in values.items():
            value.grad = torch.randn(SHAPES[name]) * 10 ** (step % 3 - 2)
        gradients = {name: flat(value.grad) for name, value in values.items()}
        optimizer.step()
        steps.append({"learning_rate": rate, "gradients": gradients,
                      "values": {name: flat(value) for name, value in values.items()}})
    return {"start": start, "weight_decay": decay, "steps": steps}


def main():
    producer = (f"tools/make_golden_optimizers.py, torch {torch.__version__.split('+')[0]}, "
                f"transformers {transformers.__version__}")
    lines = [{"producer": producer, "shapes": SHAPES}]
    for optim, make, decay in (("adamw", adamw, DECAY), ("adafactor", adafactor, DECAY),
                               ("sgd", sgd, 0.0)):
        lines.append({"optim": optim, **path(make, decay)})
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("".join(json.dumps(line) + "\n" for line in lines))


if __name__ == "__main__":
    main()
