"""A model for tests of `dragoman synthesize`, behind a real socket: it drafts tasks with planted
defects, answers, criticises and reads again, errs and babbles as it is told, and its server fails."""

import hashlib
import json
import random
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DEFECTS = ("too_simple", "self_answered", "wrong_language", "contradiction", "hallucination",
           "foreign")
BY_RULE = {"too_simple", "self_answered", "wrong_language"}
BY_CRITIC = {"contradiction", "hallucination"}
NOUNS = """Wald Brücke Fluss Garten Fenster Schule Bahnhof Regen Winter Schiff Kuchen Lehrerin Nachbar
Fahrrad Gebirge Vogel Laterne Brunnen Küche Zeitung Markt Apfel Straße Mühle Glocke Teppich Schlüssel
Uhrmacher Wolke Koffer Geige Bäckerei Hafen Sommer Feuer Spiegel Turm Wiese Katze Stuhl Treppe Löffel
Keller Handwerker Gewitter Bücherei Mantel Pferd Rathaus Dorf Werkstatt Decke Kerze Tochter Onkel Zaun
Leiter Ofen Scheune Ernte""".split()


def draw(*words):
    """A number in [0, 1) that depends on the words alone."""
    digest = hashlib.sha256(" ".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def defect_of(number):
    """One of DEFECTS in 42 of 100 items, else None."""
    place = int(draw("defect", number) * 100) // 7
    return DEFECTS[place] if place < len(DEFECTS) else None


def words_of(number, what):
    return " ".join(random.Random(f"{what} {number}").sample(NOUNS, 14))


def answer_of(number):
    return f"Die Geschichte {number} ist nun erzählt, und darin kamen vor: {words_of(number, 'answer')}."


def instruction_of(number):
    """With its defect, where that is one of the text."""
    defect = defect_of(number)
    if defect == "too_simple":
        return f"Was bedeutet Geschichte {number}?"
    if defect == "wrong_language":
        return (f"Please write the story {number} for the readers of our village paper, and explain "
                f"why the weather of the last winter was so different from what people remember.")
    text = (f"Schreibe die Geschichte {number}, in der diese Wörter nacheinander vorkommen müssen: "
            f"{words_of(number, 'task')}.")
    return text + " Etwa so: " + answer_of(number) if defect == "self_answered" else text


class Model(BaseHTTPRequestHandler):
    """Drafts, answers, criticises and reads again; a part of what it says of an item is wrong, and
    each prompt's first request may fail."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = body["messages"][-1]["content"]
        time.sleep(self.server.latency)
        with self.server.lock:
            tries = self.server.tries[prompt]
            self.server.tries[prompt] += 1
        fault = int(draw("fault", prompt) * 10) if tries == 0 and self.server.faults else 9
        if self.server.status != 200:
            self.reply(self.server.status, b'{"error": {"message": "not now"}}')
        elif fault == 0:
            self.reply(429, b"{}", {"Retry-After": "0.02"})
        elif fault == 1:
            self.reply(500, b"oh")
        elif fault == 2:
            self.reply(200, self.completion(self.said(prompt))[:20])
        elif fault == 3:
            self.close_connection = True
        elif fault == 4:
            self.reply(200, self.completion(self.said(prompt)), cut=True)
        else:
            with self.server.lock:
                self.server.answered[prompt] += 1
            self.reply(200, self.completion(self.said(prompt)))

    def said(self, prompt):
        number = int(re.search(r"(?:Geschichte|[Ss]tory) (\d+)", prompt).group(1))
        if prompt.startswith("You check training data"):
            return self.criticism(number)
        if prompt.startswith("You wrote a task"):
            fits = defect_of(number) != "foreign"
            return json.dumps({"correct": True, "fits_culture": fits, "native_style": True,
                               "why": "as it is"})
        return instruction_of(number) if "Rules:" in prompt else answer_of(number)

    def criticism(self, number):
        if number in self.server.babbled:
            return "I find this task charming."
        found = {name: defect_of(number) == name for name in ("contradiction", "hallucination")}
        if number in self.server.wrong:
            found = {"contradiction": not any(found.values()), "hallucination": False}
        return json.dumps({**found, "no_result": False, "why": "so it is"})

    @staticmethod
    def completion(text):
        choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 10, "completion_tokens": 5}
        return json.dumps({"choices": [choice], "usage": usage}).encode()

    def reply(self, status, body, headers={}, cut=False):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def log_message(self, *_):
        pass


def start_model(test):
    model = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    model.daemon_threads = True
    model.handle_error = lambda *_: None  # a killed run breaks its connections
    model.lock = threading.Lock()
    model.status, model.faults, model.latency = 200, False, 0.0
    model.tries, model.answered = Counter(), Counter()
    model.wrong, model.babbled = set(), set()
    threading.Thread(target=model.serve_forever, daemon=True).start()
    test.addCleanup(model.server_close)
    test.addCleanup(model.shutdown)
    return model
