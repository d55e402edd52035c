"""PyTorch's side of supervised fine-tuning: the best plain loop we know for a Llama checkpoint.

    python torch_loop.py FOLDER THREADS LENGTHS STEPS (compile | eager)

Sequences are packed end to end and never padded, but for attention, where a causal mask alone keeps them apart; query, key
and value are one product, gate and up are one; AdamW is the fused one. `compile` runs loss and gradient through
torch.compile. Prints JSON: the seconds of each step after two, the tokens of one, and the first loss.
"""

import json
import sys
import time

import torch
from torch.nn import functional as F
from transformers import AutoModelForCausalLM

import lengths as recorded
import letters

FOLDER, THREADS, LENGTHS, STEPS, MODE = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5]
EPSILON = 1e-6


def weights_of(model):
    """The checkpoint's weights with those that share an input in one matrix; the head is the embedding."""
    state = model.state_dict()

    def joined(layer, *names):
        matrices = [state[f"model.layers.{layer}.{name}.weight"] for name in names]
        return torch.nn.Parameter(torch.cat(matrices).clone())

    layers = [{"input_norm": joined(layer, "input_layernorm"), "output_norm": joined(layer, "post_attention_layernorm"),
               "qkv": joined(layer, "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
               "output": joined(layer, "self_attn.o_proj"), "up": joined(layer, "mlp.gate_proj", "mlp.up_proj"),
               "down": joined(layer, "mlp.down_proj")} for layer in range(model.config.num_hidden_layers)]
    return {"embedding": torch.nn.Parameter(state["model.embed_tokens.weight"].clone()),
            "norm": torch.nn.Parameter(state["model.norm.weight"].clone()), "layers": layers}


def parameters(weights):
    return [weights["embedding"], weights["norm"], *(value for layer in weights["layers"] for value in layer.values())]


class Packing:
    """Where the tokens of packed sequences stand in a rectangle [sequences, longest], for attention."""

    def __init__(self, lengths, config):
        longest = max(lengths)
        self.shape = (len(lengths), longest)
        self.places = torch.cat([row * longest + torch.arange(length) for row, length in enumerate(lengths)])
        positions = torch.cat([torch.arange(length) for length in lengths]).float()
        inverse = 1.0 / config.rope_parameters["rope_theta"] ** (
            torch.arange(0, config.head_dim, 2).float() / config.head_dim)
        angles = torch.outer(positions, inverse).repeat(1, 2)[:, None, :]
        self.cos, self.sin = angles.cos(), angles.sin()
        self.predicted = torch.cat([torch.arange(length) > 0 for length in lengths]).nonzero().flatten()

    def rotated(self, x):
        left, right = x.chunk(2, -1)
        return x * self.cos + torch.cat((-right, left), -1) * self.sin

    def spread(self, x):
        """[tokens, heads, dim] -> [sequences, heads, longest, dim]"""
        flat = x.new_zeros(self.shape[0] * self.shape[1], *x.shape[1:]).index_copy(0, self.places, x)
        return flat.view(*self.shape, *x.shape[1:]).transpose(1, 2)

    def gathered(self, x):
        return x.transpose(1, 2).reshape(self.shape[0] * self.shape[1], -1)[self.places]


def attention(x, layer, packing, heads):
    query_heads, key_heads, dim = heads
    query, key, value = F.linear(x, layer["qkv"]).view(len(x), -1, dim).split([query_heads, key_heads, key_heads], 1)
    query, key = packing.rotated(query), packing.rotated(key)
    mixed = F.scaled_dot_product_attention(packing.spread(query), packing.spread(key), packing.spread(value),
                                           is_causal=True, enable_gqa=True)
    return F.linear(packing.gathered(mixed), layer["output"])


def loss_of(tokens, weights, packing, heads):
    width = (weights["embedding"].shape[1],)
    x = F.embedding(tokens, weights["embedding"])
    for layer in weights["layers"]:
        x = x + attention(F.rms_norm(x, width, layer["input_norm"], EPSILON), layer, packing, heads)
        gate, up = F.linear(F.rms_norm(x, width, layer["output_norm"], EPSILON), layer["up"]).chunk(2, -1)
        x = x + F.linear(F.silu(gate) * up, layer["down"])
    x = F.rms_norm(x, width, weights["norm"], EPSILON)[packing.predicted - 1]
    return F.cross_entropy(F.linear(x, weights["embedding"]), tokens[packing.predicted])


def main():
    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32)
    config, weights = model.config, weights_of(model)
    lengths = sorted(recorded.read(LENGTHS), reverse=True)
    tokens = torch.tensor(sum(letters.sequences(lengths, config.vocab_size), []))
    packing = Packing(lengths, config)
    heads = (config.num_attention_heads, config.num_key_value_heads, config.head_dim)
    optimizer = torch.optim.AdamW(parameters(weights), lr=1e-5, weight_decay=0.0, fused=True)
    loss_function = torch.compile(loss_of) if MODE == "compile" else loss_of
    losses, seconds = [], []
    for _ in range(STEPS + 2):
        begin = time.perf_counter()
        optimizer.zero_grad()
        loss = loss_function(tokens, weights, packing, heads)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters(weights), 1.0)
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"seconds": seconds[2:], "tokens": len(tokens), "loss": losses[0]}))


if __name__ == "__main__":
    main()
