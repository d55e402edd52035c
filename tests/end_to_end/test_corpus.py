"""Corpus stages of `dragoman data`: killed at any time they go on, and end with the same bytes."""

import json
import os
import random
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(os.environ["DRAGOMAN_BINARY"])


def words(rng, count):
    return ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(3, 8)))
            for _ in range(count)]


def edited(rng, sentence):
    """A copy with one word in seven replaced or left out."""
    out = []
    for i, word in enumerate(sentence):
        if i % 7 == 3:
            out += words(rng, 1) if rng.random() < 0.5 else []
        else:
            out.append(word)
    return out


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows),
                    encoding="utf-8")


def command(folder, stage, inputs, *flags, output="out"):
    return [PROGRAM, "data", stage, *inputs, "--output", Path(folder, output), *flags]


def results(folder):
    """Names and bytes of everything but the report, which tells times."""
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "report.json"}


def report(folder):
    said = json.loads((folder / "report.json").read_text())
    del said["this_call"]
    return said


@unittest.skipUnless(PROGRAM.exists(), "the program is not built")
class Corpus(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        rng = random.Random(1)
        self.items = [words(rng, rng.randint(10, 30)) for _ in range(100)]
        Path(self.root, "dev.txt").write_text("".join(" ".join(i) + "\n" for i in self.items))
        texts = [words(rng, 80) for _ in range(1500)]
        Path(self.root, "in").mkdir()
        for shard in range(12):
            rows = [{"text": " ".join(rng.choice(texts)), "language": "en"} for _ in range(200)]
            rows += [{"text": " ".join(words(rng, 30) + edited(rng, rng.choice(self.items)))}
                     for _ in range(8)]
            write(Path(self.root, "in", f"part-{shard:02}.jsonl"), rows)
        Path(self.root, "mix.toml").write_text(
            f'evaluation_sets = ["{self.root}/dev.txt"]\nshard_rows = 300\n'
            f'[[sources]]\nname = "all"\nlanguage = "en"\npaths = ["{self.root}/in"]\n'
            '[[phases]]\nname = "first"\namount = 700000\n'
            '[[phases]]\nname = "second"\namount = 500000\n')

    def run_whole(self, stage, inputs, *flags, output="out"):
        done = subprocess.run(command(self.root, stage, inputs, *flags, output=output),
                              capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def killed_at_all_times(self, stage, inputs, *flags):
        """Kills it ever later, until it ends by itself; returns how often it was killed."""
        kills, patience = 0, 0.02
        while True:
            process = subprocess.Popen(command(self.root, stage, inputs, *flags, output="killed"),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                self.assertEqual(process.wait(patience), 0)
                return kills
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
                patience *= 1.3

    def check_kills(self, stage, inputs, *flags):
        self.run_whole(stage, inputs, *flags)
        kills = self.killed_at_all_times(stage, inputs, *flags)
        self.assertGreater(kills, 0)
        out, killed = self.root / "out", self.root / "killed"
        self.assertEqual(results(killed), results(out))
        self.assertEqual(report(killed), report(out))
        names = {path.name for path in killed.iterdir()}
        self.assertFalse(names & {"work", "state"})

    def test_deduplicate_survives_kills(self):
        self.check_kills("deduplicate", [self.root / "in"])
        self.assertGreater(report(self.root / "out")["removed"]["exact_duplicate"], 500)

    def test_decontaminate_survives_kills_and_finds_the_copies(self):
        self.check_kills("decontaminate", [self.root / "in"],
                         f"--evaluation_sets={self.root}/dev.txt")
        found = report(self.root / "out")["removed"][f"{self.root}/dev.txt"]
        self.assertGreaterEqual(found, 93)  # of 96
        self.assertLessEqual(found, 96)

    def test_mix_survives_kills(self):
        self.check_kills("mix", [self.root / "mix.toml"])
        phases = report(self.root / "out")["phases"]
        self.assertAlmostEqual(phases[0]["languages"]["en"], 700000, delta=1000)

    def test_threads_change_nothing(self):
        for threads in ("1", "3"):
            self.run_whole("deduplicate", [self.root / "in"], "--threads", threads, output=threads)
        self.assertEqual(results(self.root / "1"), results(self.root / "3"))

    def test_stages_follow_one_another_into_training_data(self):
        self.run_whole("deduplicate", [self.root / "in"], output="a")
        self.run_whole("decontaminate", [self.root / "a"],
                       f"--evaluation_sets={self.root}/dev.txt", output="b")
        shown = subprocess.run([PROGRAM, "data", "stats", self.root / "b", "--json"],
                               capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertEqual(json.loads(shown.stdout)["rows"], report(self.root / "b")["written"])

    def test_mistakes_are_named(self):
        bad = Path(self.root, "bad.jsonl")
        bad.write_text('{"text": "fine"}\n{"text": \n')
        done = subprocess.run(command(self.root, "deduplicate", [bad]), capture_output=True,
                              text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("bad.jsonl: line 2: not valid JSON", done.stderr)
        done = subprocess.run([PROGRAM, "data", "deduplicate", bad], capture_output=True,
                              text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--output FOLDER is needed", done.stderr)


if __name__ == "__main__":
    unittest.main()
