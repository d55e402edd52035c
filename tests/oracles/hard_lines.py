"""Difficult text for tokenizers, made by a seeded generator. All of it is invented."""

import random
import unicodedata

SYLLABLES = ["ka", "lo", "mi", "ré", "tö", "su", "ny", "ша", "ди", "ве", "灯", "मा", "ب", "sch", "tr", "e", "n't", "'s"]
RANGES = [(0x20, 0x7E), (0x20, 0x7E), (0x00, 0x1F), (0x7F, 0xFF), (0x100, 0x24F), (0x300, 0x36F), (0x370, 0x3FF),
          (0x400, 0x4FF), (0x590, 0x5F4), (0x600, 0x6FF), (0x900, 0x97F), (0xE00, 0xE5B), (0x1100, 0x11FF),
          (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2460, 0x24FF), (0x2581, 0x2581),
          (0x3000, 0x30FF), (0x3300, 0x33FF), (0x4E00, 0x4EFF), (0xAC00, 0xACFF), (0xF900, 0xF9FF), (0xFB00, 0xFB4F),
          (0xFE00, 0xFE0F), (0xFF00, 0xFFEF), (0x10330, 0x1034A), (0x1D400, 0x1D4FF), (0x1F1E6, 0x1F1FF),
          (0x1F300, 0x1F64F), (0x20000, 0x2001F), (0x2F800, 0x2F81F)]
PHRASES = ["", " ", "  ", "\t", "\n", "\r\n", "\u3000", "\u00a0", "\u200b", "\u200d", "\ufeff", "\ufffd", "\u00ad", "▁", "▁▁ ",
           "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "👍🏽", "e\u0301", "q\u0307\u0323\u0301", "İI ıi ΣΑΣ σς ǅ ß ẞ", "ﬁ ½ ² Ⅷ ① ㍿",
           "don't WE'LL i'm", "a . b , c ! d ? ' e", "<s>", "</s>", "[MASK]", "<0x41>", "<unk>", "[UNK]", "``x''", "x=y+z*(a-b)/c",
           "３ ٣٤ १२ 3.14 1,000", "شَدّة", "שָׁלוֹם", "한글 \u1112\u1161\u11ab", "ｶﾞｷﾞ がぎ か\u3099", "क़ क्ष", "ํา เก่า", "\r", "a" * 130,
           " " * 70, "é" * 60, "\u0301" * 9, "👍" * 20, "_a_b-c–d—e", "$5 €6 ^~`|", "\u1160\u0600a\u0d4e"]


def is_known(character):
    """Whether Python's Unicode has it; of newer characters every program knows another part."""
    return unicodedata.category(character) not in ("Cn", "Cs")


def words(rng):
    return ["".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 4))) for _ in range(300)]


def corpus(seed, count):
    """Lines to train on: frequent words first, with digits and signs."""
    rng = random.Random(seed)
    known = words(random.Random(1))
    return [" ".join(known[rng.randrange(rng.randint(1, 300))] + rng.choice(["", "", "", ",", ".", "!", " 12"])
                     for _ in range(rng.randint(3, 12))) for _ in range(count)]


def hard_lines(seed, count):
    rng = random.Random(seed)
    known = words(random.Random(1))

    def part():
        kind = rng.random()
        if kind < 0.35:
            return rng.choice(known)
        if kind < 0.5:
            return rng.choice(PHRASES)
        if kind < 0.7:
            return " " * rng.choice([1, 1, 1, 2, 3, 9])
        low, high = rng.choice(RANGES)
        return "".join(filter(is_known, (chr(rng.randint(low, high)) for _ in range(rng.randint(1, 6)))))

    lines = list(PHRASES) + [first + phrase + last for phrase in PHRASES for first, last in ((" ", ""), ("a", "b"), ("é", " "))]
    while len(lines) < count:
        lines.append("".join(part() for _ in range(rng.randint(1, 25))))
    return lines[:count]


def character_lines():
    """Every character of the planes in use, between letters, some to a line."""
    known = [c for c in map(chr, range(0x20000)) if is_known(c)]
    return ["a" + "b a".join(known[i:i + 16]) + "b" for i in range(0, len(known), 16)]
