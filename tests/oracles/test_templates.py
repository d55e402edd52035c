"""`dragoman template` against `apply_chat_template`: random conversations through the templates of
tests/oracles/chat_templates, which together use what published ones use; and the grid of small
templates of template_expressions.py.

Needs DRAGOMAN_ORACLES, a Python with transformers and jinja2. What is missing is skipped.
"""

import copy
import json
import os
import random
import subprocess
import tempfile
import unittest
import warnings
from pathlib import Path

from oracles import BINARY, ORACLES, ROOT

ROWS = int(os.environ.get("DRAGOMAN_LINES", "1500"))  # for each template
SINGLE = 25  # refused rows for each template that are tried one by one

if ORACLES:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast
    from transformers.utils.chat_template_utils import _compile_jinja_template

    import template_expressions
    from random_conversations import WORDS, conversation

TEMPLATES = sorted((ROOT / "tests" / "oracles" / "chat_templates").glob("*.jinja"))


def make_tokenizer():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(WORDS * 3 + ["assistant user system content function"], trainer)
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t in ("<s>", "</s>", "[STOP]")])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>")


def run(folder, rows, *flags):
    return subprocess.run(
        [BINARY, "template", "--model", str(folder), *flags],
        input="".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows),
        capture_output=True, text=True, encoding="utf-8", check=False)


def expected(tokenizer, row):
    """Text, ids and mask by transformers; None where it refuses."""
    options = {"tools": row.get("tools"), "documents": row.get("documents"),
               "add_generation_prompt": row.get("add_generation_prompt", False),
               **row.get("chat_template_kwargs", {})}
    try:
        text = tokenizer.apply_chat_template(copy.deepcopy(row["messages"]), tokenize=False,
                                             **options)
        made = tokenizer.apply_chat_template(copy.deepcopy(row["messages"]), return_dict=True,
                                             return_assistant_tokens_mask=True, **options)
    except Exception:
        return None
    return {"text": text, "ids": made["input_ids"], "assistant_masks": made["assistant_masks"]}


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with transformers")
class Templates(unittest.TestCase):
    def setUp(self):
        warnings.simplefilter("ignore")
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def test_random_conversations_are_rendered_as_by_transformers(self):
        self.assertGreaterEqual(len(TEMPLATES), 6)
        tokenizer = make_tokenizer()
        tokenizer.save_pretrained(self.folder.name)
        for file in TEMPLATES:
            with self.subTest(template=file.name):
                self.compare(tokenizer, file)

    def compare(self, tokenizer, file):
        source = file.read_text(encoding="utf-8")
        tokenizer.chat_template = source
        Path(self.folder.name, "chat_template.jinja").write_text(source, encoding="utf-8")
        rng = random.Random(file.name)
        rows = [conversation(rng) for _ in range(ROWS)]
        answers = [expected(tokenizer, row) for row in rows]
        good = [(row, answer) for row, answer in zip(rows, answers) if answer is not None]
        self.assertGreater(len(good), ROWS / 5)
        said = run(self.folder.name, [row for row, _ in good], "--return_assistant_tokens_mask")
        self.assertEqual(said.returncode, 0, said.stderr)
        for line, (row, answer) in zip(said.stdout.splitlines(), good, strict=True):
            self.assertEqual(json.loads(line), answer, row)
        bad = [row for row, answer in zip(rows, answers) if answer is None]
        for row in bad[:SINGLE]:
            said = run(self.folder.name, [row])
            self.assertEqual(said.returncode, 2, (row, said.stdout))
            self.assertTrue(said.stderr.startswith("dragoman: standard input: line 1: "),
                            said.stderr)

    def test_small_templates_are_rendered_or_refused_as_by_jinja(self):
        rng = random.Random(5)
        for template in rng.sample(template_expressions.templates(), 600):
            if template_expressions.is_refused(template):
                continue
            try:
                variables = copy.deepcopy(template_expressions.VARIABLES)
                wanted = _compile_jinja_template(template).render(messages=[{}], **variables)
                wanted.encode()
            except Exception:
                wanted = None
            Path(self.folder.name, "chat_template.jinja").write_bytes(template.encode())
            said = run(self.folder.name, [{"messages": [{}], "chat_template_kwargs":
                                           template_expressions.VARIABLES}])
            got = json.loads(said.stdout)["text"] if said.returncode == 0 else None
            self.assertEqual(got, wanted, template)
            self.assertIn(said.returncode, (0, 2), template)


if __name__ == "__main__":
    unittest.main()
