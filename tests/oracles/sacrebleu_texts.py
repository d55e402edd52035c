"""Text for comparisons with sacreBLEU: invented words, every kind of code point, and real lines."""

import functools
import random
import sys
import unicodedata

from oracles import ROOT, SHARED

sys.path.insert(0, str(ROOT / "tools"))

from make_golden_metrics import Writer, corpus  # noqa: E402

EMOJI = ["😀", "👩\u200d🚀", "👨\u200d👩\u200d👧\u200d👦", "🇩🇪", "🇯🇵", "1\ufe0f\u20e3", "👍🏽", "❤\ufe0f", "🏴\U000e0067\U000e007f",
         "e\u0301\u0323", "\u200b", "\ufeff", "\u202e", "ﷺ", "Ǆ", "ŉ", "ΑΣ", "ΑΣ.", "İI", "ẞ", "𝔸𝟙", "𐐀"]


@functools.cache
def known_code_points():
    """All that this Python's Unicode assigns, without surrogates and the characters that end lines.
    Python 3.11 has Unicode 14; sacreBLEU's `regex` and ICU know more, and agree on all of these."""
    return [chr(c) for c in range(0x110000)
            if unicodedata.category(chr(c)) not in ("Cn", "Cs") and chr(c) not in "\0\n\r"]


def real_lines(limit=400):
    """Lines of the data beside the checkout; nothing where there is none."""
    lines = []
    for path in sorted(SHARED.glob("data/mlqe-pe/*.tsv"))[:12]:
        with open(path, encoding="utf-8") as file:
            for _, line in zip(range(limit // 8), file):
                lines += [field for field in line.rstrip("\n").split("\t") if len(field) > 20]
    return lines


class Texts:
    """Corpora from one seed; a line of a file never has an end of line inside."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.known = known_code_points()
        self.real = real_lines()

    def symbols(self, length):
        """Code points of all planes, emoji and spaces."""
        pick = self.rng.random
        return "".join(" " if pick() < 0.25 else self.rng.choice(EMOJI) if pick() < 0.2
                       else self.rng.choice(self.known) if pick() < 0.5 else self.rng.choice("aB1.,-(&;")
                       for _ in range(length))

    def changed(self, line):
        """The same line with some words moved, lost or written otherwise."""
        words = line.split(" ")
        return " ".join(Writer(self.rng).noisy(words, words or ["a"], self.rng.choice([0.1, 0.4])))

    def corpus(self, sentences, references, systems=1, longest=12):
        """([system][sentence], [reference][sentence])"""
        kind = self.rng.random()
        if kind < 0.6 or (kind >= 0.8 and not self.real):
            return corpus(Writer(self.rng), sentences, references, longest, systems)
        if kind < 0.8:
            base = [self.symbols(self.rng.randint(0, 3 * longest)) for _ in range(sentences)]
        else:
            base = [self.rng.choice(self.real) for _ in range(sentences)]
        return ([[self.changed(line) for line in base] for _ in range(systems)],
                [[self.changed(line) for line in base] for _ in range(references)])
