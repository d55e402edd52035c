"""Preference training and reward models as a program: resuming after kill -9 is exact, transformers loads what
is written, a reward model rewards. DRAGOMAN_KILLS=20 is the long form."""

import json
import os
import subprocess
import unittest

from test_candidates import candidates_recipe, check_candidates
from training_runs import BINARY, Runs, dragoman, metrics, newest

# Scores of sequences by transformers, as one would write it.
SCORE = """
import json, sys, torch, transformers
model = transformers.AutoModelForSequenceClassification.from_pretrained(sys.argv[1]).eval()
tokenizer = transformers.AutoTokenizer.from_pretrained(sys.argv[1])
with torch.no_grad():
    print(json.dumps([model(**tokenizer(text, return_tensors="pt", add_special_tokens=False)).logits.item()
                      for text in json.load(sys.stdin)]))
"""


class Preference(Runs):
    def judge(self, *options):
        """A trained reward model's run."""
        run = self.folder / "judge"
        dragoman("train", candidates_recipe(self.folder, "reward_model"), f"--output={run}",
                 "--evaluation.witness=", *options)
        return run

    def test_a_killed_preference_run_resumes_to_the_bit(self):
        whole, killed = self.check_exact(candidates_recipe(self.folder, "preference"))
        check_candidates(self, whole, killed)
        steps = [line for line in metrics(whole) if "loss" in line]
        self.assertAlmostEqual(steps[0]["loss"], 0.693147, places=4)
        for name in ("rewards/chosen", "rewards/rejected", "rewards/accuracies", "rewards/margins",
                     "logps/chosen", "logps/rejected", "entropy", "mean_token_accuracy"):
            self.assertIn(name, steps[-1])

    def test_a_killed_kto_run_with_a_precomputed_reference_resumes_to_the_bit(self):
        whole, _ = self.check_exact(candidates_recipe(self.folder, "preference"),
                                    "--preference.loss_type=kto",
                                    "--preference.precompute_ref_log_probs=true")
        self.assertIn("logps/kl", [line for line in metrics(whole) if "loss" in line][-1])

    def test_a_killed_adapter_preference_run_resumes_to_the_bit(self):
        whole, _ = self.check_exact(candidates_recipe(self.folder, "preference"),
                                    "--model.use_peft=true", "--model.lora_r=4",
                                    "--preference.loss_type=ipo")
        self.assertTrue((newest(whole) / "adapter_config.json").exists())

    def test_a_killed_reward_model_run_resumes_to_the_bit(self):
        whole, killed = self.check_exact(candidates_recipe(self.folder, "reward_model"),
                                         "--evaluation.witness=", "--reward_model.label_noise=0.1",
                                         "--reward_model.center_rewards_coefficient=0.01")
        check_candidates(self, whole, killed, ("candidates.jsonl", "candidates-dev.jsonl"))
        last = [line for line in metrics(whole) if "eval/accuracy" in line][-1]
        for name in ("accuracy", "loss", "ece", "margin", "reference_reward", "accuracy/margin_5"):
            self.assertIn("eval/" + name, last)
        tables = json.loads((whole / "reward_evaluation.json").read_text())
        self.assertEqual(sum(row["pairs"] for row in tables["by_margin"]),
                         sum(row["pairs"] for row in tables["reliability"]))

    def test_a_reward_model_rewards_and_is_centred_on_references(self):
        judge = newest(self.judge())
        recipe = self.folder / "rl.toml"
        run = self.folder / "run"
        options = ["--trainer.max_steps=2", "--trainer.eval_steps=2", "--rl.compress_episodes=false",
                   f"--model.checkpoint={newest(self.folder / 'begun')}",
                   "--reward.1.name=reward_model", f"--reward.1.checkpoint={judge}"]
        dragoman("train", recipe, f"--output={run}", *options)
        plain = self.rewards(run)
        self.check_with_transformers(judge, plain)
        centred = self.folder / "centred"
        dragoman("train", recipe, f"--output={centred}", *options,
                 "--reward.1.center_on_references=true")
        shifts = [a - b for (_, a), (_, b) in zip(plain, self.rewards(centred))]
        self.assertLess(max(shifts) - min(shifts), 1e-5)
        self.assertGreater(abs(shifts[0]), 1e-6)

        done = dragoman("translate", "--model", judge, "--from", "en", "--to", "de", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("writes nothing", done.stderr)

    def rewards(self, run):
        lines = [json.loads(line) for line in (run / "episodes.jsonl").read_text().splitlines()]
        return [(line, line["rewards"]["reward_model"]) for line in lines]

    def check_with_transformers(self, judge, rewarded):
        """The prompt and the answer, as the judge's own template writes them."""
        oracles = os.environ.get("DRAGOMAN_ORACLES", "")
        if not oracles:
            return
        texts = []
        for line, _ in rewarded:
            prompt = line["tokens"][:line["spans"][0][2]]
            told = subprocess.run([BINARY, "tokenize", "--model", judge, "--json", "--decode"],
                                  input=json.dumps({"ids": prompt}), text=True, check=True,
                                  capture_output=True)
            texts.append(json.loads(told.stdout)["text"] + line["completion"].strip() + "<|end|>")
        done = subprocess.run([oracles, "-c", SCORE, judge], input=json.dumps(texts), text=True,
                              capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        for score, (_, reward) in zip(json.loads(done.stdout), rewarded):
            self.assertAlmostEqual(score, reward, places=4)

    def test_pairs_come_from_rows(self):
        rows = [{"source": f"word {i}", "chosen": "yes", "rejected": f"no {i}", "margin": 0.1 * i}
                for i in range(24)]
        pairs = self.folder / "pairs.jsonl"
        pairs.write_text("".join(json.dumps(row) + "\n" for row in rows))
        text = self.folder / "text.tsv"
        text.write_text("word\tyes\n" * 4)
        section = f'paths = ["{pairs}"]\nsource_language = "en"\ntarget_language = "de"\n'
        base = dragoman("train", self.folder / "sft.toml", f"--output={self.folder / 'base'}",
                        "--trainer.max_steps=1").stdout.strip()
        common = (f'[trainer]\nmax_steps = 30\nlearning_rate = 3e-3\nper_device_train_batch_size = 8\n'
                  f'eval_steps = 30\n[model]\ncheckpoint = "{newest(self.folder / "base")}"\n'
                  f'[data]\n{section}')
        self.assertTrue(base)
        preference = self.folder / "preference.toml"
        preference.write_text(f'kind = "preference"\n{common}[eval_data]\n'
                              + section.replace(str(pairs), str(text)))
        dragoman("train", preference, f"--output={self.folder / 'preferred'}")
        steps = [line for line in metrics(self.folder / "preferred") if "loss" in line]
        self.assertGreater(steps[-1]["rewards/accuracies"], 0.9)
        judge = self.folder / "judge.toml"
        judge.write_text(f'kind = "reward_model"\n{common}[eval_data]\n{section}')
        dragoman("train", judge, f"--output={self.folder / 'judged'}")
        last = [line for line in metrics(self.folder / "judged") if "eval/accuracy" in line][-1]
        self.assertGreater(last["eval/accuracy"], 0.9)
        for recipe in (preference, judge):
            self.assertIn("time: about", dragoman("train", recipe, "--dry-run").stdout)

    def test_what_no_pairs_can_come_from_is_a_mistake(self):
        for kind in ("preference", "reward_model"):
            done = dragoman("train", self.folder / "sft.toml", f"--kind={kind}", "--evaluation.witness=",
                            f"--output={self.folder / 'none'}", check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn("[candidates]", done.stderr)
        done = dragoman("train", self.folder / "rl.toml", f"--output={self.folder / 'none'}",
                        "--reward.0.name=reward_model", "--reward.0.checkpoint=/no/such", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("/no/such", done.stderr)

    def test_an_adapter_is_refused_for_a_reward_model(self):
        recipe = candidates_recipe(self.folder, "reward_model")
        done = dragoman("train", recipe, f"--output={self.folder / 'none'}", "--evaluation.witness=",
                        "--model.use_peft=true", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("use_peft", done.stderr)


if __name__ == "__main__":
    unittest.main()
