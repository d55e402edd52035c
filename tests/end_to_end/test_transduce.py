"""`dragoman transduce`: there and back through pipes, and what a reader of English sees of it."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(os.environ["DRAGOMAN_BINARY"])
TEXT = ("Natalia's brother didn't buy 48 yellow pencils, did he?\n"
        "\n"
        "Is it $1,250.75 per year? See <<1>>, https://example.com/a and `ls -l`.\n"
        "A) 2x + 3 = 7\n"
        "  Two  blanks, naïve Beyoncé, 東京 and 🙂\n")


def run(command, *flags, said=TEXT):
    data = said if isinstance(said, bytes) else said.encode()
    return subprocess.run([PROGRAM, command, *flags], input=data, capture_output=True,
                          timeout=120, check=False)


@unittest.skipUnless(PROGRAM.exists(), "the program is not built")
class Transduce(unittest.TestCase):
    def encoded(self, *flags):
        done = run("transduce", *flags)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def refused(self, message, *flags, said=TEXT):
        done = run("transduce", *flags, said=said)
        self.assertEqual(done.returncode, 2)
        self.assertIn(message, done.stderr.decode())

    def test_every_line_comes_back(self):
        for name in ("s1", "s2"):
            encoded = self.encoded(name, "--seed", "7")
            self.assertNotIn(b"pencils", encoded)
            self.assertIn(b"<<1>>", encoded)
            back = run("transduce", name, "--seed", "7", "--decode", said=encoded)
            self.assertEqual(back.stdout.decode(), TEXT)

    def test_threads_change_nothing(self):
        text = TEXT * 200
        one = run("transduce", "s1", "--threads", "1", said=text).stdout
        self.assertEqual(run("transduce", "s1", "--threads", "4", said=text).stdout, one)

    def test_errors_are_dosed_and_repeatable(self):
        encoded = self.encoded("s1")
        wrong = [run("transduce", "s1", "--decode", "--word_error_rate", "0.5", said=encoded).stdout
                 for _ in range(2)]
        self.assertEqual(wrong[0], wrong[1])
        self.assertNotEqual(wrong[0].decode(), TEXT)

    def test_mistakes_are_named(self):
        self.refused("did you mean s1?", "s3")
        self.refused("--word_error_rate goes with --decode", "s1", "--word_error_rate", "0.1")
        self.refused("not in range", "s1", "--decode", "--word_error_rate", "2")
        self.refused("standard input: line 2: not UTF-8", "s1", said=b"fine\n\xff\n")

    def test_help_shows_both_ways(self):
        shown = run("transduce", "--help").stdout.decode()
        self.assertIn("--decode", shown)
        self.assertIn("dragoman transduce s1 --seed 7", shown)

    def test_it_is_not_taken_for_english(self):
        sentences = "".join(f"The {who} sold {n} baskets of fresh fruit in {when}, and then went home.\n"
                            for who in ("farmer", "old teacher", "nurse") for n in range(20, 40)
                            for when in ("April", "winter"))
        with tempfile.TemporaryDirectory() as folder:
            english = Path(folder, "english")
            english.write_text(sentences, encoding="utf-8")
            for name, share in (("s1", 0.0), ("s2", 0.0), (None, 100.0)):
                text = run("transduce", name, said=sentences).stdout if name else sentences.encode()
                said = run("score", english, "-m", "language", "-l", "de-en", "-b",
                           said=text)
                self.assertEqual(said.returncode, 0, said.stderr)
                self.assertEqual(float(said.stdout), share, name)

    def test_it_is_a_stage_of_data(self):
        with tempfile.TemporaryDirectory() as folder:
            rows = Path(folder, "rows.tsv")
            rows.write_text("The dog sleeps.\tDer Hund schläft.\n", encoding="utf-8")
            done = run("data", "transduce", rows, "--transducer=s2", "--transduce.seed=7")
        source, reference = done.stdout.decode().rstrip("\n").split("\t")
        self.assertEqual(reference, "Der Hund schläft.")
        self.assertEqual(run("transduce", "s2", "--seed", "7", "--decode", said=source).stdout,
                         b"The dog sleeps.\n")


if __name__ == "__main__":
    unittest.main()
