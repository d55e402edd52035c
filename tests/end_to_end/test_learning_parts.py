"""Whatever an RL run keeps besides its weights survives kill -9: critics, references that move,
further losses, the cursor of dynamic sampling, controllers; and each of them is seen at work."""

import json
import unittest

from training_runs import Runs, dragoman, metrics, newest

PAIRS = [{"prompt": f"Which word is a number: {word} or seven? ", "chosen": "seven", "rejected": word}
         for word in ("house", "river", "stone", "bread", "green")]


class LearningParts(Runs):
    def setUp(self):
        super().setUp()
        self.base = self.folder / "base"
        dragoman("train", self.folder / "sft.toml", f"--output={self.base}",
                 "--trainer.max_steps=20")
        self.options = [f"--model.checkpoint={newest(self.base)}"]

    def exact(self, *options):
        whole, _ = self.check_exact(self.folder / "rl.toml", *self.options, *options)
        return whole, [line for line in metrics(whole) if "loss" in line]

    def test_a_critic_of_its_own_is_resumed_to_the_bit(self):
        run, steps = self.exact("--algorithm.name=ppo", "--critic.learning_rate=1e-2",
                                "--trainer.max_steps=32", "--algorithm.num_iterations=2")
        self.assertTrue((newest(run) / "trainer/critic/model.safetensors").exists())
        config = json.loads((newest(run) / "trainer/critic/config.json").read_text())
        self.assertEqual(config["architectures"], ["Qwen3ForSequenceClassification"])
        loss = [step["critic/vf_loss"] for step in steps]
        self.assertLess(sum(loss[-4:]), 0.5 * sum(loss[:4]))

    def test_a_critic_that_is_a_head_is_resumed_to_the_bit(self):
        run, steps = self.exact("--algorithm.name=ppo", "--critic.model=head",
                                "--algorithm.num_iterations=1")
        self.assertTrue((newest(run) / "trainer/value_head.safetensors").exists())
        self.assertIn("critic/vf_loss", steps[0])

    def test_a_reference_that_follows_is_resumed_to_the_bit(self):
        run, steps = self.exact("--rl.sync_ref_model=true", "--rl.ref_model_sync_steps=3",
                                "--rl.ref_model_mixup_alpha=1.0", "--rl.steps_per_generation=1")
        self.assertTrue((newest(run) / "trainer/reference/model.safetensors").exists())
        kl = [step["kl"] for step in steps]
        self.assertEqual(kl[0], 0.0)
        self.assertGreater(kl[2], 0.0)
        self.assertEqual(kl[3], 0.0)  # the reference is the policy again

    def test_dynamic_sampling_is_resumed_to_the_bit(self):
        # With a reward that is often the same for all, prompts are drawn again and again.
        _, steps = self.exact("--rl.filter_groups=true", "--rl.max_num_gen_batches=3",
                              "--rl.filter_groups_min_std=0.02",
                              "--rl.temperature=0.5")
        batches = [step["filter_groups/num_gen_batches"] for step in steps]
        self.assertGreater(max(batches), 1)
        self.assertLessEqual(max(batches), 3)

    def test_where_no_prompt_teaches_further_ones_are_drawn_as_often_as_allowed(self):
        run = self.folder / "run"
        dragoman("train", self.folder / "rl.toml", f"--output={run}", *self.options,
                 "--rl.filter_groups=true", "--rl.filter_groups_min_std=100",
                 "--rl.max_num_gen_batches=4")
        batches = {line["filter_groups/num_gen_batches"] for line in metrics(run) if "loss" in line}
        self.assertEqual(batches, {4})

    def test_the_temperature_goes_to_its_end(self):
        run = self.folder / "run"
        dragoman("train", self.folder / "rl.toml", f"--output={run}", *self.options,
                 "--rl.temperature_end=0.5", "--rl.steps_per_generation=1")
        seen = [line["temperature"] for line in metrics(run) if "loss" in line]
        self.assertEqual((seen[0], seen[-1]), (1.0, 0.5))
        self.assertEqual(seen, sorted(seen, reverse=True))

    def test_further_losses_are_learned_and_resumed_to_the_bit(self):
        pairs = self.folder / "pairs.jsonl"
        pairs.write_text("".join(json.dumps(pair) + "\n" for pair in PAIRS))
        with open(self.folder / "rl.toml", "a") as recipe:
            recipe.write(f"""
[[auxiliary]]
name = "sft"
coef = 1.0
[[auxiliary]]
name = "ptx"
coef = 1.0
[[auxiliary]]
name = "contrast"
data = "{pairs}"
coef = 1.0
""")
        _, steps = self.exact("--trainer.max_steps=32")
        for name in ("sft", "ptx", "contrast"):
            loss = [step[f"aux/{name}/loss"] for step in steps]
            self.assertLess(sum(loss[-4:]), sum(loss[:4]), name)


if __name__ == "__main__":
    unittest.main()
