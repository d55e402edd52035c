"""`dragoman items`: questions through a translator that is a transducer, in pipes."""

import json
import os
import subprocess
import unittest
from pathlib import Path

PROGRAM = Path(os.environ["DRAGOMAN_BINARY"])
QUESTIONS = [
    {"id": 1, "question": "Wen bought 48 eggs at $0.50 each. What did she pay?", "answer": "24"},
    {"id": 2, "question": "What melts?\nA) ice at 5 degrees\nB) stone", "answer": "(A)"},
    {"id": 3, "question": "Where did Amara sleep, near the Old Bridge or at home?",
     "answer": "the Old Bridge", "spans": ["the Old Bridge"]},
]


def run(command, *flags, said):
    return subprocess.run([PROGRAM, command, *flags], input=said, capture_output=True, text=True,
                          encoding="utf-8", timeout=120, check=False)


def lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def transduced(text, *flags):
    return run("transduce", "s1", "--seed", "7", *flags, said=text + "\n").stdout[:-1]


@unittest.skipUnless(PROGRAM.exists(), "the program is not built")
class Items(unittest.TestCase):
    def protected(self):
        done = run("items", "protect", said=lines(QUESTIONS))
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def translated(self):
        rows = self.protected()
        for row in rows:
            row["translation"] = transduced(row["protected"])
            row["back_translation"] = transduced(row["translation"], "--decode")
            row["solved"] = row["answer"]
        return rows

    def checked(self, rows, *flags):
        done = run("items", "check", "--transducer", "s1", "--seed", "7", *flags, said=lines(rows))
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def test_what_must_survive_is_taken_out(self):
        first, second, third = self.protected()
        self.assertEqual(first["protected"], "Wen bought <<1>> eggs at <<2>> each. What did she pay?")
        self.assertEqual(first["originals"], ["48", "$0.50"])
        self.assertEqual(first["answer_type"], "number")
        self.assertEqual(second["protected"], "What melts?\n<<1>>) ice at <<2>> degrees\n<<3>>) stone")
        self.assertEqual((second["answer"], second["answer_type"]), ("A", "choice"))
        self.assertIn("<<1>>", third["protected"])

    def test_faithful_translations_are_accepted(self):
        rows, said = self.checked(self.translated())
        self.assertEqual([row["id"] for row in rows], [1, 2, 3], said)
        self.assertIn("48", rows[0]["translated"])
        self.assertEqual(said, "3 of 3 accepted\n")

    def test_others_are_refused_with_the_reason(self):
        rows = self.translated()
        rows[0]["solved"] = "25"
        rows[1]["translation"] = rows[1]["translation"].replace("<<2>>", "")
        rows[2]["translation"] = rows[2]["protected"]
        judged, said = self.checked(rows, "--all")
        self.assertEqual([row["refusal"] for row in judged], ["answer", "placeholders", "language"])
        self.assertEqual(said, "0 of 3 accepted; refused: placeholders 1, language 1, answer 1\n")
        self.assertEqual(self.checked(rows)[0], [])

    def test_the_audit_has_an_exact_interval(self):
        self.assertEqual(run("items", "audit", "492", "500", said="").stdout,
                         "fidelity 98.40 %, between 96.87 and 99.31 % (95 %, Clopper-Pearson)\n")

    def test_mistakes_are_named(self):
        for flags, said, message in (
                (["protect"], '{"question": "How?"}\n', 'line 1: "answer" is missing'),
                (["protect"], '{"question": "W?\\nA) x\\nB) y", "answer": "D"}\n', "none of the 2"),
                (["check"], "", "--language CODE or --transducer NAME"),
                (["check", "--language", "x-s1"], "", "does not know x-s1"),
                (["audit", "3", "2"], "", "3 of 2 items")):
            done = run("items", *flags, said=said)
            self.assertEqual(done.returncode, 2, flags)
            self.assertIn(message, done.stderr)


if __name__ == "__main__":
    unittest.main()
