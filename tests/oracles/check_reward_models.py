"""check_reward_models.py FOLDER...: reward models written here, loaded by transformers.

Each folder is a checkpoint with `expected.json`, the scores of sequences. Prints the largest difference;
exit 1 if it is too large.
"""

import json
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
import transformers

torch.set_num_threads(1)
transformers.utils.logging.disable_progress_bar()
TOLERANCE = 1e-4


def difference(folder):
    model, told = transformers.AutoModelForSequenceClassification.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    missing = [*told["missing_keys"], *told["unexpected_keys"]]
    if missing:
        raise SystemExit(f"{folder}: {missing}")
    with torch.no_grad():
        return max(abs(model.eval()(torch.tensor([row["ids"]])).logits.item() - row["score"])
                   for row in json.loads((folder / "expected.json").read_text()))


def main():
    failed = False
    for folder in map(Path, sys.argv[1:]):
        found = difference(folder)
        print(f"{folder.name} score {found:.1e}")
        failed = failed or not found < TOLERANCE
    return failed


if __name__ == "__main__":
    sys.exit(main())
