"""What benchmarks/training.py measures, cell by cell. A cell is a function from a Bench to plain data."""

import json
from pathlib import Path

import peers
from compare import lengths, models, quiet

COMPARE = Path(__file__).parent / "compare"
PROMPTS, SAMPLES, PROMPT_TOKENS = 16, 8, 24
# Tokens of a completion, one for each of a step.
COMPLETIONS = {"48": [48] * (PROMPTS * SAMPLES), "4-128": lengths.evenly(4, 128, PROMPTS * SAMPLES)}
LARGE = "qwen3-0.6b"


class Bench:
    """Runs one side at a time; `busy` collects how many cores others used before each."""

    def __init__(self, options, models_folder, work):
        self.options, self.models_folder, self.work = options, models_folder, work
        self.busy = []

    def checkpoint(self, size):
        folder = self.models_folder / size
        if not (folder / "config.json").exists():
            models.write(self.options, size, folder)
        return folder

    def lengths(self, name, values):
        lengths.write(self.work / name, values)
        return self.work / name

    def ours(self, name, *words, rounds=None):
        """Medians of the cases, the best of the machine's peak, and the facts of `dragoman bench`."""
        self.busy.append(quiet.wait(self.options.patience))
        command = [self.options.dragoman, "bench", name, "--json", "--rounds", rounds or self.options.steps, "--threads",
                   self.options.threads, *words]
        if self.options.peak_gflops:
            command.append(f"--peak_gflops={self.options.peak_gflops}")
        told = json.loads(peers.printed(command))
        rates = {case["name"]: case for case in told["cases"]}
        return {"rate": rates[next(iter(rates))]["median"], "facts": told["facts"],
                "peak": told["facts"]["perf/peak_gflops"]}

    def peer(self, script, *words):
        """The median step of a script in compare/, which prints JSON on its last line."""
        self.busy.append(quiet.wait(self.options.patience))
        said = peers.printed([self.options.oracles, COMPARE / script, *words])
        told = json.loads(said.strip().splitlines()[-1])
        seconds = sorted(told["seconds"])[len(told["seconds"]) // 2]
        return {"seconds": seconds, "rate": told["tokens"] / seconds, "tokens": told["tokens"]}

    def in_turns(self, sides):
        """One dictionary a round: what each side did."""
        return [{name: side() for name, side in sides.items()} for _ in range(self.options.rounds)]


def sft(size):
    def cell(bench):
        folder, file = bench.checkpoint(size), bench.lengths("pairs", lengths.PAIRS)
        words = [folder, bench.options.threads, file, bench.options.steps]
        return bench.in_turns({
            "ours": lambda: bench.ours("train", f"--model={folder}", f"--lengths={file}",
                                       f"--tokens_per_step={sum(lengths.PAIRS)}"),
            "compiled": lambda: bench.peer("torch_loop.py", *words, "compile"),
            "eager": lambda: bench.peer("torch_loop.py", *words, "eager"),
            "trainer": lambda: bench.peer("hf_trainer.py", *words)})
    return cell


def rl(size, completions):
    def cell(bench):
        folder, file = bench.checkpoint(size), bench.lengths("completions", COMPLETIONS[completions])
        spoken = completions if completions == "48" else file
        return bench.in_turns({
            "ours": lambda: bench.ours("rl", f"--model={folder}", f"--prompts={PROMPTS}", f"--num_generations={SAMPLES}",
                                       f"--prompt_tokens={PROMPT_TOKENS}", f"--lengths={spoken}"),
            "trl": lambda: bench.peer("trl_grpo.py", folder, bench.options.threads, PROMPTS, SAMPLES, PROMPT_TOKENS,
                                      file, bench.options.steps)})
    return cell


def logprobs(size):
    def cell(bench):
        folder, file = bench.checkpoint(size), bench.lengths("pairs", lengths.PAIRS)
        return bench.ours("logprobs", f"--model={folder}", f"--lengths={file}",
                          f"--tokens_per_step={sum(lengths.PAIRS)}", rounds=bench.options.rounds)
    return cell


VOCABULARY = dict(hidden=1024, layers=2, vocabulary=151936, tokens=32768)


def vocabulary_memory(bench):
    """One step whose logits alone would take 18.5 GiB."""
    shape = VOCABULARY
    return bench.ours("train", "--model=small", f"--hidden_size={shape['hidden']}",
                      f"--num_hidden_layers={shape['layers']}", f"--vocab_size={shape['vocabulary']}", "--lengths=256",
                      f"--tokens_per_step={shape['tokens']}", f"--max_tokens_per_batch={shape['tokens']}", rounds=1)


def large(kind, *words):
    """A step of a checkpoint with the shape of a published model."""
    return lambda bench: bench.ours(kind, f"--model={bench.checkpoint(LARGE)}", "--max_tokens_per_batch=1024", *words,
                                    rounds=1)


LARGE_RL = ["--prompts=4", "--num_generations=4", "--prompt_tokens=64", "--lengths=48"]


def growing(kind, option, values, *words):
    """One point a value: seconds, model arithmetic and its share of the peak."""
    def cell(bench):
        points = []
        for value in values:
            done = bench.ours(kind, f"--{option}={value}", *words, rounds=3)
            facts = done["facts"]
            points.append({"value": value, "seconds": facts["timing_s/step"], "gflop": facts["flops"] / 1e9,
                           "peak": done["peak"], "memory": facts.get("perf/cpu_memory_used_gb")})
        return {"option": option, "words": [kind, *words], "points": points}
    return cell


TINY_STEP = ["--lengths=32", "--tokens_per_step=2048"]
CELLS = {
    **{f"sft/{size}": sft(size) for size in models.SIZES},
    **{f"rl/{size}/{name}": rl(size, name) for size, name in
       (("tiny", "48"), ("small", "48"), ("small", "4-128"))},
    **{f"logprobs/{size}": logprobs(size) for size in models.SIZES},
    "memory/vocabulary": vocabulary_memory,
    "large/sft": large("train", "--lengths=64", "--tokens_per_step=1024"),
    "large/lora_grpo": large("rl", "--use_peft=true", *LARGE_RL),
    "large/grpo": large("rl", *LARGE_RL),
    "scaling/tokens": growing("train", "tokens_per_step", [512, 1024, 2048, 4096, 8192, 16384], "--lengths=32"),
    "scaling/sequence": growing("train", "lengths", [16, 64, 256, 1024, 4096], "--tokens_per_step=4096"),
    "scaling/vocabulary": growing("train", "vocab_size", [4096, 16384, 65536, 151936], *TINY_STEP),
    "scaling/layers": growing("train", "num_hidden_layers", [1, 2, 4, 8, 16, 32], *TINY_STEP),
    "scaling/width": growing("train", "hidden_size", [128, 256, 512, 1024], *TINY_STEP),
    "scaling/group": growing("rl", "num_generations", [2, 4, 8, 16, 32, 64], "--prompts=4", "--lengths=48"),
}
