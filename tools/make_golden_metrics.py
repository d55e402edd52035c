#!/usr/bin/env python3
"""Writes metric values of sacreBLEU for random text: the golden files.

    python tools/make_golden_metrics.py scores       --cases 150 --seed 1 > tests/golden/metrics/scores.jsonl
    python tools/make_golden_metrics.py significance --cases 12  --seed 2 > tests/golden/metrics/significance.jsonl
    python tools/make_golden_metrics.py tokenizers   --cases 80  --seed 3 > tests/golden/metrics/tokenizers.jsonl
    python tools/make_golden_metrics.py commands     --cases 0   --seed 4 > tests/golden/metrics/commands.jsonl

Every sentence is drawn from invented words and from marks, digits and white space that have once
been a source of differences. The first line of the output names the producer and its version.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

import numpy
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.metrics.bleu import _get_tokenizer
from sacrebleu.significance import PairedTest, _bootstrap_resample, estimate_ci

SYLLABLES = {
    "latin": ["ka", "mo", "Ri", "tu", "zel", "ăn", "ñi", "ßo", "'s", "O'", "İ", "Ø"],
    "greek": ["κα", "ΛΟΣ", "σις", "Σ", "ὦ", "δη"],
    "cyrillic": ["бу", "Жа", "ёр", "щи", "Ы"],
    "han": ["木", "山", "語", "㐀", "龥", "𠀋", "龻"],
    "kana": ["き", "モ", "ー", "ん", "ㇰ"],
    "hangul": ["가", "녕"],
    "thai": ["กา", "ไม่"],
    "arabic": ["كا", "مو", "،"],
    "mixed": ["a", "木", "1", "é", "e\u0301", "😀", "👩\u200d🚀", "ﬁ"],
}
NUMBERS = ["1", "12,5", "3.14", "1-2", "2-", ".5", "1.", "1,", "٣", "½", "Ⅳ", "2²"]
MARKS = [".", ",", "!", "?", ";", ":", "-", "...", "--", "(", ")", "\"", "'", "/", "&", "%", "$", "€", "°",
         "“", "”", "…", "—", "。", "、", "「", "」", "（", "，", "．", "・", "™", "+", "<", ">", "@", "_", "`", "~",
         "&amp;", "&lt;", "&quot;", "&amp;lt;", "&apos;", "<skipped>", "→", "¿", "§", "{", "]", "\\", "^", "|", "*", "="]
SPACES = [" "] * 30 + ["  ", "\u00a0", "\u3000", "\t", "\u2009", "\u200b", "\u001c", "\u0085", ""]


class Writer:
    def __init__(self, rng):
        self.rng = rng

    def word(self):
        script = self.rng.choice(list(SYLLABLES))
        return "".join(self.rng.choice(SYLLABLES[script]) for _ in range(self.rng.randint(1, 3)))

    def lexicon(self, size):
        return [self.word() for _ in range(size)]

    def token(self, lexicon):
        kind = self.rng.random()
        if kind < 0.75:
            return self.rng.choice(lexicon)
        return self.rng.choice(NUMBERS if kind < 0.83 else MARKS)

    def words(self, lexicon, longest):
        return [self.token(lexicon) for _ in range(self.rng.randint(0, longest))]

    def noisy(self, words, lexicon, noise):
        out = list(words)
        for _ in range(int(len(words) * noise * self.rng.random() * 2) + self.rng.randint(0, 1)):
            what = self.rng.random()
            at = self.rng.randint(0, len(out))
            if what < 0.3:
                out.insert(at, self.token(lexicon))
            elif what < 0.5:
                del out[at:at + 1]
            elif what < 0.7:
                out[at:at + 1] = [self.token(lexicon)]
            else:
                span = out[at:at + self.rng.randint(1, 5)]
                del out[at:at + len(span)]
                to = self.rng.randint(0, len(out))
                out[to:to] = span
        return out

    def text(self, words):
        return "".join(word + self.rng.choice(SPACES) for word in words)


def corpus(writer, sentences, references, longest, systems=1):
    """Hypotheses by system and references by stream."""
    lexicon = writer.lexicon(writer.rng.choice([3, 8, 20, 60]))
    noise = [writer.rng.choice([0.05, 0.2, 0.5, 0.9]) for _ in range(systems)]
    outputs = [[] for _ in range(systems)]
    streams = [[] for _ in range(references)]
    for _ in range(sentences):
        words = writer.words(lexicon, longest)
        for stream in streams:
            stream.append(writer.text(writer.noisy(words, lexicon, 0.2)))
        for output, amount in zip(outputs, noise):
            output.append(writer.text(writer.noisy(words, lexicon, amount)))
    return outputs, streams


def options_for(metric, rng):
    flag = lambda: rng.random() < 0.35
    if metric == "bleu":
        options = {
            "tokenize": rng.choice(["13a", "13a", "intl", "zh", "char", "none"]),
            "smooth_method": rng.choice(["exp", "exp", "floor", "add-k", "none"]),
            "lowercase": flag(), "effective_order": flag(),
            "max_ngram_order": rng.choice([4, 4, 4, 1, 2, 6]),
        }
        if options["smooth_method"] in ("floor", "add-k") and flag():
            options["smooth_value"] = rng.choice([0.01, 0.5, 1.5, 2])
        return options
    if metric == "chrf":
        return {"char_order": rng.choice([6, 6, 1, 3, 9]), "word_order": rng.choice([0, 2, 1, 3]),
                "beta": rng.choice([2, 2, 1, 3]), "lowercase": flag(), "whitespace": flag(), "eps_smoothing": flag()}
    return {name: flag() for name in ("normalized", "no_punct", "asian_support", "case_sensitive")}


def make_metric(name, options):
    return {"bleu": BLEU, "chrf": CHRF, "ter": TER}[name](**options)


def score_case(rng):
    writer = Writer(rng)
    metric = rng.choice(["bleu", "chrf", "ter"])
    options = options_for(metric, rng)
    longest = rng.choice([3, 10, 10, 20, 20, 45])
    (hypotheses,), references = corpus(writer, rng.choice([1, 2, 3]), rng.choice([1, 1, 2, 3]), longest)
    scorer = make_metric(metric, {**options, **({"force": True} if metric == "bleu" else {})})
    whole = scorer.corpus_score(hypotheses, references)
    sentences = [scorer.sentence_score(h, list(refs)) for h, *refs in zip(hypotheses, *references)]
    scorer.corpus_score(hypotheses, references)
    return {"metric": metric, "options": options, "hypotheses": hypotheses, "references": references,
            "name": whole.name, "signature": scorer.get_signature().format(),
            "short_signature": scorer.get_signature().format(short=True), "details": whole._verbose,
            "corpus": whole.score, "sentences": [s.score for s in sentences]}


def significance_case(rng):
    writer = Writer(rng)
    metric = rng.choice(["bleu", "chrf", "ter"])
    options = options_for(metric, rng)
    references = rng.choice([1, 1, 2, 4])
    systems, streams = corpus(writer, rng.choice([7, 20, 40]), references, 12, systems=2)
    scorer = make_metric(metric, {**options, **({"force": True} if metric == "bleu" else {})})
    statistics = scorer._extract_corpus_statistics(systems[0], streams)
    case = {"metric": metric, "options": options, "systems": systems, "references": streams}
    resampled = [float(s.score) for s in _bootstrap_resample(statistics, scorer, 200)[1]]
    case["interval"] = [float(x) for x in estimate_ci(numpy.array(resampled))]
    for kind, samples in (("bs", 300), ("ar", 500)):
        _, results = PairedTest(list(zip("ab", systems)), {metric.upper(): scorer}, streams, kind, samples)()
        (baseline, other), = [v for k, v in results.items() if k != "System"]
        case[kind] = {"samples": samples, "scores": [float(baseline.score), float(other.score)],
                      "p_value": float(other.p_value)}
        if kind == "bs":
            case[kind]["mean"] = float(other.mean)
            case[kind]["ci"] = float(other.ci)
    return case


def tokenizer_case(rng):
    writer = Writer(rng)
    text = writer.text(writer.words(writer.lexicon(8), 12))
    tokens = {name: _get_tokenizer(name)()(text).split() for name in ("none", "13a", "intl", "zh", "char")}
    tokens["tercom"] = TER(normalized=True, asian_support=True)._preprocess_segment(text).split()
    return {"text": text, "lower": text.lower(), "tokens": tokens}


# What sacreBLEU prints for these arguments; "<" names the file that is standard input.
COMMANDS = """
r0 -i h0
r0 r1 -i h0 -m bleu chrf ter
r0 -i h0 -m bleu chrf ter -f text
r0 -i h0 -m bleu chrf ter -f text -sh -w 4
r0 -i h0 -m ter chrf -b -f text
r0 -i h0 -m bleu -b
r0 -i h0 -m chrf -cw 2 -cc 4 --chrf-beta 3 --chrf-whitespace --chrf-lowercase --chrf-eps-smoothing
r0 -i h0 -m ter --ter-normalized --ter-asian-support --ter-no-punct --ter-case-sensitive
r0 -i h0 -tok zh -lc -s floor -sv 0.3
r0 -i h0 -l en-zh -s add-k
rr -nr 2 -i h0 -m bleu
r0 -i h0 -m bleu -ci -cin 200 -w 3
r0 -i h0 -m bleu chrf ter -ci -cin 100 -f text
r0 -i h0 -sl -m bleu
r0 -i h0 -sl -m chrf -sh
r0 -i h0 -sl -m ter -b -w 3
r0 -i h0 h1 h2 -m bleu chrf
r0 -i h0 h1 h2 -m bleu chrf -f text
r0 -i h0 h1 h2 -m bleu -pbs -pbsn 100
r0 -i h0 h1 h2 -m bleu chrf -f latex -w 3
r0 -i h0 h1 -m bleu ter -pbs -pbsn 60 -f text
r0 -i h0 h1 -m chrf -par -parn 60 -f latex -sh
r0 -i h0 h1 -m chrf bleu ter -par -parn 200
r0 -m bleu ter < hh
r0 -m bleu -pbs -pbsn 50 < hh
r0 < h0
"""


def command_cases(rng):
    """The files, then a case for each command line."""
    systems, streams = corpus(Writer(rng), 12, 2, 8, systems=3)
    files = {f"h{i}": system for i, system in enumerate(systems)}
    files.update({f"r{i}": stream for i, stream in enumerate(streams)})
    files = {name: [line.replace("\t", " ").strip() or "-" for line in lines] for name, lines in files.items()}
    files["rr"] = ["\t".join(pair) for pair in zip(files["r0"], files["r1"])]
    files["hh"] = ["\t".join(row) for row in zip(files["h0"], files["h1"], files["h2"])]
    yield {"files": files}
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in files.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.writelines(line + "\n" for line in lines)
        for line in COMMANDS.strip().split("\n"):
            arguments, _, stdin = line.partition(" < ")
            done = subprocess.run([sys.executable, "-m", "sacrebleu", "-q"] + arguments.split(), cwd=folder, check=True,
                                  stdin=open(os.path.join(folder, stdin)) if stdin else None, stdout=subprocess.PIPE)
            yield {"arguments": arguments, "stdin": stdin, "output": done.stdout.decode()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["scores", "significance", "tokenizers", "commands"])
    parser.add_argument("--cases", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--output", default="-")
    args = parser.parse_args()
    os.environ.pop("SACREBLEU_SEED", None)
    rng = random.Random(args.seed)
    make = {"scores": score_case, "significance": significance_case, "tokenizers": tokenizer_case}.get(args.what)
    out = sys.stdout if args.output == "-" else open(args.output, "w", encoding="utf-8")
    header = {"producer": "sacrebleu", "version": sacrebleu.__version__, "numpy": numpy.__version__,
              "seed": args.seed, "cases": args.cases}
    print(json.dumps(header), file=out)
    cases = command_cases(rng) if args.what == "commands" else (make(rng) for _ in range(args.cases))
    for case in cases:
        print(json.dumps(case, ensure_ascii=False), file=out)


if __name__ == "__main__":
    main()
