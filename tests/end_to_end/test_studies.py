"""study as a program: only what is missing runs, kept results stand for their runs, the page follows."""

import json
import shutil
import tempfile
import unittest
from pathlib import Path

from training_runs import RL, SFT, WORLD, dragoman

STUDY = """
title = "Small"
seeds = [1, 2]
[[cells]]
name = "sft"
recipe = "sft.toml"
seed = 1
[[cells]]
name = "best_of_4"
from = "sft"
set = ["temperature=1.0", "num_return_sequences=4", "seed={seed}"]
[[cells]]
name = "rl"
recipe = "rl.toml"
from = "sft"
set = ["trainer.max_steps=2"]
[[tests]]
a = "rl"
b = "sft"
[held_out]
world_rows = 30
"""


class Studies(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "sft.toml").write_text(SFT)
        (self.folder / "rl.toml").write_text(RL)
        (self.folder / "study.toml").write_text(STUDY)
        self.output = self.folder / "runs"
        self.results = self.folder / "results" / "small"

    def study(self, *options, check=True):
        return dragoman("study", self.folder / "study.toml", "--output", self.output, *options,
                        check=check)

    def trained(self, done):
        return [line for line in done.stderr.splitlines() if "trains in" in line]

    def test_a_study_runs_what_is_missing_and_nothing_twice(self):
        first = self.study()
        self.assertEqual(len(self.trained(first)), 3)  # sft once, rl with each seed
        summary = json.loads((self.output / "summary.json").read_text())
        self.assertEqual([row["name"] for row in summary["rows"]], ["sft", "best_of_4", "rl"])
        for row in summary["rows"]:
            self.assertLessEqual({"chrf", "bleu", "meaning_accuracy", "seconds"}, set(row))
        self.assertEqual([seed["seed"] for seed in summary["seeds"]], [1, 2])
        sft, samples, _ = zip(*(seed["rows"] for seed in summary["seeds"]))
        self.assertEqual(sft[0], sft[1])
        self.assertNotEqual(samples[0], samples[1])
        self.assertEqual({(test["metric"], test["seed"]) for test in summary["tests"]},
                         {(m, s) for m in ("chrf", "bleu", "meaning_accuracy") for s in (1, 2)})
        self.assertEqual(set(summary["checkpoints"]), {"sft", "best_of_4", "rl"})
        self.assertTrue((self.output / "report.html").exists())
        again = self.study()
        self.assertEqual(first.stdout, again.stdout)
        self.assertEqual(self.trained(again), [])
        page = dragoman("report", self.output / "sft" / "seed-1", self.output / "rl" / "seed-1",
                        "-o", "-").stdout
        self.assertIn("rl/seed-1", page)  # not twice "seed-1"

    def test_kept_results_stand_for_their_runs(self):
        first = self.study("--results", self.results)
        page = self.results.with_suffix(".md").read_text()
        self.assertIn("| `rl` against `sft` | chrf |", page)
        self.assertTrue((self.results / "curves.svg").read_text().startswith("<svg"))
        self.assertEqual(list(self.results.rglob("samples.jsonl")), [])
        shutil.rmtree(self.output)
        again = self.study("--results", self.results)
        self.assertEqual(self.trained(again), [])
        self.assertEqual(first.stdout, again.stdout)
        self.assertEqual(page, self.results.with_suffix(".md").read_text())

    def test_only_what_a_change_reaches_runs_again(self):
        self.study("--results", self.results)
        shutil.rmtree(self.output)
        changed = self.study("--results", self.results, "--cells.2.set.0=trainer.max_steps=3")
        names = [line.split()[1] for line in self.trained(changed)]
        self.assertEqual(names, ["sft,", "rl,", "rl,"])  # sft for its checkpoint
        self.assertEqual(list(self.output.rglob("*.old")), [])
        plan = self.study("--dry-run").stdout
        self.assertEqual(plan.count("to run"), 2)

    def test_a_cell_reads_the_checkpoint_of_another(self):
        cell = '[[cells]]\nname = "named"\nrecipe = "rl.toml"\n' \
               'set = ["trainer.max_steps=2", "model.checkpoint={checkpoint sft}"]\n[[tests]]'
        path = self.folder / "study.toml"
        path.write_text(STUDY.replace("[[tests]]", cell))
        first = self.study("--results", self.results)
        rows = {row["name"]: row for row in json.loads(
            (self.output / "summary.json").read_text())["rows"]}
        self.assertEqual(rows["named"]["chrf"], rows["rl"]["chrf"])
        moved = self.folder / "elsewhere"
        self.output.rename(moved)
        self.output = moved  # where the runs lie makes no result stale
        self.assertEqual(self.trained(self.study()), [])
        self.assertEqual(len(self.trained(first)), 5)
        changed = self.study("--cells.0.set=['trainer.max_steps=39']", "--dry-run").stdout
        self.assertEqual(changed.count("named"), 2)
        self.assertEqual(changed.count("to run"), 5)
        path.write_text(STUDY.replace("[[tests]]", cell.replace("checkpoint sft", "checkpoint sfy")))
        self.assertIn("named read the checkpoint of sfy, which is no cell before it",
                      self.study(check=False).stderr)

    def test_a_run_of_another_recipe_is_set_aside_and_not_lost(self):
        self.study()
        kept = (self.output / "rl" / "seed-2" / "metrics.jsonl").read_bytes()
        for steps, aside in ((1, "seed-2.old"), (3, "seed-2.old-2")):
            done = self.study(f"--cells.2.set.0=trainer.max_steps={steps}")
            self.assertIn(f"it is now {self.output / 'rl' / aside}", done.stderr)
        self.assertEqual((self.output / "rl" / "seed-2.old" / "metrics.jsonl").read_bytes(), kept)

    def test_the_page_keeps_what_people_wrote(self):
        page = self.results.with_suffix(".md")
        page.parent.mkdir(parents=True)
        page.write_text("# Ours\n\n<!-- study -->\nold\n<!-- /study -->\n\nAnd more.\n")
        self.study("--results", self.results)
        text = page.read_text()
        self.assertTrue(text.startswith("# Ours\n") and text.endswith("\nAnd more.\n"))
        self.assertNotIn("old", text)
        page.write_text("# No place for tables\n")
        shutil.rmtree(self.output)
        done = self.study("--results", self.results, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(self.trained(done), [])  # found out before the hours are spent
        self.assertIn("<!-- study -->", done.stderr)

    def test_a_route_puts_rows_of_two_cells_together(self):
        route = ("[[cells]]\nname = \"oracle\"\nroute = { without = \"sft\", with = \"rl\", "
                 "value = \"meaning_accuracy\" }\n")
        (self.folder / "study.toml").write_text(STUDY.replace("[[tests]]", route + "[[tests]]"))
        self.study("--results", self.results)
        summary = json.loads((self.output / "summary.json").read_text())
        for seed in summary["seeds"]:
            score = {row["name"]: row["meaning_accuracy"] for row in seed["rows"]}
            self.assertGreaterEqual(score["oracle"], max(score["sft"], score["rl"]))
        done = self.study("--cells.3.from=sft", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("a route runs nothing", done.stderr)

    def test_commands_make_files_and_checkpoints(self):
        cells = """[[cells]]
name = "rows"
commands = ["world agglutinative --seed={seed} --rows=40 --from=en --to=qaa > {folder}/rows.tsv"]
[[cells]]
name = "merged"
from = "sft"
commands = [
  "merge linear --base {checkpoint sft} --models {checkpoint sft} {checkpoint rl} --output {folder}/model"
]
[[cells]]
name = "further"
recipe = "on_rows.toml"
from = "merged"
set = ["data.paths=['{folder rows}/rows.tsv']", "trainer.max_steps=2"]
"""
        on_rows = SFT.replace(WORLD, """
[data]
source_language = "en"
target_language = "qaa"
[eval_data]
paths = ["dev.tsv"]
source_language = "en"
target_language = "qaa"
""")
        dev = dragoman("world", "agglutinative", "--rows=10", "--split=dev", "--from=en", "--to=qaa")
        (self.folder / "dev.tsv").write_text(dev.stdout)
        on_rows = on_rows.replace('witness = "meaning_accuracy"\n', "")
        on_rows = on_rows.replace("dev.tsv", str(self.folder / "dev.tsv"))
        (self.folder / "on_rows.toml").write_text(on_rows)
        held_out = f"""[held_out.data]
paths = ["{self.folder}/dev.tsv"]
source_language = "en"
target_language = "qaa"
"""
        study = STUDY.replace("[[tests]]", cells + "[[tests]]").replace("world_rows = 30\n", held_out)
        (self.folder / "study.toml").write_text(study)
        plan = self.study("--dry-run").stdout
        self.assertIn("merged", plan)
        self.study("--seeds=[1]")
        summary = json.loads((self.output / "summary.json").read_text())
        self.assertEqual([row["name"] for row in summary["rows"]],
                         ["sft", "best_of_4", "rl", "merged", "further"])
        rows = self.output / "rows" / "seed-1" / "rows.tsv"
        self.assertEqual(len(rows.read_text().splitlines()), 40)
        self.assertTrue((self.output / "merged" / "seed-1" / "model" / "config.json").exists())
        again = self.study("--seeds=[1]")
        self.assertEqual(self.trained(again), [])
        self.assertNotIn("is made in", again.stderr)
        text = (self.folder / "study.toml").read_text()
        (self.folder / "study.toml").write_text(text.replace("--rows=40", "--rows=50"))
        changed = self.study("--seeds=[1]")
        self.assertIn("rows, seed 1: is made in", changed.stderr)
        self.assertEqual(len(self.trained(changed)), 1)  # what learns from the rows, nothing else
        (self.folder / "study.toml").write_text(text.replace("world aggl", "world nobody"))
        failed = self.study("--seeds=[1]", check=False)
        self.assertNotEqual(failed.returncode, 0)
        self.assertIn("the command `world nobody", failed.stderr)

    def test_groups_of_rows_and_prices_are_further_tables(self):
        prices = ("[prices]\nsystem = \"rl\"\nagainst = [\"sft\"]\nvalue = \"meaning_accuracy\"\n"
                  "cost = \"chrf\"\nhighest = 0.5\npoints = 5\nresamples = 20\n")
        (self.folder / "study.toml").write_text("by = \"domain\"\n" + STUDY + prices)
        self.study("--results", self.results)
        text = self.results.with_suffix(".md").read_text()
        self.assertRegex(text, r"\| `best_of_4` \| simple \| [\d.]+ \(?")
        self.assertRegex(text, r"\| all \| [\d.]+ \([\d.]+–[\d.]+\), [\d.]+ \([\d.]+–[\d.]+\) \|")
        self.assertRegex(text, r"\| simple \| [\d.]+ \([\d.]+–[\d.]+\), ")
        summary = json.loads((self.output / "summary.json").read_text())
        groups = {row["domain"] for row in summary["group_rows"] if row["name"] == "rl"}
        shares = [one["group"] for one in summary["prices"]["shares"] if one["seed"] == 2]
        self.assertEqual(set(shares), groups | {"all"})
        done = self.study("--prices.system=nobody", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("prices compares nobody, which is no cell", done.stderr)


if __name__ == "__main__":
    unittest.main()
