"""`dragoman tokenize` against `tokenizers`: small tokenizers of every kind, on thousands of hard lines.

Needs DRAGOMAN_ORACLES, a Python with tokenizers and sentencepiece. What is missing is skipped.
"""

import json
import os
import random
import subprocess
import tempfile
import unittest
from pathlib import Path

from oracles import BINARY, ORACLES, SHARED

LINES = int(os.environ.get("DRAGOMAN_LINES", "1500"))  # for each kind

if ORACLES:
    from tokenizers import pre_tokenizers

    from hard_lines import character_lines, corpus, hard_lines
    from tokenizer_kinds import KINDS, NORMALIZERS, PRE_TOKENIZERS, from_sentencepiece, one_part


def dragoman(path, rows, *arguments):
    """One answer a row, from one process."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    done = subprocess.run([BINARY, "tokenize", "--model", str(path), "--json", *arguments], input=lines.encode(),
                          capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr.decode())
    return [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with tokenizers")
class Tokenizers(unittest.TestCase):
    compared = 0
    differences = 0

    @classmethod
    def tearDownClass(cls):
        print(f"{cls.__name__}: {cls.compared} comparisons, {cls.differences} differences")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "tokenizer.json"

    def agree(self, name, asked, ours, theirs):
        type(self).compared += len(asked)
        different = [(a, o, t) for a, o, t in zip(asked, ours, theirs, strict=True) if o != t]
        type(self).differences += len(different)
        if different:
            asked, one, other = min(different, key=lambda row: len(row[0]))
            self.fail(f"{name}: {len(different)} of {len(ours)} lines differ, as {asked!r}: {one!r}, not {other!r}")

    def encodes(self, name, tokenizer, lines, special=False):
        tokenizer.save(str(self.path))
        ours = dragoman(self.path, [{"text": line} for line in lines], *["--add_special_tokens"] * special)
        theirs = [row.ids for row in tokenizer.encode_batch(lines, add_special_tokens=special)]
        self.agree(name + " encodes", lines, [row["ids"] for row in ours], theirs)
        return theirs

    def decodes(self, name, tokenizer, rows, skip):
        ours = dragoman(self.path, [{"ids": row} for row in rows], "--decode", "--pieces",
                        *["--skip_special_tokens"] * skip)
        joined = ["".join(row["pieces"]) for row in ours]
        self.agree(name + " streams", rows, joined, [row["text"] for row in ours])
        theirs = tokenizer.decode_batch(rows, skip_special_tokens=skip)
        self.agree(name + " decodes", rows, [row["text"] for row in ours], theirs)

    def test_every_kind(self):
        lines = hard_lines(7, LINES)
        for name, make in KINDS.items():
            with self.subTest(name):
                tokenizer = make()
                ids = self.encodes(name, tokenizer, lines, special=True)
                self.encodes(name, tokenizer, lines[:300])
                rng = random.Random(5)
                known = sorted(tokenizer.get_vocab().values())
                ids += [rng.choices(known, k=rng.randint(1, 12)) for _ in range(LINES // 3)]
                for skip in (False, True):
                    with self.subTest(skip=skip):
                        self.decodes(name, tokenizer, ids, skip)

    def test_every_normalizer_and_pre_tokenizer(self):
        lines = hard_lines(8, LINES) + character_lines()
        for slot, parts in (("normalizer", NORMALIZERS), ("pre_tokenizer", PRE_TOKENIZERS)):
            for name, make in parts.items():
                with self.subTest(name):
                    self.encodes(name, one_part(**{slot: make()}), lines)

    def test_unicode_scripts_of_letters(self):
        tokenizer = one_part(pre_tokenizer=pre_tokenizers.UnicodeScripts())
        lines = corpus(9, LINES)
        self.encodes("UnicodeScripts", tokenizer, lines + [line.replace(" ", between) for line in lines for between in ("", "カひ灯ー")])

    def test_published_unigram_models(self):
        folder = SHARED / "data" / "tokenizers" / "sentencepiece"
        if not folder.exists():
            self.skipTest(f"{folder} is not there")
        for path in sorted(folder.glob("*.model")):
            rows = [json.loads(line) for line in
                    (folder / f"vectors_{path.stem}.jsonl").read_text("utf-8").split("\n") if line]
            texts = [row["text"] for row in rows]
            with self.subTest(path.stem):
                ids = self.encodes(path.stem, from_sentencepiece(path.read_bytes()), texts + hard_lines(10, LINES))
                same = sum(row["ids"] == one for row, one in zip(rows, ids, strict=False))
                print(f"{path.stem}: {same} of {len(rows)} vectors of sentencepiece itself")
                self.assertGreater(same, 0.9 * len(rows))


if __name__ == "__main__":
    unittest.main()
