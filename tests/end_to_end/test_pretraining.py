"""kind = "pretrain" as a program: resuming after kill -9 is exact, phases reach the checkpoint, other
kinds go on from it, files are read, mistakes are told in one sentence."""

import json
import math
import re
import unittest

from training_runs import MODEL, WORLD, Runs, dragoman, metrics, newest

PRETRAIN = 'kind = "pretrain"\n' + WORLD + MODEL + r"""
max_position_embeddings = 64
[tokenizer]
vocab_size = 400
[trainer]
max_steps = 30
per_device_train_batch_size = 4
gradient_accumulation_steps = 2
lr_scheduler_type = "warmup_stable_decay"
num_decay_steps = 10
eval_steps = 10
save_steps = 5
[pretrain]
max_length = 64
z_loss_coef = 1e-4
[[pretrain.domains]]
name = "mono"
document = "{target}"
weight = 2.0
[[pretrain.domains]]
name = "parallel"
document = "{source}\n{target}"
[[pretrain.phases]]
steps = 12
[[pretrain.phases]]
max_length = 128
rope_theta = 40000.0
weights = {parallel = 2.0}
"""

OWN_FILES = 'kind = "pretrain"\n' + MODEL + """
[tokenizer]
vocab_size = 300
[trainer]
max_steps = 4
per_device_train_batch_size = 2
[pretrain]
max_length = 48
packing_strategy = "wrapped"
[[pretrain.domains]]
name = "books"
[pretrain.domains.data]
paths = ["{folder}/books.jsonl"]
[pretrain.domains.eval_data]
paths = ["{folder}/held_out.txt"]
[[pretrain.domains]]
name = "web"
[pretrain.domains.data]
paths = ["{folder}/web.txt"]
format = "paragraphs"
"""

MANY = 'kind = "pretrain"\n' + MODEL + """
max_position_embeddings = 32
[world]
name = "family"
languages = 2
directions = ["en-qaa", "en-qab"]
train_rows = 400
dev_rows = 60
[tokenizer]
vocab_size = 400
[trainer]
max_steps = 4
per_device_train_batch_size = 2
[pretrain]
max_length = 32
eval_max_length = 128
[[pretrain.domains]]
name = "first"
document = "{target}"
target_languages = ["qaa"]
[[pretrain.domains]]
name = "second"
document = "{target}"
target_languages = ["qab"]
[[pretrain.domains]]
name = "long"
document = "{target}"
target_languages = ["qab"]
rows_per_document = 4
weight = 0.0
[[pretrain.phases]]
steps = 2
[[pretrain.phases]]
max_length = 128
rope_theta = 40000.0
weights = {long = 2.0}
"""


class Pretraining(Runs):
    def setUp(self):
        super().setUp()
        (self.folder / "pretrain.toml").write_text(PRETRAIN)

    def test_a_killed_run_resumes_to_the_bit(self):
        whole, _ = self.check_exact(self.folder / "pretrain.toml")
        steps = [line for line in metrics(whole) if "phase" in line]
        self.assertEqual([line["phase"] for line in steps], [0] * 12 + [1] * 18)
        self.assertAlmostEqual(steps[11]["share/mono"], 2 / 3, delta=1 / 96)
        self.assertAlmostEqual(steps[29]["share/mono"], 1 / 2, delta=1 / 144)
        self.assertEqual(steps[5]["learning_rate"], steps[18]["learning_rate"])
        self.assertLess(steps[29]["learning_rate"], steps[18]["learning_rate"] / 5)
        measured = [line for line in metrics(whole) if "eval/eval_loss" in line]
        self.assertLess(measured[-1]["eval/eval_loss"], measured[0]["eval/eval_loss"])
        self.assertAlmostEqual(measured[-1]["eval/perplexity"],
                               math.exp(measured[-1]["eval/eval_loss"]), places=6)
        config = json.loads((newest(whole) / "config.json").read_text())
        self.assertEqual((config["max_position_embeddings"], config["rope_theta"]), (128, 40000.0))

    def test_the_loss_does_not_depend_on_micro_batches(self):
        losses = []
        for i, options in enumerate((("--trainer.per_device_train_batch_size=8",
                                      "--trainer.gradient_accumulation_steps=1"),
                                     ("--trainer.max_tokens_per_batch=70",))):
            run = self.folder / f"run{i}"
            dragoman("train", self.folder / "pretrain.toml", f"--output={run}",
                     "--trainer.max_steps=3", *options)
            losses.append([line["loss"] for line in metrics(run) if "loss" in line])
        for one, other in zip(*losses):
            self.assertAlmostEqual(one, other, delta=1e-5)

    def test_supervised_training_goes_on_from_the_checkpoint(self):
        base = self.folder / "base"
        dragoman("train", self.folder / "pretrain.toml", f"--output={base}")
        run = self.folder / "run"
        dragoman("train", self.folder / "sft.toml", f"--output={run}", "--trainer.max_steps=3",
                 f"--model.checkpoint={newest(base)}")
        config = json.loads((newest(run) / "config.json").read_text())
        self.assertEqual(config["rope_theta"], 40000.0)
        self.assertTrue(any("eval/chrf" in line for line in metrics(run)))

    def test_documents_are_read_from_files(self):
        books = [{"text": f"line {i} of one book. " * 9} for i in range(30)]
        (self.folder / "books.jsonl").write_text("".join(json.dumps(b) + "\n" for b in books))
        (self.folder / "held_out.txt").write_text("a line that was held out\n" * 5)
        (self.folder / "web.txt").write_text("".join(f"page {i}\nof the web\n\n" for i in range(40)))
        recipe = self.folder / "own.toml"
        recipe.write_text(OWN_FILES.replace("{folder}", str(self.folder)))
        run = self.folder / "run"
        done = dragoman("train", recipe, f"--output={run}")
        self.assertRegex(done.stderr, r"books: 30 documents, \d+ tokens; 5 documents")
        last = metrics(run)[-1]
        self.assertRegex(done.stderr, r"web: 40 documents")
        self.assertIn("eval/loss/books", last)
        self.assertNotIn("eval/loss/web", last)
        shown = dragoman("inspect", recipe, "--rows=2")
        self.assertIn("page", shown.stdout)
        planned = dragoman("train", recipe, f"--output={self.folder / 'other'}", "--dry-run")
        self.assertIn("pretrain for 4 optimizer steps", planned.stdout)

    def test_domains_take_languages_and_join_rows(self):
        recipe = self.folder / "many.toml"
        recipe.write_text(MANY)
        run = self.folder / "run"
        done = dragoman("train", recipe, f"--output={run}")
        sizes = {name: int(count) for name, count in re.findall(r"(\w+): (\d+) documents", done.stderr)}
        self.assertEqual((sizes["first"], sizes["second"], sizes["long"]), (200, 200, 50))
        evaluations = [line for line in metrics(run) if "eval/eval_loss" in line]
        steps = [line for line in metrics(run) if "phase" in line]
        for line in evaluations:
            self.assertIn("eval/loss/second", line)
            self.assertIn("eval/loss/position_64-127", line)
        self.assertNotIn("loss/position_32-63", steps[0])
        self.assertIn("loss/position_32-63", steps[-1])
        self.assertEqual(steps[0]["share/first"], 0.5)
        report = self.folder / "report.html"
        dragoman("report", run, f"--output={report}")
        self.assertIn("Loss by position", report.read_text())

    def test_a_checkpoint_says_how_likely_rows_are(self):
        base = self.folder / "base"
        dragoman("train", self.folder / "pretrain.toml", f"--output={base}", "--trainer.max_steps=3")
        texts = [f"the {'old ' * n}house number {n * n}" for n in range(12)]
        rows = self.folder / "rows.jsonl"
        rows.write_text("".join(json.dumps({"text": text, "language": "en"}) + "\n" for text in texts))
        out = self.folder / "read"
        dragoman("data", "perplexity", rows, f"--model={newest(base)}", "--dtype=float32",
                 "--compression=none", f"--output={out}")
        read = [json.loads(line) for line in (out / "rows.jsonl").read_text().splitlines()]
        said = dragoman("logprobs", f"--model={newest(base)}", "--dtype=float32",
                        stdin=rows.read_text()).stdout.splitlines()
        self.assertEqual(len(read), 12)
        for row, line in zip(read, said):
            logprobs = json.loads(line)["logprobs"][1:]
            self.assertEqual(row["tokens"], len(logprobs) + 1)
            self.assertAlmostEqual(math.log(row["perplexity"]), -sum(logprobs) / len(logprobs), places=4)
        chosen = self.folder / "chosen"
        dragoman("data", "rank", out, "--to=0.25", "--compression=none", f"--output={chosen}")
        kept = [json.loads(line)["text"] for line in (chosen / "rows.jsonl").read_text().splitlines()]
        lowest = sorted(read, key=lambda row: row["perplexity"])[:3]
        self.assertEqual(sorted(kept), sorted(row["text"] for row in lowest))

    def test_mistakes_are_told_in_one_sentence(self):
        for change, sentence in (
                (('weights = {parallel', 'weights = {paralel'), "did you mean parallel"),
                (('document = "{target}"', 'document = "{traget}"'), "did you mean target"),
                (('weight = 2.0', 'weight = 2.0\ndomain = 1'), "domain"),
                (('name = "parallel"', 'name = "mono"'), "two domains named mono"),
                (('name = "mono"', 'name = "mono"\ntarget_languages = ["qzz"]'),
                 "domain mono has no document"),
                (('rope_theta = 40000.0', 'min_length = 500'), "domain mono has no document")):
            recipe = self.folder / "wrong.toml"
            self.assertIn(change[0], PRETRAIN)
            recipe.write_text(PRETRAIN.replace(*change))
            done = dragoman("train", recipe, f"--output={self.folder / 'run'}",
                            "--trainer.eval_on_start=false", check=False)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(sentence, done.stderr)


if __name__ == "__main__":
    unittest.main()
