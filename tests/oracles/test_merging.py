"""`dragoman merge` against numpy in double, and its folders in transformers.

Needs DRAGOMAN_ORACLES, a Python with torch, transformers and safetensors; without it everything is skipped.
"""

import json
import signal
import subprocess
import sys
import time
import unittest

from oracle_models import BINARY, GEMMA, ORACLES, VOCABULARY, OracleTest, make_checkpoint, random_rows

if ORACLES:
    import numpy
    import torch
    import transformers
    from safetensors.torch import load_file, save_file
    from merging_oracle import METHODS, settings

# A small process starts the program, as a peak counts what was there before; in KiB on stderr.
MEASURE = ("import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
           "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); sys.exit(code)")
OPTIONS = {
    "linear": (2, ["--weight", "0.3", "0.9"], dict(weight=[0.3, 0.9])),
    "slerp": (1, ["--t", "0.3"], dict(t=0.3)),
    "task_arithmetic": (2, ["--weight", "0.7", "-0.2", "--lambda", "0.9"], dict(weight=[0.7, -0.2], scale=0.9)),
    "ties": (3, ["--weight", "1", "0.5", "2", "--density", "0.4", "--lambda", "1.1"],
             dict(weight=[1, 0.5, 2], density=[0.4] * 3, scale=1.1, normalize=True)),
    "dare_linear": (2, ["--density", "0.5", "0.9", "--seed", "5"],
                    dict(weight=[1, 1], density=[0.5, 0.9], scale=1, seed=5)),
    "dare_ties": (3, ["--density", "0.6", "--weight", "0.5", "1", "1", "--normalize", "true"],
                  dict(weight=[0.5, 1, 1], density=[0.6] * 3, scale=1, seed=0, normalize=True)),
    "model_stock": (3, [], {}),
    "obim": (3, ["--density", "0.1", "0.3", "0.2", "--weight", "1", "1", "0.5", "--rounds", "7"],
             dict(weight=[1, 1, 0.5], density=[0.1, 0.3, 0.2], scale=1, rounds=7)),
}
FAMILIES = {
    "float32": ("Llama", dict(attention_bias=True), {}),
    "tied, bfloat16 shards": ("Qwen3", dict(head_dim=8, tie_word_embeddings=True),
                              dict(dtype="bfloat16", max_shard_size="10KB")),
    "float16": ("Gemma2", dict(GEMMA, sliding_window=6), dict(dtype="float16")),
}
ROUNDING = {"float32": 2e-7, "bfloat16": 2 ** -8, "float16": 2 ** -10}


def tensors(folder):
    held = {}
    for path in folder.glob("*.safetensors"):
        held.update(load_file(path))
    return held


def doubles(tensor):
    return tensor.double().numpy().ravel()


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with transformers")
class Merging(OracleTest):
    def make_family(self, models=3, family="Llama", changes=None, files=None):
        """Folders of a base and of models near it."""
        folders = [self.folder / "base", *(self.folder / f"model{k}" for k in range(models))]
        base = make_checkpoint(folders[0], family, changes or {}, files or {}, 1)
        state = {name: tensor.clone() for name, tensor in base.state_dict().items()}
        dtype = (files or {}).get("dtype", "float32")
        for k, folder in enumerate(folders[1:]):
            torch.manual_seed(10 + k)
            with torch.no_grad():
                for name, tensor in base.state_dict().items():
                    tensor.copy_(state[name] + 0.05 * torch.randn_like(tensor))
            base.to(getattr(torch, dtype)).save_pretrained(folder)
            base.float()
        return folders

    def merge(self, method, folders, *options, code=0):
        output = self.folder / f"merged{len(list(self.folder.iterdir()))}"
        done = subprocess.run(
            [BINARY, "merge", method, "--base", folders[0], "--model", *folders[1:], "--output", output,
             *map(str, options)], capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stderr)
        return output if code == 0 else done.stderr

    def check(self, method, folders, output, dtype):
        base, merged, options = tensors(folders[0]), tensors(output), OPTIONS[method][2]
        models = [tensors(folder) for folder in folders[1:]]
        self.assertEqual(merged.keys(), base.keys())
        for name, tensor in base.items():
            self.assertEqual((merged[name].dtype, merged[name].shape), (tensor.dtype, tensor.shape))
            expected = METHODS[method](doubles(tensor), [doubles(model[name]) for model in models],
                                       settings(**options, name=name))
            numpy.testing.assert_allclose(doubles(merged[name]), expected, rtol=ROUNDING[dtype], atol=1e-7,
                                          err_msg=f"{method}: {name}")

    def test_every_method_is_what_numpy_computes(self):
        for what, (family, changes, files) in FAMILIES.items():
            for folder in self.folder.iterdir():
                subprocess.run(["rm", "-r", folder], check=True)
            folders = self.make_family(3, family, changes, files)
            for method, (count, options, _) in OPTIONS.items():
                with self.subTest(family=what, method=method):
                    used = folders[:count + 1]
                    output = self.merge(method, used, *options)
                    self.check(method, used, output, files.get("dtype", "float32"))

    def test_what_is_written_loads_and_is_whole(self):
        folders = self.make_family(2, "Qwen3", dict(head_dim=8, tie_word_embeddings=True))
        (folders[0] / "tokenizer_config.json").write_text("{}")
        output = self.merge("ties", folders, "--max_shard_size", "12KB", "--dtype", "bfloat16")
        loaded = transformers.AutoModelForCausalLM.from_pretrained(output, dtype="auto").eval()
        self.assertEqual(loaded.dtype, torch.bfloat16)
        held = tensors(output)
        for name, tensor in loaded.state_dict().items():
            if name != "lm_head.weight":
                self.assertTrue(torch.equal(tensor, held[name]), name)
        self.assertEqual((output / "tokenizer_config.json").read_text(), "{}")
        self.assertEqual((output / "generation_config.json").read_bytes(),
                         (folders[0] / "generation_config.json").read_bytes())
        rows = random_rows(2, 8, 1)
        with torch.no_grad():
            self.assertTrue(torch.isfinite(loaded(torch.tensor([rows[0]["input_ids"]])).logits).all())

    def test_the_record_says_what_was_merged(self):
        folders = self.make_family(2)
        output = self.merge("obim", folders, "--density", "0.25")
        record = json.loads((output / "merge.json").read_text())
        self.assertEqual(record["merge_method"], "obim")
        self.assertEqual([model["model"] for model in record["models"]], [str(f) for f in folders[1:]])
        self.assertEqual(len({record["content_hash"], *(m["content_hash"] for m in record["models"])}), 3)
        base, first, second = map(tensors, folders)
        one, other = (numpy.concatenate([doubles(model[name]) - doubles(base[name]) for name in base])
                      for model in (first, second))
        rows = {row["tensors"]: row for row in record["report"]}
        whole = rows["all"]
        cosine = one @ other / numpy.linalg.norm(one) / numpy.linalg.norm(other)
        self.assertAlmostEqual(whole["cosine"][0][1], cosine, places=5)
        self.assertAlmostEqual(whole["same_sign"], numpy.mean(one * other > 0), places=5)
        self.assertEqual(whole["weights"], len(one))
        self.assertAlmostEqual(whole["taken"][0], 0.25, delta=0.005)
        self.assertIn("layer 1", rows)
        self.assertIn("mlp.down_proj.weight", rows)
        again = self.merge("obim", folders, "--density", "0.25", "--threads", "1")
        self.assertEqual(tensors(output).keys(), tensors(again).keys())
        self.assertTrue(all(torch.equal(tensor, tensors(again)[name]) for name, tensor in tensors(output).items()))

    def calibrated(self, family, changes):
        """Masks by what transformers' own layers receive."""
        folders = self.make_family(2, family, changes)
        texts, roots = [], []
        for k, folder in enumerate(folders[1:]):
            rows = random_rows(6, 30, 50 + k)
            texts.append(self.folder / f"texts{k}.jsonl")
            texts[-1].write_text("".join(json.dumps(row) + "\n" for row in rows))
            roots.append(self.measured(folder, [row["input_ids"] for row in rows]))
        output = self.merge("obim", folders, "--density", "0.3", "--calibration", *texts)
        base, merged = tensors(folders[0]), tensors(output)
        models = [tensors(folder) for folder in folders[1:]]
        same, count = 0, 0
        for name, tensor in base.items():
            one = torch.ones(1)
            h = [root.get(name, one).expand(tensor.shape).numpy().ravel() for root in roots]
            expected = METHODS["obim"](doubles(tensor), [doubles(model[name]) for model in models],
                                       settings(weight=[1, 1], density=[0.3, 0.3], rounds=10, roots=h))
            same += (abs(doubles(merged[name]) - expected) < 1e-6).sum()
            count += len(expected)
        self.assertGreater(same / count, 0.999)
        plain = self.merge("obim", folders, "--density", "0.3", "--saliency", "magnitude")
        differ = sum((tensors(plain)[name] != merged[name]).sum().item() for name in base)
        self.assertGreater(differ / count, 0.02)

    def measured(self, folder, rows):
        """By tensor, the roots of h, broadcastable."""
        model = transformers.AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager").eval()
        sums, tokens = {}, sum(map(len, rows))
        for name, module in model.named_modules():
            if isinstance(module, torch.nn.Linear):
                def hook(_, inputs, name=name):
                    sums[name] = sums.get(name, 0) + inputs[0].double().square().sum((0, 1))
                module.register_forward_pre_hook(hook)
        with torch.no_grad():
            for row in rows:
                model(torch.tensor([row]))
        roots = {f"{name}.weight": (2 * total / tokens).sqrt()[None, :] for name, total in sums.items()}
        counts = torch.bincount(torch.tensor([token for row in rows for token in row]), minlength=VOCABULARY)
        roots["model.embed_tokens.weight"] = (2 * (counts.double() + 1) / tokens).sqrt()[:, None]
        return roots

    def test_saliency_is_what_the_layers_receive(self):
        for family, changes in (("Llama", dict(attention_bias=True)), ("Qwen3", dict(head_dim=8)),
                                ("Gemma2", dict(GEMMA, sliding_window=6))):
            for folder in self.folder.iterdir():
                subprocess.run(["rm", "-r", folder], check=True)
            with self.subTest(family=family):
                self.calibrated(family, changes)

    def test_what_does_not_belong_together_is_refused(self):
        folders = self.make_family(2)
        before = sorted(path.name for path in self.folder.iterdir())
        path = folders[2] / "model.safetensors"
        good, config = load_file(path), json.loads((folders[2] / "config.json").read_text())

        def refused(words, *options, method="ties"):
            self.assertIn(words, self.merge(method, folders, *options, code=2))
            self.assertEqual(sorted(one.name for one in self.folder.iterdir()), before)

        lone = {name: tensor for name, tensor in good.items() if name != "model.norm.weight"}
        for held, words in (
                (lone, "model1: the tensor model.norm.weight is missing"),
                ({**good, "other": torch.ones(2)}, "other: is no tensor of the base"),
                ({**good, "model.norm.weight": torch.ones(3)}, "model.norm.weight: its shape is [3], but [32]"),
                ({**good, "model.norm.weight": good["model.norm.weight"] * float("nan")},
                 "model.norm.weight: holds values that are not finite")):
            save_file(held, path)
            refused(words)
        save_file(good, path)
        (folders[2] / "config.json").write_text(json.dumps({**config, "num_attention_heads": 8, "head_dim": 4,
                                                            "num_key_value_heads": 4}))
        refused("config.json: num_attention_heads is 8, but 4 in")
        (folders[2] / "config.json").write_text(json.dumps(config))
        refused("slerp takes at most 1 --model folders, 2 were given", method="slerp")
        refused("a density of 1.5 is no share", "--density", "1.5")
        refused("3 values for --weight and 2 models", "--weight", "1", "2", "3")
        refused("no method tiess; did you mean ties?", method="tiess")
        refused("--saliency hessian needs --calibration", "--saliency", "hessian", method="obim")
        refused("add up to 0", "--weight", "1", "-1")
        refused("that F16 can't hold", "--lambda", "1e8", "--dtype", "float16", method="task_arithmetic")
        adapter = folders[2] / "adapter_config.json"
        adapter.write_text("{}")
        (folders[2] / "config.json").unlink()
        refused("is an adapter, not a whole model; first put it into its base: dragoman export")
        self.assertIn("lies in the model's own folder", subprocess.run(
            [BINARY, "merge", "linear", "--base", folders[0], "--model", folders[1], "--output",
             folders[1] / "inside"], capture_output=True, text=True).stderr)

    def make_large(self, width=2048):
        """Folders of one tensor of 64 MiB each, of random bits with small exponents."""
        config = dict(model_type="llama", vocab_size=8 * width, hidden_size=width, intermediate_size=width,
                      num_hidden_layers=1, num_attention_heads=8, head_dim=width // 8, num_key_value_heads=8,
                      tie_word_embeddings=True)
        folders = [self.folder / name for name in ("base", "one", "two")]
        generator = numpy.random.default_rng(3)
        for folder in folders:
            folder.mkdir()
            (folder / "config.json").write_text(json.dumps(config))
            bits = generator.integers(0, 2 ** 16, 8 * width * width, dtype=numpy.uint16) & 0x83ff | 0x3c00
            embedding = torch.from_numpy(bits.view(numpy.int16)).view(torch.bfloat16).view(8 * width, width)
            save_file({"model.embed_tokens.weight": embedding}, folder / "model.safetensors")
        return folders

    def test_memory_does_not_grow_with_the_files(self):
        folders = self.make_large()
        peaks = {}
        for method in ("linear", "ties", "obim"):
            done = subprocess.run(
                [sys.executable, "-S", "-c", MEASURE, BINARY, "merge", method, "--base", folders[0], "--model",
                 *folders[1:], "--output", self.folder / method], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            peaks[method] = int(done.stderr.split()[-1]) / 1024
        print("peak memory in MiB, of three files of 64:", peaks, file=sys.stderr)
        self.assertLess(peaks["linear"], 80)
        self.assertLess(peaks["ties"], 80)
        self.assertLess(peaks["obim"], 80 + 32 + 3 * 32 + 32)  # a byte an element; candidates, and those found

    def test_an_interrupted_merge_leaves_nothing(self):
        folders = self.make_large()
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 130)):
            running = subprocess.Popen(
                [BINARY, "merge", "obim", "--base", folders[0], "--model", *folders[1:], "--output",
                 self.folder / "out"], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
            until = time.monotonic() + 60
            while not (self.folder / "out.partial").exists() and time.monotonic() < until:
                time.sleep(0.002)
            running.send_signal(number)
            running.communicate(timeout=60)
            self.assertEqual(running.returncode, code)
            self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["base", "one", "two"])


if __name__ == "__main__":
    unittest.main()
