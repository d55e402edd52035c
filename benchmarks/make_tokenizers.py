"""make_tokenizers.py DATA TEXT OUT: a tokenizer of every kind as OUT/KIND.json, for tokenization.py.

GPT-2's and Qwen 2's are the real ones, from DATA/tokenizers; the others are trained on a sixth of TEXT.
Run by a Python with `tokenizers` and `transformers`.
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import GPT2TokenizerFast, Qwen2TokenizerFast

BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


def classic(folder, kind):
    """From vocab.json and merges.txt."""
    lines = (folder / "merges.txt").read_text(encoding="utf-8").split("\n")
    merges = [tuple(line.split()) for line in lines if line and not line.startswith("#version")]
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    return kind(vocab=vocabulary, merges=merges).backend_tokenizer


def trained(model, trainer, lines, **parts):
    tokenizer = Tokenizer(model)
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    tokenizer.train_from_iterator(lines, trainer)
    return tokenizer


def main():
    data, text, out = map(Path, sys.argv[1:])
    lines = text.read_text(encoding="utf-8").split("\n")[::6]
    fallback = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    made = {
        "gpt2": classic(data / "tokenizers" / "gpt2", GPT2TokenizerFast),
        "qwen2": classic(data / "tokenizers" / "qwen2", Qwen2TokenizerFast),
        "llama": trained(
            models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True),
            trainers.BpeTrainer(vocab_size=32000, special_tokens=["<unk>", *BYTES], limit_alphabet=3000),
            lines, pre_tokenizer=pre_tokenizers.Metaspace(prepend_scheme="first"), decoder=fallback),
        "unigram": trained(
            models.Unigram(),
            trainers.UnigramTrainer(vocab_size=32000, unk_token="<unk>",
                                    special_tokens=["<s>", "<pad>", "</s>", "<unk>"]),
            lines, normalizer=normalizers.NFKC(), pre_tokenizer=pre_tokenizers.Metaspace(),
            decoder=decoders.Metaspace()),
        "bert": trained(
            models.WordPiece(unk_token="[UNK]"),
            trainers.WordPieceTrainer(vocab_size=30000, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"]),
            lines, normalizer=normalizers.BertNormalizer(), pre_tokenizer=pre_tokenizers.BertPreTokenizer(),
            decoder=decoders.WordPiece()),
    }
    for kind, tokenizer in made.items():
        tokenizer.save(str(out / f"{kind}.json"))


if __name__ == "__main__":
    main()
