"""Questions of a world, as docs/guide/worlds.md tells it: printed, taught with and without calls of the
translator by the page's first recipe, and learned from with the tool by its second."""

import json
import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from training_runs import ROOT, Runs, dragoman, episodes, metrics

FILE = re.compile(r"```toml\n(# ([\w.]+)\n.*?)```", re.S)
SMALL = ["--model.hidden_size=64", "--model.intermediate_size=128", "--model.num_hidden_layers=2",
         "--tokenizer.vocab_size=700", "--world.roots=60", "--world.dev_rows=20",
         "--trainer.max_steps=120", "--trainer.per_device_train_batch_size=16",
         "--trainer.eval_steps=60", "--world.questions.call_share.qaa=0.6",
         "--world.questions.call_share.qab=0.6"]


class Questions(Runs):
    @classmethod
    def setUpClass(cls):
        cls.taught = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.taught)
        cls.addClassCleanup(os.chdir, os.getcwd())
        os.chdir(cls.taught)
        for text, name in FILE.findall((ROOT / "docs" / "guide" / "worlds.md").read_text()):
            (cls.taught / name).write_text(text)
        cls.start = cls.taught / "start"
        dragoman("train", "sft.toml", f"--output={cls.start}", *SMALL)

    def printed(self, *flags):
        return dragoman("world", "family", "--questions", "--rows", "30", *flags).stdout

    def test_the_same_questions_are_printed_in_every_language(self):
        english, invented = ([json.loads(line) for line in self.printed(
            "--from", code, "--format", "jsonl").splitlines()] for code in ("en", "qab"))
        self.assertEqual(len(english), 30)
        for one, other in zip(english, invented):
            self.assertEqual(one["question"], other["question"])
            self.assertEqual(one["references"], other["references"])
            self.assertNotEqual(one["source"], other["source"])
        self.assertEqual({row["domain"] for row in english},
                         {"arithmetic", "choice", "yes_no", "span", "commerce"})
        self.assertEqual(self.printed("--from", "qab").count("\n→ "), 30)
        done = dragoman("world", "agglutinative", "--questions", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("the world family has", done.stderr)

    def test_both_ways_to_answer_are_learned(self):
        losses = [line["loss"] for line in metrics(self.start) if "loss" in line]
        self.assertLess(losses[-1], losses[0] / 2)
        measured = [line for line in metrics(self.start) if "eval/accuracy" in line]
        for key in ("eval/accuracy/tier/high", "eval/accuracy/tier/low", "eval/accuracy/tier/none"):
            self.assertIn(key, measured[-1])
        self.assertNotIn("eval/calls", measured[-1])
        self.assertNotIn("eval/meaning_accuracy", measured[-1])

    @unittest.skipUnless(shutil.which("zstdcat"), "needs zstdcat")
    def test_the_translator_is_called_and_paid_for(self):
        run = self.folder / "run"
        checkpoint = self.start / "checkpoints" / "step-120"
        dragoman("train", str(self.taught / "rl.toml"), f"--output={run}", "--world.roots=60",
                 f"--model.checkpoint={checkpoint}", "--world.dev_rows=20",
                 "--trainer.max_steps=3", "--trainer.eval_steps=3",
                 "--trainer.per_device_train_batch_size=32", "--rl.num_generations=8",
                 "--rl.log_episodes_steps=1")
        lines = episodes(run)
        called = [line for line in lines if line.get("branch") == "tool"]
        self.assertGreater(len(called), 0)
        results = [call["result"] for line in called for call in line.get("calls", [])
                   if not call["failed"]]
        self.assertGreater(len(results), 0)
        for result in results:
            self.assertRegex(result, r"\?(\n[A-D]\) the \w+)*$")
        last = [line for line in metrics(run) if "eval/calls" in line][-1]
        for key in ("eval/accuracy", "eval/calls/tier/none", "eval/accuracy/tier/high"):
            self.assertIn(key, last)
        said = json.loads((run / "evaluation.json").read_text())
        self.assertEqual({part["by"] for part in said["breakdowns"]},
                         {"source_length", "domain", "direction", "tier"})


if __name__ == "__main__":
    unittest.main()
