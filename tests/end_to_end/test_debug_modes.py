"""The ways to look into an RL run: rollouts alone, training on recorded rollouts alone, and any step
once more; and learning from a teacher."""

import json
import re
import unittest

from training_runs import Runs, dragoman, episodes, metrics, newest


class DebugModes(Runs):
    def setUp(self):
        super().setUp()
        base = self.folder / "base"
        dragoman("train", self.folder / "sft.toml", f"--output={base}", "--trainer.max_steps=20")
        self.options = [f"--model.checkpoint={newest(base)}", "--rl.log_episodes_steps=1",
                        "--rl.steps_per_generation=1"]

    def rl(self, name, *options, check=True):
        run = self.folder / name
        done = dragoman("train", self.folder / "rl.toml", f"--output={run}", *self.options, *options,
                        check=check)
        return run if check else done

    def test_rollouts_alone_leave_the_weights(self):
        run = self.rl("rollouts", "--rl.debug=rollout_only")
        first, last = (run / f"checkpoints/step-{step}/model.safetensors" for step in (12, 16))
        self.assertEqual(first.read_bytes(), last.read_bytes())
        steps = [line for line in metrics(run) if "reward" in line]
        self.assertEqual(len(steps), 16)
        self.assertTrue(all("loss" not in step for step in steps))
        self.assertEqual(len(episodes(run)), 16 * 16)

    def test_recorded_rollouts_train_as_the_fresh_ones_did(self):
        with open(self.folder / "rl.toml", "a") as recipe:
            recipe.write('[[reward]]\nname = "word_match"\n')
        credit = "--algorithm.span_credit_coef=0.5"
        whole = self.rl("whole", credit)
        again = self.rl("again", credit, "--rl.debug=train_only", f"--rl.episodes={whole}")
        lost = [line["episodes/credits_lost"] for line in metrics(whole) if "loss" in line]
        self.assertEqual(sum(lost), 0)
        plain = self.rl("plain")
        self.assertNotEqual((newest(whole) / "model.safetensors").read_bytes(),
                            (newest(plain) / "model.safetensors").read_bytes())
        self.assertEqual(metrics(whole), metrics(again))
        for name in ("model.safetensors", "trainer/optimizer.safetensors"):
            self.assertEqual((newest(whole) / name).read_bytes(),
                             (newest(again) / name).read_bytes())

    def test_recorded_rollouts_of_an_older_policy_train_as_they_did(self):
        off = "--rl.one_step_off_policy=true"
        whole = self.rl("whole", off)
        again = self.rl("again", off, "--rl.debug=train_only", f"--rl.episodes={whole}")
        self.assertEqual(metrics(whole), metrics(again))
        self.assertEqual((newest(whole) / "model.safetensors").read_bytes(),
                         (newest(again) / "model.safetensors").read_bytes())
        done = dragoman("replay", whole, "--step", 14)
        self.assertTrue(json.loads(done.stdout)["identical"])

    def test_a_step_that_was_not_recorded_is_named(self):
        whole = self.rl("whole", "--rl.log_episodes_steps=2")
        done = self.rl("again", "--rl.debug=train_only", f"--rl.episodes={whole}", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("has no episodes of step 1; record every rollout with "
                      "rl.log_episodes_steps = 1", done.stderr)

    def test_any_step_is_replayed_to_the_bit(self):
        whole = self.rl("whole", "--algorithm.target_kl=0.01", "--rl.filter_groups=true")
        before = {path: path.read_bytes() for path in whole.rglob("*") if path.is_file()}
        for step, begin in ((3, 0), (14, 12), (16, 12)):
            done = dragoman("replay", whole, "--step", step)
            replay = json.loads(done.stdout)
            self.assertEqual((replay["identical"], replay["from"]), (True, begin))
            self.assertEqual(replay["recorded"]["reward"], replay["replayed"]["reward"])
        self.assertEqual(before, {path: path.read_bytes() for path in whole.rglob("*")
                                  if path.is_file()})

    def test_a_step_that_was_changed_is_found_out(self):
        whole = self.rl("whole")
        file = whole / "metrics.jsonl"
        lines = file.read_text().splitlines()
        at = next(i for i, line in enumerate(lines)
                  if json.loads(line)["step"] == 14 and "loss" in json.loads(line))
        lines[at] = re.sub(r'("reward":0\.)(\d)', lambda m: m[1] + str((int(m[2]) + 1) % 10),
                           lines[at])
        file.write_text("\n".join(lines) + "\n")
        done = dragoman("replay", whole, "--step", "14", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("step 14 is not what was recorded: reward differs", done.stderr)
        missing = dragoman("replay", whole, "--step", "99", check=False)
        self.assertEqual(missing.returncode, 2)
        self.assertIn("has no step 99", missing.stderr)


class Distillation(Runs):
    def recipe(self, student):
        """A student that knows little, and a teacher that has learned longer."""
        for name, steps in (("student", student), ("teacher", 120)):
            dragoman("train", self.folder / "sft.toml", f"--output={self.folder / name}",
                     f"--trainer.max_steps={steps}", f"--tokenizer.path={self.folder / 'voice'}"
                     if (self.folder / "voice").exists() else "--seed=1")
            if not (self.folder / "voice").exists():
                (self.folder / name / "tokenizer").rename(self.folder / "voice")
        path = self.folder / "distill.toml"
        path.write_text(f"""
include = "sft.toml"
kind = "distill"
[model]
checkpoint = "{newest(self.folder / 'student')}"
[distill]
teacher = "{newest(self.folder / 'teacher')}"
max_completion_length = 24
""")
        return path

    def test_a_student_comes_nearer_and_is_resumed_to_the_bit(self):
        whole, _ = self.check_exact(self.recipe(5), "--trainer.max_steps=40")
        steps = [line for line in metrics(whole) if "loss" in line]
        references = [step["loss"] for step in steps if not step["on_policy"]]
        own = [step["loss"] for step in steps if step["on_policy"]]
        self.assertGreater(min(len(references), len(own)), 5)
        self.assertLess(references[-1], 0.6 * references[0])

    def test_a_student_that_is_its_teacher_has_nothing_to_learn(self):
        recipe = self.recipe(5)
        for beta in (0.0, 0.5, 1.0):
            run = self.folder / f"run-{beta}"
            dragoman("train", recipe, f"--output={run}", "--trainer.max_steps=2",
                     f"--distill.teacher={newest(self.folder / 'student')}",
                     f"--distill.beta={beta}", "--distill.lmbda=0")
            first = next(line for line in metrics(run) if "loss" in line)
            self.assertAlmostEqual(first["loss"], 0.0, delta=1e-6)

    def test_a_teacher_with_other_tokens_is_refused(self):
        recipe = self.recipe(5)
        other = self.folder / "other"
        dragoman("train", self.folder / "sft.toml", f"--output={other}", "--trainer.max_steps=1",
                 "--tokenizer.vocab_size=350")
        done = dragoman("train", recipe, f"--output={self.folder / 'run'}",
                        f"--distill.teacher={newest(other)}", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("must share the student's tokenizer", done.stderr)


if __name__ == "__main__":
    unittest.main()
