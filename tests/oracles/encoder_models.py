"""Random small encoders in Hugging Face's layout with tokenizers of both kinds, and texts for them."""

import random
import string

import tokenizers
import torch
import transformers

COMMON = dict(hidden_size=32, intermediate_size=52, num_hidden_layers=3, num_attention_heads=4,
              max_position_embeddings=64, hidden_dropout_prob=0.0,
              attention_probs_dropout_prob=0.0)
SYLLABLES = ["ka", "to", "mi", "ren", "su", "la", "vor", "ne", "Ish", "du"]


def words():
    return [a + b for a in SYLLABLES for b in SYLLABLES]


def sentences(count, seed, longest=30):
    """Lines of 0 to `longest` words, some of them unknown to the tokenizers."""
    draw = random.Random(seed)
    known = words() + ["über", "x", "42", "...", "日"]
    return [" ".join(draw.choices(known, k=draw.randint(0, longest))) for _ in range(count)]


def xlmr_tokenizer():
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *string.ascii_letters, *string.digits]
    pieces += [("▁" if i % 3 else "") + word for i, word in enumerate(words() + SYLLABLES)]
    unigram = tokenizers.Tokenizer(tokenizers.models.Unigram(
        [(piece, -0.1 * i - len(pieces) / (1 + len(piece))) for i, piece in enumerate(pieces)], 3))
    unigram.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    unigram.decoder = tokenizers.decoders.Metaspace()
    unigram.post_processor = tokenizers.processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=unigram, bos_token="<s>", cls_token="<s>", eos_token="</s>",
        sep_token="</s>", pad_token="<pad>", unk_token="<unk>")


def bert_tokenizer():
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(s.lower() for s in SYLLABLES), "x", "."]
    pieces += ["##" + s.lower() for s in SYLLABLES]
    piece = tokenizers.Tokenizer(tokenizers.models.WordPiece(
        {piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    piece.normalizer = tokenizers.normalizers.BertNormalizer()
    piece.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    piece.post_processor = tokenizers.processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=piece, cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]",
        unk_token="[UNK]")


def make_tokenizer(family):
    return bert_tokenizer() if family == "Bert" else xlmr_tokenizer()


def make_encoder(family, changes, seed):
    """Random weights, biases and norms included; in float32, for inference."""
    torch.manual_seed(seed)
    tokenizer = make_tokenizer(family)
    sizes = {**COMMON, "vocab_size": len(tokenizer), "pad_token_id": tokenizer.pad_token_id}
    config = getattr(transformers, family + "Config")(**{**sizes, **changes})
    model = getattr(transformers, family + "Model")(config, add_pooling_layer=False)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn_like(parameter)
            parameter.copy_(1 + 0.2 * noise if parameter.dim() == 1 and parameter.mean() == 1
                            else 0.25 * noise)
    return model.eval(), tokenizer


def hidden_states(model, ids, types=None):
    """Of one sequence: [layers + 1, T, D]."""
    with torch.no_grad():
        output = model(torch.tensor([ids]), output_hidden_states=True,
                       token_type_ids=None if types is None else torch.tensor([types]))
    return torch.stack(output.hidden_states)[:, 0]
