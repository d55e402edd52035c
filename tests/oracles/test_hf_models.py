"""`dragoman logprobs` and `dragoman generate` against transformers, on random small checkpoints that
transformers itself has saved.

Needs DRAGOMAN_ORACLES, a Python with torch and transformers; without it everything is skipped.
"""

import json
import unittest

from oracle_models import (GEMMA, MODELS, ORACLES, OracleTest, greedy, logits, make_checkpoint,
                           random_rows, run, token_logprobs)

if ORACLES:
    import torch
    import transformers
    from safetensors.torch import load_file


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with transformers")
class HuggingFaceModels(OracleTest):
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
        ends = [5, 9]
        words = [[3], [7, 11], [4, 6, 8]]
        prompts = random_rows(8, 20, 5)
        cases = [
            ("--temperature 0.8 --top_k 12 --top_p 0.9 --min_p 0.02 --repetition_penalty 1.3", lambda n: [
                g.RepetitionPenaltyLogitsProcessor(1.3), g.TemperatureLogitsWarper(0.8),
                g.TopKLogitsWarper(12), g.TopPLogitsWarper(0.9), g.MinPLogitsWarper(0.02)]),
            ("--logit_bias 2=3 13=-1.5 --repetition_penalty 0.7 --top_p 0.6", lambda n: [
                g.SequenceBiasLogitsProcessor([[[2], 3.0], [[13], -1.5]]),
                g.RepetitionPenaltyLogitsProcessor(0.7), g.TopPLogitsWarper(0.6)]),
            ("--bad_words_ids 3 7,11 4,6,8 --min_new_tokens 9 --suppress_tokens 1 2 --min_p 0.1",
             lambda n: [
                g.NoBadWordsLogitsProcessor(words),
                g.MinNewTokensLengthLogitsProcessor(n, 9, ends, device="cpu"),
                g.SuppressTokensLogitsProcessor([1, 2], device="cpu"), g.MinPLogitsWarper(0.1)]),
            ("--allowed_token_ids 5 9 10 11 12 14 20 --temperature 1.4 --top_k 4", lambda n: [
                g.PrefixConstrainedLogitsProcessor(lambda _, ids: [5, 9, 10, 11, 12, 14, 20], 1),
                g.TemperatureLogitsWarper(1.4), g.TopKLogitsWarper(4)]),
        ]
        for options, processors in cases:
            made = run("generate", self.folder, prompts, "--behaviour_logprobs",
                       "--ignore_generation_config", "--max_completion_length", "20",
                       "--num_return_sequences", "2", "--dtype", "float32", *options.split())
            self.assertEqual(len(made), 16)
            for row in made:
                prompt, completion = row["input_ids"], row["token_ids"]
                table = logits(model, prompt + completion)
                chain = g.LogitsProcessorList(processors(len(prompt)))
                theirs = []
                for t in range(len(prompt), len(prompt) + len(completion)):
                    seen = torch.tensor([(prompt + completion)[:t]])
                    scores = torch.log_softmax(chain(seen, table[None, t - 1].clone()), -1)
                    theirs.append(scores[0, (prompt + completion)[t]].item())
                with self.subTest(options=options):
                    self.near(row["behaviour_logprobs"], theirs)

    def test_penalties_count_what_was_generated(self):
        model = make_checkpoint(self.folder, "Qwen3", dict(head_dim=8), {}, 3)
        made = run("generate", self.folder, random_rows(6, 20, 8), "--behaviour_logprobs",
                   "--presence_penalty", "0.9", "--frequency_penalty", "-0.4", "--dtype", "float32",
                   "--ignore_generation_config", "--max_completion_length", "25")
        for row in made:
            prompt, completion = row["input_ids"], row["token_ids"]
            table = logits(model, prompt + completion)
            theirs = []
            for t, token in enumerate(completion):
                scores = table[len(prompt) + t - 1].clone()
                for said in set(completion[:t]):
                    scores[said] -= 0.9 - 0.4 * completion[:t].count(said)
                theirs.append(torch.log_softmax(scores, -1)[token].item())
            self.near(row["behaviour_logprobs"], theirs)

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
                older = self.folder / f"{family}_older_adapter"
                adapted.save_pretrained(older, safe_serialization=False)
                if not (older / "adapter_model.bin").exists():  # what older versions did with that option
                    torch.save(load_file(adapter / "adapter_model.safetensors"), older / "adapter_model.bin")
                    (older / "adapter_model.safetensors").unlink()
                for options in ((adapter,), (base, "--adapter", str(adapter)), (older,)):
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
