"""Records losses and gradients of TRL's preference and reward trainers, for
tests/golden/algorithms/preference.jsonl.

    python3 tools/make_golden_preference.py

Each case is a small step: three pairs of answers with the logprobs of their tokens under the policy
and their sums under the reference, and how our recipe names what TRL was told. TRL's own loss runs
on them; only the models' forward passes are replaced, by the recorded numbers.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import torch
import trl
from trl.experimental.cpo.cpo_trainer import CPOTrainer
from trl.experimental.orpo.orpo_trainer import ORPOTrainer
from trl.trainer.dpo_trainer import DPOTrainer
from trl.trainer.kto_trainer import KTOTrainer
from trl.trainer.reward_trainer import RewardTrainer

LENGTHS = [3, 7, 1, 5, 2, 6]  # of the three chosen answers, then of the three rejected
PAIRS = 3
SMOOTHED = "label_smoothing = 0.1"

# Our words, whose loss it is, TRL's words.
CASES = [
    ("sigmoid", "", "dpo", {}),
    ("sigmoid", "beta = 0.5", "dpo", dict(beta=0.5)),
    ("sigmoid", SMOOTHED, "one by one", dict(loss_type="aot", label_smoothing=0.1)),
    ("sigmoid", "rpo_alpha = 0.7", "dpo", dict(loss_type=["sigmoid", "sft"], loss_weights=[1, 0.7])),
    ("sigmoid_norm", "", "dpo", {}),
    ("hinge", "", "dpo", {}),
    ("ipo", "", "dpo", {}),
    ("robust", SMOOTHED, "dpo", dict(label_smoothing=0.1)),
    ("exo_pair", "label_smoothing = 0.01", "dpo", dict(label_smoothing=0.01)),
    ("nca_pair", "", "dpo", {}),
    ("bco_pair", "", "dpo", {}),
    ("sppo_hard", "", "dpo", {}),
    ("apo_zero", "", "dpo", {}),
    ("apo_down", "", "dpo", {}),
    ("discopop", "", "dpo", {}),
    ("cpo", "", "cpo", dict(loss_type="sigmoid", cpo_alpha=1.0)),
    ("cpo", SMOOTHED + "\ncpo_alpha = 0.0", "cpo",
     dict(loss_type="sigmoid", cpo_alpha=0.0, label_smoothing=0.1)),
    ("simpo", "", "cpo", dict(loss_type="simpo", cpo_alpha=0.0, beta=2.0, simpo_gamma=0.5)),
    ("simpo", "beta = 1.0\nsimpo_gamma = 0.8\ncpo_alpha = 0.5", "cpo",
     dict(loss_type="simpo", cpo_alpha=0.5, beta=1.0, simpo_gamma=0.8)),
    ("orpo", "beta = 0.4", "orpo", dict(beta=0.4)),
    ("kto", "", "kto", {}),
    ("kto", "desirable_weight = 1.5\nundesirable_weight = 0.8", "kto",
     dict(desirable_weight=1.5, undesirable_weight=0.8)),
]


def identity(value, *_, **__):
    return value


def columns(draw):
    shape = (2 * PAIRS, max(LENGTHS))
    mask = torch.tensor([[t < length for t in range(shape[1])] for length in LENGTHS]).double()
    logprob = (-3 * torch.rand(shape, generator=draw) - 0.1) * mask
    reference = logprob.sum(1) + 2 * torch.randn(shape[0], generator=draw)
    mismatched = 2 * torch.randn(shape[0], generator=draw) + 1.0
    return dict(mask=mask, logprob=logprob, reference=reference, mismatched=mismatched)


def accelerator():
    return SimpleNamespace(device="cpu", gather_for_metrics=identity, gather=identity,
                           reduce=identity, unwrap_model=identity)


def parts(told, name):
    losses = told.get("loss_type", name)
    losses = [losses] if isinstance(losses, str) else losses
    return dict(
        accelerator=accelerator(), aux_loss_enabled=False, precompute_ref_logps=True, ld_alpha=None,
        f_divergence_type="reverse_kl", beta=told.get("beta", 0.1), use_weighting=False,
        label_smoothing=told.get("label_smoothing", 0.0), loss_types=losses, loss_type=losses[0],
        loss_weights=told.get("loss_weights", [1.0] * len(losses)), _total_train_tokens=0,
        _tp_size=1, _metrics=defaultdict(lambda: defaultdict(list)),
        args=SimpleNamespace(discopop_tau=0.05, center_rewards_coefficient=told.get("center")))


def outputs(logprob):
    zero = torch.zeros_like(logprob)
    return SimpleNamespace(log_probs=logprob, entropy=zero, mean_logits=zero,
                           is_top1=zero.bool(), log_sum_sq_probs=zero)


def with_prompt(mask):
    """A prompt of one token before every answer."""
    return torch.cat([torch.zeros(len(mask), 1), mask], 1)


def model(logprob):
    forward = lambda **_: outputs(logprob)
    forward.training = True
    return forward


def dpo(name, told, step, logprob):
    fake = SimpleNamespace(**parts(told, name), model=SimpleNamespace(training=True))
    mask = with_prompt(step["mask"])
    chosen, rejected = step["reference"].chunk(2)
    inputs = dict(input_ids=torch.zeros_like(mask, dtype=torch.long), attention_mask=mask,
                  completion_mask=mask, ref_chosen_logps=chosen, ref_rejected_logps=rejected)
    return DPOTrainer._compute_loss(fake, model(logprob), inputs, False)


def one_by_one(name, told, step, logprob):
    """The mean over steps of one pair each: the losses that sort a batch then compare the pair."""
    alone = lambda column, i: column[[i, i + PAIRS]]
    return sum(dpo(name, told, {key: alone(value, i) for key, value in step.items()},
                   alone(logprob, i)) for i in range(PAIRS)) / PAIRS


def kto(name, told, step, logprob):
    fake = SimpleNamespace(**parts(told, name), model=SimpleNamespace(training=True),
                           calculate_KL=True, desirable_weight=told.get("desirable_weight", 1.0),
                           undesirable_weight=told.get("undesirable_weight", 1.0))
    fake._compute_kl_logps = lambda *_: step["mismatched"]
    mask = with_prompt(step["mask"])
    inputs = dict(input_ids=torch.zeros_like(mask, dtype=torch.long), attention_mask=mask,
                  completion_mask=mask, label=torch.tensor([True] * PAIRS + [False] * PAIRS),
                  ref_logps=step["reference"], ref_KL_logps=torch.zeros(2 * PAIRS))
    return KTOTrainer._compute_loss(fake, model(logprob), inputs, False)


def without_reference(trainer, told, step, logprob):
    mean = trainer is ORPOTrainer or told["loss_type"] == "simpo"
    fake = SimpleNamespace(**parts(told, "orpo"), alpha=0.0, cpo_alpha=told.get("cpo_alpha"),
                           simpo_gamma=told.get("simpo_gamma"))
    lengths = step["mask"].sum(1)
    sums = logprob.sum(1) / lengths if mean else logprob.sum(1)
    chosen, rejected = sums.chunk(2)
    nll = -logprob[:PAIRS].sum() / lengths[:PAIRS].sum()
    fake.concatenated_forward = lambda *_: (chosen, rejected, logprob, logprob, nll)
    for method in ("cpo_loss", "odds_ratio_loss"):
        if hasattr(trainer, method):
            setattr(fake, method, getattr(trainer, method).__get__(fake))
    return trainer.get_batch_loss_metrics(fake, None, {})[0]


def loss_of(kind, name, told, step, logprob):
    if kind == "dpo":
        return dpo(name, told, step, logprob)
    if kind == "one by one":
        return one_by_one(name, told, step, logprob)
    if kind == "kto":
        return kto(name, told, step, logprob)
    if kind == "cpo":
        return without_reference(CPOTrainer, told, step, logprob)
    return without_reference(ORPOTrainer, told, step, logprob)


def record(name, options, kind, told, seed):
    step = columns(torch.Generator().manual_seed(seed))
    logprob = step["logprob"].clone().requires_grad_()
    loss = loss_of(kind, name, told, step, logprob)
    loss.backward()
    rows = lambda column: [column[i, :length].tolist() for i, length in enumerate(LENGTHS)]
    return dict(loss_type=name, options=options, loss=loss.item(), logprob=rows(logprob.detach()),
                reference=step["reference"].tolist(),
                kl=max(0.0, step["mismatched"].mean().item()), slopes=rows(logprob.grad))


def record_reward(center, margins, seed):
    draw = torch.Generator().manual_seed(seed)
    scores = torch.randn(2 * PAIRS, generator=draw).requires_grad_()
    fake = SimpleNamespace(**parts(dict(center=center), ""), model=SimpleNamespace(training=True))
    inputs = dict(attention_mask=torch.ones(2 * PAIRS, 1))
    if margins:
        inputs["margin"] = torch.rand(PAIRS, generator=draw)
    forward = lambda **given: SimpleNamespace(logits=scores.unsqueeze(-1))
    loss = RewardTrainer.compute_loss(fake, forward, inputs)
    loss.backward()
    return dict(scores=scores.tolist(), center=center or 0.0, loss=loss.item(),
                margins=inputs.get("margin", torch.zeros(PAIRS)).tolist(),
                slopes=scores.grad.tolist())


def main():
    path = Path(__file__).resolve().parents[1] / "tests/golden/algorithms/preference.jsonl"
    torch.set_default_dtype(torch.float64)
    cases = [record(*case, seed) for seed, case in enumerate(CASES)]
    rewards = [record_reward(center, margins, seed) for seed, (center, margins) in
               enumerate([(None, False), (None, True), (0.05, False), (0.01, True)])]
    first = dict(producer=f"tools/make_golden_preference.py, trl {trl.__version__}")
    lines = [first, *cases, *rewards]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    print(f"{path}: {len(lines) - 1} cases", file=sys.stderr)


if __name__ == "__main__":
    main()
