"""What a merge costs: seconds and peak memory of every method on random checkpoints, beside cp of the same bytes.

    python3 benchmarks/merge.py --oracles .venv/bin/python [--gigabytes 1] [--folder FOLDER]

A base and two models of so many gigabytes each, in bfloat16, in layers like those of a decoder with 1 billion
weights. `cp` copies what a merge reads, then syncs, as a merge does. Every round runs each once, files warm in the
cache where memory has room for them; the table has medians.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import peers

MAKE = """
import json, sys, torch
from pathlib import Path
from safetensors.torch import save_file
folder, gigabytes = Path(sys.argv[1]), float(sys.argv[2])
width, inner, vocabulary = 2048, 5632, 32000
layer = {"self_attn.q_proj": (width, width), "self_attn.k_proj": (256, width), "self_attn.v_proj": (256, width),
         "self_attn.o_proj": (width, width), "mlp.gate_proj": (inner, width), "mlp.up_proj": (inner, width),
         "mlp.down_proj": (width, inner), "input_layernorm": (width,), "post_attention_layernorm": (width,)}
size = sum(torch.Size(shape).numel() for shape in layer.values())
layers = max(1, round((gigabytes * 1e9 / 2 - vocabulary * width) / size))
shapes = {"model.embed_tokens.weight": (vocabulary, width), "model.norm.weight": (width,),
          **{f"model.layers.{i}.{part}.weight": shape for i in range(layers) for part, shape in layer.items()}}
config = dict(model_type="llama", vocab_size=vocabulary, hidden_size=width, intermediate_size=inner,
              num_hidden_layers=layers, num_attention_heads=32, num_key_value_heads=4, head_dim=64,
              tie_word_embeddings=True, torch_dtype="bfloat16")
torch.manual_seed(0)
base = {name: (torch.randn(shape) * 0.02).bfloat16() for name, shape in shapes.items()}
for k, name in enumerate(("base", "one", "two")):
    (folder / name).mkdir()
    (folder / name / "config.json").write_text(json.dumps(config))
    save_file(base if k == 0 else {name: tensor + (torch.randn(tensor.shape) * 0.002).bfloat16()
                                   for name, tensor in base.items()}, folder / name / "model.safetensors")
"""
# A small process starts the program, as a peak counts what was there before; in KiB on stderr.
MEASURE = ("import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
           "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); sys.exit(code)")
METHODS = {"linear": 2, "slerp": 1, "task_arithmetic": 2, "ties": 2, "dare_linear": 2, "dare_ties": 2,
           "model_stock": 2, "obim": 2}


def measured(command):
    """Seconds and MiB."""
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-S", "-c", MEASURE, *map(str, command)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return time.perf_counter() - begin, int(done.stderr.split()[-1]) / 1024


def copy(folders, output):
    output.mkdir()
    return measured(["sh", "-c", 'cp -r "$@" && sync -f "$4"', "cp", *folders, output])


def merge(options, method, folders, output):
    return measured([options.dragoman, "merge", method, "--base", folders[0], "--model",
                     *folders[1:METHODS[method] + 1], "--output", output])


def run(options, folder):
    subprocess.run([options.oracles, "-c", MAKE, folder, str(options.gigabytes)], check=True)
    folders = [folder / name for name in ("base", "one", "two")]
    figures = {}
    for _ in range(options.rounds):
        for what in ("cp", *METHODS):
            output = folder / "output"
            figure = copy(folders, output) if what == "cp" else merge(options, what, folders, output)
            figures.setdefault(what, []).append(figure)
            shutil.rmtree(output)
    print("| what | seconds | of cp | peak memory, MiB |\n| --- | --: | --: | --: |")
    cp = statistics.median(seconds for seconds, _ in figures["cp"])
    for what, each in figures.items():
        seconds, memory = (statistics.median(column) for column in zip(*each))
        print(f"| {what} | {seconds:.1f} | {seconds / cp:.2f} | {memory:.0f} |")


def main():
    parser = peers.parser(__doc__, "torch and safetensors")
    parser.add_argument("--gigabytes", type=float, default=1.0, help="of each checkpoint")
    parser.add_argument("--folder", type=Path, help="for the files, which go when it is over")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        run(options, Path(folder))


if __name__ == "__main__":
    main()
