"""Records losses and gradients of TRL's GRPO and RLOO trainers for tests/golden/algorithms/trl.jsonl.

    python3 tools/make_golden_trl.py

Each case is a small step: four answers of different lengths with their logprobs, and how our recipe
names what TRL was told. TRL's own `_compute_loss` runs on them; only the model's forward pass is
replaced, by the recorded logprobs.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import torch
import trl
from trl.trainer.grpo_trainer import GRPOTrainer
from trl.trainer.rloo_trainer import RLOOTrainer

LENGTHS = [3, 7, 1, 5]
LIMIT = 9  # max_completion_length

# Our words, TRL's words.
CASES = [
    ("grpo", 'loss_type = "grpo"\nepsilon_high = 0.28\ndelta = 3.0\nbeta = 0.05\n'
     "use_bias_correction_kl = true",
     dict(loss_type="grpo", epsilon_high=0.28, delta=3.0, beta=0.05, use_bias_correction_kl=True)),
    ("grpo", 'loss_type = "grpo"\nepsilon_high = 0.2\ndelta = "none"\nbeta = 0.05',
     dict(loss_type="grpo", beta=0.05)),
    ("dapo", "", dict(loss_type="dapo", epsilon_high=0.28)),
    ("dapo", "", dict(loss_type="bnpo", epsilon_high=0.28)),
    ("dr_grpo", "", dict(loss_type="dr_grpo")),
    ("cispo", "epsilon_high = 0.3", dict(loss_type="cispo", epsilon_high=1.3)),
    ("gspo", "epsilon = 0.05\nepsilon_high = 0.06",
     dict(loss_type="grpo", importance_sampling_level="sequence", epsilon=0.05,
          epsilon_high=0.06)),
    ("dapo", "importance_sampling_clip_max = 1.05",
     dict(loss_type="dapo", epsilon_high=0.28, correction=("token_truncate", 1.05))),
    ("dapo", 'importance_sampling_mode = "token_mask"\nimportance_sampling_clip_max = 1.05',
     dict(loss_type="dapo", epsilon_high=0.28, correction=("token_mask", 1.05))),
    ("dapo", 'importance_sampling_mode = "sequence_mask"\nimportance_sampling_clip_max = 1.1',
     dict(loss_type="dapo", epsilon_high=0.28, correction=("sequence_mask", 1.1))),
    ("dapo", 'importance_sampling_mode = "sequence_truncate"\nimportance_sampling_clip_max = 1.1',
     dict(loss_type="dapo", epsilon_high=0.28, correction=("sequence_truncate", 1.1))),
    ("dapo", "entropy_coef = 0.01", dict(loss_type="dapo", epsilon_high=0.28, entropy_coef=0.01)),
    ("rloo", 'surrogate = "tic_grpo"\nepsilon = 0.2\nepsilon_high = 0.2\ndelta = "none"\n'
     'loss_type = "grpo"\nbeta = 0.0', dict(rloo=True)),
]


def columns(draw):
    """Padded [4, 7] columns of one step."""
    shape = (len(LENGTHS), max(LENGTHS))
    mask = torch.tensor([[t < length for t in range(shape[1])] for length in LENGTHS]).float()
    old = -3 * torch.rand(shape, generator=draw) - 0.1
    noise = lambda width: width * (torch.rand(shape, generator=draw) - 0.5)
    return dict(mask=mask, old=old, logprob=old + noise(0.8), behaviour=old + noise(0.3),
                reference=old + noise(1.5), entropy=2 * torch.rand(shape, generator=draw),
                advantage=torch.randn(len(LENGTHS), generator=draw))


def correction(kind, bound, step):
    """The factor that TRL makes while it generates."""
    difference = (step["old"] - step["behaviour"]) * step["mask"]
    if kind.startswith("sequence"):
        difference = difference.sum(-1, keepdim=True)
    ratio = difference.exp()
    return ratio.clamp(max=bound) if kind.endswith("truncate") else ratio * (ratio <= bound)


def trainer(told, logprob, step):
    coefficient = told.get("entropy_coef", 0.0)
    fake = SimpleNamespace(
        epsilon_low=told.get("epsilon", 0.2), epsilon_high=told.get("epsilon_high", 0.2),
        beta=told.get("beta", 0.0), loss_type=told.get("loss_type"),
        importance_sampling_level=told.get("importance_sampling_level", "token"),
        args=SimpleNamespace(delta=told.get("delta"), steps_per_generation=1,
                             use_bias_correction_kl=told.get("use_bias_correction_kl", False)),
        aux_loss_enabled=False, top_entropy_quantile=1.0, off_policy_mask_threshold=None,
        use_vllm="correction" in told, vllm_importance_sampling_correction=True,
        current_gradient_accumulation_steps=1, max_completion_length=LIMIT,
        entropy_coef=coefficient, _entropy_bonus_enabled=coefficient > 0,
        use_adaptive_entropy=False, model=SimpleNamespace(training=True),
        _metrics=defaultdict(lambda: defaultdict(list)),
        accelerator=SimpleNamespace(num_processes=1, sync_gradients=True, gather=lambda x: x,
                                    reduce=lambda x, reduction: x))
    entropy = step["entropy"].clone().requires_grad_()
    fake._get_per_token_logps_and_entropies = lambda *_, **__: (logprob, entropy, None)
    return fake, entropy


def record(name, options, told, seed):
    step = columns(torch.Generator().manual_seed(seed))
    logprob = step["logprob"].clone().requires_grad_()
    fake, entropy = trainer(told, logprob, step)
    mask = step["mask"]
    inputs = dict(prompt_ids=torch.zeros(4, 1, dtype=torch.long), prompt_mask=torch.ones(4, 1),
                  completion_ids=torch.zeros_like(mask, dtype=torch.long), completion_mask=mask,
                  advantages=step["advantage"], old_per_token_logps=step["old"],
                  ref_per_token_logps=step["reference"], num_items_in_batch=mask.sum(),
                  old_logps=(step["old"] * mask).sum(1))
    if "correction" in told:
        inputs["importance_sampling_ratio"] = correction(*told["correction"], step)
    kind = RLOOTrainer if told.get("rloo") else GRPOTrainer
    loss = kind._compute_loss(fake, fake.model, inputs)
    loss.backward()
    slopes = dict(logprob=logprob.grad)
    if entropy.grad is not None:
        slopes["entropy"] = entropy.grad
    rows = lambda column: [column[i, :length].tolist() for i, length in enumerate(LENGTHS)]
    return dict(algorithm=name, options=options, loss=loss.item(),
                advantage=step["advantage"].tolist(),
                **{key: rows(step[key]) for key in
                   ("logprob", "old", "behaviour", "reference", "entropy")},
                slopes={key: rows(value) for key, value in slopes.items()})


def main():
    path = Path(__file__).resolve().parents[1] / "tests/golden/algorithms/trl.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.set_default_dtype(torch.float64)
    cases = [record(*case, seed) for seed, case in enumerate(CASES)]
    first = dict(producer=f"tools/make_golden_trl.py, trl {trl.__version__}",
                 max_completion_length=LIMIT)
    path.write_text("".join(json.dumps(line) + "\n" for line in [first, *cases]))
    print(f"{path}: {len(cases)} cases", file=sys.stderr)


if __name__ == "__main__":
    main()
