"""torch_files.py FOLDER: writes NAME.bin by torch.save in many ways, and NAME.safetensors with the tensors
that a reader must find in it, contiguous. A checkpoint's leftovers, which no reader may need, are of
classes that only this script knows."""

import argparse
import collections
import enum
import functools
import sys
import types
from pathlib import Path

import numpy
import torch
from safetensors.torch import save_file

DTYPES = ["float32", "float16", "bfloat16", "float64", "int64", "int32", "int16", "int8", "uint8", "bool",
          "uint16", "uint32", "uint64", "float8_e4m3fn", "float8_e5m2", "complex64"]


def some(*shape, dtype=torch.float32):
    return torch.randn(shape, generator=torch.Generator().manual_seed(7)).mul(40).to(dtype)


def all_dtypes():
    return {name: some(3, 5).abs().to(getattr(torch, name)) for name in DTYPES}


def views():
    base = some(6, 8, 4)
    return {"base": base, "transposed": base.permute(2, 0, 1), "row": base[3], "column": base[:, 2],
            "steps": base[::2, 1::3], "expanded": base[0, 0].expand(3, 4), "scalar": base[1, 2, 3],
            "empty": base[:0], "offset": base.reshape(-1)[17:40], "one": base[2:3, 4:5].transpose(0, 2),
            "halves": base[0].half().t()}


def tied():
    embedding = torch.nn.Embedding(5, 3)
    head = torch.nn.Linear(3, 5, bias=False)
    head.weight = embedding.weight
    return torch.nn.ModuleDict({"embedding": embedding, "head": head}).state_dict()


def parameters():
    weight = torch.nn.Parameter(some(2, 3))
    tagged = torch.nn.Parameter(some(4), requires_grad=False)
    tagged.comment = "an attribute of its own"
    return {"weight": weight, "tagged": tagged, "buffer": torch.nn.Buffer(some(2))}


class Stage(enum.Enum):
    FIT = 1


class Hooks(dict):
    """As trainers keep their state: a class of a package that the reader has never heard of."""


def lightning():
    """What a trainer's checkpoint has around its state_dict."""
    optimizer = torch.optim.AdamW([torch.nn.Parameter(some(3))])
    scheduler = functools.partial(torch.optim.lr_scheduler.LambdaLR, lr_lambda=abs)
    state = collections.OrderedDict(
        [("encoder.weight", some(4, 3)), ("estimator.bias", some(4, dtype=torch.float16))])
    state._metadata = collections.OrderedDict({"": {"version": 1}})
    whole = {"epoch": 2, "global_step": 10 ** 12, "pytorch-lightning_version": "2.5.0", "state_dict": state,
             "loops": {"fit_loop": {"state_dict": {}, "done": {"total": {"ready": 3}}}},
             "callbacks": {"ModelCheckpoint{'monitor': 'val'}": {"best": some(1)[0], "kth": {}}},
             "optimizer_states": [optimizer.state_dict()], "lr_schedulers": [scheduler],
             "hyper_parameters": Hooks(lr=1e-5, args=argparse.Namespace(layers=[1, 2]), stage=Stage.FIT,
                                       scale=numpy.float64(0.5), table=numpy.arange(6).reshape(2, 3),
                                       path=Path("somewhere"), kind=types.SimpleNamespace(a={1, 2}),
                                       names=frozenset("ab"), raw=b"bytes", large=2 ** 80, none=None,
                                       dtype=torch.bfloat16, device=torch.device("cpu"))}
    return whole, dict(state)


def nested():
    whole = {"model": {"a": some(2), "deep": {"b": some(1, 2)}}, "step": 4}
    return whole, {"model.a": whole["model"]["a"], "model.deep.b": whole["model"]["deep"]["b"]}


def cases():
    """name: (what is saved, the tensors in it, options of torch.save)"""
    for protocol in (2, 3, 4, 5):
        yield f"dtypes_{protocol}", all_dtypes(), None, dict(pickle_protocol=protocol)
        yield f"lightning_{protocol}", *lightning(), dict(pickle_protocol=protocol)
    yield "views", views(), None, {}
    yield "tied", tied(), None, {}
    yield "parameters", parameters(), None, {}
    yield "nested", *nested(), {}
    older = dict(_use_new_zipfile_serialization=False)
    yield "older_dtypes", all_dtypes(), None, older
    yield "older_views", views(), None, older
    yield "older_tied", tied(), None, older
    yield "older_lightning", *lightning(), older


def main():
    folder = Path(sys.argv[1])
    for name, whole, tensors, options in cases():
        torch.save(whole, folder / f"{name}.bin", **options)
        tensors = whole if tensors is None else tensors
        plain = {key: tensor.detach().contiguous().clone() for key, tensor in tensors.items()}
        save_file(plain, folder / f"{name}.safetensors")


if __name__ == "__main__":
    main()
