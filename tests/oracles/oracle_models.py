"""Random small checkpoints that transformers has saved, and what it computes with them.

A test script that imports this runs under DRAGOMAN_ORACLES, a Python with torch and transformers; without
it `ORACLES` is "" and every test is to be skipped.
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from oracles import BINARY, ORACLES, quiet_transformers

if ORACLES:
    import torch
    import transformers
    quiet_transformers()

VOCABULARY = 83
COMMON = dict(vocab_size=VOCABULARY, hidden_size=32, intermediate_size=44, num_hidden_layers=2,
              num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64,
              bos_token_id=1, eos_token_id=[5, 9], pad_token_id=0, tie_word_embeddings=False)

GEMMA = dict(head_dim=8, query_pre_attn_scalar=20, tie_word_embeddings=True)

# name: (family, changes to COMMON, how the files are written)
MODELS = {
    "llama": ("Llama", {}, {}),
    "llama tied, every bias": (
        "Llama", dict(tie_word_embeddings=True, attention_bias=True, mlp_bias=True), {}),
    "llama with heads of 10, another theta and eps": (
        "Llama", dict(hidden_size=36, head_dim=10, num_attention_heads=3, num_key_value_heads=3, rms_norm_eps=1e-3,
                      rope_parameters={"rope_type": "default", "rope_theta": 500000.0}), {}),
    "llama stretched linearly": ("Llama", dict(rope_parameters={
        "rope_type": "linear", "factor": 2.5, "rope_theta": 10000.0}), {}),
    "llama stretched as llama3": ("Llama", dict(hidden_size=64, rope_parameters={
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 16, "rope_theta": 10000.0}), {}),
    "qwen2 stretched by yarn": ("Qwen2", dict(hidden_size=64, rope_parameters={
        "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16,
        "rope_theta": 1000.0}), {}),
    "qwen3 stretched dynamically": ("Qwen3", dict(
        head_dim=8, max_position_embeddings=24, rope_parameters={
            "rope_type": "dynamic", "factor": 3.0, "rope_theta": 10000.0}), {}),
    "llama in bfloat16 files": ("Llama", {}, dict(dtype="bfloat16")),
    "llama in float16 shards": ("Llama", {}, dict(dtype="float16", max_shard_size="12KB")),
    "qwen2": ("Qwen2", {}, {}),
    "qwen2 tied, one key-value head": (
        "Qwen2", dict(tie_word_embeddings=True, num_key_value_heads=1), {}),
    "qwen3 with heads of 14": ("Qwen3", dict(head_dim=14), {}),
    "qwen3 tied, biases, no grouping": (
        "Qwen3", dict(head_dim=8, tie_word_embeddings=True, attention_bias=True,
                      num_key_value_heads=4), {}),
    "mistral with a window of 7": ("Mistral", dict(sliding_window=7), {}),
    "mistral without one, in bfloat16": (
        "Mistral", dict(sliding_window=None, head_dim=10), dict(dtype="bfloat16")),
    "mistral tied, stretched by yarn": ("Mistral", dict(
        tie_word_embeddings=True, sliding_window=None, hidden_size=64, rope_parameters={
            "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16,
            "rope_theta": 1000.0}), {}),
    "qwen2 with a window in the upper layer": ("Qwen2", dict(
        use_sliding_window=True, sliding_window=5, max_window_layers=1), {}),
    "qwen3 with a window in both layers": ("Qwen3", dict(
        head_dim=8, use_sliding_window=True, sliding_window=9, max_window_layers=0), {}),
    "gemma2": ("Gemma2", dict(GEMMA, sliding_window=6), {}),
    "gemma2 with hard caps, heads of 14": ("Gemma2", dict(
        GEMMA, head_dim=14, sliding_window=6, attn_logit_softcapping=2.0,
        final_logit_softcapping=3.0), {}),
    "gemma2 without caps, untied, biases": ("Gemma2", dict(
        GEMMA, tie_word_embeddings=False, attention_bias=True, attn_logit_softcapping=None,
        final_logit_softcapping=None), {}),
    "gemma2 in bfloat16 shards": (
        "Gemma2", dict(GEMMA, sliding_window=6), dict(dtype="bfloat16", max_shard_size="10KB")),
    "gemma3": ("Gemma3Text", dict(GEMMA, num_hidden_layers=7, sliding_window=5), {}),
    "gemma3, stretched, other frequencies": ("Gemma3Text", dict(
        GEMMA, sliding_window=8, layer_types=["full_attention", "sliding_attention"],
        rope_parameters={
            "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 50000.0},
            "sliding_attention": {"rope_type": "default", "rope_theta": 300.0}}), {}),
    "gemma3 with caps, in float16": ("Gemma3Text", dict(
        GEMMA, sliding_window=8, final_logit_softcapping=5.0), dict(dtype="float16")),
    "qwen3 in bfloat16 shards": (
        "Qwen3", dict(head_dim=8), dict(dtype="bfloat16", max_shard_size="10KB")),
    "llama with one head of 34": ("Llama", dict(
        hidden_size=34, num_attention_heads=1, num_key_value_heads=1, head_dim=34), {}),
    "llama stretched dynamically, in bfloat16": ("Llama", dict(
        max_position_embeddings=20, rope_parameters={
            "rope_type": "dynamic", "factor": 3.0, "rope_theta": 5000.0}), dict(dtype="bfloat16")),
    "llama of 5 layers, 6 heads on 3, biases in the feed-forward": ("Llama", dict(
        num_hidden_layers=5, hidden_size=36, num_attention_heads=6, num_key_value_heads=3,
        mlp_bias=True), {}),
    "llama tied, stretched as llama3, in float16": ("Llama", dict(
        tie_word_embeddings=True, head_dim=16, rope_parameters={
            "rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 2.0,
            "original_max_position_embeddings": 32, "rope_theta": 500.0}), dict(dtype="float16")),
    "mistral with a window of 3, in shards": (
        "Mistral", dict(sliding_window=3, num_hidden_layers=3), dict(max_shard_size="16KB")),
    "mistral stretched linearly, one key-value head": ("Mistral", dict(
        sliding_window=None, num_key_value_heads=1, rope_parameters={
            "rope_type": "linear", "factor": 4.0, "rope_theta": 10000.0}), {}),
    "qwen2 stretched linearly, in bfloat16": ("Qwen2", dict(rope_parameters={
        "rope_type": "linear", "factor": 1.5, "rope_theta": 1e6}), dict(dtype="bfloat16")),
    "qwen2 stretched dynamically": ("Qwen2", dict(
        max_position_embeddings=24, rope_parameters={
            "rope_type": "dynamic", "factor": 4.0, "rope_theta": 10000.0}), {}),
    "qwen2 of 1 layer, 8 heads of 6, tied": ("Qwen2", dict(
        num_hidden_layers=1, hidden_size=48, num_attention_heads=8, tie_word_embeddings=True), {}),
    "qwen3 stretched by yarn with its own factor of attention": ("Qwen3", dict(
        head_dim=16, rope_parameters={
            "rope_type": "yarn", "factor": 3.0, "original_max_position_embeddings": 20,
            "attention_factor": 1.25, "beta_fast": 20.0, "beta_slow": 2.0, "rope_theta": 1000.0}), {}),
    "qwen3 in float16 shards, one key-value head, eps": ("Qwen3", dict(
        head_dim=10, num_key_value_heads=1, rms_norm_eps=1e-4),
        dict(dtype="float16", max_shard_size="9KB")),
    "gemma2 with one key-value head, stretched linearly": ("Gemma2", dict(
        GEMMA, num_key_value_heads=1, sliding_window=4, rope_parameters={
            "rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0}), {}),
    "gemma2 of 3 layers, all with a window, float16": ("Gemma2", dict(
        GEMMA, num_hidden_layers=3, sliding_window=5, layer_types=["sliding_attention"] * 3),
        dict(dtype="float16")),
    "gemma3 untied, biases, no grouping": ("Gemma3Text", dict(
        GEMMA, tie_word_embeddings=False, attention_bias=True, num_key_value_heads=4,
        sliding_window=7), {}),
    "gemma3 in bfloat16 shards, heads of 12": ("Gemma3Text", dict(
        GEMMA, head_dim=12, sliding_window=3), dict(dtype="bfloat16", max_shard_size="10KB")),
    "gemma3 with a vision tower": ("Gemma3", dict(GEMMA, sliding_window=5), {}),
}


def make_checkpoint(folder, family, changes, files, seed):
    """Random weights, biases and norms included, saved by transformers; and loaded in float32."""
    if family == "Gemma3":
        return make_multimodal(folder, seed, **changes)
    torch.manual_seed(seed)
    config = getattr(transformers, family + "Config")(**{**COMMON, **changes})
    model = getattr(transformers, family.removesuffix("Text") + "ForCausalLM")(config)
    randomize(model)
    model.generation_config.update(do_sample=True, temperature=0.6, top_p=0.9,
                                   eos_token_id=[5, 9], pad_token_id=0)
    dtype = getattr(torch, files.get("dtype", "float32"))
    model.to(dtype).save_pretrained(folder, max_shard_size=files.get("max_shard_size", "1GB"))
    return transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager").eval()  # others know no caps


def randomize(model):
    """Every parameter, biases and norms included."""
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn_like(parameter)
            parameter.copy_(1 + 0.2 * noise if parameter.dim() == 1 and parameter.mean() == 1
                            else 0.25 * noise)


def make_multimodal(folder, seed, **changes):
    """A Gemma 3 with a vision tower, saved by transformers."""
    torch.manual_seed(seed)
    text = {**COMMON, **GEMMA, "sliding_window": 5, **changes}
    model = transformers.Gemma3ForConditionalGeneration(transformers.Gemma3Config(
        text_config=text, mm_tokens_per_image=4, eos_token_id=[5, 9],
        vision_config=dict(hidden_size=16, intermediate_size=20, num_hidden_layers=1,
                           num_attention_heads=2, image_size=28, patch_size=14)))
    randomize(model)
    model.save_pretrained(folder)
    return transformers.AutoModelForImageTextToText.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager").eval()


def run(command, folder, rows, *options):
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    done = subprocess.run([BINARY, command, "--model", str(folder), *options], input=lines,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def random_rows(count, longest, seed):
    generator = torch.Generator().manual_seed(seed)
    lengths = torch.randint(1, longest + 1, (count,), generator=generator).tolist()
    return [{"input_ids": torch.randint(10, VOCABULARY, (n,), generator=generator).tolist()}
            for n in lengths]


def forget_lengths(model):
    """Dynamic frequencies stay those of the longest sequence so far; here each counts alone."""
    rope = getattr(model.model, "language_model", model.model).rotary_emb
    if not hasattr(rope, "inv_freq"):  # one for each kind of layer, none of them dynamic here
        return
    rope.max_seq_len_cached = rope.original_max_seq_len
    rope.inv_freq = rope.original_inv_freq.clone()


def logits(model, ids):
    """[T, V] of the next token, float32."""
    forget_lengths(model)
    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0].float()


def token_logprobs(model, ids):
    table = torch.log_softmax(logits(model, ids), -1)
    return [table[t - 1, ids[t]].item() for t in range(1, len(ids))]


def greedy(model, ids, new_tokens):
    forget_lengths(model)
    with torch.no_grad():
        output = model.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids)),
                                do_sample=False, temperature=None, top_p=None,
                                max_new_tokens=new_tokens)
    return output[0, len(ids):].tolist()


class OracleTest(unittest.TestCase):
    largest = 0.0

    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)

    def near(self, ours, theirs, tolerance=1e-4):
        self.assertEqual(len(ours), len(theirs))
        for one, other in zip(ours, theirs):
            self.assertLess(abs(one - other), tolerance)
            OracleTest.largest = max(OracleTest.largest, abs(one - other))

    @classmethod
    def tearDownClass(cls):
        print(f"largest difference of a logprob: {cls.largest:.2e}", file=sys.stderr)

    def peft(self):
        try:
            import peft
        except ImportError:
            self.skipTest("DRAGOMAN_ORACLES has no peft")
        return peft
