"""How many of the questions that the answer-preserving pipeline accepts are still the same questions.

    python3 benchmarks/fidelity.py [--dragoman build/dragoman] [--items 1000] [--errors 0.1]
                                   [--word-errors 0.01] [--min-chrf 0.95]

A world's English questions of five domains are protected, translated into an invented language by a translator that
spoils a share of them (another noun, another number, a lost sentence, two options changed), and come back by one that
gets a share of the words wrong. A solver answers what came back. The audit knows the truth: a translation is the same
question if it decodes, without an error, to the text that went in. Printed is the fidelity of the first --items
that were accepted, with its exact interval, and how many of each kind of mistake got through.
"""

import argparse
import json
import random
import re
import subprocess
import sys
from collections import Counter
from os.path import commonprefix
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NUMBERS = dict(zip("""one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split(), range(1, 20)))
TOLD = re.compile(r"The (\w+) (\w+) the (\w+)\.$")


def run(arguments, *words, text=""):
    done = subprocess.run([arguments.dragoman, *map(str, words)], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"fidelity: {' '.join(map(str, words[:2]))}: {done.stderr.strip()}")
    return done.stdout


def solve(text):
    """The answer to a question of the world, by its words alone; "" for one that can't be read."""
    lines = text.split("\n")
    asked = next((line for line in lines if line.endswith("?")), "")
    told = [match.groups() for line in lines if (match := TOLD.match(line))]
    counted = re.match(r"how many (\w+)\?", asked)
    if counted and counted[1].startswith("dollar"):
        order = re.match(r"(\w+) (\w+)\.$", lines[lines.index(asked) - 1])
        prices = {m[1]: NUMBERS.get(m[2], 0) for line in lines if (m := re.match(r"The (\w+) costs (\w+) ", line))}
        if order is None or not prices:
            return ""
        good = max(prices, key=lambda name: len(commonprefix([name, order[2]])))  # "axe" of "axes"
        return str(NUMBERS.get(order[1], 0) * prices[good])
    if counted:
        parts = [line.rstrip(".").split() for line in lines if line.endswith(f" {counted[1]}.")]
        return str(sum(NUMBERS.get(part[-2], 0) for part in parts))
    if whether := re.match(r"Did the (\w+) \w+ the (\w+)\?", asked):
        return "yes" if any((who, whom) == whether.groups() for who, _, whom in told) else "no"
    found = ""
    if by_object := re.match(r"(?:Who|What) \w+ the (\w+)\?", asked):
        found = next((who for who, _, whom in told if whom == by_object[1]), "")
    if by_subject := re.match(r"(?:Who|Whom|What) did the (\w+) ", asked):
        found = next((whom for who, _, whom in told if who == by_subject[1]), "")
    options = re.findall(r"^([A-Z])\) the (\w+)$", text, re.M)
    return next((letter for letter, name in options if name == found), "") if options else found


def spoiled(text, rng, nouns):
    """What a poor translator makes of it, and the kind of its mistake; the text alone where it has no place for one."""
    lines = text.split("\n")
    kinds = ["noun", "lost sentence"]
    numbers = [(i, word) for i, line in enumerate(lines) for word in line.rstrip(".?").split() if word in NUMBERS]
    options = [i for i, line in enumerate(lines) if re.match(r"[A-Z]\) ", line)]
    kinds += ["number"] * bool(numbers) + ["options"] * bool(options)
    kind = rng.choice(kinds)
    told = [i for i, line in enumerate(lines) if line.startswith("The ")]
    if kind == "noun":
        at = rng.choice(told)
        lines[at] = re.sub(r"^The \w+", f"The {rng.choice(nouns)}", lines[at])
    elif kind == "lost sentence":
        del lines[rng.choice(told)]
    elif kind == "number":
        at, word = rng.choice(numbers)
        other = rng.choice([number for number in NUMBERS if number not in (word, "one")])
        lines[at] = re.sub(rf"\b{word}\b", other, lines[at], count=1)
    else:
        a, b = rng.sample(options, 2)
        lines[a], lines[b] = lines[a][:3] + lines[b][3:], lines[b][:3] + lines[a][3:]
    changed = "\n".join(lines)
    return changed, kind if changed != text else ""


def transduced(arguments, texts, *options):
    """Texts of several lines, through `dragoman transduce`."""
    joined = run(arguments, "transduce", arguments.language, "--seed", arguments.seed, *options,
                 text="".join(text + "\n" for text in texts)).split("\n")
    made, at = [], 0
    for text in texts:
        count = text.count("\n") + 1
        made.append("\n".join(joined[at:at + count]))
        at += count
    return made


def drafted(arguments):
    """Protected questions with a translation, the way back, the solver's answer, and what was done to them."""
    rng = random.Random(arguments.seed)
    asked = run(arguments, "world", "family", "--questions", "--from=en", f"--seed={arguments.seed}",
                f"--rows={2 * arguments.items}", "--format=jsonl")
    rows = [json.loads(line) for line in asked.splitlines()]
    items = "".join(json.dumps({"question": row["source"], "answer": row["references"][0]}) + "\n" for row in rows)
    made = [json.loads(line) for line in run(arguments, "items", "protect", text=items).splitlines()]
    nouns = sorted({match[1] for row in rows for line in row["source"].split("\n") if (match := TOLD.match(line))})
    for item in made:
        item["mistake"] = ""
        item["said"] = item["protected"]
        if rng.random() < arguments.errors:
            item["said"], item["mistake"] = spoiled(item["protected"], rng, nouns)
    there = transduced(arguments, [item["said"] for item in made])
    back = transduced(arguments, there, "--decode", f"--word_error_rate={arguments.word_errors}")
    exact = transduced(arguments, there, "--decode")
    for item, translation, returned, truth in zip(made, there, back, exact):
        item.update(translation=translation, back_translation=returned, solved=solve(returned),
                    same=truth == item["protected"])
    return made


def audit(arguments):
    made = drafted(arguments)
    text = "".join(json.dumps(item) + "\n" for item in made)
    judged = [json.loads(line) for line in run(arguments, "items", "check", "--transducer", arguments.language,
                                               "--seed", arguments.seed, f"--min_chrf={arguments.min_chrf}", "--all", text=text).splitlines()]
    accepted = [item for item in judged if not item.get("refusal")]
    if len(accepted) < arguments.items:
        sys.exit(f"fidelity: only {len(accepted)} of {len(judged)} were accepted; ask for fewer --items")
    audited = accepted[:arguments.items]
    same = sum(item["same"] for item in audited)
    yield (f"{arguments.language}: {len(judged)} questions, {sum(bool(item['mistake']) for item in judged)} spoiled, "
           f"{len(accepted)} accepted; refused for "
           + ", ".join(f"{why} {count}" for why, count in
                       Counter(item["refusal"] for item in judged if item.get("refusal")).most_common()))
    yield run(arguments, "items", "audit", same, len(audited)).strip()
    planted = Counter(item["mistake"] for item in judged if item["mistake"])
    through = Counter(item["mistake"] for item in accepted if item["mistake"])
    yield "got through: " + ", ".join(f"{kind} {through[kind]} of {planted[kind]}" for kind in sorted(planted))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dragoman", default=ROOT / "build" / "dragoman")
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--errors", type=float, default=0.1)
    parser.add_argument("--word-errors", type=float, default=0.01)
    parser.add_argument("--min-chrf", type=float, default=0.95)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    for arguments.language in ("s1", "s2"):
        for line in audit(arguments):
            print(line)


if __name__ == "__main__":
    main()
