"""`dragoman export` against transformers and PEFT: what is written loads there, with the same weights, or
those of merge_and_unload.

Needs DRAGOMAN_ORACLES, a Python with torch, transformers and peft; without it everything is skipped.
"""

import json
import subprocess
import unittest

from oracle_models import (BINARY, GEMMA, ORACLES, OracleTest, make_checkpoint, make_multimodal,
                           random_rows, token_logprobs)

if ORACLES:
    import torch
    import transformers
    from safetensors.torch import load_file


def export(*arguments):
    return subprocess.run([BINARY, "export", *map(str, arguments)], capture_output=True, text=True)


def tensors(folder):
    held = {}
    for path in folder.glob("*.safetensors"):
        held.update(load_file(path))
    return held


def load(folder, dtype="float32"):
    return transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=getattr(torch, dtype), attn_implementation="eager").eval()


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with transformers")
class Exports(OracleTest):
    def exported(self, *arguments):
        output = self.folder / f"exported_{len(list(self.folder.iterdir()))}"
        done = export(*arguments, "--output", output)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, f"{output}\n")
        return output

    def same_tensors(self, ours, theirs):
        self.assertEqual(ours.keys(), theirs.keys())
        for name, tensor in theirs.items():
            self.assertEqual(tensor.dtype, ours[name].dtype)
            self.assertTrue(torch.equal(tensor, ours[name]), name)

    def test_the_same_dtype_keeps_every_bit_in_any_shards(self):
        for seed, dtype in enumerate(("float32", "bfloat16", "float16")):
            base = self.folder / dtype
            make_checkpoint(base, "Qwen3", dict(head_dim=8), dict(dtype=dtype), seed)
            (base / "notes").mkdir()
            (base / "notes" / "readme.txt").write_text("kept")
            (base / "special_tokens_map.json").write_text('{"eos_token": "</s>"}')
            for options in ((), ("--max_shard_size", "10KB"), ("--dtype", dtype)):
                output = self.exported("--model", base, *options)
                self.same_tensors(tensors(output), tensors(base))
                files = {str(path.relative_to(base)) for path in base.rglob("*")}
                added = {str(path.relative_to(output)) for path in output.rglob("*")} - files
                self.assertEqual(bool(added), options[:1] == ("--max_shard_size",))
                for name in ("config.json", "generation_config.json", "special_tokens_map.json",
                             "notes/readme.txt"):
                    self.assertEqual((output / name).read_bytes(), (base / name).read_bytes())
                loaded = load(output, dtype).state_dict()
                self.assertTrue(all(torch.equal(tensor, loaded[name])
                                    for name, tensor in load(base, dtype).state_dict().items()))

    def test_shards_are_cut_and_listed_as_transformers_does(self):
        base = self.folder / "base"
        model = make_checkpoint(base, "Llama", {}, {}, 1)
        output = self.exported("--model", base, "--max_shard_size", "12KB")
        model.save_pretrained(self.folder / "theirs", max_shard_size="12KB")
        ours, theirs = (json.loads((folder / "model.safetensors.index.json").read_text())
                        for folder in (output, self.folder / "theirs"))
        self.assertEqual(ours["metadata"], theirs["metadata"])
        self.assertEqual(ours["weight_map"].keys(), theirs["weight_map"].keys())
        sizes = [path.stat().st_size for path in output.glob("model-*.safetensors")]
        self.assertGreater(len(sizes), 3)
        self.assertLess(max(sizes), 15000)

    def test_other_dtypes_are_torchs_and_the_config_says_so(self):
        base = self.folder / "base"
        make_checkpoint(base, "Gemma2", dict(GEMMA, sliding_window=6), {}, 2)
        plain = tensors(base)
        for dtype in ("bfloat16", "float16"):
            output = self.exported("--model", base, "--dtype", dtype)
            self.same_tensors(tensors(output), {name: tensor.to(getattr(torch, dtype))
                                                for name, tensor in plain.items()})
            before, after = (json.loads((folder / "config.json").read_text())
                             for folder in (base, output))
            self.assertEqual(after, {**before, "dtype": dtype})
            self.assertEqual(list(after), list(before))
            back = self.exported("--model", output, "--dtype", "float32")
            self.same_tensors(tensors(back), {name: tensor.to(getattr(torch, dtype)).float()
                                              for name, tensor in plain.items()})

    def test_a_merged_adapter_is_that_of_merge_and_unload(self):
        peft = self.peft()
        cases = {
            "Llama": dict(target_modules=["q_proj", "v_proj"], r=4),
            "Qwen2": dict(target_modules="all-linear", r=3, lora_alpha=7, use_rslora=True,
                          modules_to_save=["lm_head"]),
            "Gemma3Text": dict(target_modules=["up_proj"], alpha_pattern={"up_proj": 50}),
        }
        for seed, (family, changes) in enumerate(cases.items()):
            base, adapter = self.folder / family, self.folder / f"{family}_adapter"
            model = make_checkpoint(base, family, GEMMA if "Gemma" in family else {}, {}, seed)
            adapted = peft.get_peft_model(model, peft.LoraConfig(
                task_type="CAUSAL_LM", init_lora_weights=False, **changes))
            adapted.save_pretrained(adapter)
            merged = adapted.merge_and_unload().eval()
            for arguments in (("--model", adapter), ("--model", base, "--adapter", adapter)):
                output = self.exported(*arguments, "--max_shard_size", "20KB")
                ours = load(output)
                state = ours.state_dict()
                for name, tensor in merged.state_dict().items():
                    self.assertLess((state[name] - tensor).abs().max().item(), 1e-6, name)
                for row in random_rows(3, 20, seed):
                    self.near(token_logprobs(ours, row["input_ids"]),
                              token_logprobs(merged, row["input_ids"]))

    def test_every_tensor_of_a_multimodal_model_is_kept(self):
        base = self.folder / "base"
        model = make_multimodal(base, 3)
        output = self.exported("--model", base, "--dtype", "bfloat16")
        config = json.loads((output / "config.json").read_text())
        self.assertEqual(config["model_type"], "gemma3")
        loaded = transformers.AutoModelForImageTextToText.from_pretrained(
            output, dtype=torch.bfloat16).state_dict()
        self.assertTrue(all(torch.equal(tensor.bfloat16(), loaded[name])
                            for name, tensor in model.state_dict().items()))

    def test_what_cannot_be_done_leaves_nothing_behind(self):
        base, output = self.folder / "base", self.folder / "output"
        make_checkpoint(base, "Llama", {}, {}, 5)
        path = base / "model.safetensors"
        held = load_file(path)
        held["model.norm.weight"][0] = 1e30
        from safetensors.torch import save_file
        save_file(held, path)
        for arguments, words in (
                (("--dtype", "float16"), "model.norm.weight: has values that F16 can't hold"),
                (("--max_shard_size", "big"), "--max_shard_size big is no size"),
                (("--adapter", self.folder), "adapter_config.json"),
                (("--dtype", "int8"), "--dtype")):
            done = export("--model", base, "--output", output, *arguments)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(words, done.stderr)
            self.assertEqual([p.name for p in self.folder.iterdir()], ["base"])
        self.assertIn("is not empty", export("--model", base, "--output", base).stderr)
        self.assertIn("own folder", export("--model", base, "--output", base / "sub").stderr)


if __name__ == "__main__":
    unittest.main()
