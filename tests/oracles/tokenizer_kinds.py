"""Small tokenizers of every kind, trained here with `tokenizers`: name -> Tokenizer."""

import io
import json
import struct

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from hard_lines import corpus

BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
UNDO_SPACES = decoders.Replace("▁", " ")
LINES = corpus(3, 600)


def fields(message):
    """The fields of a protocol buffer: pairs of a number and its bytes or integer."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
            continue
        length = {1: 8, 5: 4}.get(key & 7) or varint()
        yield key >> 3, message[at:at + length]
        at += length


def charsmap(rules):
    """sentencepiece's compiled rules, as a model file carries them."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LINES), model_writer=model, vocab_size=120, hard_vocab_limit=False,
        minloglevel=2, **rules)
    return dict(fields(dict(fields(model.getvalue()))[3]))[2]


def from_sentencepiece(model):
    """A unigram model file as `transformers` converts it, with its own ids."""
    pieces = [dict(fields(value)) for number, value in fields(model) if number == 1]
    vocab = [(piece[1].decode(), struct.unpack("<f", piece.get(2, bytes(4)))[0]) for piece in pieces]
    unknown = next(i for i, piece in enumerate(pieces) if piece.get(3) == 2)
    tokenizer = Tokenizer(models.Unigram(vocab, unknown))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Precompiled(dict(fields(dict(fields(model))[3]))[2]), normalizers.Strip(),
        normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def precompiled(name):
    return normalizers.Precompiled(charsmap({"normalization_rule_name": name}))


def train(model, trainer, **parts):
    tokenizer = Tokenizer(model)
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    tokenizer.train_from_iterator(LINES, trainer)
    return tokenizer


def changed(tokenizer, drop_added=False, **model):
    """With other fields of the model; byte tokens are no added tokens then."""
    data = json.loads(tokenizer.to_str())
    data["model"].update(model)
    if drop_added:
        data["added_tokens"] = [token for token in data["added_tokens"] if not token["content"].startswith("<0x")]
    return Tokenizer.from_str(json.dumps(data))


def unigram(special, size=400, **parts):
    trainer = trainers.UnigramTrainer(vocab_size=size, special_tokens=special, unk_token="<unk>", show_progress=False)
    return train(models.Unigram(), trainer, **parts)


def bpe(special, size=500, model=None, trainer=None, **parts):
    options = {"vocab_size": size, "special_tokens": special, "show_progress": False, "limit_alphabet": 60, **(trainer or {})}
    return train(models.BPE(**(model or {})), trainers.BpeTrainer(**options), **parts)


def xlm_r():
    tokenizer = unigram(
        ["<s>", "<pad>", "</s>", "<unk>"], normalizer=normalizers.Sequence([
            precompiled("nmt_nfkc"), normalizers.Replace(Regex(" {2,}"), " ")]),
        pre_tokenizer=pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
        decoder=decoders.Metaspace(), post_processor=processors.TemplateProcessing(
            single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]))
    tokenizer.add_tokens([AddedToken("[MASK]", lstrip=True, special=True, normalized=False)])
    return tokenizer


def t5(rules=None):
    return changed(unigram(
        ["<pad>", "</s>", "<unk>", *BYTES], size=700, normalizer=normalizers.Sequence([
            rules or precompiled("nmt_nfkc_cf"), normalizers.Strip(left=False), normalizers.Replace(Regex(" {2,}"), "▁")]),
        pre_tokenizer=pre_tokenizers.Metaspace(prepend_scheme="first"),
        decoder=decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="first")])),
        drop_added=True, byte_fallback=True)


def albert():
    return unigram(["<unk>"], normalizer=normalizers.Sequence([
        normalizers.Replace("``", '"'), normalizers.Replace("''", '"'), normalizers.NFKD(), normalizers.StripAccents(),
        normalizers.Lowercase(), precompiled("nfkc"), normalizers.Replace(Regex(" {2,}"), " ")]),
        pre_tokenizer=pre_tokenizers.Metaspace(prepend_scheme="always"), decoder=decoders.Metaspace())


def unigram_nmt():
    return unigram(["<unk>"], normalizer=normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()]),
                   pre_tokenizer=pre_tokenizers.Metaspace(prepend_scheme="never", split=False),
                   decoder=decoders.Metaspace(prepend_scheme="never"))


def llama2():
    tokenizer = bpe(["<unk>", "<s>", "</s>", *BYTES], size=800, model={"unk_token": "<unk>", "fuse_unk": True},
                    normalizer=normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]),
                    decoder=decoders.Sequence([UNDO_SPACES, decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]),
                    post_processor=processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)]))
    return changed(tokenizer, drop_added=True, byte_fallback=True)


def mistral():
    tokenizer = bpe(["<unk>", "<s>", "</s>", *BYTES], size=800, model={"unk_token": "<unk>", "fuse_unk": True},
                    pre_tokenizer=pre_tokenizers.Metaspace(prepend_scheme="first", split=False),
                    decoder=decoders.Sequence([UNDO_SPACES, decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]))
    return changed(tokenizer, drop_added=True, byte_fallback=True, ignore_merges=True)


def gemma():
    tokenizer = bpe(["<pad>", "<unk>", *BYTES[:200]], size=800, model={"unk_token": "<unk>", "fuse_unk": True},
                    normalizer=normalizers.Replace(" ", "▁"), pre_tokenizer=pre_tokenizers.Split(" ", "merged_with_previous"),
                    decoder=decoders.Sequence([UNDO_SPACES, decoders.ByteFallback(), decoders.Fuse()]))
    tokenizer.add_tokens([AddedToken(" " * n) for n in range(2, 6)] + [AddedToken("\n\n", normalized=False), AddedToken("e\u0301")])
    return changed(tokenizer, drop_added=True, byte_fallback=True)


def word_piece(special, model=None, **parts):
    trainer = trainers.WordPieceTrainer(vocab_size=400, special_tokens=special, show_progress=False)
    return train(models.WordPiece(unk_token="[UNK]", **(model or {})), trainer, **parts)


SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def bert_uncased():
    return word_piece(SPECIAL, normalizer=normalizers.BertNormalizer(), pre_tokenizer=pre_tokenizers.BertPreTokenizer(),
                      decoder=decoders.WordPiece(), post_processor=processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2)))


def bert_cased():
    return word_piece(SPECIAL, model={"max_input_chars_per_word": 12}, normalizer=normalizers.BertNormalizer(
        lowercase=False, handle_chinese_chars=False, strip_accents=False), pre_tokenizer=pre_tokenizers.Whitespace(),
        decoder=decoders.WordPiece(cleanup=False), post_processor=processors.TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]))


def roberta():
    return bpe(["<s>", "<pad>", "</s>", "<unk>"], trainer={"initial_alphabet": pre_tokenizers.ByteLevel.alphabet(),
                                                           "limit_alphabet": 400},
               pre_tokenizer=pre_tokenizers.ByteLevel(add_prefix_space=True), decoder=decoders.ByteLevel(),
               post_processor=processors.RobertaProcessing(("</s>", 2), ("<s>", 0)))


def clip():
    pattern = r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
    return bpe(["<|startoftext|>", "<|endoftext|>"], model={"unk_token": "<|endoftext|>", "end_of_word_suffix": "</w>"},
               trainer={"end_of_word_suffix": "</w>", "limit_alphabet": 40},
               normalizer=normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]),
               pre_tokenizer=pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "removed", invert=True),
                                                      pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]),
               decoder=decoders.ByteLevel())


def prefixed_bpe():
    return bpe(["[UNK]"], model={"unk_token": "[UNK]", "continuing_subword_prefix": "##", "end_of_word_suffix": "</w>"},
               trainer={"continuing_subword_prefix": "##", "end_of_word_suffix": "</w>"},
               normalizer=normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()]),
               pre_tokenizer=pre_tokenizers.Sequence([
                   pre_tokenizers.CharDelimiterSplit("_"), pre_tokenizers.WhitespaceSplit(),
                   pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.Digits(individual_digits=True)]),
               decoder=decoders.BPEDecoder("</w>"))


def plain_bpe():
    return bpe([], normalizer=normalizers.Sequence([normalizers.Strip(), normalizers.ByteLevel()]), trainer={
        "initial_alphabet": pre_tokenizers.ByteLevel.alphabet(), "limit_alphabet": 400}, decoder=decoders.ByteLevel())


def split_bpe(behavior, invert):
    return bpe(["[UNK]"], model={"unk_token": "[UNK]"}, pre_tokenizer=pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"\s+|[.,]|\w'"), behavior, invert), pre_tokenizers.Punctuation(behavior)]))


KINDS = {make.__name__: make for make in (
    xlm_r, t5, albert, unigram_nmt, llama2, mistral, gemma, bert_uncased, bert_cased, roberta, clip, prefixed_bpe, plain_bpe)}
for _behavior in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"):
    for _invert in (False, True):
        KINDS[f"split_{_behavior}{'_inverted' * _invert}"] = lambda b=_behavior, i=_invert: split_bpe(b, i)

NORMALIZERS = {
    "BertNormalizer": normalizers.BertNormalizer, "Lowercase": normalizers.Lowercase, "StripAccents": normalizers.StripAccents,
    "Nmt": normalizers.Nmt, "Strip": normalizers.Strip, "NFC": normalizers.NFC, "NFKD": normalizers.NFKD,
    "nmt_nfkc": lambda: precompiled("nmt_nfkc"), "nmt_nfkc_cf": lambda: precompiled("nmt_nfkc_cf")}
PRE_TOKENIZERS = {
    "Whitespace": pre_tokenizers.Whitespace, "WhitespaceSplit": pre_tokenizers.WhitespaceSplit,
    "Bert": pre_tokenizers.BertPreTokenizer, "Punctuation": pre_tokenizers.Punctuation, "Digits": pre_tokenizers.Digits,
    "Regex": lambda: pre_tokenizers.Split(Regex(r"\w+|[\w?]"), "isolated"), "Metaspace": pre_tokenizers.Metaspace}


def one_part(**parts):
    """Nothing but one part: its pieces are cut into bytes, a token each, and end in "</w>"."""
    vocab = {token: i for i, token in enumerate(BYTES + ["</w>"])}
    model = models.BPE(vocab=vocab, merges=[], byte_fallback=True, end_of_word_suffix="</w>")
    tokenizer = Tokenizer(model)
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    return tokenizer
