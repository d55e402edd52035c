"""Planted pathologies: each raises the alarm that names it, within the run."""

import random
import unittest

from training_runs import Runs, dragoman, metrics, newest

WORDS = "house river stone bread green night water child old small red bird".split()

# A model that says something of the language, and one that mixes two: half of its lines are translated,
# half come back as other English words, or as they were.
MIXED = """
kind = "sft"
[data]
paths = ["FOLDER/mixed.tsv"]
source_language = "en"
target_language = "de"
[eval_data]
paths = ["FOLDER/true.tsv"]
source_language = "en"
target_language = "de"
limit = 20
[tokenizer]
vocab_size = 320
[model]
hidden_size = 32
intermediate_size = 64
num_hidden_layers = 2
num_attention_heads = 2
num_key_value_heads = 2
max_position_embeddings = 128
initializer_range = 0.1
[trainer]
learning_rate = 1e-2
max_steps = 150
per_device_train_batch_size = 32
eval_steps = 0
eval_on_start = false
[evaluation]
max_completion_length = 40
metrics = [{ name = "chrf" }, { name = "bleu" }]
"""

PLANTED = """
include = "mixed.toml"
kind = "rl"
[data]
paths = ["FOLDER/true.tsv"]
[trainer]
learning_rate = 2e-3
warmup_ratio = 0.0
max_steps = 60
per_device_train_batch_size = 64
[rl]
num_generations = 8
max_completion_length = 40
[evaluation]
witness = "bleu"
"""


def other_tongue(word):
    return word[::-1].translate(str.maketrans("aeiou", "äöüyu")) + "zk"


class PlantedPathologies(Runs):
    def setUp(self):
        super().setUp()
        rng = random.Random(5)
        true, mixed = [], []
        for _ in range(400):
            source = " ".join(rng.choices(WORDS, k=rng.randint(2, 4)))
            target = " ".join(map(other_tongue, source.split()))
            true.append(f"{source}\t{target}")
            mixed.append((source, target))
        (self.folder / "true.tsv").write_text("\n".join(true) + "\n")
        self.pairs = mixed
        self.rng = rng
        (self.folder / "mixed.toml").write_text(MIXED.replace("FOLDER", str(self.folder)))

    def base(self, wrong, *options):
        """A model that gives `wrong(source)` for half of its lines."""
        lines = [f"{source}\t{target if i % 2 else wrong(source)}"
                 for i, (source, target) in enumerate(self.pairs)]
        (self.folder / "mixed.tsv").write_text("\n".join(lines) + "\n")
        dragoman("train", self.folder / "mixed.toml", f"--output={self.folder / 'base'}", *options)
        return newest(self.folder / "base")

    def planted(self, checkpoint, reward, *options, check=True):
        (self.folder / "rl.toml").write_text(
            PLANTED.replace("FOLDER", str(self.folder)) + f'[model]\ncheckpoint = "{checkpoint}"\n' + reward)
        run = self.folder / "run"
        done = dragoman("train", self.folder / "rl.toml", f"--output={run}", *options, check=check)
        return run, done.stderr

    def assert_alarm(self, log, metric, *words):
        alarms = [line for line in log.splitlines() if line.startswith("ALARM") and metric in line]
        self.assertTrue(alarms, f"no alarm of {metric} in:\n{log[-3000:]}")
        self.assertIn("; try ", alarms[0])
        for word in words:
            self.assertIn(word, alarms[0])

    def test_a_reward_that_pays_for_length(self):
        checkpoint = self.base(lambda source: " ".join([source] * 2))
        run, log = self.planted(checkpoint, """
[[reward]]
name = "soft_overlong"
buffer = 1.0
weight = -1.0
""", "--trainer.learning_rate=5e-3")
        self.assert_alarm(log, "completions/", "a reward may pay for length")
        recorded = [alarm for line in metrics(run) for alarm in line.get("alarms", [])]
        self.assertTrue(recorded)

    def test_a_reward_that_pays_for_copying(self):
        # The references of these rows are their sources, and the base copies half of its lines.
        checkpoint = self.base(lambda source: source, "--trainer.max_steps=400")
        (self.folder / "true.tsv").write_text(
            "".join(f"{source}\t{source}\n" for source, _ in self.pairs))
        _, log = self.planted(checkpoint, """
[[reward]]
name = "chrf"
""")
        self.assert_alarm(log, "mt/copy_ratio", "answers copy the source", "the reward copy")

    def test_a_reward_that_pays_for_the_wrong_language(self):
        checkpoint = self.base(lambda source: " ".join(self.rng.choices(WORDS, k=3)))
        _, log = self.planted(checkpoint, """
[[reward]]
name = "chrf"
weight = -1.0
""")
        self.assert_alarm(log, "mt/off_target_ratio", "another language", "the reward language")

    def test_the_witness_tells_of_a_reward_that_is_gamed(self):
        checkpoint = self.base(lambda source: source)
        _, log = self.planted(checkpoint, """
[[reward]]
name = "chrf"
weight = -1.0
""", "--trainer.eval_steps=20", "--trainer.eval_on_start=true")
        self.assertIn("ALARM: the reward rose", log)
        self.assertIn("while the witness bleu fell", log)

    def test_a_learning_rate_that_explodes(self):
        checkpoint = self.base(lambda source: source)
        _, log = self.planted(checkpoint, """
[[reward]]
name = "chrf"
""", "--trainer.learning_rate=0.5", "--algorithm.beta=0.01")
        self.assert_alarm(log, "", "a lower trainer.learning_rate")


if __name__ == "__main__":
    unittest.main()
