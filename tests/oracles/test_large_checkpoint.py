"""A sharded bfloat16 checkpoint of 1.1 billion random weights: loaded, asked, continued and written anew, each
with its peak memory. Takes some 5 GB of disk, 6 GB of memory and minutes.

Needs DRAGOMAN_LARGE=1 and DRAGOMAN_ORACLES, a Python with torch and safetensors. `make test-long` runs it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from oracles import BINARY, ORACLES

LARGE = os.environ.get("DRAGOMAN_LARGE") == "1"
if ORACLES and LARGE:
    import torch
    from safetensors import safe_open
    from safetensors.torch import save_file

CONFIG = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 32000, "hidden_size": 2048,
          "intermediate_size": 5632, "num_hidden_layers": 22, "num_attention_heads": 32, "num_key_value_heads": 4,
          "head_dim": 64, "max_position_embeddings": 2048, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
          "tie_word_embeddings": False, "eos_token_id": 2, "bos_token_id": 1, "hidden_act": "silu",
          "torch_dtype": "bfloat16"}
GIB = 2 ** 30
# A small process starts the program, as a peak counts what was there before; in KiB on stderr.
MEASURE = ("import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
           "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); sys.exit(code)")


def shapes():
    """Lists of (name, shape): one for each shard."""
    width, inner, key = CONFIG["hidden_size"], CONFIG["intermediate_size"], 4 * CONFIG["head_dim"]
    yield [("model.embed_tokens.weight", (CONFIG["vocab_size"], width)), ("model.norm.weight", (width,))]
    for layer in range(CONFIG["num_hidden_layers"]):
        parts = {"self_attn.q_proj": (width, width), "self_attn.k_proj": (key, width), "self_attn.v_proj": (key, width),
                 "self_attn.o_proj": (width, width), "mlp.gate_proj": (inner, width), "mlp.up_proj": (inner, width),
                 "mlp.down_proj": (width, inner), "input_layernorm": (width,), "post_attention_layernorm": (width,)}
        yield [(f"model.layers.{layer}.{part}.weight", shape) for part, shape in parts.items()]
    yield [("lm_head.weight", (CONFIG["vocab_size"], width))]


def make_checkpoint(folder):
    """The number of weights."""
    folder.mkdir()
    torch.manual_seed(1)
    index, total = {}, 0
    for i, shard in enumerate(shapes(), 1):
        name = f"model-{i:05d}-of-00024.safetensors"
        tensors = {tensor: (torch.randn(shape) * 0.02 + (len(shape) == 1)).bfloat16() for tensor, shape in shard}
        save_file(tensors, folder / name)
        index.update(dict.fromkeys(tensors, name))
        total += sum(tensor.numel() for tensor in tensors.values())
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "model.safetensors.index.json").write_text(json.dumps(
        {"metadata": {"total_size": 2 * total}, "weight_map": index}))
    return total


def every_tensor(folder):
    """Pairs of name and tensor, one at a time."""
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, "pt") as file:
            for name in file.keys():
                yield name, file.get_tensor(name)


@unittest.skipUnless(ORACLES and LARGE, "DRAGOMAN_LARGE=1 and DRAGOMAN_ORACLES ask for it")
class LargeCheckpoint(unittest.TestCase):
    def run_measured(self, what, *arguments, rows=()):
        """Output lines and the peak of resident memory, in bytes; mapped pages of files count."""
        begun = time.monotonic()
        done = subprocess.run([sys.executable, "-c", MEASURE, BINARY, *map(str, arguments)], capture_output=True,
                              text=True, input="".join(json.dumps(row) + "\n" for row in rows), check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        peak = 1024 * int(done.stderr.splitlines()[-1])
        print(f"{what}: peak {peak / GIB:.2f} GiB, {time.monotonic() - begun:.0f} s", flush=True)
        return done.stdout.splitlines(), peak

    def test_each_command_within_its_memory(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        base, output = Path(kept.name) / "base", Path(kept.name) / "resharded"
        count = make_checkpoint(base)
        print(f"{count / 1e9:.2f} billion weights, {2 * count / GIB:.2f} GiB of bfloat16 in 24 shards")
        card, peak = self.run_measured("inspect", "inspect", base, "--json")
        self.assertEqual(json.loads(card[0])["parameters"]["total"], count)
        self.assertLess(peak, 0.2 * GIB)
        rows = [{"input_ids": [1, *range(100, 120)]}, {"input_ids": [1, *range(4000, 4064)]}]
        scores = {}
        for dtype, size in (("float32", 4), ("bfloat16", 2)):
            made, peak = self.run_measured(f"logprobs, {dtype}", "logprobs", "--model", base, "--dtype", dtype, rows=rows)
            scores[dtype] = [row["logprobs"][1:] for row in map(json.loads, made)]
            self.assertLess(peak, 2.2 * size * count + GIB)  # beside the weights stand those packed for decoding
            made, peak = self.run_measured(f"generate, {dtype}", "generate", "--model", base, "--dtype", dtype,
                                           "--temperature", "0", "--max_completion_length", "4", rows=rows[:1])
            self.assertEqual(len(json.loads(made[0])["token_ids"]), 4)
            self.assertLess(peak, 2.2 * size * count + GIB)
        for exact, rounded in zip(scores["float32"], scores["bfloat16"], strict=True):
            self.assertLess(max(abs(a - b) for a, b in zip(exact, rounded, strict=True)), 0.1)
        _, peak = self.run_measured("export in shards of 500 MB", "export", "--model", base, "--output", output,
                                    "--max_shard_size", "500MB")
        self.assertLess(peak, 0.75 * GIB)
        self.assertEqual(len(list(output.glob("*.safetensors"))), 5)
        originals = dict.fromkeys(name for shard in shapes() for name, _ in shard)
        index = json.loads((base / "model.safetensors.index.json").read_text())["weight_map"]
        for name, tensor in every_tensor(output):
            with safe_open(base / index[name], "pt") as file:
                self.assertTrue(torch.equal(file.get_tensor(name), tensor), name)
            del originals[name]
        self.assertEqual(originals, {})


if __name__ == "__main__":
    unittest.main()
