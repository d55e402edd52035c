"""generate, logprobs and translate as programs: streams, orders, defaults, and what they say about bad
input. The checkpoint is written here byte by byte, so nothing but the binary is needed."""

import json
import math
import os
import random
import re
import shutil
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("DRAGOMAN_BINARY", str(ROOT / "build" / "dragoman"))
VOCABULARY, WIDTH, INNER, CONTEXT = 29, 8, 12, 32
CONFIG = dict(model_type="llama", vocab_size=VOCABULARY, hidden_size=WIDTH, intermediate_size=INNER,
              num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=1,
              max_position_embeddings=CONTEXT, tie_word_embeddings=True, eos_token_id=2)
LAYER = {"input_layernorm": [WIDTH], "self_attn.q_proj": [8, WIDTH], "self_attn.k_proj": [4, WIDTH],
         "self_attn.v_proj": [4, WIDTH], "self_attn.o_proj": [WIDTH, 8],
         "post_attention_layernorm": [WIDTH], "mlp.gate_proj": [INNER, WIDTH],
         "mlp.up_proj": [INNER, WIDTH], "mlp.down_proj": [WIDTH, INNER]}

TEMPLATE = """{%- for message in messages -%}
  {%- if message['role'] not in ['system', 'user', 'assistant'] -%}
    {{- raise_exception('the role ' + message['role'] + ' is none of system, user, assistant') -}}
  {%- endif -%}
  {{- '<|' + message['role'] + '|>' -}}
  {%- if message['role'] == 'assistant' -%}
    {%- generation -%}{{- message['content'] + '<|end|>' -}}{%- endgeneration -%}
  {%- else -%}
    {{- message['content'] + '<|end|>' -}}
  {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}
"""


def write_checkpoint(folder):
    """A one-layer model with random weights."""
    draw = random.Random(1)
    shapes = {"model.embed_tokens.weight": [VOCABULARY, WIDTH], "model.norm.weight": [WIDTH]}
    shapes.update({f"model.layers.0.{name}.weight": shape for name, shape in LAYER.items()})
    header, data = {}, b""
    for name, shape in shapes.items():
        values = [draw.gauss(0, 0.8) for _ in range(math.prod(shape))]
        begin = len(data)
        data += struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    (folder / "config.json").write_text(json.dumps(CONFIG))


def write_tokenizer(folder):
    """Every byte a token of its own is more than the vocabulary holds: a few letters do."""
    letters = ["<s>", "x", "</s>", "<|user|>", "<|assistant|>", "<|end|>", "<|system|>"]
    letters += list("abcdefghijklm") + ["Ġ", "Ċ", "T", "r", "n", "s", "t", "o", ":"]
    added = [{"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True}
             for i, token in enumerate(letters) if token.startswith("<")]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True,
                  "use_regex": True}
    tokenizer = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
                 "normalizer": None, "pre_tokenizer": byte_level, "post_processor": None,
                 "decoder": byte_level,
                 "model": {"type": "BPE", "dropout": None, "unk_token": None,
                           "continuing_subword_prefix": None, "end_of_word_suffix": None,
                           "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                           "vocab": {token: i for i, token in enumerate(letters)}, "merges": []}}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))


class InferenceCommands(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)
        write_checkpoint(self.folder)

    def start(self, command, lines, *options):
        return subprocess.run([BINARY, command, "--model", str(self.folder), *options],
                              input="".join(line + "\n" for line in lines), capture_output=True,
                              text=True, env=dict(os.environ, OMP_NUM_THREADS="1"))

    def rows(self, command, rows, *options):
        done = self.start(command, [json.dumps(row) for row in rows], *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def refused(self, command, lines, *words, options=()):
        """Exit 2, nothing on stdout, and one sentence that holds all the words."""
        done = self.start(command, lines, *options)
        self.assertEqual(done.returncode, 2, done.stderr)
        sentence = done.stderr.splitlines()[-1]
        for word in words:
            self.assertIn(word, sentence)
        self.assertTrue(sentence.startswith("dragoman: "), done.stderr)
        return sentence

    def test_lines_keep_their_order_and_their_keys_in_any_batch(self):
        rows = [{"id": i, "input_ids": [1 + (3 * i + j) % 25 for j in range(1 + i % 9)]}
                for i in range(23)]
        whole = self.rows("logprobs", rows)
        self.assertEqual([row["id"] for row in whole], list(range(23)))
        for one, other in zip(whole, self.rows("logprobs", rows, "--batch_size", "4")):
            for a, b in zip(one["logprobs"][1:], other["logprobs"][1:]):
                self.assertAlmostEqual(a, b, places=5)
        made = self.rows("generate", rows, "--seed", "3")
        again = self.rows("generate", rows, "--seed", "3", "--batch_size", "5")
        self.assertEqual([row["token_ids"] for row in made], [row["token_ids"] for row in again])
        other = self.rows("generate", rows, "--seed", "4")
        self.assertNotEqual([row["token_ids"] for row in made], [row["token_ids"] for row in other])

    def test_narrow_weights_are_near_the_exact_ones_and_agree_with_themselves(self):
        rows = [{"input_ids": [1 + (3 * i + j) % 25 for j in range(2 + i % 9)]} for i in range(12)]
        exact = self.rows("logprobs", rows, "--dtype", "float32")
        for options in (["--dtype", "bfloat16"], ["--quantization", "int8"]):
            near = self.rows("logprobs", rows, *options)
            distances = [abs(a - b) for one, other in zip(exact, near)
                         for a, b in zip(one["logprobs"][1:], other["logprobs"][1:])]
            self.assertGreater(max(distances), 0.0)
            self.assertLess(sum(distances) / len(distances), 0.1, options)
        int8 = ["--quantization", "int8"]
        made = self.rows("generate", rows, *int8, "--seed", "3")
        scored = self.rows("logprobs", [{"input_ids": row["input_ids"] + row["token_ids"]} for row in made],
                           *int8)
        for one, other in zip(made, scored):
            self.assertEqual(one["logprobs"], other["logprobs"][-len(one["logprobs"]):])

    def test_a_folder_without_a_tokenizer_answers_ids(self):
        row, = self.rows("generate", [{"input_ids": [4, 5]}], "--max_completion_length", "3")
        self.assertIsNone(row["completion"])
        self.assertEqual(len(row["token_ids"]), len(row["logprobs"]))
        self.assertIn(row["finish_reason"], ("stop", "length"))
        self.assertNotIn("behaviour_logprobs", row)
        self.refused("generate", ['{"prompt": "a"}'], "standard input: line 1", "tokenizer.json")

    def test_several_samples_of_a_line_stand_together(self):
        rows = self.rows("generate", [{"input_ids": [4, 5]}, {"input_ids": [6]}],
                         "--num_return_sequences", "3")
        self.assertEqual([(row["input_ids"], row["sample"]) for row in rows],
                         [([4, 5], i) for i in range(3)] + [([6], i) for i in range(3)])

    def test_a_generation_ends_at_the_context(self):
        row, = self.rows("generate", [{"input_ids": [4] * (CONTEXT - 2)}], "--temperature", "0")
        self.assertLessEqual(len(row["token_ids"]), 2)

    def test_generation_config_gives_the_defaults_and_options_win(self):
        prompt = [{"input_ids": [4, 5, 6]}]
        greedy, = self.rows("generate", prompt, "--temperature", "0")
        config = self.folder / "generation_config.json"
        config.write_text('{"do_sample": false, "max_new_tokens": 2, "eos_token_id": [2, 3]}')
        row, = self.rows("generate", prompt)
        self.assertEqual(row["token_ids"], greedy["token_ids"][:2])
        row, = self.rows("generate", prompt, "--max_completion_length", "1")
        self.assertEqual(len(row["token_ids"]), 1)
        for value, words in (('{"no_repeat_ngram_size": 3}', ["no_repeat_ngram_size"]),
                             ('{"top_p": "high"}', ["top_p"]), ('{"top_p": 1.5}', ["top_p", "1.5"]),
                             ('{"top_p": ', ["not valid JSON"])):
            config.write_text(value)
            self.refused("generate", ['{"input_ids": [4]}'], "generation_config.json", *words)
        config.write_text('{"no_repeat_ngram_size": 3, "eos_token_id": 2}')
        self.rows("generate", prompt, "--ignore_generation_config")

    def test_stop_texts_cut_the_completion(self):
        write_tokenizer(self.folder)
        prompts = [{"input_ids": [7 + i % 13]} for i in range(40)]
        options = ["--temperature", "1.5", "--stop", "ab", "c", "--max_completion_length", "12"]
        stopped = 0
        for row, whole in zip(self.rows("generate", prompts, *options),
                              self.rows("generate", prompts, *options, "--include_stop_str_in_output")):
            self.assertEqual(row["token_ids"], whole["token_ids"])
            self.assertNotRegex(row["completion"], "ab|c")
            if re.search("ab|c", whole["completion"]):
                stopped += 1
                self.assertEqual(row["completion"], re.split("ab|c", whole["completion"])[0])
                self.assertEqual(row["finish_reason"], "stop")
        self.assertGreater(stopped, 5)

    def test_constraints_hold(self):
        write_tokenizer(self.folder)
        prompts = [{"input_ids": [7 + i % 13]} for i in range(20)]
        for row in self.rows("generate", prompts, "--structured_outputs_choice", "no", "to: a", "m"):
            self.assertIn(row["completion"], ("no", "to: a", "m"))
            self.assertEqual(row["finish_reason"], "stop")
        for row in self.rows("generate", prompts, "--structured_outputs_regex", r"[a-f]{2,4}( \w)?",
                             "--temperature", "0"):
            self.assertTrue(re.fullmatch(r"[a-f]{2,4}( \w)?", row["completion"]), row)
        row, = self.rows("generate", prompts[:1], "--structured_outputs_regex", "aé")
        self.assertEqual((row["finish_reason"], row["completion"]), ("error", "a"))
        self.assertIn("after 1 tokens", row["error"])

    def test_settings_that_cannot_be_are_named(self):
        line = ['{"input_ids": [4]}']
        for options, words in ((["--stop", "a"], ["stop", "tokenizer.json"]),
                               (["--top_p", "2"], ["top_p is 2", "--top_p"]),
                               (["--top_k", "few"], ["top_k", "whole number"]),
                               (["--logit_bias", "7"], ["--logit_bias 123=-5"]),
                               (["--logit_bias", "99=1"], ["logit_bias", "99", "29"]),
                               (["--bad_words_ids", "5,29"], ["bad_words_ids", "29"]),
                               (["--min_new_tokens", "9", "--max_completion_length", "3"],
                                ["min_new_tokens"])):
            self.refused("generate", line, *words, options=options)
        write_tokenizer(self.folder)
        for options, words in ((["--structured_outputs_regex", r"a\b"], ["structured_outputs_regex", r"\b"]),
                               (["--structured_outputs_regex", "a", "--structured_outputs_choice", "b"],
                                ["structured_outputs_choice", "(yes|no)"]),
                               (["--stop", ""], ["stop", "empty"])):
            self.refused("generate", line, *words, options=options)

    def test_a_bad_line_is_named(self):
        good = '{"input_ids": [4]}'
        for bad, words in ((' {"input_ids": [4', ["not valid JSON"]), ("[4]", ["object"]),
                           ('{"ids": [4]}', ["input_ids"]), ('{"input_ids": []}', ["no tokens"]),
                           ('{"input_ids": "4"}', ["input_ids"]),
                           ('{"input_ids": [1.5]}', ["input_ids", "1.5"]),
                           ('{"input_ids": [4, 29]}', ["29"]), ('{"input_ids": [-1]}', ["-1"]),
                           ('{"input_ids": [99999999999999999999]}', ["1e+20"]),
                           ('{"input_ids": [4], "text": "a", "prompt": "a"}', ["several"]),
                           (json.dumps({"input_ids": [4] * (CONTEXT + 1)}), ["33", "32"])):
            for command in ("logprobs", "generate"):
                self.refused(command, [good, "", bad], "standard input: line 3", *words)

    def test_a_bad_model_is_named(self):
        line = ['{"input_ids": [4]}']
        weights = self.folder / "model.safetensors"
        sound = weights.read_bytes()
        weights.write_bytes(sound[:-10])
        self.refused("logprobs", line, "model.safetensors", "truncated")
        weights.write_bytes(sound[:-4] + struct.pack("<f", math.nan))
        self.refused("logprobs", line, "model.safetensors", "mlp.down_proj.weight", "finite")
        weights.unlink()
        self.refused("logprobs", line, str(self.folder), "model.safetensors")
        weights.write_bytes(sound)
        self.refused("generate", line, "dtype", options=("--dtype", "int3"))
        self.refused("generate", line, "--temperature", options=("--temperature", "-1"))
        self.refused("generate", line, "--temperature", options=("--temprature", "1"))
        self.refused("generate", line, "adapter", options=("--adapter", "/somewhere"))
        (self.folder / "config.json").rename(self.folder / "adapter_config.json")
        self.refused("generate", line, "adapter", str(self.folder))
        self.folder = Path("/nowhere/at/all")
        self.refused("logprobs", line, "/nowhere/at/all")

    def test_translations_stand_on_the_lines_of_their_sources(self):
        write_tokenizer(self.folder)
        languages = ("--from", "en", "--to", "de", "--max_completion_length", "6",
                     "--task.prompt_template={source}")
        self.refused("translate", ["abc"], "chat_template", options=languages)
        (self.folder / "chat_template.jinja").write_text(TEMPLATE)
        done = self.start("translate", ["abc", "", "  ", "def", "abc"], *languages)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.split("\n")
        self.assertEqual(len(lines), 6)
        self.assertEqual((lines[1], lines[2], lines[5]), ("", "", ""))
        self.assertEqual(lines[0], lines[4])
        done = self.start("translate", ["abc", "", "def"], *languages, "--temperature", "1",
                          "--num_return_sequences", "3")
        self.assertEqual([line.count("\t") for line in done.stdout.split("\n")], [2, 0, 2, 0])
        self.refused("translate", ["abc"], "task.promt_template",
                     options=(*languages, "--task.promt_template=x"))

    def test_translations_are_chosen_divided_and_put_into_context(self):
        write_tokenizer(self.folder)
        (self.folder / "chat_template.jinja").write_text(TEMPLATE)
        options = ("--from", "en", "--to", "de", "--max_completion_length", "6",
                   "--task.prompt_template={source}")

        def said(lines, *more):
            done = self.start("translate", lines, *options, *more)
            self.assertEqual(done.returncode, 0, done.stderr)
            return done.stdout.split("\n")

        samples = ("--temperature", "1", "--num_return_sequences", "5")
        every = said(["abc", "", "def"], *samples)
        for way in ("mbr:chrf", "mbr_aggregate:bleu", "repetition"):
            best = said(["abc", "", "def"], *samples, "--rerank", way)
            self.assertEqual(best[1], "")
            self.assertIn(best[0], every[0].split("\t"))
            self.assertIn(best[2], every[2].split("\t"))
        self.assertEqual(said(["a. b"], "--split_sentences"), said(["a. b"]))
        sentences = said(["abc? def! ", " "], "--split_sentences")
        alone = said(["abc?", "def!"])
        self.assertEqual(sentences, [" ".join(alone[:2]), "", ""])
        lines = ["a", "b", "", "b", "c"]
        plain, shown = said(lines), said(lines, "--context", "1")
        self.assertEqual((plain[0], plain[3]), (shown[0], shown[3]))
        self.assertNotEqual((plain[1], plain[4]), (shown[1], shown[4]))
        self.assertEqual(shown, said(lines, "--context", "1", "--batch_size", "1"))
        for wrong, hint in ((("--rerank", "mbr:chrf"), "--num_return_sequences"),
                            ((*samples, "--rerank", "chrf"), "mbr:chrf"),
                            ((*samples, "--rerank", "mbr:chrf", "--chrf.ordr=2"), "ordr")):
            self.refused("translate", ["abc"], hint, options=(*options, *wrong))

    def test_a_checkpoint_in_a_run_is_asked_as_its_run_asked(self):
        write_tokenizer(self.folder)
        (self.folder / "chat_template.jinja").write_text(TEMPLATE)
        languages = ("--from", "en", "--to", "de", "--max_completion_length", "6")
        asked = self.start("translate", ["abc"], *languages, "--task.prompt_template=m{source}")
        run = self.folder.with_name(self.folder.name + "-run")
        self.addCleanup(shutil.rmtree, run)
        shutil.copytree(self.folder, run / "checkpoints" / "step-7")
        (run / "config.resolved.json").write_text(json.dumps(
            {"kind": "sft", "task": {"name": "translation", "prompt_template": "m{source}"}}))
        self.folder = run / "checkpoints" / "step-7"
        same = self.start("translate", ["abc"], *languages)
        self.assertEqual(same.returncode, 0, same.stderr)
        self.assertEqual(same.stdout, asked.stdout)
        self.assertIn("config.resolved.json", same.stderr)


if __name__ == "__main__":
    unittest.main()
