#!/usr/bin/env python3
"""Runs sacreBLEU's own test files against `dragoman score`.

    python tools/upstream_sacrebleu_tests.py SOURCE [--binary build/dragoman] [PYTEST OPTIONS]

SOURCE is a checkout of sacreBLEU; nothing of it is changed or kept. The Python needs pytest, and no
sacrebleu: the tests find one of that name whose functions ask the program (--batch). test_api.py and
test_dataset.py are left out: they download test sets.
"""

import argparse
import json
import os
import subprocess
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = {"test_api.py", "test_dataset.py"}
BINARY = ""  # set by main


def ask(case):
    """The program's answer to one case."""
    done = subprocess.run([BINARY, "score", "--batch", "-"], input=json.dumps(case) + "\n", capture_output=True,
                          text=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


class Score:
    def __init__(self, answer):
        self.name, self.score = answer["name"], answer["score"]
        if self.name == "BLEU":
            self.sys_len, self.ref_len, *counts = (int(value) for value in answer["statistics"])
            half = len(counts) // 2
            self.counts, self.totals = counts[:half], counts[half:]


class Metric:
    """One of the three; its API's parameters are options of the command line."""

    NAME, OPTIONS = "", {}

    def __init__(self, references=None, **flags):
        self.references = references
        self.words = ["-m", self.NAME]
        for name, value in flags.items():
            if value is True:
                self.words.append(self.OPTIONS[name])
            elif value is not None and value is not False:
                self.words += [self.OPTIONS[name], str(value)]

    def corpus_score(self, hypotheses, references, n_bootstrap=1):
        tests = ["-ci", "-cin", str(n_bootstrap)] if n_bootstrap > 1 else []
        return Score(ask({"arguments": self.words + tests, "references": references or self.references,
                          "hypotheses": list(hypotheses)})["scores"][0])

    def sentence_score(self, hypothesis, references):
        return self.corpus_score([hypothesis], [[reference] for reference in references])


class BLEU(Metric):
    NAME = "bleu"
    OPTIONS = {"lowercase": "--lowercase", "force": "--force", "tokenize": "-tok", "smooth_method": "-s",
               "smooth_value": "-sv", "max_ngram_order": "--max-ngram-order",
               "effective_order": "--effective-order"}

    @staticmethod
    def compute_bleu(correct, total, *lengths, smooth_method="none", **flags):
        metric = BLEU(smooth_method=smooth_method, **flags)
        case = {"arguments": metric.words, "statistics": [[*lengths, *correct, *total]]}
        return Score(ask(case)["scores"][0])


class CHRF(Metric):
    NAME = "chrf"
    OPTIONS = {"char_order": "-cc", "word_order": "-cw", "beta": "--chrf-beta", "lowercase": "--chrf-lowercase",
               "whitespace": "--chrf-whitespace", "eps_smoothing": "--chrf-eps-smoothing"}


class TER(Metric):
    NAME = "ter"
    OPTIONS = {"normalized": "--ter-normalized", "no_punct": "--ter-no-punct",
               "asian_support": "--ter-asian-support", "case_sensitive": "--ter-case-sensitive"}


class TercomTokenizer:
    def __init__(self, **flags):
        self.words = TER(**flags).words

    def __call__(self, text):
        return ask({"arguments": self.words, "hypotheses": [text], "tokens": True})["tokens"][0]


class Result:
    def __init__(self, score, p_value=None, mean=None, ci=None):
        self.score, self.p_value, self.mean, self.ci = score, p_value, mean, ci


class PairedTest:
    def __init__(self, named_systems, metrics, references, **test):
        self.names = [name for name, _ in named_systems]
        self.systems = [list(lines) for _, lines in named_systems]
        self.metrics, self.references = metrics, references
        option = "-p" + test.get("test_type", "ar")
        self.words = [option, option + "n", str(test.get("n_samples", 0))]

    def __call__(self):
        signatures, scores = {}, {"System": self.names}
        for metric in self.metrics.values():
            references = self.references or metric.references
            answer = ask({"arguments": metric.words + self.words, "references": [list(one) for one in references],
                          "systems": self.systems})["scores"][0]
            signatures[answer["name"]] = answer["signature"]
            scores[answer["name"]] = [
                Result(one["score"], one["p_value"] if place else None, one["mean"], one["half_width"])
                for place, one in enumerate(answer["systems"])]
        return signatures, scores


def corpus_bleu(hypotheses, references, use_effective_order=False, **flags):
    return BLEU(effective_order=use_effective_order, **flags).corpus_score(hypotheses, references)


def raw_corpus_bleu(hypotheses, references, smooth_value=0.1):
    return corpus_bleu(hypotheses, references, smooth_method="floor", smooth_value=smooth_value, force=True,
                       tokenize="none", use_effective_order=True)


def sentence_bleu(hypothesis, references, use_effective_order=True, **flags):
    return BLEU(effective_order=use_effective_order, **flags).sentence_score(hypothesis, references)


def corpus_chrf(hypotheses, references, remove_whitespace=True, **flags):
    return CHRF(whitespace=not remove_whitespace, **flags).corpus_score(hypotheses, references)


def sentence_chrf(hypothesis, references, remove_whitespace=True, **flags):
    return CHRF(whitespace=not remove_whitespace, **flags).sentence_score(hypothesis, references)


def stand_in():
    """Puts modules of sacreBLEU's names where `import` looks first."""
    content = {
        "sacrebleu": [corpus_bleu, raw_corpus_bleu, sentence_bleu, corpus_chrf, sentence_chrf],
        "sacrebleu.compat": [corpus_bleu, raw_corpus_bleu, sentence_bleu, corpus_chrf, sentence_chrf],
        "sacrebleu.metrics": [BLEU, CHRF, TER],
        "sacrebleu.significance": [PairedTest, Result],
        "sacrebleu.tokenizers": [],
        "sacrebleu.tokenizers.tokenizer_ter": [TercomTokenizer],
    }
    for name, members in content.items():
        module = sys.modules[name] = types.ModuleType(name)
        for member in members:
            setattr(module, member.__name__, member)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)


def main():
    global BINARY
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--binary", default=ROOT / "build" / "dragoman", type=Path)
    args, further = parser.parse_known_args()
    tests = sorted(path for path in (args.source / "test").glob("test_*.py") if path.name not in LEFT_OUT)
    if not tests:
        parser.error(f"{args.source} has no test/test_*.py")
    try:
        import pytest
    except ImportError:
        parser.error("this Python has no pytest")
    BINARY = str(args.binary.resolve())
    stand_in()
    os.chdir(args.source)  # where the tests look for their data
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *further, *(f"test/{path.name}" for path in tests)]))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
