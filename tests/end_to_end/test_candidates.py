"""Training on a model's own judged answers: resuming after kill -9 is exact, and the answers are drawn
once. DRAGOMAN_KILLS=20 is the long form."""

import json
import unittest

from training_runs import Runs, dragoman, newest

# What the judged answers of a model that has learned a little are for.
CANDIDATES = """
[trainer]
max_steps = 12
per_device_train_batch_size = 8
gradient_accumulation_steps = 1
eval_steps = 6
save_steps = 3
[candidates]
num_generations = 4
max_rows = 40
max_completion_length = 80
[[reward]]
name = "chrf"
"""


def candidates_recipe(folder, kind):
    """A recipe that learns from the answers of a model that ends them."""
    base = folder / "begun"
    dragoman("train", folder / "sft.toml", f"--output={base}", "--trainer.max_steps=150",
             "--trainer.eval_steps=150", "--trainer.learning_rate=1e-2",
             "--trainer.eval_on_start=false")
    recipe = folder / "candidates.toml"
    recipe.write_text(f'include = "sft.toml"\nkind = "{kind}"\n{CANDIDATES}\n'
                      f'[model]\ncheckpoint = "{newest(base)}"\n')
    return recipe


def check_candidates(test, whole, killed, files=("candidates.jsonl",)):
    """They were drawn once, and read where the run went on."""
    for name in files:
        test.assertEqual((whole / name).read_bytes(), (killed / name).read_bytes())
    test.assertIn("as they lie in", (killed / "log.txt").read_text())


class Candidates(Runs):
    def test_a_killed_best_of_n_run_resumes_to_the_bit(self):
        whole, killed = self.check_exact(candidates_recipe(self.folder, "sft"))
        check_candidates(self, whole, killed)
        lines = [json.loads(line) for line in (whole / "candidates.jsonl").read_text().splitlines()]
        self.assertEqual([line["row"] for line in lines[1:]], list(range(40)))
        for line in lines[1:]:
            rewards = [candidate["reward"] for candidate in line["candidates"]]
            self.assertEqual(rewards, sorted(rewards, reverse=True))

    def test_candidates_are_drawn_anew_when_what_they_depend_on_has_changed(self):
        recipe = candidates_recipe(self.folder, "sft")
        run = self.folder / "run"
        dragoman("train", recipe, f"--output={run}")
        before = (run / "candidates.jsonl").read_bytes()
        dragoman("train", recipe, f"--output={run}", "--resume", "--trainer.max_steps=13")
        self.assertEqual((run / "candidates.jsonl").read_bytes(), before)
        dragoman("train", recipe, f"--output={run}", "--resume", "--trainer.max_steps=14",
                 "--candidates.keep=above", "--candidates.threshold=0.01")
        self.assertNotEqual((run / "candidates.jsonl").read_bytes(), before)
        none = dragoman("train", recipe, f"--output={self.folder / 'none'}", check=False,
                        *["--candidates.keep=above", "--candidates.threshold=2"])
        self.assertEqual(none.returncode, 2)
        self.assertIn("lower candidates.threshold", none.stderr)


if __name__ == "__main__":
    unittest.main()
