"""The models that speed is compared with: random Llama checkpoints without an end token."""

import json

import peers

SIZES = {"tiny": dict(hidden_size=128, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2,
                      intermediate_size=384, vocab_size=4096),
         "small": dict(hidden_size=512, num_hidden_layers=8, num_attention_heads=8, num_key_value_heads=4,
                       intermediate_size=1536, vocab_size=16384)}
# Too large for what runs in turns; written in the dtype that its published namesake has.
LARGE = {"qwen3-0.6b": dict(model_type="qwen3", hidden_size=1024, num_hidden_layers=28, num_attention_heads=16,
                            num_key_value_heads=8, head_dim=128, intermediate_size=3072, vocab_size=151936)}
MAKE = """
import json, sys, torch
from transformers import AutoConfig, AutoModelForCausalLM
torch.manual_seed(0)
words = json.loads(sys.argv[1])
config = AutoConfig.for_model(words.pop("model_type", "llama"), **words, tie_word_embeddings=True,
                              max_position_embeddings=4096, bos_token_id=None, eos_token_id=None, pad_token_id=None)
AutoModelForCausalLM.from_config(config).to(getattr(torch, sys.argv[3])).save_pretrained(sys.argv[2])
"""


def write(options, size, folder):
    """A checkpoint in Hugging Face's layout."""
    large = size in LARGE
    config = LARGE[size] if large else SIZES[size]
    peers.printed([options.oracles, "-c", MAKE, json.dumps(config), folder, "bfloat16" if large else "float32"])


def products(size):
    """Multiplications of matrices for one token."""
    config = SIZES[size]
    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    key_value = hidden // heads * config["num_key_value_heads"]
    layer = hidden * (2 * hidden + 2 * key_value + 3 * config["intermediate_size"])
    return config["num_hidden_layers"] * layer + hidden * config["vocab_size"]
