"""Writes tests/golden/templates/expressions.jsonl: what Jinja, set up as `transformers` does, makes
of the small templates of tests/oracles/template_expressions.py. Null stands for a refusal.

Run it with a Python that has transformers and jinja2.
"""

import copy
import json
import pathlib
import sys
import warnings

import jinja2
import transformers
from transformers.utils.chat_template_utils import _compile_jinja_template

TESTS = pathlib.Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS / "oracles"))
import template_expressions  # noqa: E402

warnings.simplefilter("ignore")


def rendered(template):
    """The text, or None where Jinja refuses."""
    try:
        variables = copy.deepcopy(template_expressions.VARIABLES)
        text = _compile_jinja_template(template).render(**variables)
        text.encode()
        return text
    except Exception:
        return None


def main():
    path = TESTS / "golden" / "templates" / "expressions.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [{"producer": f"jinja2 {jinja2.__version__}, transformers {transformers.__version__}",
              "variables": template_expressions.VARIABLES}]
    for template in template_expressions.templates():
        text = None if template_expressions.is_refused(template) else rendered(template)
        lines.append([template, text])
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
                    encoding="utf-8")


if __name__ == "__main__":
    main()
