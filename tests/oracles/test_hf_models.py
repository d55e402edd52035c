"""`dragoman logprobs` and `dragoman generate` against transformers, on random small checkpoints that
transformers itself has saved.

Needs DRAGOMAN_ORACLES, a Python with torch and transformers; without it everything is skipped.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ORACLES = os.environ.get("DRAGOMAN_ORACLES", "")
ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("DRAGOMAN_BINARY", str(ROOT / "build" / "dragoman"))

if ORACLES and not os.environ.get("DRAGOMAN_IN_ORACLES"):
    os.environ["DRAGOMAN_IN_ORACLES"] = "1"
    os.execv(ORACLES, [ORACLES, "-B", *sys.argv])
if ORACLES:
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    import transformers
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()

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
}


def make_checkpoint(folder, family, changes, files, seed):
    """Random weights, biases and norms included, saved by transformers; and loaded in float32."""
    torch.manual_seed(seed)
    config = getattr(transformers, family + "Config")(**{**COMMON, **changes})
    model = getattr(transformers, family.removesuffix("Text") + "ForCausalLM")(config)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn_like(parameter)
            parameter.copy_(1 + 0.2 * noise if parameter.dim() == 1 and parameter.mean() == 1
                            else 0.25 * noise)
    model.generation_config.update(do_sample=True, temperature=0.6, top_p=0.9,
                                   eos_token_id=[5, 9], pad_token_id=0)
    dtype = getattr(torch, files.get("dtype", "float32"))
    model.to(dtype).save_pretrained(folder, max_shard_size=files.get("max_shard_size", "1GB"))
    return transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager").eval()  # others know no caps


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
    rope = model.model.rotary_emb
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


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with transformers")
class HuggingFaceModels(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)

    def near(self, ours, theirs, tolerance=1e-4):
        self.assertEqual(len(ours), len(theirs))
        for one, other in zip(ours, theirs):
            self.assertLess(abs(one - other), tolerance)
            HuggingFaceModels.largest = max(HuggingFaceModels.largest, abs(one - other))

    largest = 0.0

    @classmethod
    def tearDownClass(cls):
        print(f"largest difference of a logprob: {cls.largest:.2e}", file=sys.stderr)

    def test_logprobs_and_greedy_completions_equal_transformers(self):
        for seed, (name, (family, changes, files)) in enumerate(MODELS.items()):
            with self.subTest(model=name):
                folder = self.folder / str(seed)
                model = make_checkpoint(folder, family, changes, files, seed)
                rows = random_rows(12, 40, seed)
                for row in run("logprobs", folder, rows, "--dtype", "float32"):
                    self.assertIsNone(row["logprobs"][0])
                    self.near(row["logprobs"][1:], token_logprobs(model, row["input_ids"]))
                prompts = random_rows(6, 20, 100 + seed)
                made = run("generate", folder, prompts, "--temperature", "0",
                           "--max_completion_length", "24", "--dtype", "float32")
                for prompt, row in zip(prompts, made):
                    ids = row["token_ids"]
                    self.assertEqual(row["input_ids"], prompt["input_ids"])
                    self.assertEqual(ids, greedy(model, prompt["input_ids"], 24))
                    self.assertEqual(row["finish_reason"],
                                     "stop" if ids[-1] in (5, 9) else "length")
                    if "dynamically" not in name:  # there a cached key keeps its own frequencies
                        whole = token_logprobs(model, prompt["input_ids"] + ids)
                        self.near(row["logprobs"], whole[-len(ids):])

    def test_the_samplers_logprobs_equal_those_of_transformers_processors(self):
        from transformers import generation as g
        model = make_checkpoint(self.folder, "Qwen3", dict(head_dim=8), {}, 3)
        processors = g.LogitsProcessorList([
            g.RepetitionPenaltyLogitsProcessor(1.3), g.TemperatureLogitsWarper(0.8),
            g.TopKLogitsWarper(12), g.TopPLogitsWarper(0.9), g.MinPLogitsWarper(0.02)])
        made = run("generate", self.folder, random_rows(8, 20, 5), "--behaviour_logprobs",
                   "--temperature", "0.8", "--top_k", "12", "--top_p", "0.9", "--min_p", "0.02",
                   "--repetition_penalty", "1.3", "--max_completion_length", "20",
                   "--num_return_sequences", "2", "--dtype", "float32")
        self.assertEqual(len(made), 16)
        for row in made:
            prompt, completion = row["input_ids"], row["token_ids"]
            table = logits(model, prompt + completion)
            theirs = []
            for t in range(len(prompt), len(prompt) + len(completion)):
                seen = torch.tensor([(prompt + completion)[:t]])
                scores = torch.log_softmax(processors(seen, table[None, t - 1]), -1)
                theirs.append(scores[0, (prompt + completion)[t]].item())
            self.near(row["behaviour_logprobs"], theirs)

    def peft(self):
        try:
            import peft
        except ImportError:
            self.skipTest("DRAGOMAN_ORACLES has no peft")
        return peft

    def test_adapters_equal_those_of_peft(self):
        peft = self.peft()
        cases = {
            "Llama": dict(target_modules=["q_proj", "v_proj"]),
            "Qwen2": dict(target_modules="all-linear", r=3, lora_alpha=7, use_rslora=True),
            "Mistral": dict(target_modules=["k_proj", "o_proj", "embed_tokens"],
                            modules_to_save=["lm_head"]),
            "Gemma3Text": dict(target_modules=["up_proj", "down_proj"],
                               rank_pattern={"layers.0.mlp.up_proj": 6},
                               alpha_pattern={"layers.0.mlp.up_proj": 50, "down_proj": 2}),
        }
        for seed, (family, changes) in enumerate(cases.items()):
            with self.subTest(family=family):
                base, adapter = self.folder / f"{family}", self.folder / f"{family}_adapter"
                model = make_checkpoint(base, family, GEMMA if "Gemma" in family else {}, {}, seed)
                adapted = peft.get_peft_model(model, peft.LoraConfig(
                    task_type="CAUSAL_LM", init_lora_weights=False, **changes))
                with torch.no_grad():
                    for name, parameter in adapted.named_parameters():
                        if parameter.requires_grad:
                            parameter.add_(0.2 * torch.randn_like(parameter))
                adapted.eval().save_pretrained(adapter)
                rows = random_rows(6, 30, seed)
                expected = [token_logprobs(adapted.base_model.model, row["input_ids"]) for row in rows]
                for options in ((adapter,), (base, "--adapter", str(adapter))):
                    made = run("logprobs", options[0], rows, *options[1:], "--dtype", "float32")
                    for row, theirs in zip(made, expected):
                        self.near(row["logprobs"][1:], theirs)
                plain = run("logprobs", base, rows, "--dtype", "float32")
                self.assertNotEqual(plain, made)

    def test_adapters_that_are_more_than_lora_are_refused(self):
        peft = self.peft()
        model = make_checkpoint(self.folder / "base", "Llama", {}, {}, 1)
        adapted = peft.get_peft_model(model, peft.LoraConfig(target_modules=["q_proj"]))
        adapted.save_pretrained(self.folder / "adapter")
        path = self.folder / "adapter" / "adapter_config.json"
        plain = json.loads(path.read_text())
        for changes in ({"use_dora": True}, {"bias": "all"}, {"peft_type": "IA3"},
                        {"base_model_name_or_path": "nobody/nothing"}):
            path.write_text(json.dumps({**plain, **changes}))
            with self.assertRaisesRegex(AssertionError, f"ended with 2: .*{list(changes.values())[0]}"
                                        if "nobody" in str(changes) else "ended with 2: .*adapter_config"):
                run("logprobs", self.folder / "adapter", random_rows(1, 5, 1))

    def test_defaults_come_from_the_generation_config(self):
        model = make_checkpoint(self.folder, "Llama", {}, {}, 4)
        path = self.folder / "generation_config.json"
        settings = json.loads(path.read_text())
        settings.update(do_sample=False, max_new_tokens=7, repetition_penalty=1.4)
        for key in ("temperature", "top_p"):
            settings.pop(key)
        path.write_text(json.dumps(settings))
        model.generation_config.repetition_penalty = 1.4
        prompts = random_rows(4, 12, 9)
        for prompt, row in zip(prompts, run("generate", self.folder, prompts)):
            self.assertEqual(row["token_ids"], greedy(model, prompt["input_ids"], 7))

    def test_text_goes_through_the_tokenizer_both_ways(self):
        import tokenizers
        words = "the sea is wide and the ship is old, so we stay: naïve Größe, 北京 and 42!"
        bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
        bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
        bpe.decoder = tokenizers.decoders.ByteLevel()
        bpe.train_from_iterator([words], tokenizers.trainers.BpeTrainer(
            vocab_size=300, special_tokens=["<pad>", "<s>", "</s>"], show_progress=False,
            initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet()))
        bpe.post_processor = tokenizers.processors.TemplateProcessing(
            single="<s> $A", special_tokens=[("<s>", 1)])
        tokenizer = transformers.PreTrainedTokenizerFast(
            tokenizer_object=bpe, bos_token="<s>", eos_token="</s>", pad_token="<pad>")
        model = make_checkpoint(self.folder, "Qwen2", dict(vocab_size=len(tokenizer)), {}, 6)
        tokenizer.save_pretrained(self.folder)
        texts = ["the ship is wide", "Größe: 北京 42!", "a</s>b", " "]
        for text, row in zip(texts, run("logprobs", self.folder, [{"text": t} for t in texts])):
            self.assertEqual(row["input_ids"], tokenizer(text)["input_ids"])
            self.near(row["logprobs"][1:], token_logprobs(model, row["input_ids"]))
        prompts = [{"prompt": text, "tag": i} for i, text in enumerate(texts)]
        made = run("generate", self.folder, prompts, "--temperature", "0",
                   "--max_completion_length", "9")
        for prompt, row in zip(prompts, made):
            ids = greedy(model, tokenizer(prompt["prompt"])["input_ids"], 9)
            self.assertEqual((row["prompt"], row["tag"]), (prompt["prompt"], prompt["tag"]))
            self.assertEqual(row["token_ids"], ids)
            self.assertEqual(row["completion"], tokenizer.decode(ids, skip_special_tokens=True))


if __name__ == "__main__":
    unittest.main()
