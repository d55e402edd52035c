"""Writes tests/golden/text/regular_expressions.jsonl: of many texts, whether they match an expression
and whether a longer text could.

Run it with a Python that has `regex`, whose partial matches answer the second.
"""

import json
import pathlib
import random
import re
import unicodedata

import regex

FILE = pathlib.Path(__file__).resolve().parent.parent / "tests/golden/text/regular_expressions.jsonl"

EXPRESSIONS = [
    "", "a", "abc", "a|b", "yes|no|not yet", "(a|ab)(c|bcd)", "a*", "a+b?c*", "(ab)*", "(a*)*b", "(a|b)*abb",
    "a{3}", "a{2,}", "a{,2}", "a{1,3}b", "(ab){2,3}", "(a{2}){2}", "a{0}b", "x{a}", "a{", "a{1", "()", "()*a",
    "(|a)b", "a?a?a?aaa", ".*", ".+é", "[abc]", "[^abc]", "[a-c]+", "[]a]+", "[^]a]", "[a-]+", "[-a]", r"[\]\-\\]+",
    r"\d+", r"\d{1,3}(,\d{3})*", r"-?\d+(\.\d+)?", r"\s*a\s*", r"[\d\s]+", r"[^\d]", r"\.", r"\+\*\?",
    r"\x41\u00e9", r"\n\t", "é|è", "[а-я]+", "[é-ü]x", "日本|日光", "[\U0001F600-\U0001F64F]{2}", "a*?b", "a+?", "(?:ab|c)d",
    "(?P<name>a)b", "^abc$", "^(a|b)$", r'\{"name": "[a-z ]{1,8}", "age": (\d|[1-9]\d)\}', "(a|b|c|d|e)(f|g)*h?",
]

# The partial matches of `regex` err with lazy quantifiers; the texts are those of greedy ones.
GREEDY = {"a*?b": "a*b", "a+?": "a+"}

LETTERS = "aabbccdefgh 01.,-+{}[]\"éèü日本光а\n\U0001F600\U0001F601"


def texts(expression, rng):
    """Pieces of the expression itself, and random texts."""
    yield ""
    for _ in range(30):
        yield "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, 5)))
        start = rng.randrange(len(expression) + 1)
        yield expression[start:start + rng.randint(1, 6)]
    for text in ("aaa", "aaaa", "abab", "ababab", "abb", "aabb", "yes", "no", "not", "not yet", "1,234", "12,34",
                 "-1.5", "-", "1.", "abcd", "abbcd", '{"name": "bo b", "age": 7', '{"name": "a", "age": 17}',
                 "日", "日本", "\U0001F600", "\U0001F600\U0001F601", "Aé", "\n\t", "cd", "abd"):
        yield text
    whole = "".join(rng.choice("ab") for _ in range(8))
    yield from (whole[:n] for n in range(8))


def main():
    rng = random.Random(7)
    with FILE.open("w", encoding="utf-8") as out:
        producer = f"Python's re, Unicode {unicodedata.unidata_version}; regex {regex.__version__}"
        out.write(json.dumps({"producer": producer}) + "\n")
        for expression in EXPRESSIONS:
            cases = []
            for text in sorted(set(texts(expression, rng))):
                whole = re.fullmatch(expression, text) is not None
                partial = whole or regex.fullmatch(
                    GREEDY.get(expression, expression), text, partial=True) is not None
                cases.append([text, whole, partial])
            out.write(json.dumps({"expression": expression, "cases": cases}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
