"""`dragoman train` with a teacher behind HTTP that fails in many ways: its refinements reach the
episodes, a killed and resumed run equals a whole one, and what was paid for is not asked again."""

import hashlib
import json
import shutil
import ssl
import subprocess
import threading
import unittest
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from training_runs import Runs, dragoman, episodes, metrics, newest

RECIPE = """
include = "sft.toml"
kind = "rl"
[trainer]
max_steps = 8
per_device_train_batch_size = 16
gradient_accumulation_steps = 1
eval_steps = 8
save_steps = 2
[rl]
num_generations = 4
max_completion_length = 12
log_episodes_steps = 1
[oracle]
name = "endpoint"
base_url = "{url}"
model = "teacher"
refine_template = "{{draft}}"
concurrency = 8
initial_backoff = 0.01
input_price = 1.0
output_price = 2.0
[[reward]]
name = "edit_distance"
target = "refinement"
[[reward]]
name = "chrf"
target = "refinement"
[reward_rules]
scale_parts = "batch"
"""

PROGRAM = """
import json, sys
for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps({"id": question["id"], "text": question["draft"] + " mended"}), flush=True)
"""

# How asking went depends on what the cache held.
SPENT = {f"oracle/{name}" for name in ("requests", "retries", "cached", "cost", "prompt_tokens",
                                       "completion_tokens", "latency_s")}


def number_of(draft):
    return hashlib.sha256(draft.encode()).digest()[0]


def draft_of(line):
    """What the task reads in a completion."""
    return line["completion"].strip(" \t\r\n")


def babbles(draft):
    return number_of(draft) % 11 == 0


class Teacher(BaseHTTPRequestHandler):
    """Adds a word to every draft. Each draft's first request may fail; some get more than a text."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        draft = question["messages"][-1]["content"]
        with self.server.lock:
            tries = self.server.tries[draft]
            self.server.tries[draft] += 1
        fault = number_of(draft) % 7 if tries == 0 else 7
        if self.server.status != 200:
            self.reply(self.server.status, b'{"error": {"message": "not now"}}')
        elif fault == 0:
            self.reply(429, b"{}", {"Retry-After": "0.02"})
        elif fault == 1:
            self.reply(500, b"oh")
        elif fault == 2:
            self.reply(200, self.completion(self.said(draft))[:20])
        elif fault == 3:
            self.close_connection = True
        else:
            self.reply(200, self.completion(self.said(draft)))
            with self.server.lock:
                self.server.answered[draft] += 1

    def said(self, draft):
        return "Here is the translation: x" if babbles(draft) else draft + " mended"

    @staticmethod
    def completion(text):
        choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 10, "completion_tokens": 5}
        return json.dumps({"choices": [choice], "usage": usage}).encode()

    def reply(self, status, body, headers={}):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def start(test, handler):
    """A server that answers so, until the test is over."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a killed run breaks its connections
    server.lock = threading.Lock()
    server.status = 200
    server.tries = Counter()
    server.answered = Counter()
    server.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    test.addCleanup(server.server_close)
    test.addCleanup(server.shutdown)
    return server


class Oracles(Runs):
    def setUp(self):
        super().setUp()
        self.url = self.start_teacher()

    def start_teacher(self):
        self.teacher = start(self, Teacher)
        return self.teacher.url

    def recipe(self, text=RECIPE):
        path = self.folder / "taught.toml"
        path.write_text(text.format(url=self.url))
        return path

    def check_episodes(self, run):
        lines = episodes(run)
        self.assertEqual(len(lines), 8 * 16)
        taught = [line for line in lines if "refinement" in line]
        self.assertGreater(len(taught), 64)
        for line in taught:
            self.assertEqual(line["refinement"], (draft_of(line) + " mended").strip())
        failed = [line for line in lines if line["status"] == "failed"]
        self.assertEqual(len(failed), sum(babbles(draft_of(line)) for line in lines
                                          if draft_of(line)))
        for line in failed:
            self.assertIn("oracle: babbling: the reply begins with an announcement", line["why"])
            self.assertTrue(all(advantage == 0 for advantage in line["advantages"]))

    def check_log(self, run):
        steps = [line for line in metrics(run) if "reward" in line]
        self.assertEqual(len(steps), 8)
        for line in steps:
            self.assertEqual(line["oracle/failed"], line.get("oracle/failed/babbling", 0))
            self.assertEqual(line["oracle/failed"], line["episodes/failed"])
            self.assertIn("rewards/chrf/std_within", line)
            self.assertLess(abs(line["reward"]), 1e-6)
        self.assertGreater(sum(line["oracle/retries"] for line in steps), 0)
        cost = sum(line["oracle/cost"] for line in steps)
        self.assertGreaterEqual(cost, 20e-6 * sum(self.teacher.answered.values()) * 0.999)

    def test_a_killed_and_resumed_run_equals_a_whole_one_to_the_bit(self):
        self.check_killed(RECIPE)

    def test_a_killed_and_resumed_run_one_step_off_its_policy_does_too(self):
        self.check_killed(RECIPE.replace("[rl]", "[rl]\none_step_off_policy = true"))

    def check_killed(self, text):
        recipe = self.recipe(text)
        whole = self.folder / "whole"
        dragoman("train", recipe, f"--output={whole}")
        self.check_log(whole)
        self.check_episodes(whole)
        again = json.loads(dragoman("replay", whole, "--step", 7).stdout)
        self.assertTrue(again["identical"], again)
        asked = set(self.teacher.answered)
        self.url = self.start_teacher()
        killed = self.killed_again_and_again(self.recipe(text))
        self.check_episodes(killed)
        without = [[{name: value for name, value in line.items() if name not in SPENT}
                    for line in metrics(run)] for run in (whole, killed)]
        self.assertEqual(without[0], without[1])
        self.assertEqual(episodes(whole), episodes(killed))
        self.assertEqual(asked, set(self.teacher.answered))
        again = sum(times - 1 for times in self.teacher.answered.values())
        self.assertLessEqual(again, 8 * 3)  # what was in flight at each death

    def test_a_dead_teacher_stops_the_run_in_one_sentence(self):
        self.teacher.status = 503
        said = dragoman("train", self.recipe(), "--oracle.max_retries=1",
                        f"--output={self.folder / 'dead'}", check=False)
        self.assertEqual(said.returncode, 1, said.stderr)
        self.assertRegex(said.stderr, r"the oracle has no answer for \d+ of 16 episodes, more than "
                                      r"max_failed_share = 0\.5 allows \(\d+ http_5xx\)")
        self.assertIn("HTTP 503: not now", said.stderr)

    def test_a_refused_key_stops_the_run_at_once(self):
        self.teacher.status = 401
        said = dragoman("train", self.recipe(), f"--output={self.folder / 'refused'}", check=False)
        self.assertEqual(said.returncode, 2, said.stderr)
        self.assertIn("refuses the key (HTTP 401: not now)", said.stderr)
        self.assertLessEqual(sum(self.teacher.tries.values()), 8)

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not here: no certificate for a server")
    def test_a_server_with_a_certificate_of_its_own_is_trusted_when_told(self):
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-keyout", key, "-out", certificate, "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.teacher.socket = context.wrap_socket(self.teacher.socket, server_side=True)
        self.url = self.url.replace("http:", "https:")
        short = ["--trainer.max_steps=2", "--trainer.save_steps=2", "--trainer.eval_steps=2"]
        doubted = dragoman("train", self.recipe(), f"--output={self.folder / 'doubted'}", *short,
                           check=False)
        self.assertEqual(doubted.returncode, 2, doubted.stderr)
        self.assertIn("set oracle.ca_file to the certificate", doubted.stderr)
        trusted = self.folder / "trusted"
        dragoman("train", self.recipe(), f"--output={trusted}", *short,
                 f"--oracle.ca_file={certificate}")
        self.assertTrue(any("refinement" in line for line in episodes(trusted)))

    def taught_by(self, oracle, target, *options):
        """The episodes of a short run."""
        begin, end = RECIPE.index("[oracle]"), RECIPE.index("[[reward]]")
        text = RECIPE[:begin] + "[oracle]\n" + oracle + RECIPE[end:]
        run = self.folder / "short"
        dragoman("train", self.recipe(text.replace("refinement", target)), f"--output={run}",
                 "--trainer.max_steps=2", "--trainer.save_steps=2", "--trainer.eval_steps=2",
                 *options)
        return episodes(run)

    def test_a_world_mends_what_a_policy_says_of_it(self):
        lines = self.taught_by('name = "world"\n', "refinement")
        self.assertTrue(all(line.get("refinement") for line in lines if draft_of(line)))

    def test_a_checkpoint_translates_every_source_once(self):
        base = self.folder / "base"
        dragoman("train", self.folder / "sft.toml", f"--output={base}", "--trainer.max_steps=10")
        lines = self.taught_by('name = "checkpoint"\ntranslate_system_template = ""\n'
                               'max_completion_length = 24\nmax_length_ratio = 100.0\n',
                               "translation", f"--model.checkpoint={newest(base)}",
                               "--reward_rules.max_failed_share=1.0")
        by_row = {}
        for line in lines:
            by_row.setdefault(line["row"], set()).add(line.get("translation", line.get("why")))
        self.assertEqual(len(by_row), 8)
        self.assertTrue(all(len(texts) == 1 for texts in by_row.values()))

    def test_a_program_mends_drafts(self):
        program = self.folder / "teacher.py"
        program.write_text(PROGRAM)
        lines = self.taught_by(f'name = "program"\ncommand = ["python3", "{program}"]\n',
                               "refinement")
        said = [line for line in lines if draft_of(line)]
        self.assertGreater(len(said), 16)
        for line in said:
            self.assertEqual(line["refinement"], (draft_of(line) + " mended").strip())

    def test_a_recipe_says_who_is_asked_for_what(self):
        without = RECIPE.replace('target = "refinement"', "")
        said = dragoman("train", self.recipe(without), f"--output={self.folder / 'untaught'}",
                        "--trainer.max_steps=1")
        self.assertIn("oracle: it is asked for nothing", said.stderr)
        self.assertFalse(self.teacher.tries)
        begin, end = RECIPE.index("[oracle]"), RECIPE.index("[[reward]]")
        said = dragoman("train", self.recipe(RECIPE[:begin] + RECIPE[end:]), "--dry-run",
                        check=False)
        self.assertEqual(said.returncode, 2)
        self.assertIn('oracle is missing: reward edit_distance has target = "refinement"',
                      said.stderr)


if __name__ == "__main__":
    unittest.main()
