"""What the peers' trainers want of a random model: a tokenizer for its vocabulary, and one step's sequences."""

import torch
from tokenizers import Tokenizer, decoders, models
from transformers import PreTrainedTokenizerFast

LETTERS = 26


def word(index):
    letters = ""
    for _ in range(4):
        index, letter = divmod(index, LETTERS)
        letters = chr(ord("a") + letter) + letters
    return "\u0120" + letters


def tokenizer(vocabulary):
    """Letters are ids 0 to 25, further ids words of letters; the last one ends a text and pads."""
    words = [chr(ord("a") + id) if id < LETTERS else word(id) for id in range(vocabulary)]
    made = Tokenizer(models.BPE({text: id for id, text in enumerate(words)}, []))
    made.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=made, eos_token=words[-1], pad_token=words[-1])


def sequences(lengths, vocabulary):
    """Random ids, a list for each length."""
    stream = torch.Generator().manual_seed(0)
    return [torch.randint(vocabulary, (length,), generator=stream).tolist() for length in lengths]
