"""Trains the same tokenizer with `tokenizers` and compares: file, ids, chat template.

usage: tokenizers_oracle.py FOLDER VOCAB_SIZE MIN_FREQUENCY MAX_TOKEN_LENGTH (0: none)
FOLDER holds tokenizer.json, rows.jsonl (text, ids) and talk.json. Exit 1 where anything differs.
"""

import json
import pathlib
import sys

import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers


def retrain(ours, texts, vocab_size, min_frequency, max_token_length):
    """A tokenizer with the pipeline of `ours` and a model learned anew."""
    theirs = Tokenizer(models.BPE())
    theirs.normalizer = ours.normalizer
    theirs.pre_tokenizer = ours.pre_tokenizer
    theirs.decoder = ours.decoder
    special = [token.content for _, token in sorted(ours.get_added_tokens_decoder().items())]
    limit = {"max_token_length": max_token_length} if max_token_length else {}
    theirs.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=vocab_size, min_frequency=min_frequency, special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False, **limit))
    return theirs


def check_talk(folder, tokenizer):
    talk = json.loads((folder / "talk.json").read_text(encoding="utf-8"))
    messages = [{"role": "system", "content": "s\n"}, {"role": "user", "content": " {{ x }} "},
                {"role": "assistant", "content": "y"}]
    for name, prompt in (("text", False), ("prompt", True)):
        theirs = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=prompt)
        if theirs != talk[name]:
            sys.exit(f"the template gives {theirs!r}, not {talk[name]!r}")


def main():
    folder = pathlib.Path(sys.argv[1])
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text("utf-8").splitlines()]
    texts = [row["text"] for row in rows]
    path = folder / "tokenizer.json"
    ours = Tokenizer.from_file(str(path))
    theirs = retrain(ours, texts, *map(int, sys.argv[2:5]))
    theirs.save(str(folder / "theirs.json"), pretty=True)
    if (folder / "theirs.json").read_bytes() != path.read_bytes():
        sys.exit("the trained files differ")
    ours.save(str(folder / "again.json"), pretty=True)
    if (folder / "again.json").read_bytes() != path.read_bytes():
        sys.exit("the file changes when tokenizers saves it")
    auto = transformers.AutoTokenizer.from_pretrained(folder)
    for row in rows:
        if theirs.encode(row["text"]).ids != row["ids"] or auto(row["text"])["input_ids"] != row["ids"]:
            sys.exit(f"the ids of {row['text']!r} differ")
    check_talk(folder, auto)


if __name__ == "__main__":
    main()
