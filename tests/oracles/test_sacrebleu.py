"""`dragoman score` against sacreBLEU 2.6.0: thousands of random and real comparisons.

Scores agree to 1e-9, p-values and signatures (but for the version) exactly, bootstrap means and
half-widths to 1e-6 of a score, printed output character by character. Left out:
- paired approximate randomisation of TER with 3, 5, 6 … references, whose mean lengths are not exact
  in binary: ties there fall as the machine's sums do;
- what sacreBLEU itself dies of under NumPy 2 (JSON of --paired-bs for chrF and TER, --confidence of
  chrF where a resample scores 0): there only the numbers are compared, where they can be had;
- code points that one of the libraries does not know (sacrebleu_texts.py).

Needs DRAGOMAN_ORACLES, a Python with sacrebleu; without it everything is skipped.
"""

import json
import os
import unittest

from sacrebleu_oracle import ORACLES, Comparison, run_batch

if ORACLES:
    from sacrebleu.metrics import BLEU, CHRF, TER
    from sacrebleu.significance import PairedTest
    from sacrebleu_texts import Texts

METRICS = ["bleu", "chrf", "ter"]
OPTIONS = {  # of the API: as the command line has it; True stands for a flag without a value
    "tokenize": "-tok", "smooth_method": "-s", "smooth_value": "-sv", "lowercase": "--lowercase",
    "max_ngram_order": "--max-ngram-order", "effective_order": "--effective-order", "char_order": "-cc",
    "word_order": "-cw", "beta": "--chrf-beta", "whitespace": "--chrf-whitespace",
    "eps_smoothing": "--chrf-eps-smoothing", "normalized": "--ter-normalized",
    "no_punct": "--ter-no-punct", "asian_support": "--ter-asian-support",
    "case_sensitive": "--ter-case-sensitive"}


def random_options(metric, rng):
    flag = lambda: rng.random() < 0.4
    if metric == "ter":
        return {name: flag() for name in ("normalized", "no_punct", "asian_support", "case_sensitive")}
    if metric == "chrf":
        char_order = rng.choice([6, 6, 1, 3, 9, 0])
        return {"char_order": char_order, "word_order": rng.choice([0, 2, 1, 3]) or (char_order == 0) * 2,
                "beta": rng.choice([2, 2, 1, 3, 0]), "lowercase": flag(), "whitespace": flag(),
                "eps_smoothing": flag()}
    method = rng.choice(["exp", "floor", "add-k", "none"])
    value = {"smooth_value": rng.choice([0.01, 0.5, 1.5, 2])} if method in ("floor", "add-k") and flag() else {}
    return {"tokenize": rng.choice(["13a", "13a", "intl", "zh", "char", "none"]), "smooth_method": method,
            "lowercase": flag(), "effective_order": flag(), "max_ngram_order": rng.choice([4, 4, 4, 1, 2, 6]), **value}


def command_line(metric, options):
    words = ["-m", metric]
    for name, value in options.items():
        option = "--chrf-lowercase" if (metric, name) == ("chrf", "lowercase") else OPTIONS[name]
        words += ([option] if value else []) if isinstance(value, bool) else [option, str(value)]
    return words


def make_metric(metric, options):
    force = {"force": True} if metric == "bleu" else {}
    return {"bleu": BLEU, "chrf": CHRF, "ter": TER}[metric](**options, **force)


def scoring_cases(texts, count):
    """(case for the program, checks): corpus and sentence scores of one metric."""
    for number in range(count):
        metric = texts.rng.choice(METRICS)
        options = random_options(metric, texts.rng)
        longest = 40 if number % 20 == 0 else texts.rng.choice([3, 8, 12])
        (hypotheses,), streams = texts.corpus(texts.rng.choice([1, 3, 4]), texts.rng.choice([1, 1, 2, 3, 5]),
                                              longest=longest)
        for stream in streams[1:]:  # some sentences have fewer references
            for i in range(len(stream)):
                stream[i] = None if texts.rng.random() < 0.1 else stream[i]
        yield metric, options, hypotheses, streams


class Sacrebleu(Comparison):
    def compare_scores(self, cases):
        questions = []
        for metric, options, hypotheses, streams in cases:
            texts = {"references": streams, "hypotheses": hypotheses}
            questions.append({"arguments": command_line(metric, options), **texts})
            questions.append({"arguments": command_line(metric, options) + ["-sl", "-sh", "-w", "6"], **texts})
        answers = iter(run_batch(questions))
        for metric, options, hypotheses, streams in cases:
            about = json.dumps([metric, options, hypotheses, streams])
            scorer = make_metric(metric, options)
            whole, (found,) = scorer.corpus_score(hypotheses, streams), next(answers)["scores"]
            self.close(found["score"], whole.score, 1e-9, about)
            self.same(found["name"], whole.name)
            self.same(found["details"], whole._verbose, about)
            self.same(found["signature"], scorer.get_signature().format(), about)
            if metric == "bleu":
                scorer = make_metric(metric, {**options, "effective_order": True})
            answer = next(answers)
            for i, printed in enumerate(answer["output"].splitlines()):
                references = [stream[i] for stream in streams if stream[i] is not None]
                score = scorer.sentence_score(hypotheses[i], references)
                self.close(answer["scores"][i]["score"], score.score, 1e-9, about)
                self.same(printed, score.format(6, False, scorer.get_signature().format(True)), about)

    def test_random_scores(self):
        self.compare_scores(list(scoring_cases(Texts(1), 700)))

    def test_empty_and_huge_lines(self):
        texts = Texts(2)
        words = " ".join(texts.rng.choice(["tola", "miru", "kesa", "木", "x,1"]) for _ in range(4000))
        cases = [("bleu", {}, [words], [[words[100:]]]), ("chrf", {"word_order": 2}, [words], [[words[100:]]])]
        for metric in METRICS:
            for hypothesis in ("", " ", "\u200b", "a", "a\n", "-\n-", "&amp;quot;", "\u3000木\u3000"):
                for references in ([""], ["", "a"], ["a b", None], ["\x1c.", "a"]):
                    cases.append((metric, {}, [hypothesis, "a"], [[one, "a"] for one in references]))
        self.compare_scores(cases)

    def test_every_code_point(self):
        """Each beside letters, digits and marks, in every tokenizer that needs no file."""
        known = Texts(3).known
        step = 16
        lines = [" ".join(f"a{c}1.{c}b,{c}" for c in known[i:i + step]) for i in range(0, len(known), step)]
        lines = lines[::40] + lines[:60] if len(lines) > 4000 else lines
        names = ["none", "13a", "intl", "zh", "char"]
        cases = [{"arguments": ["-tok", name, *low], "hypotheses": lines, "tokens": True}
                 for name in names for low in ([], ["-lc"])]
        cases.append({"arguments": command_line("ter", {"normalized": True, "asian_support": True}),
                      "hypotheses": lines, "tokens": True})
        answers = iter(run_batch(cases))
        for name in names:
            for metric in (BLEU(tokenize=name, force=True), BLEU(tokenize=name, lowercase=True, force=True)):
                for line, tokens in zip(lines, next(answers)["tokens"]):
                    self.same(tokens.split(), metric._preprocess_segment(line).split(), name)
        ter = TER(normalized=True, asian_support=True)
        for line, tokens in zip(lines, next(answers)["tokens"]):
            self.same(tokens.split(), ter._preprocess_segment(line).split())

    def test_tests_of_significance(self):
        """The interval of one system, both paired tests with several systems, several seeds."""
        texts, cases = Texts(4), []
        for number in range(110):
            metric = texts.rng.choice(METRICS)
            kind = texts.rng.choice(["bs", "ar", "ar with intervals"])
            choices = [1, 1, 2, 4] if metric == "ter" and kind != "bs" else [1, 2, 3]
            systems, streams = texts.corpus(texts.rng.choice([2, 5, 12, 30]), texts.rng.choice(choices),
                                            texts.rng.choice([2, 2, 3]), 8)
            options = random_options(metric, texts.rng)
            cases.append({"metric": metric, "options": options, "kind": kind, "systems": systems, "streams": streams,
                          "seed": texts.rng.choice([12345, 1, 2**40 + 7])})
        questions = []
        for case in cases:
            kind, streams, systems = case["kind"], case["streams"], case["systems"]
            tests = ["-pbs", "-pbsn", "80"] if kind == "bs" else ["-par", "-parn", "120"]
            if kind == "ar with intervals":
                tests += ["--paired-ar-confidence-n", "40"]
            words = command_line(case["metric"], case["options"]) + ["--seed", str(case["seed"])]
            questions.append({"arguments": words + tests, "references": streams, "systems": systems})
            questions.append({"arguments": words + ["-ci", "-cin", "60"], "references": streams,
                              "hypotheses": systems[0]})
        answers = iter(run_batch(questions))
        for case in cases:
            self.compare_tests(case, next(answers)["scores"][0], next(answers)["scores"][0])
        os.environ.pop("SACREBLEU_SEED", None)

    def compare_tests(self, case, paired, single):
        about, kind, systems = json.dumps(case), case["kind"], case["systems"]
        os.environ["SACREBLEU_SEED"] = str(case["seed"])
        scorer = make_metric(case["metric"], {**case["options"], "references": case["streams"]})
        samples, intervals = (80, -1) if kind == "bs" else (120, 40 if "with" in kind else -1)
        signatures, results = PairedTest([(str(i), s) for i, s in enumerate(systems)], {scorer.__class__.__name__: scorer},
                                         None, kind[:2], samples, intervals)()
        (_, names), (name, theirs) = results.items()
        self.same(paired["signature"], signatures[name].format(), about)
        for ours, one in zip(paired["systems"], theirs):
            self.close(ours["score"], one.score, 1e-9, about)
            self.same(ours["p_value"], 1.0 if one.p_value is None else one.p_value, about)
            if one.mean is not None:
                self.close(ours["mean"], one.mean, 1e-6 * max(1, one.score), about)
                self.close(ours["half_width"], one.ci, 1e-6 * max(1, one.score), about)
        try:
            score = scorer.corpus_score(systems[0], None, n_bootstrap=60)
        except (TypeError, AttributeError):
            return  # sacreBLEU died
        self.check_interval(single, score, scorer, about)

    def check_interval(self, single, score, scorer, about):
        self.same(single["signature"], scorer.get_signature().format(), about)
        self.close(single["score"], score.score, 1e-9, about)
        self.close(single["mean"], score._mean, 1e-6 * max(1, score.score), about)
        self.close(single["half_width"], score._ci, 1e-6 * max(1, score.score), about)


if __name__ == "__main__":
    unittest.main()
