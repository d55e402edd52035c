"""How much of a teacher's latency an RLfR step hides: a whole run against a real server on loopback.

    python3 benchmarks/teacher.py [--dragoman build/dragoman] [--latency 0.2] [--concurrency 64]
                                  [--width 128] [--steps 8] [--one-step-off]

The server speaks as OpenAI's do, takes --latency seconds for every request, and gives the draft back with
its first word once more. Two runs of the same recipe, an invented language and a small fresh model, each
step 64 sources with 8 drafts: one is rewarded against references and asks nobody, one against the
server's refinements. Printed is, for every step after the first, the time of the step over the larger of
both: the first run's step, and latency x requests / concurrency. With --one-step-off the second run draws
its next drafts before it learns (rl.one_step_off_policy).
"""

import argparse
import json
import statistics
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

RECIPE = """
kind = "rl"
[world]
name = "agglutinative"
train_rows = 2000
dev_rows = 10
[tokenizer]
vocab_size = 1000
[model]
hidden_size = {width}
intermediate_size = {inner}
num_hidden_layers = 3
num_attention_heads = 4
num_key_value_heads = 4
[trainer]
max_steps = {steps}
per_device_train_batch_size = 512
eval_steps = 0
eval_on_start = false
[rl]
num_generations = 8
max_completion_length = 32
one_step_off_policy = {off}
old_logprobs = "sampler"
[algorithm]
name = "reinforce_pp_baseline"
[evaluation]
witness = "meaning_accuracy"
[[reward]]
name = "edit_distance"
target = "{target}"
[[reward]]
name = "chrf"
target = "{target}"
"""

ORACLE = """
[oracle]
name = "endpoint"
base_url = "{url}"
model = "teacher"
refine_system_template = ""
refine_template = "{{draft}}"
max_length_ratio = 1000.0
concurrency = {concurrency}
"""


class Teacher(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        draft = question["messages"][-1]["content"]
        time.sleep(self.server.latency)
        words = draft.split(" ")
        choice = {"message": {"role": "assistant", "content": " ".join(words[:1] + words)},
                  "finish_reason": "stop"}
        body = json.dumps({"choices": [choice],
                           "usage": {"prompt_tokens": 10, "completion_tokens": 5}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024


def serve(latency):
    server = Server(("127.0.0.1", 0), Teacher)
    server.latency = latency
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/v1"


def steps_of(options, folder, name, recipe):
    path = folder / f"{name}.toml"
    path.write_text(recipe)
    subprocess.run([options.dragoman, "train", path, f"--output={folder / name}"], check=True,
                   stderr=subprocess.DEVNULL)
    lines = (folder / name / "metrics.jsonl").read_text().splitlines()
    return [line for line in map(json.loads, lines) if "reward" in line][1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dragoman", default=ROOT / "build" / "dragoman")
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--one-step-off", action="store_true")
    options = parser.parse_args()
    off = str(options.one_step_off).lower()
    values = {"steps": options.steps, "width": options.width, "inner": 3 * options.width}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone = steps_of(options, folder, "alone",
                         RECIPE.format(target="references", off="false", **values))
        oracle = ORACLE.format(url=serve(options.latency), concurrency=options.concurrency)
        taught = steps_of(options, folder, "taught",
                          RECIPE.format(target="refinement", off=off, **values) + oracle)
    own = statistics.median(line["step_time"] for line in alone)
    print(f"a step without a teacher: {own:.2f} s (median of {len(alone)})")
    ratios = []
    for line in taught:
        waiting = options.latency * line["oracle/requests"] / options.concurrency
        ratios.append(line["step_time"] / max(own, waiting))
        print(f"step {line['step']}: {line['step_time']:.2f} s, of them waiting for the teacher "
              f"{line['timing_s/oracle']:.2f} s; {line['oracle/requests']:.0f} requests, "
              f"{waiting:.2f} s at best: {ratios[-1]:.2f}x")
    print(f"median {statistics.median(ratios):.2f}x, most {max(ratios):.2f}x")


if __name__ == "__main__":
    main()
