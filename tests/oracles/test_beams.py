"""`dragoman generate --beam` against transformers' beam search, on random small checkpoints.

Needs DRAGOMAN_ORACLES, a Python with torch and transformers; without it everything is skipped.
"""

import unittest

from oracle_models import (GEMMA, ORACLES, OracleTest, make_checkpoint, random_rows, run)

if ORACLES:
    import torch

# --beam, --length_penalty, --early_stopping
SEARCHES = [(2, 1.0, "false"), (4, 1.0, "false"), (4, 0.0, "never"), (5, 2.0, "true"),
            (3, -0.5, "never"), (8, 0.6, "false")]
FAMILIES = {"Llama": {}, "Qwen3": dict(head_dim=8), "Gemma3Text": GEMMA}
EARLY = {"false": False, "true": True, "never": "never"}


def searched(model, ids, search, count, new_tokens):
    """Completions with their scores, as transformers finds them."""
    beams, penalty, stopping = search
    with torch.no_grad():
        found = model.generate(
            input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids)), do_sample=False,
            num_beams=beams, num_return_sequences=count, length_penalty=penalty,
            early_stopping=EARLY[stopping], max_new_tokens=new_tokens, pad_token_id=0,
            return_dict_in_generate=True, output_scores=True)
    ends = set(model.generation_config.eos_token_id)
    completions = []
    for row, score in zip(found.sequences[:, len(ids):].tolist(), found.sequences_scores.tolist()):
        length = next((i + 1 for i, token in enumerate(row) if token in ends), len(row))
        completions.append((row[:length], score))
    return completions


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with transformers")
class Beams(OracleTest):
    def test_completions_and_scores_equal_those_of_transformers(self):
        compared = 0
        for seed, (family, changes) in enumerate(FAMILIES.items()):
            folder = self.folder / family
            model = make_checkpoint(folder, family, changes, {}, seed)
            prompts = random_rows(6, 20, 40 + seed)
            for search in SEARCHES:
                count = min(3, search[0])
                made = run("generate", folder, prompts, "--beam", str(search[0]),
                           "--length_penalty", str(search[1]), "--early_stopping", search[2],
                           "--num_return_sequences", str(count), "--max_completion_length", "18",
                           "--dtype", "float32", "--ignore_generation_config")
                for i, prompt in enumerate(prompts):
                    theirs = searched(model, prompt["input_ids"], search, count, 18)
                    ours = made[i * count:(i + 1) * count]
                    with self.subTest(family=family, search=search, prompt=i):
                        self.assertEqual([row["token_ids"] for row in ours],
                                         [ids for ids, _ in theirs])
                        self.near([row["score"] for row in ours], [score for _, score in theirs])
                        compared += count
        self.assertGreater(compared, 200)


if __name__ == "__main__":
    unittest.main()
