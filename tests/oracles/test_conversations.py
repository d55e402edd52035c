"""Supervised rows in TRL's layouts against transformers: the mask of random conversations, the ids of
plain text, the loss of a first step, and what a run leaves behind. The model is random, its tokenizer a
SentencePiece file alone.

Needs DRAGOMAN_ORACLES, a Python with torch, transformers and sentencepiece.
"""

import json
import random
import subprocess
import unittest

from oracle_models import BINARY, ORACLES, OracleTest, make_checkpoint
from oracles import ROOT

if ORACLES:
    import sentencepiece
    import torch
    import transformers

    from hard_lines import corpus
    from random_conversations import conversation, text, tool

ROWS = 200
PLAIN = ("{% if tools %}{{ tools | tojson }}{% endif %}{% for m in messages %}{{ '<' ~ m.role ~ '>' }}"
         "{% if m.role == 'assistant' %}{% generation %}{{ m.content or '' }}{% for c in m.tool_calls or [] %}"
         "{{ c.function | tojson }}{% endfor %}</s>{% endgeneration %}{% else %}{{ m.content }}</s>{% endif %}"
         "{% endfor %}{% if add_generation_prompt %}<assistant>{% if not enable_thinking %}-{% endif %}{% endif %}")
RECIPE = """
kind = "sft"
[model]
checkpoint = "{base}"
[data]
paths = ["{rows}"]
[eval_data]
paths = ["{rows}"]
limit = 2
[task]
name = "conversation"
[sft]
max_length = 100000
[trainer]
learning_rate = 3e-3
max_steps = {steps}
per_device_train_batch_size = {count}
eval_on_start = false
[evaluation]
max_completion_length = 4
"""


def upto_last_answer(messages, first=0):
    ends = [i for i in range(first, len(messages)) if messages[i]["role"] == "assistant"]
    return messages[:ends[-1] + 1] if ends else []


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with transformers")
class Conversations(OracleTest):
    def setUp(self):
        super().setUp()
        self.base = self.folder / "base"
        self.base.mkdir()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(corpus(3, 600)), model_prefix=str(self.base / "tokenizer"), model_type="bpe",
            vocab_size=700, hard_vocab_limit=False, minloglevel=2, byte_fallback=True,
            normalization_rule_name="identity", remove_extra_whitespaces=False)
        (self.base / "tokenizer.vocab").unlink()
        (self.base / "tokenizer_config.json").write_text(json.dumps({
            "tokenizer_class": "LlamaTokenizer", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>",
            "add_bos_token": True}))
        self.use_template(PLAIN)

    def use_template(self, jinja):
        (self.base / "chat_template.jinja").write_text(jinja, "utf-8")
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(self.base)

    def expected(self, messages, row):
        """Ids and mask by transformers; None where the template refuses or nothing is trained."""
        try:
            made = self.tokenizer.apply_chat_template(
                messages, tools=row.get("tools"), documents=row.get("documents"), return_dict=True,
                return_assistant_tokens_mask=True, **row.get("chat_template_kwargs", {}))
        except Exception:
            return None
        mask = [0, *made["assistant_masks"][1:]]
        return (made["input_ids"], mask) if any(mask) else None

    def passage(self, given, written):
        """TRL's plain layouts: the prompt is not trained on, the end token is; and so is a token over the border."""
        prompt = self.tokenizer(given)["input_ids"] if given else []
        ids = self.tokenizer(given + written)["input_ids"] + [self.tokenizer.eos_token_id]
        same = [one == other for one, other in zip(prompt, ids)]
        shown = max(1, same.index(False) if False in same else len(same))
        return ids, [0] * shown + [1] * (len(ids) - shown)

    def recipe(self, rows, steps=1):
        data, recipe = self.folder / "rows.jsonl", self.folder / "recipe.toml"
        data.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        recipe.write_text(RECIPE.format(base=self.base, rows=data, steps=steps, count=len(rows)))
        return recipe

    def program(self, *arguments):
        done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8",
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def inspected(self, rows):
        lines = self.program("inspect", self.recipe(rows), "--json", "--rows", len(rows)).split("\n")[:-1]
        return [(row["ids"], row["trained"]) for row in map(json.loads, lines[:-1])]

    def compare(self, rows, expected):
        for row, ours, theirs in zip(rows, self.inspected(rows), expected, strict=True):
            self.assertEqual(ours, theirs, row)

    def test_masks_of_random_conversations(self):
        marked = (ROOT / "tests" / "oracles" / "chat_templates" / "marked.jinja").read_text("utf-8")
        for seed, jinja in enumerate((PLAIN, marked)):
            self.use_template(jinja)
            rng = random.Random(seed)
            rows, expected = [], []
            while len(rows) < ROWS:
                row = conversation(rng)
                row.pop("add_generation_prompt", None)
                messages = upto_last_answer(row["messages"])
                theirs = messages and self.expected(messages, row)
                if theirs:
                    rows.append({**row, "tools": json.dumps(row["tools"])} if row.get("tools") and rng.random() < 0.3
                                else row)
                    expected.append(theirs)
            self.compare(rows, expected)

    def test_a_completion_of_messages_is_trained_and_its_prompt_is_not(self):
        rng = random.Random(5)
        rows, expected = [], []
        while len(rows) < ROWS // 2:
            row = conversation(rng)
            cut = rng.randint(1, len(row["messages"]))
            given = row["messages"][:cut]
            whole = upto_last_answer(row["messages"], cut)
            theirs = whole and self.expected(whole, row)
            if not theirs:
                continue
            shown = len(self.expected(given, row)[0]) if self.expected(given, row) else 0
            theirs = theirs[0], [0] * min(shown, len(theirs[1])) + theirs[1][shown:]
            if self.tokenizer.apply_chat_template(given, tokenize=False, tools=row.get("tools"), **row.get(
                    "chat_template_kwargs", {})).endswith("</s>") and any(theirs[1]):
                rows.append({**{key: row[key] for key in ("tools", "chat_template_kwargs") if key in row},
                             "prompt": given, "completion": row["messages"][cut:]})
                expected.append(theirs)
        self.compare(rows, expected)

    def test_plain_text_is_taken_as_it_is(self):
        rows = [{"prompt": "loka mi", "completion": " sunya ka."}, {"text": "kaloka  mi\n"},
                {"prompt": "[ka]: ", "completion": "lo\n"}, {"text": "é 日本"}]
        self.compare(rows, [self.passage(row.get("prompt", ""), row.get("completion", row.get("text"))) for row in rows])

    def test_a_run_learns_the_answers_and_its_checkpoint_speaks_the_same(self):
        rng = random.Random(6)
        model = make_checkpoint(self.base, "Llama", dict(vocab_size=len(self.tokenizer), max_position_embeddings=512),
                                {}, 3)
        rows = [{"messages": [{"role": "system", "content": text(rng, 2)}, {"role": "user", "content": "ka?"},
                              {"role": "assistant", "content": "lo", "tool_calls": None},
                              {"role": "tool", "content": "12"}, {"role": "assistant", "content": "mi su."}],
                 "tools": [tool(rng)]} for _ in range(3)]
        rows += [{"prompt": [{"role": "user", "content": "lo?"}], "completion": [{"role": "assistant", "content": "ka"}],
                  "chat_template_kwargs": {"enable_thinking": True}}, {"prompt": "ka", "completion": " lo"}, {"text": "mi"}]
        losses = trained = 0
        for ids, mask in self.inspected(rows):
            with torch.no_grad():
                table = torch.log_softmax(model(torch.tensor([ids])).logits[0], -1)
            losses -= sum(table[t - 1, ids[t]].item() for t in range(1, len(ids)) if mask[t])
            trained += sum(mask)
        run = self.folder / "run"
        self.program("train", self.recipe(rows, steps=30), f"--output={run}")
        steps = [line for line in map(json.loads, (run / "metrics.jsonl").read_text().splitlines()) if "loss" in line]
        self.near([steps[0]["loss"]], [losses / trained])
        self.assertLess(steps[-1]["loss"], 0.7 * steps[0]["loss"])
        saved = next((run / "checkpoints").iterdir())
        transformers.AutoModelForCausalLM.from_pretrained(saved)
        theirs = transformers.AutoTokenizer.from_pretrained(saved)
        self.assertTrue((saved / "tokenizer.json").exists())
        for line in corpus(8, 50) + ["  ka", "<s>lo</s> mi", "日本\n"]:
            self.assertEqual(theirs(line)["input_ids"], self.tokenizer(line)["input_ids"])


if __name__ == "__main__":
    unittest.main()
