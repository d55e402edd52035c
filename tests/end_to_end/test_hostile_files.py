"""A model's folder with one broken or hostile file, hundreds of times, by the real program: it ends by itself,
within memory and time, with exit code 0, 1 or 2 and one sentence.

DRAGOMAN_MUTANTS multiplies how many are tried (default 1); the seed of the one that failed is printed.
"""

import concurrent.futures
import json
import math
import os
import pickle
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import types
import unittest
import zipfile
from pathlib import Path

import test_inference_commands as inference

TIMES = int(os.environ.get("DRAGOMAN_MUTANTS", "1"))
SECONDS = 20
# The tensor half of the program maps some gigabytes of libraries.
ADDRESSES = {"logprobs": 12 << 30, "generate": 12 << 30, "score": 12 << 30, "tokenize": 3 << 30,
             "inspect": 3 << 30}
INPUTS = {"logprobs": '{"input_ids": [3, 4, 5, 6]}\n', "generate": '{"input_ids": [3, 4]}\n',
          "tokenize": "abc def Translate\n", "inspect": "", "score": "a\n"}
NUMBERS = [-1, 0, 1, 3, 2 ** 31, 2 ** 32 + 1, 10 ** 18, 2 ** 63, 2 ** 64 - 1, -2 ** 63, 0.5, 1e300, -1e-300]
VALUES = [None, True, [], {}, "", "7", "../../x", "/etc/passwd", "a\0b", "é" * 5, "x" * 100_000, [[]],
          [1] * 50_000, {"a": {"a": {}}}, "(a*)*b", "\\u{110000}"]
RAW = ["NaN", "1e999", "-Infinity", "9" * 5000, "[" * 100_000, "{\"a\":" * 100_000, "[" * 150 + "]" * 150,
       "\"\\ud800\"", "{" + ",".join(f'"k{i}":{i}' for i in range(30_000)) + "}", "01", "\"\\x\""]


def places(value, path=()):
    """Every place in a JSON value, as the keys that lead there."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def put(value, path, new):
    """A copy of `value` with `new` at the place; a list's element or an object's."""
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = put(value[path[0]], path[1:], new)
    return copy


def mutate_json(text, draw):
    value = json.loads(text)
    path = draw.choice(list(places(value))[1:] or [()])
    kind = draw.randrange(5)
    if kind == 0:
        return json.dumps(put(value, path, draw.choice(NUMBERS))).encode()
    if kind == 1:
        return json.dumps(put(value, path, draw.choice(VALUES))).encode()
    if kind == 2:
        return json.dumps(put(value, path, "@@")).replace('"@@"', draw.choice(RAW)).encode()
    if kind == 3:  # a key twice, with another value
        again = json.dumps(put(value, path, draw.choice(NUMBERS + VALUES)))
        return (json.dumps(value)[:-1] + ", " + again[1:]).encode()
    parent = value
    for key in path[:-1]:
        parent = parent[key]
    if path:
        del parent[path[-1]]
    return json.dumps(value).encode()


def mutate_bytes(data, draw):
    changed = bytearray(data)
    if draw.random() < 0.25:
        return bytes(changed[:draw.randrange(len(changed))])
    for _ in range(draw.choice([1, 1, 2, 8])):
        place = draw.randrange(len(changed))
        changed[place] = draw.choice([changed[place] ^ 1 << draw.randrange(8), 0, 255, 0x7f])
    return bytes(changed)


def mutate_safetensors(data, draw):
    """Its header as JSON, or any of its bytes; most of them at the beginning."""
    length = int.from_bytes(data[:8], "little")
    if draw.random() < 0.5:
        header = mutate_json(data[8:8 + length], draw)
        return len(header).to_bytes(8, "little") + header + data[8 + length:]
    return mutate_bytes(data[:8 + length], draw) + data[8 + length:]


def mutate(name, data, draw):
    if name.endswith(".json") and draw.random() < 0.75:
        return mutate_json(data, draw)
    if name.endswith(".yaml") and draw.random() < 0.5:
        lines = data.decode().splitlines(keepends=True)
        key = draw.choice(["pool", "hidden_sizes", "class_identifier"])
        lines[draw.randrange(len(lines))] = f"{key}: {draw.choice([*RAW, '&x [*x]'])}\n"
        return "".join(lines).encode()
    if name.endswith(".safetensors"):
        return mutate_safetensors(data, draw)
    return mutate_bytes(data, draw)


def write_torch_file(folder):
    """model.safetensors once more as pytorch_model.bin, by Python's own pickle and zipfile."""
    data = (folder / "model.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    utils, torch = types.ModuleType("torch._utils"), types.ModuleType("torch")

    class Storage:
        pass

    def rebuild(*arguments):
        pass

    class Tensor:
        def __init__(self, key, shape):
            self.key, self.shape = key, shape

        def __reduce__(self):
            strides = (self.shape[1], 1) if len(self.shape) == 2 else (1,)
            stored = Stored(self.key, math.prod(self.shape))
            return rebuild, (stored, 0, tuple(self.shape), strides, False, {})

    class Stored:
        def __init__(self, key, count):
            self.key, self.count = key, count

    class Pickler(pickle._Pickler):
        def persistent_id(self, value):
            if isinstance(value, Stored):
                return "storage", Storage, value.key, "cpu", value.count
            return None

    for made, module, name in ((rebuild, utils, "_rebuild_tensor_v2"), (Storage, torch, "FloatStorage")):
        made.__module__, made.__qualname__, made.__name__ = module.__name__, name, name
        setattr(module, name, made)
    replaced = {name: sys.modules.get(name) for name in ("torch", "torch._utils")}
    sys.modules.update({"torch": torch, "torch._utils": utils})
    try:
        with zipfile.ZipFile(folder / "pytorch_model.bin", "w") as archive:
            with archive.open("m/data.pkl", "w") as file:
                Pickler(file, protocol=2).dump({name: Tensor(str(i), entry["shape"])
                                                for i, (name, entry) in enumerate(header.items())})
            for i, entry in enumerate(header.values()):
                begin, end = entry["data_offsets"]
                archive.writestr(f"m/data/{i}", data[8 + length + begin:8 + length + end])
    finally:
        for name, module in replaced.items():
            sys.modules.pop(name)
            if module is not None:
                sys.modules[name] = module


def limit(command):
    def apply():
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES[command],) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return apply


def run(command, folder):
    options = ["--max_completion_length", "2"] if command == "generate" else []
    where = [str(folder)] if command == "inspect" else ["--model", str(folder)]
    if command == "score":
        where = [str(folder / "lines"), "--src", str(folder / "lines"), "-m", "comet", "--comet-model", str(folder)]
    return subprocess.run([inference.BINARY, command, *where, *options], input=INPUTS[command].encode(),
                          capture_output=True, timeout=3 * SECONDS, preexec_fn=limit(command),
                          env=dict(os.environ, OMP_NUM_THREADS="1"))


class HostileFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(kept.cleanup)
        cls.root = Path(kept.name)
        cls.model = cls.root / "model"
        cls.model.mkdir()
        inference.write_checkpoint(cls.model)
        inference.write_tokenizer(cls.model)
        generation = dict(eos_token_id=[2], temperature=0.7, top_k=5, do_sample=True, max_new_tokens=4)
        (cls.model / "generation_config.json").write_text(json.dumps(generation))
        tokenizer = dict(tokenizer_class="PreTrainedTokenizerFast", eos_token="</s>",
                         added_tokens_decoder={"2": {"content": "</s>", "special": True}})
        (cls.model / "tokenizer_config.json").write_text(json.dumps(tokenizer))

    def copy(self, name):
        folder = self.root / name
        shutil.copytree(self.model, folder)
        return folder

    def judge(self, done, what):
        """An end of the program's own, and one sentence where it is not 0."""
        said = done.stderr.decode(errors="replace")
        self.assertIn(done.returncode, (0, 1, 2), f"{what}: {said[-500:]}")
        if done.returncode == 0:
            return
        lines = said.splitlines()
        self.assertTrue(lines and lines[-1].startswith("dragoman: "), f"{what}: {said[-500:]}")
        self.assertLess(len(lines), 5, f"{what}: {said[-500:]}")
        self.assertLess(len(lines[-1]), 5000, f"{what}: {said[-500:]}")
        self.assertNotIn("out of memory", lines[-1], what)
        self.assertNotIn("json.exception.type_error", lines[-1], what)

    def attack(self, whole, file, commands, mutants):
        """Mutants of one file of the folder, each by one of the commands in turn."""
        data = (whole / file).read_bytes()

        def one(number):
            draw = random.Random(f"{file} {number}")
            with tempfile.TemporaryDirectory(dir=self.root) as kept:
                folder = Path(kept) / "model"
                shutil.copytree(whole, folder)
                (folder / file).write_bytes(mutate(file, data, draw))
                command = commands[number % len(commands)]
                return run(command, folder), f"{command}, mutant {number} of {file}"

        codes = {0: 0, 1: 0, 2: 0}
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for done, what in pool.map(one, range(mutants * TIMES)):
                self.judge(done, what)
                codes[done.returncode] += 1
        self.assertLessEqual(codes[1], codes[2], "most of it is the user's to mend")
        return codes

    def test_configurations(self):
        self.attack(self.model, "config.json", ["inspect"], 80)
        self.attack(self.model, "config.json", ["logprobs", "generate"], 20)
        self.attack(self.model, "generation_config.json", ["inspect", "generate"], 16)

    def test_tokenizers(self):
        self.attack(self.model, "tokenizer.json", ["tokenize"], 120)
        self.attack(self.model, "tokenizer_config.json", ["tokenize", "inspect"], 30)

    def test_weights(self):
        self.attack(self.model, "model.safetensors", ["inspect"], 80)
        self.attack(self.model, "model.safetensors", ["logprobs"], 10)

    def test_shards(self):
        folder = self.copy("shards")
        (folder / "model.safetensors").rename(folder / "one.safetensors")
        index = {"metadata": {"total_size": 1}, "weight_map": {"model.norm.weight": "one.safetensors"}}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index))
        self.assertEqual(run("logprobs", folder).returncode, 0)
        self.attack(folder, "model.safetensors.index.json", ["inspect"], 30)

    def test_no_shard_lies_outside_the_folder(self):
        folder = self.copy("index")
        (folder / "model.safetensors").rename(self.root / "stolen.safetensors")
        for name in ("../stolen.safetensors", str(self.root / "stolen.safetensors")):
            index = {"weight_map": {"model.norm.weight": name}}
            (folder / "model.safetensors.index.json").write_text(json.dumps(index))
            done = run("logprobs", folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn(b"outside the folder", done.stderr)

    def test_files_of_torch(self):
        folder = self.copy("torch")
        write_torch_file(folder)
        (folder / "model.safetensors").unlink()
        self.attack(folder, "pytorch_model.bin", ["inspect"], 100)
        self.attack(folder, "pytorch_model.bin", ["logprobs"], 10)

    def test_metrics(self):
        folder = self.root / "metric"
        folder.mkdir()
        (folder / "lines").write_text("a\n")
        (folder / "hparams.yaml").write_text(
            "class_identifier: regression_metric\nencoder_model: XLM-RoBERTa\npool: avg\nlayer: mix\n"
            "hidden_sizes:\n- 24\n- 12\nactivations: Tanh\nlayer_transformation: sparsemax\n")
        self.assertIn(b"model.ckpt", run("score", folder).stderr)
        self.attack(folder, "hparams.yaml", ["score"], 16)
        self.attack(folder, "hparams.yaml", ["inspect"], 20)

    def test_adapters(self):
        folder = self.root / "adapter"
        folder.mkdir()
        header = {f"base_model.model.model.layers.0.self_attn.q_proj.lora_{part}.weight":
                  {"dtype": "F32", "shape": shape, "data_offsets": [64 * i, 64 * i + 64]}
                  for i, (part, shape) in enumerate((("A", [2, 8]), ("B", [8, 2])))}
        text = json.dumps(header).encode()
        (folder / "adapter_model.safetensors").write_bytes(
            len(text).to_bytes(8, "little") + text + bytes(128))
        config = dict(peft_type="LORA", r=2, lora_alpha=4, target_modules=["q_proj"], bias="none",
                      alpha_pattern={"q_proj": 8}, base_model_name_or_path=str(self.model))
        (folder / "adapter_config.json").write_text(json.dumps(config))
        self.assertEqual(run("logprobs", folder).returncode, 0)
        self.attack(folder, "adapter_config.json", ["inspect"], 40)
        self.attack(folder, "adapter_config.json", ["logprobs"], 12)
        self.attack(folder, "adapter_model.safetensors", ["inspect"], 20)


if __name__ == "__main__":
    unittest.main()
