"""`dragoman cluster` and `dragoman select`: from vectors with tags to training sets, on the command line."""

import array
import json
import os
import random
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(os.environ["DRAGOMAN_BINARY"])
GRADES = ["very simple", "simple", "moderate", "difficult", "very difficult"]
CENTRES, MEMBERS, WIDTH = 30, 20, 24


def run(*words):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, encoding="utf-8", timeout=300,
                          check=False)


def make_vectors():
    """MEMBERS vectors around each of CENTRES centres of length 1, in turns."""
    rng = random.Random(4)
    centres = [[rng.gauss(0, 1) for _ in range(WIDTH)] for _ in range(CENTRES)]
    lengths = [sum(x * x for x in centre) ** 0.5 for centre in centres]
    return [[x / length + rng.gauss(0, 0.02) for x in centre] for _ in range(MEMBERS)
            for centre, length in zip(centres, lengths)]


def write_npy(path, vectors):
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({len(vectors)}, {WIDTH}), }}"
    header = header.ljust(128 - 11) + "\n"
    numbers = array.array("f", [x for vector in vectors for x in vector])
    path.write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + numbers.tobytes())


def read_rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@unittest.skipUnless(PROGRAM.exists(), "the program is not built")
class Clusters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.scratch.name)
        cls.vectors = make_vectors()
        write_npy(cls.folder / "x.npy", cls.vectors)
        rows = [{"id": f"row {i}", "tags": [f"topic {i % CENTRES}"], "label": f"maths/{i % 4}",
                 "language": ["en", "de", "ja"][i // CENTRES % 3], "difficulty": 1 + (i // CENTRES) % 5}
                for i in range(CENTRES * MEMBERS)]
        for row in rows[::7]:
            row["difficulty"] = GRADES[row["difficulty"] - 1]
        (cls.folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def succeed(self, *words):
        done = run(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def clustered(self, *words):
        self.succeed("cluster", self.folder / "x.npy", "--rows", self.folder / "rows.jsonl",
                     "-o", self.folder / "clustered.jsonl", *words)
        return read_rows(self.folder / "clustered.jsonl")

    def test_clusters_are_those_that_were_planted(self):
        rows = self.clustered("--threshold", "0.3")
        self.assertEqual(len({(row["cluster"], row["tags"][0]) for row in rows}), CENTRES)
        self.assertTrue(all(row["cosine"] > 0.95 for row in rows))

    def test_the_lines_of_embed_give_the_same(self):
        path = self.folder / "x.jsonl"
        single = [array.array("f", vector).tolist() for vector in self.vectors]
        path.write_text("".join(json.dumps({"embedding": vector}) + "\n" for vector in single), encoding="utf-8")
        lines = self.succeed("cluster", path, "--threshold", "0.3").stdout
        self.assertEqual(lines, self.succeed("cluster", self.folder / "x.npy", "--threshold", "0.3").stdout)
        self.assertEqual(json.loads(lines.splitlines()[3])["row"], 3)

    def test_the_number_of_threads_changes_nothing(self):
        said = [self.succeed("cluster", self.folder / "x.npy", "--threshold", "0.05", "--threads", n).stdout
                for n in (1, 3)]
        self.assertEqual(*said)

    def test_auto_takes_the_largest_threshold_that_keeps_the_tags(self):
        done = self.succeed("cluster", self.folder / "x.npy", "--rows", self.folder / "rows.jsonl",
                            "--threshold", "auto")
        self.assertIn("recapture", done.stderr)
        self.assertIn(f", {CENTRES} clusters,", done.stderr)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len({row["cluster"] for row in rows}), CENTRES)

    def test_ward_joins_clusters_until_so_many_are_left(self):
        rows = self.clustered("--threshold", "0.05", "--clusters", CENTRES)
        self.assertEqual(len({(row["cluster"], row["tags"][0]) for row in rows}), CENTRES)

    def test_selected_sets_share_no_row(self):
        self.clustered("--threshold", "0.3")
        for seed in (1, 1, 2):
            out = self.folder / "sets"
            done = self.succeed("select", self.folder / "clustered.jsonl", "-o", out, "--count", "100",
                                "--rl_share", "0.25", "--rl_count", "40", "--seed", seed)
            sets = {name: read_rows(out / f"{name}.jsonl") for name in ("sft-1", "sft-2", "rl-1")}
            ids = [row["id"] for rows in sets.values() for row in rows]
            self.assertEqual(len(ids), len(set(ids)), done.stderr)
            grades = [GRADES.index(row["difficulty"]) + 1 if row["difficulty"] in GRADES else row["difficulty"]
                      for row in sets["sft-2"]]
            self.assertEqual([grades.count(grade) for grade in range(1, 6)], [0, 10, 30, 30, 30])
            self.assertEqual(len(sets["rl-1"]), 40)
            if seed == 1:
                before = getattr(self, "before", done.stdout + json.dumps(sets))
                self.assertEqual(before, done.stdout + json.dumps(sets))
                self.before = before
        self.assertNotEqual(self.before, done.stdout + json.dumps(sets))

    def test_shortages_are_said(self):
        self.clustered("--threshold", "0.3")
        done = self.succeed("select", self.folder / "clustered.jsonl", "-o", self.folder / "short", "--count", "500",
                            "--ratio", "1:1:1:1:1", "--epochs", "1")
        self.assertEqual(done.stderr, "")
        done = self.succeed("select", self.folder / "clustered.jsonl", "-o", self.folder / "short", "--count", "500",
                            "--epochs", "1")
        self.assertIn("sft-1.jsonl: very difficult: 120 rows of the 150 that the ratio asks for", done.stderr)

    def test_mistakes_are_named(self):
        rows, vectors = self.folder / "rows.jsonl", self.folder / "x.npy"
        (self.folder / "few.jsonl").write_text('{"tags": "a"}\n', encoding="utf-8")
        (self.folder / "wrong.jsonl").write_text('{"cluster": 1, "difficulty": "hard"}\n', encoding="utf-8")
        cases = [
            (("cluster", vectors, "--threshold", "small"), "--threshold small"),
            (("cluster", vectors, "--threshold", "auto"), "--rows"),
            (("cluster", vectors, "--rows", self.folder / "few.jsonl"), "fewer rows"),
            (("cluster", vectors, "--rows", rows, "--threshold", "auto", "--tags", "topics"), "--tags"),
            (("cluster", rows), "line 1"),
            (("cluster", "-"), "standard input"),
            (("select", rows, "-o", self.folder / "no"), '"cluster" is missing'),
            (("select", self.folder / "wrong.jsonl", "-o", self.folder / "no"), "hard"),
            (("select", self.folder / "wrong.jsonl", "-o", self.folder / "no", "--ratio", "3:1"), "ratio 3:1"),
        ]
        for words, part in cases:
            done = run(*words)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(part, done.stderr)


if __name__ == "__main__":
    unittest.main()
