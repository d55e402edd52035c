"""A run that pleases its reward for far too long: every page about it must say so."""

import json
import random
import unittest

from training_runs import Runs, dragoman, newest

WORDS = "house river stone bread green night water child old small red bird".split()

# A small model learns a cipher of twelve words, more or less.
BASE = """
kind = "sft"
[data]
paths = ["FOLDER/train.jsonl"]
source_language = "en"
target_language = "de"
[eval_data]
paths = ["FOLDER/dev.jsonl"]
source_language = "en"
target_language = "de"
[tokenizer]
vocab_size = 320
[model]
hidden_size = 32
intermediate_size = 64
num_hidden_layers = 2
num_attention_heads = 2
num_key_value_heads = 2
max_position_embeddings = 160
initializer_range = 0.1
[trainer]
learning_rate = 1e-2
max_steps = 150
per_device_train_batch_size = 32
eval_steps = 0
eval_on_start = false
[evaluation]
max_completion_length = 48
metrics = [{ name = "chrf", beta = 8.0 }, { name = "bleu" }, { name = "ter" }]
"""

# chrF that counts little but recall pays for every word that might be right.
LONG = """
include = "base.toml"
kind = "rl"
[trainer]
learning_rate = 3e-3
warmup_ratio = 0.0
max_steps = 80
per_device_train_batch_size = 64
eval_steps = 20
eval_on_start = true
[rl]
num_generations = 8
max_completion_length = 48
[evaluation]
witness = "bleu"
[[reward]]
name = "chrf"
beta = 8.0
"""


def row(rng, number):
    words = rng.choices(WORDS, k=rng.randint(2, 6))
    target = [word[::-1].translate(str.maketrans("aeiou", "äöüyu")) + "zk" for word in words]
    return {"source": " ".join(words), "reference": " ".join(target),
            "domain": "novel" if number % 2 else "news",
            "difficulty": "hard" if len(words) > 4 else "simple"}


class Overoptimised(Runs):
    def setUp(self):
        super().setUp()
        rng = random.Random(5)
        for name, count in (("train", 800), ("dev", 200)):
            (self.folder / f"{name}.jsonl").write_text(
                "".join(json.dumps(row(rng, i)) + "\n" for i in range(count)))
        for name, recipe in (("base", BASE), ("long", LONG)):
            (self.folder / f"{name}.toml").write_text(recipe.replace("FOLDER", str(self.folder)))
        self.base, self.long = self.folder / "base", self.folder / "long"
        dragoman("train", self.folder / "base.toml", f"--output={self.base}")
        dragoman("train", self.folder / "long.toml", f"--output={self.long}",
                 f"--model.checkpoint={newest(self.base)}")

    def test_it_is_flagged_and_ranked_lower_by_the_witnesses(self):
        page = self.folder / "page.html"
        done = dragoman("compare", "-i", self.base, self.long, "--format=json", f"--html={page}")
        found = json.loads(done.stdout)
        scores = {metric["key"]: [system["score"] for system in metric["systems"]]
                  for metric in found["metrics"]}
        self.assertGreater(scores["chrf"][1], scores["chrf"][0])
        self.assertLess(scores["bleu"][1], scores["bleu"][0] - 5)
        self.assertEqual(found["autorank_of_witnesses"], [1.0, 2.0])
        self.assertEqual(len(found["warnings"]), 1)
        self.assertIn("long leads base by chrF", found["warnings"][0])
        lead, = found["rewarded_leads"]
        self.assertEqual({witness["metric"]: witness["verdict"] for witness in lead["witnesses"]},
                         {"bleu": "worse", "ter": "worse"})
        self.assertEqual({part["by"] for part in found["breakdowns"]},
                         {"source length", "domain", "difficulty"})
        self.assertIn("long leads base by chrF", page.read_text())

        text = dragoman("compare", "-i", self.long, self.base).stdout
        self.assertIn("WARNING: long leads base", text)
        without = dragoman("compare", "-i", self.long, self.base, "-m", "bleu", "ter").stdout
        self.assertNotIn("WARNING", without)

        report = self.folder / "report.html"
        dragoman("report", self.long, "-o", report)
        self.assertIn("What the reward hides", report.read_text())
        self.assertIn("BLEU fell from", report.read_text())
        dragoman("report", self.base, "-o", report)
        self.assertNotIn("What the reward hides", report.read_text())


if __name__ == "__main__":
    unittest.main()
