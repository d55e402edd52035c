"""train as a program: resuming after kill -9 and Ctrl-C is exact, mistakes are told in one sentence.
DRAGOMAN_KILLS=20 is the long form."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from training_runs import (BINARY, ENVIRONMENT, SFT, WORLD, Runs, dragoman, episodes, metrics,
                           newest)

# Loads an adapter over its base; a changed weight says that it was found.
LOAD_ADAPTER = """
import sys, peft, torch, transformers
base = transformers.AutoModelForCausalLM.from_pretrained(sys.argv[1])
model = peft.PeftModel.from_pretrained(base, sys.argv[2])
pairs = [p for n, p in model.named_parameters() if "lora_B" in n]
assert len(pairs) == 7 and all(p.abs().max() > 0 for p in pairs)
"""


class Training(Runs):
    def test_a_killed_supervised_run_resumes_to_the_bit(self):
        self.check_exact(self.folder / "sft.toml")

    def test_a_killed_reinforcement_run_resumes_to_the_bit(self):
        dragoman("train", self.folder / "sft.toml", f"--output={self.folder / 'base'}")
        with open(self.folder / "rl.toml", "a") as recipe:
            recipe.write(f'[model]\ncheckpoint = "{newest(self.folder / "base")}"\n')
        whole, killed = self.check_exact(self.folder / "rl.toml")
        self.assertEqual((whole / "episodes.jsonl.zst").read_bytes(),
                         (killed / "episodes.jsonl.zst").read_bytes())
        if shutil.which("zstdcat"):
            self.assertEqual([line["step"] for line in episodes(killed)], [0] * 32 + [10] * 32)

    def test_a_killed_run_one_step_off_its_policy_resumes_to_the_bit(self):
        off = ["--rl.one_step_off_policy=true", "--rl.temperature_end=0.5",
               "--rl.log_episodes_steps=1"]
        whole, killed = self.check_exact(self.folder / "rl.toml", *off)
        steps = [line for line in metrics(whole) if "loss" in line]
        # A rollout is learned from in two steps; the weights that drew it were two steps older.
        self.assertEqual([line["policy_lag"] for line in steps], [0, 1] + [2, 3] * 7)
        if shutil.which("zstdcat"):
            self.assertEqual(episodes(whole), episodes(killed))
            self.check_old_logprobs(episodes(whole))
        sampler = self.folder / "sampler"
        dragoman("train", self.folder / "rl.toml", f"--output={sampler}", *off,
                 "--rl.old_logprobs=sampler")
        for ours, others in zip(metrics(whole), metrics(sampler)):
            self.assertAlmostEqual(ours.get("loss", 0), others.get("loss", 0), places=4)
        with_policy = self.folder / "with_policy"
        dragoman("train", self.folder / "rl.toml", f"--output={with_policy}", *off[1:])
        losses, others = ([line["loss"] for line in metrics(run) if "loss" in line]
                          for run in (whole, with_policy))
        self.assertEqual(losses[0], others[0])  # the first rollout is drawn by the start in both
        self.assertNotEqual(losses[2:4], others[2:4])

    def check_old_logprobs(self, lines):
        """They are of the weights that drew the episode, not of those that learn from it."""
        far = [abs(old - drawn) for line in lines
               for old, drawn in zip(line["old_logprobs"], line["behaviour_logprobs"])]
        self.assertGreater(len(far), 1000)
        self.assertLess(max(far), 1e-5)

    def adapter_options(self):
        """A base model, and what trains an adapter of it."""
        base = self.folder / "base"
        dragoman("train", self.folder / "sft.toml", f"--output={base}", "--trainer.max_steps=20")
        return newest(base), [
            f"--model.checkpoint={newest(base)}", "--model.use_peft=true", "--model.lora_r=4",
            "--model.lora_dropout=0.1", "--model.use_rslora=true"]

    def check_adapter(self, folder, base):
        """It is PEFT's, over the base that nothing has changed."""
        config = json.loads((folder / "adapter_config.json").read_text())
        self.assertEqual(config["base_model_name_or_path"], str(base))
        self.assertEqual((config["r"], config["use_rslora"]), (4, True))
        self.assertFalse((folder / "model.safetensors").exists())
        for arguments in (("--model", folder), ("--model", base, "--adapter", folder)):
            done = subprocess.run([BINARY, "translate", *map(str, arguments), "--from", "en", "--to",
                                   "x-agglutinative"], input="a\n", capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
        oracles = os.environ.get("DRAGOMAN_ORACLES", "")
        if oracles and subprocess.run([oracles, "-c", "import peft"]).returncode == 0:
            loaded = subprocess.run([oracles, "-B", "-c", LOAD_ADAPTER, base, folder],
                                    capture_output=True, text=True)
            self.assertEqual(loaded.returncode, 0, loaded.stderr)

    def test_a_killed_adapter_run_resumes_to_the_bit_and_peft_loads_it(self):
        base, options = self.adapter_options()
        before = (base / "model.safetensors").read_bytes()
        whole, _ = self.check_exact(self.folder / "sft.toml", *options)
        self.assertEqual((base / "model.safetensors").read_bytes(), before)
        self.check_adapter(newest(whole), base)
        summary = json.loads((whole / "summary.json").read_text())
        self.assertLess(summary["trained_parameters"], summary["parameters"] / 4)
        steps = [line for line in metrics(whole) if "loss" in line]
        self.assertLess(steps[-1]["loss"], steps[0]["loss"])

    def test_a_killed_adapter_reinforcement_run_resumes_to_the_bit(self):
        base, options = self.adapter_options()
        begun = self.folder / "begun"
        dragoman("train", self.folder / "sft.toml", f"--output={begun}", "--trainer.max_steps=5",
                 *options)
        whole, _ = self.check_exact(self.folder / "rl.toml",
                                    f"--model.checkpoint={newest(begun)}")
        self.check_adapter(newest(whole), base)
        first = next(line for line in metrics(whole) if "kl" in line)
        self.assertGreater(first["kl"], 0)  # from the base beneath, not from the adapter begun

    def test_a_killed_run_in_eight_bits_with_an_average_resumes_to_the_bit(self):
        whole, _ = self.check_exact(
            self.folder / "sft.toml", "--trainer.optim=adamw_8bit", "--trainer.ema_decay=0.9",
            "--trainer.gradient_checkpointing=true", "--model.intermediate_size=160")
        state = newest(whole) / "trainer"
        self.assertNotEqual((newest(whole) / "model.safetensors").read_bytes(),
                            (state / "weights.safetensors").read_bytes())
        self.assertIn(b"gate_proj.weight.exp_avg.codes",
                      (state / "optimizer.safetensors").read_bytes())

    def test_a_killed_run_of_some_modules_by_adafactor_resumes_to_the_bit(self):
        whole, _ = self.check_exact(
            self.folder / "sft.toml", "--trainer.optim=adafactor",
            '--model.trainable_modules=["mlp", "norm"]')
        summary = json.loads((whole / "summary.json").read_text())
        self.assertEqual(summary["trained_parameters"], 3 * 32 * 48 + 32)

    def test_a_killed_run_by_plain_descent_resumes_to_the_bit(self):
        whole, _ = self.check_exact(self.folder / "sft.toml", "--trainer.optim=sgd",
                                    "--trainer.learning_rate=0.1")
        steps = [line for line in metrics(whole) if "loss" in line]
        self.assertLess(steps[-1]["loss"], steps[0]["loss"])

    def test_a_killed_adapter_run_with_an_average_resumes_to_the_bit(self):
        base, options = self.adapter_options()
        whole, _ = self.check_exact(self.folder / "sft.toml", *options, "--trainer.ema_decay=0.9",
                                    "--trainer.gradient_checkpointing=true")
        self.check_adapter(newest(whole), base)

    def test_modules_and_optimizers_that_are_not_there_are_named(self):
        run = self.folder / "run"
        for option, sentence in (('--model.trainable_modules=["mpl"]', "did you mean mlp"),
                                 ("--trainer.optim=adamw_8bits", "adamw_8bit")):
            done = dragoman("train", self.folder / "sft.toml", f"--output={run}", option,
                            check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(sentence, done.stderr)
            self.assertFalse((run / "metrics.jsonl").exists())

    def test_a_checkpoints_other_files_go_along(self):
        base = self.folder / "base"
        dragoman("train", self.folder / "sft.toml", f"--output={base}", "--trainer.max_steps=1")
        (newest(base) / "special_tokens_map.json").write_text('{"eos_token": "<|end|>"}')
        (newest(base) / "README.md").write_text("mine")
        settings = {"eos_token_id": 4, "temperature": 0.6, "max_new_tokens": 9}
        (newest(base) / "generation_config.json").write_text(json.dumps(settings))
        run = self.folder / "run"
        dragoman("train", self.folder / "sft.toml", f"--output={run}", "--trainer.max_steps=1",
                 f"--model.checkpoint={newest(base)}")
        for name in ("special_tokens_map.json", "README.md"):
            self.assertEqual((newest(run) / name).read_bytes(), (newest(base) / name).read_bytes())
        self.assertEqual(json.loads((newest(run) / "generation_config.json").read_text()), settings)

    def test_episodes_are_plain_text_when_asked(self):
        run = self.folder / "run"
        dragoman("train", self.folder / "rl.toml", f"--output={run}", "--trainer.max_steps=2",
                 "--trainer.eval_steps=2", "--rl.compress_episodes=false")
        lines = (run / "episodes.jsonl").read_text().splitlines()
        self.assertEqual(len(lines), 32)
        self.assertFalse((run / "episodes.jsonl.zst").exists())

    def test_a_run_tells_how_it_was_computed(self):
        run = self.folder / "run"
        dragoman("train", self.folder / "sft.toml", f"--output={run}", "--trainer.max_steps=30")
        summary = json.loads((run / "summary.json").read_text())
        self.assertEqual((summary["device"], summary["dtype"]), ("CPU", "float32"))
        self.assertEqual(summary["threads"], 1)
        self.assertGreater(summary["parameters"], 10000)
        self.assertTrue(summary["version"])
        lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
        steps = [line for line in lines if "loss" in line]
        self.assertLess(steps[0]["mean_token_accuracy"], steps[-1]["mean_token_accuracy"])
        self.assertTrue(all(0 <= line["mean_token_accuracy"] <= 1 for line in steps))
        for name in ("throughput", "time_per_step", "total_num_tokens", "cpu_memory_used_gb"):
            self.assertGreater(steps[-1]["perf/" + name], 0)

    def test_a_full_disk_ends_in_one_sentence_and_the_run_can_go_on(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=800k", "tmpfs", disk]
        if subprocess.run(mount, capture_output=True).returncode != 0:
            self.skipTest("no small file system can be mounted here (that takes root)")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        run = disk / "run"
        options = [f"--output={run}", "--trainer.save_total_limit=1000"]
        full = dragoman("train", self.folder / "sft.toml", *options, check=False)
        self.assertEqual(full.returncode, 1, full.stderr)
        sentences = [line for line in full.stderr.splitlines() if line.startswith("dragoman: ")]
        self.assertEqual(len(sentences), 1)
        self.assertIn("No space left on device", sentences[0])
        self.assertEqual([path for path in run.rglob("*") if "partial" in path.name], [])
        self.assertTrue(metrics(run))
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        dragoman("train", self.folder / "sft.toml", *options, "--resume")
        whole = self.folder / "whole"
        dragoman("train", self.folder / "sft.toml", f"--output={whole}")
        self.assertEqual(metrics(whole), metrics(run))

    def test_a_killed_run_in_bfloat16_resumes_to_the_bit(self):
        self.check_exact(self.folder / "sft.toml", "--model.dtype=bfloat16")

    def test_auto_says_which_arithmetic_it_took_and_why(self):
        run = self.folder / "run"
        done = dragoman("train", self.folder / "sft.toml", f"--output={run}",
                        "--model.dtype=auto", "--trainer.max_steps=1")
        self.assertRegex(done.stderr, "dtype: (float32|bfloat16), because this ")
        self.assertIn("dtype: ", (run / "log.txt").read_text())

    def test_ctrl_c_saves_and_says_how_to_go_on(self):
        run = self.folder / "run"
        process = subprocess.Popen(
            [BINARY, "train", self.folder / "sft.toml", f"--output={run}",
             "--trainer.max_steps=100000", "--trainer.eval_steps=0", "--trainer.save_steps=0"],
            env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while not (run / "metrics.jsonl").exists() or len(metrics(run)) < 5:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(), 130)
        self.assertIn("--resume", process.stderr.read())
        self.assertTrue((newest(run) / "trainer" / "state.json").exists())

    def test_a_finished_run_is_not_overwritten(self):
        run = f"--output={self.folder / 'run'}"
        dragoman("train", self.folder / "sft.toml", run, "--trainer.max_steps=1")
        again = dragoman("train", self.folder / "sft.toml", run, check=False)
        self.assertEqual(again.returncode, 2)
        self.assertIn("--resume", again.stderr)

    def test_mistakes_are_told_all_at_once_before_anything_is_written(self):
        run = self.folder / "run"
        done = dragoman("train", self.folder / "sft.toml", f"--output={run}",
                        "--trainer.learning_rat=1", "--trainer.max_steps=many", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("learning_rate", done.stderr)
        self.assertIn("max_steps", done.stderr)
        self.assertFalse(run.exists())

    def test_settings_of_a_fresh_adapter_are_refused_beside_one_that_is_trained_on(self):
        adapter = self.folder / "adapter"
        adapter.mkdir()
        (adapter / "adapter_config.json").write_text('{"peft_type": "LORA", "r": 4}')
        done = dragoman("train", self.folder / "sft.toml", f"--output={self.folder / 'run'}",
                        f"--model.checkpoint={adapter}", "--model.lora_r=16", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("model.lora_r", done.stderr)
        self.assertIn("remove the key", done.stderr)

    def test_broken_data_leaves_no_run_behind(self):
        (self.folder / "broken.tsv").write_bytes(b"a\tb\nc\xff\td\n")
        recipe = SFT.replace(WORLD, "".join(f"""[{name}]
paths = ["{self.folder}/broken.tsv"]
source_language = "en"
target_language = "de"
""" for name in ("data", "eval_data"))).replace('witness = "meaning_accuracy"', "")
        (self.folder / "broken.toml").write_text(recipe)
        run = self.folder / "run"
        done = dragoman("train", self.folder / "broken.toml", f"--output={run}", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("broken.tsv: line 2", done.stderr)
        self.assertFalse(run.exists())

    def test_a_dry_run_shows_the_plan_and_writes_nothing(self):
        run = self.folder / "run"
        done = dragoman("train", self.folder / "sft.toml", f"--output={run}", "--dry-run")
        self.assertIn("40 optimizer steps", done.stdout)
        self.assertRegex(done.stdout, r"memory: about [\d.]+ GiB \(program .*activations")
        self.assertRegex(done.stdout, r"time: about \d+:\d\d on this machine \(an estimate")
        self.assertFalse(run.exists())

    def test_a_read_only_folder_is_a_failure_not_a_crash(self):
        done = dragoman("train", self.folder / "sft.toml", "--output=/proc/no/such", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("/proc/no/such", done.stderr)


if __name__ == "__main__":
    unittest.main()
