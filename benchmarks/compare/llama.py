"""llama.cpp's side: its own batched benchmark, which decodes given tokens and samples none."""

import json
import re
from pathlib import Path

import peers

SEQUENCES, NEW_TOKENS = 128, 96


def convert(options, folder, file):
    """A checkpoint as `file`.f32.gguf and `file`.q8_0.gguf."""
    peers.printed([options.oracles, Path(__file__).with_name("to_gguf.py"), folder, f"{file}.f32.gguf"])
    peers.printed([Path(options.llama) / "bin" / "llama-quantize", f"{file}.f32.gguf", f"{file}.q8_0.gguf", "q8_0"])


def decode(options, file, threads):
    """Tokens a second of sequences that begin with one token each and decode together."""
    said = peers.printed([Path(options.llama) / "bin" / "llama-batched-bench", "-m", file,
                          "-c", SEQUENCES * (NEW_TOKENS + 1), "-npp", 1, "-ntg", NEW_TOKENS, "-npl", SEQUENCES,
                          "-t", threads, "-tb", threads, "--output-format", "jsonl"])
    return json.loads(next(line for line in said.splitlines() if line.startswith("{")))["speed_tg"]


def version(options):
    return re.search(r'__version__ = "(.+)"', (Path(options.llama) / "source/llama_cpp/__init__.py").read_text())[1]
