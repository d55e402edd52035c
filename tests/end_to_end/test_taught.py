"""What a teacher says as something to learn from: `sft.target` and `candidates.chosen`."""

import json
import re
import subprocess
import unittest

from training_runs import BINARY, Runs, dragoman, newest

# Answers every question with {answer}.
PROGRAM = """
import json, sys
for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps({"id": question["id"], {answer}}), flush=True)
"""

DISTILLED = """
include = "sft.toml"
[sft]
target = "translation"
[trainer]
max_steps = 60
learning_rate = 1e-2
eval_steps = 60
save_steps = 60
"""

PAIRS = """
include = "sft.toml"
kind = "preference"
[trainer]
max_steps = 3
per_device_train_batch_size = 16
gradient_accumulation_steps = 1
[candidates]
num_generations = 4
max_rows = 12
chosen = "refinement"
max_completion_length = 64
[[reward]]
name = "edit_distance"
"""


class Taught(Runs):
    def recipe(self, text, answer=None):
        if answer:
            program = self.folder / "teacher.py"
            program.write_text(PROGRAM.replace("{answer}", answer))
            text += f'[oracle]\nname = "program"\ncommand = ["python3", "{program}"]\n'
        path = self.folder / "taught.toml"
        path.write_text(text)
        return path

    def test_supervision_by_what_the_teacher_makes_of_the_sources(self):
        answer = '("error" if "dog" in question["source"] else "text"): "ZU VIEL"'
        run = self.folder / "distilled"
        said = dragoman("train", self.recipe(DISTILLED, answer), f"--output={run}")
        counts = re.search(r"teacher: (\d+) sources translated; left out: (\d+), the first for "
                           r"error", said.stderr)
        self.assertEqual(int(counts[1]) + int(counts[2]), 200, said.stderr)
        self.assertGreater(int(counts[2]), 0)
        said = subprocess.run([BINARY, "translate", "--model", newest(run), "--from", "en", "--to",
                               "qaa"], input="The cat sleeps.\n", capture_output=True, text=True)
        self.assertEqual(said.stdout, "ZU VIEL\n", said.stderr)

    def test_too_many_sources_without_a_translation_stop_the_run(self):
        said = dragoman("train", self.recipe(DISTILLED, '"error": "tired"'), check=False)
        self.assertEqual(said.returncode, 1)
        self.assertRegex(said.stderr, "no translation for 200 of 200 sources, more than "
                                      "max_failed_share = 0.5 allows; the first: error: .*tired")

    def test_a_refinement_is_preferred_to_its_draft(self):
        base = self.folder / "base"
        dragoman("train", self.folder / "sft.toml", f"--output={base}")
        run = self.folder / "pairs"
        recipe = self.recipe(PAIRS, '"text": question["draft"].strip(" .") + "."')
        said = dragoman("train", recipe, f"--output={run}", f"--model.checkpoint={newest(base)}")
        lines = (run / "candidates.jsonl").read_text().splitlines()
        drafts = [one for line in lines[1:] for one in json.loads(line)["candidates"]]
        for one in drafts:
            if one["hypothesis"]:
                self.assertEqual(one["refinement"], one["hypothesis"].strip(" .") + ".")
        changed = sum(one["hypothesis"] not in ("", one.get("refinement")) for one in drafts)
        self.assertGreater(changed, 0)
        self.assertIn(f"preference: {changed} pairs", said.stderr)

    def test_a_dry_run_tells_what_will_be_asked(self):
        for text, said in ((PAIRS, "oracle: program, at most 48 refinements of drafts\n"),
                           (DISTILLED, "oracle: program, all translations of sources\n")):
            recipe = self.recipe(text, '"text": "x"')
            self.assertIn(said, dragoman("train", recipe, "--dry-run").stdout)

    def test_what_asks_an_oracle_needs_one(self):
        for text, said in ((PAIRS, 'candidates.chosen = "refinement"'),
                           (DISTILLED, 'sft.target = "translation"')):
            done = dragoman("train", self.recipe(text), "--dry-run", check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"oracle is missing: {said}", done.stderr)


if __name__ == "__main__":
    unittest.main()
