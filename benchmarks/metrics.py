"""How much faster than sacrebleu: whole processes, interleaved, and sentence chrF inside one process.

    python3 benchmarks/metrics.py --oracles .venv/bin/python [--page docs/results/metric_speed.md]

Every round runs each command once, ours and the peer's in turns; the table has medians. Scores of both
sides are compared, too. Texts: sentences of an invented language, or --text FILE, one a line.
"""

import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import peers

METRICS = {"BLEU": ["-m", "bleu"], "chrF": ["-m", "chrf"],
           "chrF++": ["-m", "chrf", "--chrf-word-order", "2"], "TER": ["-m", "ter"]}
SENTENCES = """
import sys, time
from sacrebleu import sentence_chrf
hypotheses, references = (open(path, encoding="utf-8").read().splitlines() for path in sys.argv[1:])
begin = time.perf_counter()
for hypothesis, reference in zip(hypotheses, references):
    sentence_chrf(hypothesis, [reference])
print(len(references) / (time.perf_counter() - begin))
"""


def arguments():
    parser = peers.parser(__doc__, "sacrebleu")
    parser.add_argument("--lines", type=int, nargs="+", default=[3000, 50000])
    parser.add_argument("--text", help="a file with a reference a line")
    return parser.parse_args()


def worsened(sentence, rng):
    """About a tenth of the words dropped, a tenth swapped with the next."""
    words, out, i = sentence.split(), [], 0
    while i < len(words):
        chance = rng.random()
        if chance < 0.1:
            i += 1
        elif chance < 0.2 and i + 1 < len(words):
            out += [words[i + 1], words[i]]
            i += 2
        else:
            out.append(words[i])
            i += 1
    return " ".join(out)


def write_texts(folder, count, options):
    """Paths of a reference file and of two systems' outputs."""
    if options.text:
        lines = Path(options.text).read_text(encoding="utf-8").splitlines()[:count]
    else:
        rows = subprocess.run([options.dragoman, "world", "agglutinative", "--rows", str(count)],
                              check=True, capture_output=True, text=True).stdout.splitlines()
        lines = [row.split("\t")[1] for row in rows]
    paths = [folder / f"{count}.{name}" for name in ("reference", "one", "two")]
    paths[0].write_text("\n".join(lines) + "\n", encoding="utf-8")
    for seed, path in enumerate(paths[1:]):
        rng = random.Random(seed)
        path.write_text("\n".join(worsened(line, rng) for line in lines) + "\n", encoding="utf-8")
    return paths


def timed(command):
    begin = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - begin, done.stdout


def numbers(output):
    """The score of JSON; of a table all that was printed, without the versions in the signatures."""
    if output.startswith("{"):
        return json.loads(output)["score"]
    return re.sub(r"version:[^|\s\"]+", "", output).split()


def compare(name, ours, theirs, rounds):
    """One row: median seconds of both and the ratio of the medians."""
    seconds = {"ours": [], "theirs": []}
    for _ in range(rounds):
        our_seconds, our_output = timed(ours)
        their_seconds, their_output = timed(theirs)
        seconds["ours"].append(our_seconds)
        seconds["theirs"].append(their_seconds)
    same = numbers(our_output) == numbers(their_output)
    mine, other = (statistics.median(values) for values in seconds.values())
    row = {"what": name, "dragoman": mine, "sacrebleu": other, "ratio": other / mine, "same": same}
    print(f"{name:42} {mine:8.3f} s {other:9.3f} s  {other / mine:7.1f} x"
          f"{'' if same else '  OTHER SCORES'}", flush=True)
    return row


def corpus_rows(paths, count, options):
    reference, one, two = map(str, paths)
    rows = []
    for name, flags in METRICS.items():
        tail = [reference, "-i", one, *flags, "--format", "json"]
        rows.append(compare(f"{name}, {count:,} lines", [options.dragoman, "score", *tail],
                            [options.oracles, "-m", "sacrebleu", *tail], options.rounds))
    return rows


def bootstrap_rows(paths, count, options):
    reference, one, two = map(str, paths)
    rows = []
    for name, flags in METRICS.items():
        tail = [reference, "-i", one, two, *flags, "--paired-bs", "--format", "text"]
        rows.append(compare(f"{name}, {count:,} lines, paired bootstrap",
                            [options.dragoman, "score", *tail],
                            [options.oracles, "-m", "sacrebleu", *tail], options.rounds))
    return rows


def sentence_row(paths, options):
    """Scores a second on one core, through the library of each."""
    reference, one, _ = map(str, paths)
    ours, theirs = [], []
    for _ in range(options.rounds):
        output = json.loads(timed([options.dragoman, "bench", "metrics", "--json", "--rounds", "1",
                        f"--references={reference}", f"--hypotheses={one}"])[1])
        ours += [case["median"] for case in output["cases"]
                 if case["name"] == "sentence chrF, one thread"]
        theirs.append(float(timed([options.oracles, "-c", SENTENCES, one, reference])[1]))
    mine, other = statistics.median(ours), statistics.median(theirs)
    print(f"sentence chrF, one core: {mine:,.0f} and {other:,.0f} a second, {mine / other:.1f} x")
    return {"dragoman": mine, "sacrebleu": other, "ratio": mine / other}


def page(rows, sentence, options):
    version = peers.version(options, "sacrebleu")
    texts = "texts of the user's" if options.text else "sentences of an invented language"
    lines = ["# Speed of the metrics", "",
             f"Against the `sacrebleu` command, version {version}: whole processes, run in turns, medians of "
             f"{options.rounds} rounds on", f"{os.cpu_count()} cores ({peers.cpu_name()}), {texts}.", "",
             "Rebuild: `python3 benchmarks/metrics.py --page docs/results/metric_speed.md`.", "",
             "| command | dragoman, s | sacrebleu, s | times faster | scores equal |",
             "| --- | --: | --: | --: | --- |"]
    lines += [f"| {row['what']} | {row['dragoman']:.3f} | {row['sacrebleu']:.3f} | {row['ratio']:.1f} | "
              f"{'yes' if row['same'] else 'no'} |" for row in rows]
    lines += ["", f"Sentence chrF inside one process on one core, references prepared once: "
              f"{sentence['dragoman']:,.0f} scores a second", f"against {sentence['sacrebleu']:,.0f} of "
              f"`sacrebleu.sentence_chrf`, {sentence['ratio']:.0f} times as many."]
    peers.write_page(options, lines)


def main():
    options = arguments()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        texts = {count: write_texts(Path(folder), count, options) for count in options.lines}
        for count in options.lines:
            rows += corpus_rows(texts[count], count, options)
        rows += bootstrap_rows(texts[options.lines[0]], options.lines[0], options)
        sentence = sentence_row(texts[options.lines[0]], options)
    if options.page:
        page(rows, sentence, options)
    return 0 if all(row["same"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
