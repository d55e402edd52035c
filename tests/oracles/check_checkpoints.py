"""check_checkpoints.py FOLDER...: checkpoints and adapters written here against torch, transformers, PEFT.

Each folder holds `before/` and `after/` (checkpoints), and `expected.json`: the training steps between
them, the logprobs and greedy completions of `after`. The steps are repeated with autograd and
torch.optim.AdamW; what they give must be `after`. Prints the largest differences; exit 1 if too large.
"""

import json
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
import transformers
from safetensors.torch import load_file

torch.set_num_threads(1)
transformers.utils.logging.disable_progress_bar()
TOLERANCE = {"gradient norm": 1e-4, "weight": 2e-5, "logprob": 1e-4, "greedy": 0.5}


def load(folder):
    """A model, or an adapter over its base."""
    settings = folder / "adapter_config.json"
    base = json.loads(settings.read_text())["base_model_name_or_path"] if settings.exists() else folder
    model = transformers.AutoModelForCausalLM.from_pretrained(
        base, dtype=torch.float32, attn_implementation="eager")
    if settings.exists():
        import peft
        model = peft.PeftModel.from_pretrained(model, folder, is_trainable=True)
    return model.eval()


def trained_weights(model):
    if hasattr(model, "peft_config"):
        import peft
        return peft.get_peft_model_state_dict(model)
    return model.state_dict()


def saved_weights(folder):
    return {name: tensor for path in folder.glob("*.safetensors")
            for name, tensor in load_file(path).items()}


def scores(model, ids, temperature=1.0):
    """Logprob and entropy of every token but the first."""
    logits = model(torch.tensor([ids])).logits[0, :-1] / temperature
    table = torch.log_softmax(logits, -1)
    chosen = table.gather(1, torch.tensor(ids[1:]).unsqueeze(1)).squeeze(1)
    return chosen, -(table.exp() * table).sum(-1)


def train(model, steps, settings):
    """Repeats the steps; returns the gradient norms."""
    trained = [p for p in model.parameters() if p.requires_grad]
    matrices = [p for p in trained if p.dim() >= 2]
    vectors = [p for p in trained if p.dim() < 2]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": settings["weight_decay"]},
         {"params": vectors, "weight_decay": 0.0}], lr=settings["learning_rate"],
        betas=(settings["adam_beta1"], settings["adam_beta2"]), eps=settings["adam_epsilon"])
    norms = []
    for step in steps:
        for sequence in step:
            logprob, entropy = scores(model, sequence["ids"], settings["temperature"])
            by_logprob = torch.tensor(sequence["by_logprob"])
            by_entropy = torch.tensor(sequence["by_entropy"])
            (logprob @ by_logprob + entropy @ by_entropy).backward()
        norms.append(torch.nn.utils.clip_grad_norm_(
            trained, settings["max_grad_norm"]).item())
        optimizer.step()
        optimizer.zero_grad()
    return norms


def furthest(ours, theirs):
    return max((abs(a - b) for a, b in zip(ours, theirs, strict=True)), default=0.0)


def greedy(model, prompt, new_tokens):
    with torch.no_grad():
        output = model.generate(input_ids=torch.tensor([prompt]), do_sample=False, max_new_tokens=new_tokens,
                                attention_mask=torch.ones(1, len(prompt)), pad_token_id=0)
    return output[0, len(prompt):].tolist()


def differences(folder):
    expected = json.loads((folder / "expected.json").read_text())
    found = {}
    if expected["steps"]:
        model = load(folder / "before")
        norms = train(model, expected["steps"], expected["settings"])
        found["gradient norm"] = furthest(expected["norms"], norms)
        trained = trained_weights(model)
        found["weight"] = max((tensor - trained[name]).abs().max().item()
                              for name, tensor in saved_weights(folder / "after").items())
    after = load(folder / "after")
    with torch.no_grad():
        found["logprob"] = max(furthest(row["logprobs"], scores(after, row["ids"])[0].tolist())
                               for row in expected["logprobs"])
    found["greedy"] = sum(greedy(after, row["prompt"], len(row["completion"])) != row["completion"]
                          for row in expected["greedy"])
    return found


def main():
    failed = False
    for folder in map(Path, sys.argv[1:]):
        found = differences(folder)
        print(folder.name, " ".join(f"{name} {value:.1e}" for name, value in found.items()))
        failed = failed or any(not value < TOLERANCE[name] for name, value in found.items())
    return failed


if __name__ == "__main__":
    sys.exit(main())
