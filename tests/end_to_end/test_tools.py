"""Tools inside rollouts, as docs/guide/tools.md tells it: its files are taken from the page, the model
is taught, and reinforcement learning with a program as the tool goes on to the bit when it was killed."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from training_runs import BINARY, ENVIRONMENT, ROOT, Runs, dragoman, episodes, metrics, newest

FILE = re.compile(r"```(?:python|toml)\n(# ([\w.]+).*?)```", re.S)
SHORT = ["--trainer.max_steps=6", "--trainer.per_device_train_batch_size=16",
         "--trainer.eval_steps=3", "--trainer.save_steps=1", "--rl.num_generations=4",
         "--rl.log_episodes_steps=1"]


class Tools(Runs):
    @classmethod
    def setUpClass(cls):
        cls.taught = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.taught)
        page = (ROOT / "docs" / "guide" / "tools.md").read_text()
        for text, name in FILE.findall(page):
            (cls.taught / name).write_text(text.replace('"runs/', f'"{cls.taught}/runs/'))
        cls.addClassCleanup(os.chdir, os.getcwd())
        os.chdir(cls.taught)
        subprocess.run([sys.executable, "questions.py"], check=True)
        dragoman("train", "sft.toml")

    def setUp(self):
        super().setUp()
        for file in self.taught.glob("*.*"):
            shutil.copy(file, self.folder)
        os.chdir(self.folder)

    def learned(self, *options, output="run"):
        run = self.folder / output
        dragoman("train", "rl.toml", f"--output={run}", *SHORT, *options)
        return run

    @unittest.skipUnless(shutil.which("zstdcat"), "needs zstdcat")
    def test_calls_are_made_recorded_and_paid_for(self):
        run = self.learned("--tool_use.forced_tool_share=0.25")
        lines = episodes(run)
        calls = [call for line in lines for call in line.get("calls", [])]
        self.assertGreater(len(calls), 10)
        self.assertGreater(sum(not call["failed"] for call in calls), 0)
        for line in lines:
            made = line.get("calls", [])
            self.assertAlmostEqual(line["rewards"]["tool_cost"], -len(made))
            kinds = [span[0] for span in line["spans"]]
            self.assertEqual(kinds.count("forced"), line.get("branch", "") == "tool")
            self.assertGreaterEqual(len(made), kinds.count("tool"))
            if line.get("branch") == "no_tool":
                self.assertEqual(made, [])
                self.assertNotIn("<tool", line["completion"])  # nor half a call
            for call in made:
                self.assertIn(call["result"].split(":")[0], ["error", call["result"]])
                if not call["failed"]:
                    self.assertRegex(call["result"], r"^\d+ crowns$")
                    self.assertEqual(set(json.loads(call["arguments"])), {"item", "town"})
        for step in (line for line in metrics(run) if "loss" in line):
            mine = [line for line in lines if line["step"] == step["step"] - 1]
            if not mine:
                continue
            count = sum(len(line.get("calls", [])) for line in mine)
            self.assertAlmostEqual(step["tools/calls"], count)
            self.assertAlmostEqual(step["tools/call_frequency"], count / len(mine))
            self.assertAlmostEqual(step["rewards/tool_cost/mean"], -count / len(mine))

    def test_a_killed_run_with_tools_resumes_to_the_bit(self):
        whole, killed = self.check_exact("rl.toml", *SHORT, "--tool_use.forced_tool_share=0.25")
        self.assertEqual((whole / "episodes.jsonl.zst").read_bytes(),
                         (killed / "episodes.jsonl.zst").read_bytes())

    def test_recorded_calls_are_learned_from_again(self):
        run = self.learned()
        again = self.learned("--rl.debug=train_only", f"--rl.episodes={run}", output="again")
        for name in ("loss", "reward", "tools/calls", "tools/cost"):
            for first, second in zip(metrics(run), metrics(again)):
                if name in first:
                    self.assertEqual(first[name], second[name], name)

    def test_the_dev_set_is_answered_with_tools(self):
        asked = self.folder / "asked"
        program = self.folder / "prices.py"
        program.write_text(program.read_text().replace(
            "    item, town", f"    open({str(asked)!r}, 'a').write(line)\n    item, town", 1))
        run = self.folder / "measured"
        dragoman("train", "rl.toml", f"--output={run}", "--trainer.max_steps=0")
        rows = {json.loads(line)["row"]["source"] for line in asked.read_text().splitlines()}
        dev = {line.split("\t")[0] for line in open("dev.tsv")}
        self.assertGreater(len(rows), 0)
        self.assertLessEqual(rows, dev)

    def test_mistakes_are_told_before_anything_is_drawn(self):
        for options, said in (
                (["--kind=pretrain"], "tool is nothing that kind pretrain uses"),
                (["--tool_use.forced_tool_share=0.9", "--tool_use.forced_no_tool_share=0.9"],
                 "more than all episodes")):
            done = dragoman("train", "rl.toml", f"--output={self.folder / 'no'}", *options,
                            check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(said, done.stderr)

    def test_translate_says_that_it_has_no_tools(self):
        run = self.learned("--trainer.max_steps=1")
        done = subprocess.run([BINARY, "translate", "--model", newest(run), "--from", "en", "--to",
                               "en"], input="What do figs cost in Cork?\n", capture_output=True,
                              text=True, env=ENVIRONMENT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("the run's tools are not used", done.stderr)


if __name__ == "__main__":
    unittest.main()
