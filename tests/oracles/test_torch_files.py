"""Models whose weights torch.save wrote, run by `dragoman logprobs`: the same numbers as from safetensors, and
nothing that a hostile pickle asks for is done.

Needs DRAGOMAN_ORACLES, a Python with torch and transformers; without it everything is skipped.
"""

import builtins
import collections
import functools
import json
import os
import pickle
import subprocess
import tempfile
import unittest
from pathlib import Path

from oracles import BINARY, ORACLES, quiet_transformers

if ORACLES:
    import torch
    import transformers
    quiet_transformers()

CONFIG = dict(vocab_size=61, hidden_size=16, intermediate_size=20, num_hidden_layers=2,
              num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=32, bos_token_id=1,
              eos_token_id=2)
ROWS = "".join(json.dumps({"input_ids": [1 + (7 * i + j) % 60 for j in range(3 + i)]}) + "\n"
               for i in range(9))


class Call:
    """Pickled, it asks whoever reads it to call the function."""

    def __init__(self, function, *arguments):
        self.what = (function, arguments)

    def __reduce_ex__(self, protocol):
        return self.what


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with torch")
class TorchFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(kept.cleanup)
        cls.root = Path(kept.name)
        torch.manual_seed(3)
        cls.model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**CONFIG))
        cls.model.save_pretrained(cls.root / "plain")
        cls.state = cls.model.state_dict()
        cls.expected = cls.logprobs(cls.root / "plain").stdout

    @staticmethod
    def logprobs(folder):
        return subprocess.run([BINARY, "logprobs", "--model", str(folder)], input=ROWS, capture_output=True,
                              text=True, env=dict(os.environ, OMP_NUM_THREADS="1"))

    def folder(self, name):
        folder = self.root / name
        folder.mkdir()
        config = (self.root / "plain" / "config.json").read_text()
        (folder / "config.json").write_text(config)
        return folder

    def save(self, name, what, **options):
        folder = self.folder(name)
        torch.save(what, folder / "pytorch_model.bin", **options)
        return folder

    def same(self, folder):
        done = self.logprobs(folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, self.expected)

    def refused(self, folder, *words):
        done = self.logprobs(folder)
        self.assertEqual(done.returncode, 2, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr.splitlines()[-1])

    def test_weights_of_torch_give_the_same_numbers(self):
        self.same(self.save("state", self.state))
        self.same(self.save("older", self.state, _use_new_zipfile_serialization=False))
        self.same(self.save("parameters", dict(self.model.named_parameters()), pickle_protocol=4))
        self.same(self.save("transposed", {name: tensor.t().contiguous().t() if tensor.dim() == 2 else tensor
                                           for name, tensor in self.state.items()}))
        self.same(self.save("double", {name: tensor.double() for name, tensor in self.state.items()}))

    def test_a_trainers_checkpoint_gives_its_state_dict(self):
        trainer = {"epoch": 1, "hyper_parameters": {"make": functools.partial(print, "x")},
                   "optimizer_states": [collections.defaultdict(dict)], "state_dict": self.state}
        self.same(self.save("trainer", trainer))

    def test_shards_with_an_index(self):
        folder = self.folder("shards")
        names = list(self.state)
        for part in range(3):
            torch.save({name: self.state[name] for name in names[part::3]}, folder / f"part-{part}.bin")
        weight_map = {name: f"part-{i % 3}.bin" for i, name in enumerate(names)}
        (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"weight_map": weight_map}))
        self.same(folder)

    def hostile(self):
        """name: a call that leaves the file `mark`, or worse."""
        mark = self.root / "mark"
        yield "system", Call(os.system, f"touch {mark}")
        yield "evaluated", Call(eval, f"open({str(mark)!r}, 'w')")
        yield "executed", Call(exec, f"open({str(mark)!r}, 'w')")
        yield "opened", Call(open, str(mark), "w")
        yield "spawned", Call(subprocess.Popen, ["touch", str(mark)])
        yield "nested", Call(getattr(builtins, "list"), Call(map, os.remove, [str(mark)]))
        yield "loaded", Call(pickle.loads, pickle.dumps(Call(os.system, f"touch {mark}")))

    def test_nothing_in_a_file_runs(self):
        for protocol in (2, 4):
            for name, call in self.hostile():
                beside = {"state_dict": self.state, "callbacks": call, "loops": [call, {"deep": (call,)}]}
                with self.subTest(name, protocol=protocol):
                    self.same(self.save(f"beside {name} {protocol}", beside, pickle_protocol=protocol))
                    within = dict(self.state, **{"model.norm.weight": call})
                    self.refused(self.save(f"within {name} {protocol}", within, pickle_protocol=protocol),
                                 "model.norm.weight holds ", call.what[0].__name__)
                    self.refused(self.save(f"whole {name} {protocol}", call, pickle_protocol=protocol),
                                 "no dictionary of tensors")
                self.assertFalse((self.root / "mark").exists())

    def test_other_kinds_of_weights_are_named(self):
        norm = self.state["model.norm.weight"]
        sparse = dict(self.state, **{"model.norm.weight": norm.to_sparse()})
        self.refused(self.save("sparse", sparse), "torch._utils._rebuild_sparse_tensor")
        counts = dict(self.state, **{"model.norm.weight": norm.long()})
        self.refused(self.save("integers", counts), "model.norm.weight", "dtype I64")
        self.refused(self.save("a module", self.model), "LlamaForCausalLM", "state_dict()")
        folder = self.folder("a program")
        torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), folder / "pytorch_model.bin")
        self.refused(folder, "TorchScript")
        folder = self.folder("cut off")
        torch.save(self.state, folder / "pytorch_model.bin")
        whole = (folder / "pytorch_model.bin").read_bytes()
        (folder / "pytorch_model.bin").write_bytes(whole[:-200])
        self.refused(folder, "truncated")


if __name__ == "__main__":
    unittest.main()
