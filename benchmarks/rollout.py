"""How fast completions are drawn: against `transformers`, against llama.cpp, and against what the machine allows.

    python3 benchmarks/rollout.py --oracles .venv/bin/python --llama FOLDER --run RUN --page docs/results/rollout_speed.md

FOLDER has been made by benchmarks/compare/build_llama.sh; RUN is the folder of an RL run, `make demo` leaves some.
Random Llama models of two sizes without an end token, the same files, lengths and threads on all sides, in turns.
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path

import peers
from compare import exactness, llama, models

PROMPTS, SAMPLES, PROMPT_TOKENS = 16, 8, 24
LENGTHS = {"48 each": (48, 48), "4 to 128": (4, 128)}
# What ours is called with, and the file that llama.cpp reads beside it.
FORMATS = {"float32": ([], "f32"), "int8": (["--quantization=int8"], "q8_0")}
GENERATE = Path(__file__).parent / "compare" / "transformers_generate.py"


def arguments():
    parser = peers.parser(__doc__, "transformers, gguf and safetensors")
    parser.add_argument("--llama", help="folder of build_llama.sh; without it llama.cpp is left out")
    parser.add_argument("--run", help="an RL run, whose model and episodes show what int8 costs a trained model")
    parser.add_argument("--threads", type=int, nargs="+", default=[2, 1])
    return parser.parse_args()


def bench(options, name, threads, words):
    """name of the case -> what it does in a second; one round, since rounds are taken outside."""
    output = peers.printed([options.dragoman, "bench", name, "--json", "--rounds", 1, "--threads", threads, *words])
    return {case["name"]: case["median"] for case in json.loads(output)["cases"]}


def draw(options, folder, threads, words):
    return bench(options, "rollout", threads, [f"--model={folder}", *words])["rollout"]


def in_turns(options, sides):
    """name -> median of the rounds; `sides` are functions by name."""
    values = {name: [] for name in sides}
    for _ in range(options.rounds):
        for name, side in sides.items():
            values[name].append(side())
    return {name: statistics.median(of_one) for name, of_one in values.items()}


def against_transformers(options, folder, lengths, threads):
    low, high = LENGTHS[lengths]
    words = [f"--prompts={PROMPTS}", f"--num_generations={SAMPLES}", f"--prompt_tokens={PROMPT_TOKENS}",
             f"--min_completion_length={low}", f"--max_completion_length={high}"]
    sides = {name: lambda flags=flags: draw(options, folder, threads, [*words, *flags])
             for name, (flags, _) in FORMATS.items()}
    sides["peer"] = lambda: float(peers.printed([options.oracles, GENERATE, folder, threads, PROMPTS, SAMPLES,
                                                 PROMPT_TOKENS, low, high]))
    return in_turns(options, sides)


def against_llama(options, folder, name, threads):
    """128 sequences from one token each, always the likeliest; theirs takes tokens without looking at logits."""
    flags, file = FORMATS[name]
    words = [f"--prompts={llama.SEQUENCES}", "--num_generations=1", "--prompt_tokens=1", "--temperature=0",
             f"--min_completion_length={llama.NEW_TOKENS}", f"--max_completion_length={llama.NEW_TOKENS}", *flags]
    return in_turns(options, {"ours": lambda: draw(options, folder, threads, words),
                              "peer": lambda: llama.decode(options, f"{folder}.{file}.gguf", threads),
                              "products": lambda: bench(options, "layers", threads, [
                                  "--num_hidden_layers=1", f"--weights={name}"])["rows of a cache"]})


def report(section, row):
    print(f"{section:12} " + "  ".join(f"{key} {value:,.4g}" if isinstance(value, float) else f"{value}"
                                       for key, value in row.items()), flush=True)
    return row


def measure(options, work):
    """The rows of each table."""
    tables = {"transformers": [], "llama": [], "layers": [], "exactness": []}

    def add(section, **row):
        tables[section].append(report(section, row))

    for size in models.SIZES:
        folder = work / size
        models.write(options, size, folder)
        for threads in options.threads:
            for lengths in LENGTHS:
                add("transformers", what=f"{size}, {lengths}", threads=threads,
                    **against_transformers(options, folder, lengths, threads))
        if options.llama:
            llama.convert(options, folder, folder)
            for name in FORMATS:
                threads = options.threads[0]
                add("llama", what=f"{size}, {name}", threads=threads, size=size,
                    **against_llama(options, folder, name, threads))
        rows = exactness.random_rows(models.SIZES[size]["vocab_size"])
        add("exactness", what=f"{size}, random", **exactness.differences(options, folder, rows))
    for name in ("float32", "bfloat16", "int8"):
        cases = [bench(options, "layers", options.threads[0], [f"--weights={name}"]) for _ in range(options.rounds)]
        add("layers", what=name, **{case: statistics.median(one[case] for one in cases) for case in cases[0]})
    if options.run:
        add("exactness", what="trained by `make demo`", **exactness.differences(
            options, exactness.last_checkpoint(options.run), exactness.episodes(options.run)))
    return tables


def transformers_table(rows):
    yield "| model, new tokens | threads | transformers | float32 | times faster | int8 | times faster |"
    yield "| --- | --: | --: | --: | --: | --: | --: |"
    for row in rows:
        yield (f"| {row['what']} | {row['threads']} | {row['peer']:,.0f} | {row['float32']:,.0f} | "
               f"{row['float32'] / row['peer']:.1f} | {row['int8']:,.0f} | {row['int8'] / row['peer']:.1f} |")


def llama_table(rows):
    yield "| model, weights | threads | llama.cpp | dragoman | times faster | of what the products allow |"
    yield "| --- | --: | --: | --: | --: | --: |"
    for row in rows:
        share = row["ours"] * 2 * models.products(row["size"]) / (row["products"] * 1e9)
        yield (f"| {row['what']} | {row['threads']} | {row['peer']:,.0f} | {row['ours']:,.0f} | "
               f"{row['ours'] / row['peer']:.1f} | {share:.0%} |")


def layers_table(rows):
    yield "| weights | memory, GB/s | 1 row, GB/s | share | in a cache, GFLOP/s | 32 rows, GFLOP/s | share |"
    yield "| --- | --: | --: | --: | --: | --: | --: |"
    for row in rows:
        memory, one, many, cache = (row[case] for case in ("memory, read", "1 row", "32 rows", "rows of a cache"))
        yield (f"| {row['what']} | {memory:.0f} | {one:.0f} | {one / memory:.0%} | {cache:,.0f} | {many:,.0f} | "
               f"{many / cache:.0%} |")


def exactness_table(rows):
    yield "| model | bfloat16, mean | largest | int8, mean | largest |"
    yield "| --- | --: | --: | --: | --: |"
    for row in rows:
        yield f"| {row['what']} | " + " | ".join(f"{value:.4f}" for name in ("bfloat16", "int8")
                                                for value in row[name]) + " |"


def page(tables, options):
    command = "python3 benchmarks/rollout.py --llama FOLDER --run RUN --page docs/results/rollout_speed.md"
    lines = ["# Speed of drawing completions", "",
             "Random Llama models. Tiny: hidden 128, 4 layers, vocabulary 4,096; small: hidden 512, 8 layers, vocabulary",
             f"16,384. In turns, medians of {options.rounds} rounds, one pass before the clock starts; "
             f"{peers.cpu_name()}.", "", f"Rebuild: `{command}`;", "the script's first lines say what FOLDER and RUN are.",
             "", f"## Against transformers {peers.version(options, 'transformers')}", "",
             f"New tokens a second of `generate` in float32: {PROMPTS} prompts of {PROMPT_TOKENS} tokens, {SAMPLES} "
             "completions each, temperature 1.", "", *transformers_table(tables["transformers"])]
    if tables["llama"]:
        lines += ["", f"## Against llama.cpp (of llama-cpp-python {llama.version(options)})", "",
                  f"Tokens a second of {llama.SEQUENCES} sequences that decode together, {llama.NEW_TOKENS} tokens each. "
                  "Theirs is `llama-batched-bench`, which",
                  "samples nothing; ours takes the likeliest token and its logprob. int8 is theirs of the name q8_0. "
                  "The last column holds ours", "against the same number of products in a cache.", "",
                  *llama_table(tables["llama"])]
    lines += ["", "## Large matrices", "",
              "`dragoman bench layers`: four pairs of matrices between 2,048 and 8,192, which no cache holds; one row "
              "against the reading of", "memory, 32 rows against products in a cache.", "", *layers_table(tables["layers"]),
              "", "## What narrow weights cost", "",
              "Distance of a token's logprob from float32's, on random tokens for the random models and on a run's "
              "own completions for the", "trained one.", "", *exactness_table(tables["exactness"])]
    peers.write_page(options, lines)


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as name:
        tables = measure(options, Path(name))
    if options.page:
        page(tables, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
