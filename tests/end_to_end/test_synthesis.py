"""`dragoman synthesize` with a scripted model behind a real socket: planted defects are found as far
as the model's own judgement goes, faults of the server cost nothing, and a killed run goes on."""

import json
import os
import random
import re
import signal
import subprocess
import tempfile
import time
import unittest
from math import comb
from pathlib import Path

from synthesis_model import (BY_CRITIC, BY_RULE, DEFECTS, answer_of, defect_of, draw, instruction_of,
                             start_model)

PROGRAM = Path(os.environ["DRAGOMAN_BINARY"])
KILLS = int(os.environ.get("DRAGOMAN_KILLS", "2"))
ITEMS = 300
CONCURRENCY = 8
RECIPE = """
output = "{output}"
[data]
paths = ["{rows}"]
source_language = "en"
target_language = "de"
[generator]
name = "endpoint"
base_url = "{url}"
model = "writer"
concurrency = 8
initial_backoff = 0.01
input_price = 1.0
output_price = 2.0
[critic]
name = "endpoint"
base_url = "{url}"
model = "critic"
concurrency = 8
initial_backoff = 0.01
[synthesis]
maker = "rewrite"
mode = "creative"
target_language = "de"
window = 64
"""


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def number_of(row):
    return int(row["id"].rsplit("-", 1)[1])


def without_cost(rows):
    return [{key: value for key, value in row.items() if key not in ("spent", "derivation")}
            for row in rows]


def binomial_range(trials, share, tail=1e-4):
    """The counts that are not in either tail."""
    weights = [comb(trials, k) * share**k * (1 - share)**(trials - k) for k in range(trials + 1)]
    low = next(k for k in range(trials + 1) if sum(weights[:k + 1]) > tail)
    high = next(k for k in range(trials, -1, -1) if sum(weights[k:]) > tail)
    return low, high


@unittest.skipUnless(PROGRAM.exists(), "the program is not built")
class Synthesis(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.rows = self.folder / "rows.jsonl"
        self.rows.write_text("".join(
            json.dumps({"prompt": f"Tell story {number} to a friend who is far away."}) + "\n"
            for number in range(ITEMS)))
        self.model = start_model(self)

    def command(self, output, *options):
        path = self.folder / "synthesis.toml"
        url = f"http://127.0.0.1:{self.model.server_address[1]}/v1"
        path.write_text(RECIPE.format(output=output, rows=self.rows, url=url))
        return [PROGRAM, "synthesize", path, *options]

    def synthesize(self, output, *options):
        return subprocess.run(self.command(output, *options), capture_output=True, text=True,
                              timeout=300, check=False)

    def made(self, output, *options):
        """What was accepted, what was refused (number -> reason), the report."""
        done = self.synthesize(output, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.strip(), str(output / "accepted.jsonl"))
        refused = {number_of(row): row["reason"] for row in lines(output / "rejected.jsonl")}
        accepted = {number_of(row) for row in lines(output / "accepted.jsonl")}
        self.assertEqual(accepted | refused.keys(), set(range(ITEMS)))
        return accepted, refused, json.loads((output / "report.json").read_text())

    def check_stage(self, refused, reason):
        """Recall and precision of one kind of defect are 95 % at least."""
        planted = {number for number in range(ITEMS) if defect_of(number) == reason}
        found = {number for number, why in refused.items() if why == reason}
        self.assertGreater(len(planted), 10)
        self.assertGreaterEqual(len(planted & found) / len(planted), 0.95, reason)
        self.assertGreaterEqual(len(planted & found) / len(found), 0.95, reason)

    def test_a_perfect_critic_finds_every_planted_defect(self):
        accepted, refused, report = self.made(self.folder / "run")
        for reason in DEFECTS:
            self.check_stage(refused, reason)
        good = {number for number in range(ITEMS) if defect_of(number) is None}
        self.assertGreaterEqual(len(accepted & good) / len(good), 0.95)
        self.assertGreaterEqual(len(accepted & good) / len(accepted), 0.95)
        self.assertTrue(report["complete"])
        self.assertEqual(report["stages"]["draft"]["items"], ITEMS)
        self.assertEqual(report["accepted"], len(accepted))
        self.assertTrue(all(times == 1 for times in self.model.answered.values()))

    def test_accepted_rows_say_where_they_come_from_and_what_they_cost(self):
        run = self.folder / "run"
        self.made(run)
        rows = lines(run / "accepted.jsonl")
        for row in rows:
            number = number_of(row)
            self.assertEqual(row["messages"], [
                {"role": "user", "content": instruction_of(number)},
                {"role": "assistant", "content": answer_of(number)}])
            self.assertEqual([step["step"] for step in row["derivation"]],
                             ["draft", "answer", "critic", "reread"])
            self.assertEqual(row["made_from"], f"rows.jsonl:{number + 1}")
            self.assertAlmostEqual(row["spent"]["cost"], 3 * 20e-6)
            self.assertEqual(row["spent"]["requests"], 4)
        spent = json.loads((run / "report.json").read_text())["spent"]
        self.assertEqual(spent["generator"]["draft"]["requests"], ITEMS)
        stats = subprocess.run([PROGRAM, "data", "stats", run / "accepted.jsonl"],
                               capture_output=True, text=True, check=True).stdout
        self.assertIn(f"{len(rows)}, of them 0 repeated", stats)

    def test_a_critic_that_errs_costs_what_its_error_rate_says(self):
        rate = 0.1
        self.model.wrong = {number for number in range(ITEMS) if draw("wrong", number) < rate}
        accepted, refused, _ = self.made(self.folder / "run")
        judged = {number for number in range(ITEMS) if defect_of(number) not in BY_RULE}
        bad = {number for number in judged if defect_of(number) in BY_CRITIC}
        missed = {number for number in bad if refused.get(number) not in BY_CRITIC}
        alarmed = {number for number in judged - bad if refused.get(number) in BY_CRITIC}
        for wrong, of in ((missed, bad), (alarmed, judged - bad)):
            low, high = binomial_range(len(of), rate)
            self.assertTrue(low <= len(wrong) <= high, (len(wrong), len(of), low, high))
            self.assertEqual(wrong, of & self.model.wrong)
        good = {number for number in range(ITEMS) if defect_of(number) is None}
        self.assertEqual(accepted, (good - self.model.wrong) | (bad & self.model.wrong))

    def test_a_critic_that_babbles_costs_its_items_alone(self):
        self.model.babbled = {number for number in range(ITEMS) if draw("babble", number) < 0.1}
        accepted, refused, report = self.made(self.folder / "run")
        unreadable = {number for number, why in refused.items() if why == "unreadable"}
        judged = {number for number in range(ITEMS) if defect_of(number) not in BY_RULE}
        self.assertEqual(unreadable, judged & self.model.babbled)
        self.assertEqual(report["failures"], {"unreadable": len(unreadable)})
        self.assertFalse(accepted & unreadable)

    def test_faults_of_the_server_change_nothing(self):
        whole = self.folder / "whole"
        self.made(whole)
        self.model.faults = True
        self.model.tries.clear()
        faulty = self.folder / "faulty"
        self.made(faulty)
        self.assertGreater(sum(times > 1 for times in self.model.tries.values()), 100)
        for name in ("accepted.jsonl", "rejected.jsonl"):
            self.assertEqual(without_cost(lines(whole / name)), without_cost(lines(faulty / name)))

    def test_a_killed_run_that_is_repeated_equals_a_whole_one_to_the_bit(self):
        self.model.faults = True
        whole = self.folder / "whole"
        begin = time.monotonic()
        self.made(whole)
        took = time.monotonic() - begin
        self.model = start_model(self)
        self.model.latency = 0.005
        killed = self.folder / "killed"
        generator = random.Random(time.time_ns())
        for _ in range(KILLS):
            process = subprocess.Popen(self.command(killed), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(generator.uniform(0.05, max(0.3, took / (KILLS + 1))))
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.made(killed)
        for name in ("accepted.jsonl", "rejected.jsonl"):
            self.assertEqual(without_cost(lines(whole / name)), without_cost(lines(killed / name)))
        again = sum(times - 1 for times in self.model.answered.values())
        self.assertLessEqual(again, CONCURRENCY * KILLS)  # what was in flight at each death
        before = sum(self.model.tries.values())
        accepted = (killed / "accepted.jsonl").read_bytes()
        self.made(killed)
        self.assertEqual(sum(self.model.tries.values()), before)
        self.assertEqual((killed / "accepted.jsonl").read_bytes(), accepted)

    def test_control_c_saves_and_the_same_command_goes_on(self):
        self.model.latency = 0.05
        run = self.folder / "run"
        process = subprocess.Popen(self.command(run), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60
        while len(self.model.answered) < 2 * CONCURRENCY and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 130, said)
        self.assertFalse(json.loads((run / "report.json").read_text())["complete"])
        asked = sum(self.model.answered.values())
        self.model.latency = 0.0
        _, _, report = self.made(run)
        self.assertTrue(report["complete"])
        self.assertGreater(asked, 0)
        again = sum(times - 1 for times in self.model.answered.values())
        self.assertLessEqual(again, CONCURRENCY)

    def test_a_dead_server_stops_the_run_in_one_sentence(self):
        self.model.status = 503
        done = self.synthesize(self.folder / "dead", "--generator.max_retries=1")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("64 of 64 items got no answer that could be used", done.stderr)
        self.assertIn("(64 http_5xx)", done.stderr)

    def test_mistakes_are_named(self):
        for option, said in (("--synthesis.maker=rewrit", "rewrite"),
                             ("--synthesis.mode=exam", "the row has no answer"),
                             ("--synthesis.draft_template=Write {sorce}", "did you mean source?"),
                             ("--synthesis.target_language=qaa", "the detector doesn't know qaa")):
            with self.subTest(option):
                done = self.synthesize(self.folder / "wrong", option)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(said, done.stderr)
        path = self.folder / "synthesis.toml"
        path.write_text(re.sub(r"\[generator\].*?(?=\[critic\])",
                               '[generator]\nname = "minimal_editor"\n', path.read_text(),
                               flags=re.S))
        done = subprocess.run([PROGRAM, "synthesize", path], capture_output=True, text=True)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("minimal_editor can't be asked in free words", done.stderr)
        self.assertFalse(self.model.tries)


if __name__ == "__main__":
    unittest.main()
