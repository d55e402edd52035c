"""Folders with a tokenizer.model and no tokenizer.json against `sentencepiece` itself and against
`transformers`' reading of them: models of every kind trained here, on thousands of hard lines.

Needs DRAGOMAN_ORACLES, a Python with sentencepiece, transformers and protobuf.
"""

import json
import os
import random
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from oracles import BINARY, ORACLES, quiet_transformers

LINES = int(os.environ.get("DRAGOMAN_LINES", "2000"))  # for each model

if ORACLES:
    import sentencepiece
    import transformers
    from tokenizers import normalizers

    from hard_lines import corpus, hard_lines
    from tokenizer_kinds import fields
    quiet_transformers()

RAW = {"normalization_rule_name": "identity", "remove_extra_whitespaces": False}
GEMMA = {"pad_id": 0, "eos_id": 1, "bos_id": 2, "unk_id": 3, "add_dummy_prefix": False}
MODELS = {  # what sentencepiece's trainer is asked for
    "bytes": {"byte_fallback": True, "split_digits": True, "allow_whitespace_only_pieces": True, **RAW},
    "no_bytes": {"character_coverage": 0.98, **RAW},
    "no_prefix": {"byte_fallback": True, "add_dummy_prefix": False, **RAW},
    "symbols": {"byte_fallback": True, "user_defined_symbols": ["<sep>", "[x]", "ka", "\n\n"],
                "control_symbols": ["<2de>"], **RAW},
    "across_spaces": {"split_by_whitespace": False, "byte_fallback": True, **RAW},
    "rules": {"normalization_rule_name": "nmt_nfkc"},
    "rules_and_symbols": {"normalization_rule_name": "nfkc_cf", "byte_fallback": True,
                          "user_defined_symbols": ["<sep>", "Ⅷ", "\n"]},
    "trimmed": {"normalization_rule_name": "identity", "byte_fallback": True},
}
PHRASES = ["<sep>", " <sep> ", "[x]", "<2de>", "\n\n", "Ⅷ", "ka", "ka ka", "▁▁"]
END_OF_TURN = ["<mask>", "▁▁", "▁▁▁", "<start_of_turn>", "<end_of_turn>"]
CLASSES = {  # tokenizer_config.json -> the trainer's options
    "llama": ({"tokenizer_class": "LlamaTokenizer"}, MODELS["bytes"]),
    "llama_legacy": ({"tokenizer_class": "LlamaTokenizer", "legacy": True, "add_bos_token": True, "add_eos_token": True},
                     MODELS["symbols"]),
    "llama_added": ({"tokenizer_class": "LlamaTokenizerFast", "add_bos_token": True, "added_tokens_decoder": {
        str(i): {"content": token, "special": special, "normalized": not special, "lstrip": False, "rstrip": False,
                 "single_word": False} for i, (token, special) in enumerate([("<im>", True), ("loka", False)], 9000)}},
        MODELS["bytes"]),
    "llama_bare": ({"tokenizer_class": "LlamaTokenizer", "add_prefix_space": False}, MODELS["bytes"]),
    "gemma": ({"tokenizer_class": "GemmaTokenizer", "bos_token": "<s>", "eos_token": "</s>", "add_bos_token": True},
              {"byte_fallback": True, "user_defined_symbols": END_OF_TURN, **GEMMA, **RAW}),
}


def lines_of(seed, texts=()):
    rng = random.Random(seed)
    lines = [line.rstrip("\r\n") for line in hard_lines(seed, LINES)]
    for _ in range(LINES // 5):
        line = rng.choice(lines)
        at = rng.randint(0, len(line))
        lines.append(line[:at] + rng.choice(PHRASES) + line[at:])
    return lines + list(texts)


def dragoman(folder, rows, *arguments):
    """One answer a row, from one process."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    done = subprocess.run([BINARY, "tokenize", "--model", str(folder), "--json", *arguments], input=lines.encode(),
                          capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr.decode())
    return [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with sentencepiece")
class SentencePieceFiles(unittest.TestCase):
    compared = 0

    @classmethod
    def tearDownClass(cls):
        print(f"{cls.__name__}: {cls.compared} comparisons, all equal")

    def train(self, model_type, options):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(corpus(3, 600)), model_prefix=f"{folder.name}/tokenizer", model_type=model_type,
            vocab_size=700, hard_vocab_limit=False, minloglevel=2, **options)
        self.folder = Path(folder.name)
        return sentencepiece.SentencePieceProcessor(model_file=f"{folder.name}/tokenizer.model")

    def agree(self, name, asked, ours, theirs):
        type(self).compared += len(asked)
        different = [row for row in zip(asked, ours, theirs, strict=True) if row[1] != row[2]]
        if different:
            asked, one, other = min(different, key=lambda row: len(row[0]))
            self.fail(f"{name}: {len(different)} of {len(ours)} differ, as {asked!r}: {one!r}, not {other!r}")

    def decodes(self, name, rows, theirs, *arguments):
        ours = dragoman(self.folder, [{"ids": row} for row in rows], "--decode", "--pieces", *arguments)
        self.agree(name + " decodes", rows, [row["text"] for row in ours], theirs)
        self.agree(name + " streams", rows, ["".join(row["pieces"]) for row in ours], theirs)

    @staticmethod
    def tie(processor, one, other):
        scores = [sum(processor.get_score(id) for id in ids) for ids in (one, other)]
        return len(one) == len(other) and abs(scores[0] - scores[1]) < 1e-3

    def comparable(self, processor, lines):
        """Lines that mean the same to both: no control piece (of unigram models also no byte piece) written
        out, which sentencepiece takes for text, no symbol first nor
        one between spaces that the rules would change, and rules that `tokenizers`, going by graphemes, applies alike."""
        model = (self.folder / "tokenizer.model").read_bytes()
        specification = dict(fields(dict(fields(model))[3]))
        control = [processor.id_to_piece(i) for i in range(processor.vocab_size())
                   if processor.is_control(i) or processor.is_unknown(i) or processor.is_byte(i)]
        symbols = tuple(dict(fields(value))[1].decode() for number, value in fields(model)
                        if number == 1 and dict(fields(value)).get(3) == 4)
        prefixed = specification.get(3, 1) != 0
        if specification.get(4, 1) != 0:
            lines = [line.strip() for line in lines]
        lines = [line for line in lines if not any(token in line for token in control)
                 and not (prefixed and symbols and line.startswith(symbols)) and not re.search(r"[\W_][Ⅷ\n]|[Ⅷ\n][\W_]", line)]
        if specification.get(2):
            rules = normalizers.Precompiled(specification[2])
            bare = sentencepiece.SentencePieceNormalizer(
                model_file=f"{self.folder}/tokenizer.model", add_dummy_prefix=False, escape_whitespaces=False,
                remove_extra_whitespaces=False)
            lines = [line for line in lines if rules.normalize_str(line) == bare.normalize(line)]
        return lines

    def test_bpe_and_unigram_models_as_sentencepiece(self):
        for model_type in ("bpe", "unigram"):
            for seed, (name, options) in enumerate(MODELS.items()):
                with self.subTest(f"{model_type} {name}"):
                    processor = self.train(model_type, options)
                    lines = self.comparable(processor, lines_of(seed))
                    self.assertGreater(len(lines), LINES // 4)
                    theirs = processor.encode(lines)
                    ours = [row["ids"] for row in dragoman(self.folder, [{"text": line} for line in lines])]
                    if model_type == "unigram":  # which of equally probable cuts wins is rounding
                        ours = [other if self.tie(processor, one, other) else one
                                for one, other in zip(ours, theirs, strict=True)]
                    self.agree(f"{model_type} {name} encodes", lines, ours, theirs)
                    known = [row for row in theirs if processor.unk_id() not in row]
                    self.decodes(f"{model_type} {name}", known, processor.decode(known))

    def test_classes_as_transformers(self):
        for seed, (name, (config, options)) in enumerate(CLASSES.items()):
            with self.subTest(name):
                processor = self.train("bpe", options)
                size = processor.vocab_size()
                text = json.dumps(config).replace('"9000"', f'"{size}"').replace('"9001"', f'"{size + 1}"')
                (self.folder / "tokenizer_config.json").write_text(text)
                theirs = transformers.AutoTokenizer.from_pretrained(self.folder)
                lines = lines_of(20 + seed, ["<s>a", "a <s> b</s>", "x<im> y", "kaloka loka"])
                ids = theirs(lines)["input_ids"]
                ours = dragoman(self.folder, [{"text": line} for line in lines], "--add_special_tokens")
                self.agree(name + " encodes", lines, [row["ids"] for row in ours], ids)
                self.decodes(name, ids, theirs.batch_decode(ids, skip_special_tokens=True), "--skip_special_tokens")


if __name__ == "__main__":
    unittest.main()
