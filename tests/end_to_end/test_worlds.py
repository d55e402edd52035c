"""`dragoman world family`: sentences, trees, dictionaries and books of related languages."""

import os
import subprocess
import unittest
from pathlib import Path

PROGRAM = Path(os.environ["DRAGOMAN_BINARY"])


def world(*flags):
    return subprocess.run([PROGRAM, "world", *flags], capture_output=True, text=True,
                          encoding="utf-8", timeout=120, check=False)


@unittest.skipUnless(PROGRAM.exists(), "the program is not built")
class Worlds(unittest.TestCase):
    def lines(self, *flags):
        said = world(*flags)
        self.assertEqual(said.returncode, 0, said.stderr)
        return said.stdout.splitlines()

    def test_any_direction_can_be_asked_for(self):
        rows = self.lines("family", "--rows", "6", "--directions", "qaa-qab,qac-en")
        self.assertEqual(len(rows), 6)
        english = [row.split("\t")[1] for row in rows[1::2]]
        self.assertTrue(all(text[0].isupper() and text[-1] in ".?" for text in english), rows)

    def test_each_language_has_a_book_and_a_dictionary_of_its_own(self):
        books = {"\n".join(self.lines("family", "--book", "--language", code))
                 for code in ("qaa", "qab", "qac")}
        self.assertEqual(len(books), 3)
        self.assertTrue(all("## 10. Relative clauses" in book for book in books))
        words = self.lines("family", "--dictionary", "--language", "qac")
        self.assertGreater(len(words), 500)
        self.assertTrue(all(line.count("\t") == 2 for line in words))

    def test_features_can_be_chosen(self):
        book = "\n".join(self.lines("family", "--book", "--typology.order=vso",
                                    "--typology.place=last", "--typology.time=last",
                                    "--typology.manner=after", "--typology.recipient=after"))
        self.assertIn("The order of a clause is verb, manner, subject, object, recipient, "
                      "place, time.", book)

    def test_contradictions_and_unknown_languages_are_said(self):
        said = world("family", "--typology.fusion=isolating", "--typology.agreement=yes")
        self.assertEqual(said.returncode, 2)
        self.assertIn("fusion = isolating goes without agreement = yes", said.stderr)
        said = world("family", "--book", "--language", "qzz")
        self.assertEqual(said.returncode, 2)
        self.assertIn("no language qzz", said.stderr)

    def test_trees_are_conllu(self):
        lines = self.lines("family", "--rows", "20", "--format", "conllu", "--to", "qad")
        sentences = "\n".join(lines).strip().split("\n\n")
        self.assertEqual(len(sentences), 20)
        for sentence in sentences:
            comments = [line for line in sentence.split("\n") if line.startswith("# ")]
            self.assertEqual([comment.split(" ")[1] for comment in comments],
                             ["sent_id", "text", "text_en"])
            words = [line.split("\t") for line in sentence.split("\n")[3:]]
            self.assertTrue(all(len(columns) == 10 for columns in words), sentence)
            self.assertEqual(sum(columns[6] == "0" for columns in words), 1, sentence)
        said = world("agglutinative", "--format", "conllu")
        self.assertEqual(said.returncode, 2)
        self.assertIn("no trees of qaa", said.stderr)


if __name__ == "__main__":
    unittest.main()
