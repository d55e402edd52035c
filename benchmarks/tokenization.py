"""How much faster than Hugging Face's tokenizers: encoding inside one process each, the same threads, in turns.

    python3 benchmarks/tokenization.py --oracles .venv/bin/python [--page docs/results/tokenizer_speed.md]

Real tokenizers (GPT-2's, Qwen 2's) come from the data folder, those of other kinds are trained on its text.
Every round times each side once; the table has medians. The ids of both sides are compared, too.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import peers

ROOT = Path(__file__).resolve().parents[1]
PEER = """
import json, sys, time
from tokenizers import Tokenizer
tokenizer = Tokenizer.from_file(sys.argv[1])
lines = open(sys.argv[2], encoding="utf-8", newline="\\n").read().removesuffix("\\n").split("\\n")
encoded = tokenizer.encode_batch_fast(lines, add_special_tokens=False)
begin = time.perf_counter()
encoded = tokenizer.encode_batch_fast(lines, add_special_tokens=False)
seconds = time.perf_counter() - begin
if len(sys.argv) > 3:
    open(sys.argv[3], "w").writelines(f"{len(one.ids)}\\n" for one in encoded)
print(sum(len(line.encode()) for line in lines) / seconds)
"""
KINDS = {"gpt2": "byte-level BPE, GPT-2's 50,257", "qwen2": "byte-level BPE, Qwen 2's 151,643",
         "llama": "BPE with byte fallback, 32,000", "unigram": "unigram as XLM-R's, 32,000",
         "bert": "WordPiece, 30,000"}


def arguments():
    parser = peers.parser(__doc__, "tokenizers and transformers")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data",
                        help="text files (.tsv, .txt) and the folder tokenizers/")
    parser.add_argument("--megabytes", type=int, default=20)
    return parser.parse_args()


def write_text(path, options):
    """Lines of all text files, shuffled, up to the size asked for."""
    lines = [line for file in sorted(options.data.rglob("*")) if file.suffix in (".tsv", ".txt")
             and "tokenizers" not in file.parts
             for line in file.read_text(encoding="utf-8", errors="replace").split("\n") if line.strip()]
    random.Random(0).shuffle(lines)
    size, count = 0, 0
    while count < len(lines) and size < options.megabytes * 1_000_000:
        size += len(lines[count].encode()) + 1
        count += 1
    path.write_text("\n".join(lines[:count]) + "\n", encoding="utf-8", newline="\n")
    return size / 1e6, count


def ours(tokenizer, text, options):
    output = peers.printed([options.dragoman, "bench", "tokenizer", "--json", "--rounds", "1",
                      f"--model={tokenizer}", f"--text={text}"])
    return next(case["median"] for case in json.loads(output)["cases"] if case["name"] == "encode")


def compare(kind, folder, text, options):
    tokenizer, counts = folder / f"{kind}.json", folder / "counts"
    peer = [options.oracles, "-c", PEER, tokenizer, text]
    mine, other = [], []
    for round_number in range(options.rounds):
        mine.append(ours(tokenizer, text, options))
        other.append(float(peers.printed(peer + [counts] * (round_number == 0), TOKENIZERS_PARALLELISM="true")))
    with open(text, "rb") as lines:
        own = subprocess.run([options.dragoman, "tokenize", "--model", tokenizer, "--count"], stdin=lines,
                             check=True, text=True, capture_output=True).stdout
    row = {"what": KINDS[kind], "dragoman": statistics.median(mine) / 1e6,
           "peer": statistics.median(other) / 1e6, "same": own == counts.read_text()}
    row["ratio"] = row["dragoman"] / row["peer"]
    print(f"{row['what']:36} {row['dragoman']:8.1f} MB/s {row['peer']:8.1f} MB/s {row['ratio']:6.1f} x"
          f"{'' if row['same'] else '  OTHER COUNTS'}", flush=True)
    return row


def page(rows, megabytes, count, options):
    version = peers.version(options, "tokenizers")
    lines = ["# Speed of the tokenizers", "",
             f"Encoding {count:,} lines ({megabytes:.0f} MB) of many languages, against `encode_batch_fast` of "
             f"Hugging Face's", f"`tokenizers` {version}: text in memory, {os.cpu_count()} threads each, in turns, "
             f"medians of {options.rounds} rounds, one pass before", "the clock starts. \"Same\": the number of "
             "tokens of every line.", "",
             "Rebuild: `python3 benchmarks/tokenization.py --page docs/results/tokenizer_speed.md`.", "",
             "| tokenizer | dragoman, MB/s | tokenizers, MB/s | times faster | same |",
             "| --- | --: | --: | --: | --- |"]
    lines += [f"| {row['what']} | {row['dragoman']:.1f} | {row['peer']:.1f} | {row['ratio']:.1f} | "
              f"{'yes' if row['same'] else 'no'} |" for row in rows]
    peers.write_page(options, lines)


def main():
    options = arguments()
    if not (options.data / "tokenizers").is_dir():
        sys.exit(f"{options.data}: no folder tokenizers/ there; --data names the data")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = folder / "text"
        megabytes, count = write_text(text, options)
        print(f"{count:,} lines, {megabytes:.0f} MB; training tokenizers on them …", file=sys.stderr)
        peers.printed([options.oracles, ROOT / "benchmarks" / "make_tokenizers.py", options.data, text, folder])
        rows = [compare(kind, folder, text, options) for kind in KINDS]
    if options.page:
        page(rows, megabytes, count, options)
    return 0 if all(row["same"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
