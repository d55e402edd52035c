"""Writes tests/golden/text: what Python, `tokenizers` and `transformers` make of difficult text.

Run it with a Python that has them and sentencepiece. All text here is invented.
"""

import json
import pathlib
import sys
import tempfile
import unicodedata

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers import pre_tokenizers, processors, trainers

TESTS = pathlib.Path(__file__).resolve().parent.parent / "tests"
FOLDER = TESTS / "golden" / "text"
sys.path.insert(0, str(TESTS / "oracles"))
import tokenizer_kinds  # noqa: E402

TEXTS = [
    "", " ", "  ", "\t", "\n", "\r\n", "\n\n\n", " \n \n", "a", " a", "a ", "  a  b  ",
    "The lamp of the miller's daughter wasn't lit; they'll say she'd left, I'm sure.",
    "IT'S DON'T WE'LL they'RE i'M 'Tis 'twas rock'n'roll ''quoted'' '",
    "it\u017fs \u2019s don\u2019t",
    "0 1 12 123 1234 12345 3.14159 1,000,000 ½ ² ٣٤٥ १२३ Ⅷ 一二三 1a2b3c",
    "mixed123text45and6 v2.0-rc1 x=y+z*(a-b)/c%d&e|f^g~h!@#$ <<tag>> {brace} [br] `code` \\back\\",
    "Ärger über süße Öfen, façade, naïve, Ångström, Łódź, Ðorđe, þing, œuvre",
    "e\u0301a\u0308o\u0302 n\u0303 a\u0323\u0307 \u1e9b\u0323 \u212b \ufb01n \ufb06 ｆｕｌｌ ①",
    "q\u0307\u0323\u0301\u0308 z\u0335\u0327\u0316\u0301algo",
    "Мельник открыл старую дверь, а ветер молчал.",
    "Ο ΜΥΛΩΝΑΣ ΑΝΟΙΓΕΙ ΤΗΝ ΠΟΡΤΑ ΤΗΣ ΟΔΟΣ. σς Σ ΑΣ. ΑΣΑ",
    "فتح الطحان الباب القديم بهدوء، ثم ابتسم.",
    "הטוחן פתח את הדלת הישנה. שָׁלוֹם",
    "left ابج right 123 אבג (mixed) ٪ \u200fRLM\u200e LRM \u202bRLE\u202c",
    "चक्कीवाले ने पुराना दरवाज़ा खोला। क़ ख़ ज़्",
    "โรงสีเก่าอยู่ริมแม่น้ำ", "磨坊主打开了旧门，风很安静。「好」！", "粉屋は古い扉を開けた。ｶﾞｷﾞ がぎ",
    "방앗간 주인이 낡은 문을 열었다. \u1112\u1161\u11ab", "ᠮᠣᠩᠭᠣᠯ\u180eᠠ", "མུ་ཞི", "ئۇيغۇرچە تېكىست",
    "🙂🙃 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 👍🏽 ☕️ ©™ 🫠", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐍈 𠀀 \U0001F9FF",
    "a\u00a0b\u2003c\u3000d\u200be\ufefff\u2028g\u2029h\u0085i\u001cj\u001fk\u180el\u202fm\u205fn",
    "\u3000 both ends \u00a0\u2003", "tabs\t\tand\n\nlines\r\nand   runs     of      spaces       ",
    "trailing spaces    \nnext", "x\u00adsoft\u2010hyphens\u2011and\u2013dashes—long―bar",
    "İstanbul ISPARTA ıslak Iğdır ǅ ǆ Ǆ ß ẞ ŉ ΐ ﬃ", "\u0000nul\u0001ctrl\u007fdel\u009f",
    "<|endoftext|>", "a<|endoftext|>b <|user|> hi<|end|>", "<|endoftext|><|endoftext|> <|endof",
    "say WORD word WORDS aWORDb WORD. _WORD WORD's WORD", "left   <L>right  <R>   tail <LR>  end  ",
    "<L><R>  <L>  <LR>", "caf\u00e9-tok cafe\u0301-tok café-tokens",
    "\ufffd \uffff \U0010ffff", "a" * 300, "ab" * 100 + "ba" * 100, " " * 100 + "x" + "\n" * 50,
    "zq" * 60 + "é" * 60, "é", "\u0301", "👍" * 20,
]

CORPUS = [t for t in TEXTS if "<" not in t] * 3 + [
    f"the {a} {b} of the {c} {d} {n}" for n, (a, b, c, d) in enumerate(
        (a, b, c, d) for a in ("old", "green", "tired") for b in ("lamp", "river", "door")
        for c in ("miller", "singer", "weaver") for d in ("opens", "waits", "burns"))]

SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|"
         r"\s*[\r\n]+|\s+(?!\S)|\s+")


def split_then_bytes(digits):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(SPLIT % digits), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def trained(pre_tokenizer, special, normalizer=None):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=600, min_frequency=2, special_tokens=special, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return tokenizer


def plain():
    return trained(pre_tokenizers.ByteLevel(add_prefix_space=False), ["<|endoftext|>"])


def prefixed():
    tokenizer = trained(pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.ByteLevel(add_prefix_space=True)]), ["<|endoftext|>"])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer


def flags():
    """NFC, one digit a piece, and an added token for every flag."""
    tokenizer = trained(split_then_bytes(r"\p{N}"), ["<|endoftext|>", "<|user|>", "<|end|>"],
                        normalizers.NFC())
    tokenizer.add_tokens([
        AddedToken("WORD", single_word=True, normalized=False),
        AddedToken("<L>", lstrip=True, normalized=False), AddedToken("<R>", rstrip=True),
        AddedToken("<LR>", lstrip=True, rstrip=True, special=True, normalized=False),
        AddedToken("cafe\u0301-tok", normalized=True)])
    return tokenizer


def framed():
    """Digits by threes, ignore_merges, tokens around the text, merges in the older layout."""
    tokenizer = trained(split_then_bytes(r"\p{N}{1,3}"), ["<s>", "</s>", "<|endoftext|>"])
    tokenizer.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=True),
        processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> $B </s>",
                                      special_tokens=[("<s>", 0), ("</s>", 1)])])
    data = json.loads(tokenizer.to_str())
    data["model"]["ignore_merges"] = True
    data["model"]["merges"] = [" ".join(pair) for pair in data["model"]["merges"]][:200]
    return Tokenizer.from_str(json.dumps(data)), data


def unigram():
    """T5's pipeline over a few rules of our own, with byte fallback."""
    rules = {"\u3000": " ", "\u00a0": " ", "\t": " ", "\n": " ", "\r": " ", "\ufb01": "fi", "\u2460": "1", "\u00bd": "1/2",
             "e\u0301": "\u00e9", "\uff46": "f", "\u0301": ""}
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        for old, new in rules.items():
            file.write("\t".join(" ".join(f"{ord(c):X}" for c in text) for text in (old, new)) + "\n")
        file.flush()
        charsmap = tokenizer_kinds.charsmap({"normalization_rule_tsv": file.name})
    return tokenizer_kinds.t5(normalizers.Precompiled(charsmap))


def write_rows(path, producer, rows):
    lines = [json.dumps({"producer": producer})]
    lines += [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_tokenizer(name, tokenizer, data=None):
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    if data:
        (folder / "tokenizer.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    else:
        tokenizer.save(str(folder / "tokenizer.json"))
    rows = []
    for text in TEXTS:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        whole = tokenizer.encode(text).ids
        rows.append({"text": text, "ids": ids, "with_special": whole,
                     "decoded": tokenizer.decode(whole, skip_special_tokens=False),
                     "skipped": tokenizer.decode(whole, skip_special_tokens=True)})
    write_rows(folder / "encodings.jsonl", f"tokenizers {tokenizers.__version__}", rows)


def python_strings():
    for text in TEXTS:
        row = {"text": text, "lower": text.lower(), "upper": text.upper(),
               "casefold": text.casefold(), "strip": text.strip(), "rstrip": text.rstrip(),
               "split": text.split(), "length": len(text)}
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            row[form] = unicodedata.normalize(form, text)
        yield row


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_rows(FOLDER / "python_strings.jsonl",
               f"Python, Unicode {unicodedata.unidata_version}", python_strings())
    write_tokenizer("plain", plain())
    write_tokenizer("prefixed", prefixed())
    write_tokenizer("flags", flags())
    write_tokenizer("framed", *framed())
    write_tokenizer("unigram", unigram())
    for kind in (tokenizer_kinds.llama2, tokenizer_kinds.gemma, tokenizer_kinds.bert_uncased):
        write_tokenizer(kind.__name__, kind())


if __name__ == "__main__":
    main()
