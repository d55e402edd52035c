"""`dragoman inspect RECIPE.toml`: the tokens of a recipe's first rows, and which are trained on."""

import json
import os
import subprocess
import unittest
from pathlib import Path

PROGRAM = Path(os.environ["DRAGOMAN_BINARY"])
RECIPES = Path(__file__).resolve().parents[2] / "recipes" / "demo"
SMALL = ("--world.train_rows=30", "--world.dev_rows=5", "--tokenizer.vocab_size=300")


def inspect(recipe, *flags):
    return subprocess.run([PROGRAM, "inspect", RECIPES / recipe, *SMALL, *flags],
                          capture_output=True, text=True, encoding="utf-8", timeout=120,
                          check=False)


@unittest.skipUnless(PROGRAM.exists(), "the program is not built")
class InspectRecipe(unittest.TestCase):
    def rows(self, recipe, *flags):
        said = inspect(recipe, "--json", *flags)
        self.assertEqual(said.returncode, 0, said.stderr)
        return [json.loads(line) for line in said.stdout.splitlines()]

    def test_answers_are_trained_from_their_first_token_to_the_end_token(self):
        *examples, totals = self.rows("sft.toml", "--rows", "3")
        self.assertEqual(len(examples), 3)
        for example in examples:
            asked = example["tokens"].index("<|assistant|>") + 1
            mask = [0] * asked + [1] * (len(example["ids"]) - asked)
            self.assertEqual(example["trained"], mask)
            self.assertEqual(example["tokens"][-1], "<|end|>")
        self.assertEqual(totals["trained"], sum(sum(e["trained"]) for e in examples))
        self.assertEqual(totals["tokens"], sum(len(e["ids"]) for e in examples))

    def test_settings_of_the_recipe_can_be_given(self):
        example, _ = self.rows("sft.toml", "--rows", "1", "--sft.completion_only_loss=false")
        self.assertEqual(example["trained"], [0] + [1] * (len(example["ids"]) - 1))

    def test_a_recipe_that_samples_shows_its_prompts(self):
        example, _ = self.rows("rl.toml", "--rows", "1")
        self.assertEqual(example["tokens"][-1], "<|assistant|>")
        self.assertEqual(sum(example["trained"]), 0)

    def test_without_a_terminal_trained_tokens_stand_in_brackets(self):
        said = inspect("sft.toml", "--rows", "1")
        self.assertRegex(said.stdout, r"<\|assistant\|>\[\[.*\|<\|end\|>\]\]\n")
        self.assertNotIn("\x1b", said.stdout)


if __name__ == "__main__":
    unittest.main()
