"""Small templates that together try every operator, literal, filter, test, method and statement of
Jinja which chat templates use. Whoever imports them asks Jinja what they give."""

from pathlib import Path

VARIABLES = {
    "n": 7, "zero": 0, "neg": -3, "f": 2.5, "big": 1e22, "small": 1.5e-7, "t": True, "no": False,
    "nil": None, "s": "Hello, World", "e": "", "u": "Größe İstanbul ﬁ ς ΑΣ 日本語 🎉",
    "sp": "  \t padded \n ", "lines": "one\ntwo\r\n\n three\n", "q": "it's \"quoted\"\\ \x07 é\u200b",
    "l": [3, 1, 2, 1], "ls": ["b", "A", "c", "a"], "mix": [1, "a", None, 2.0, True, [1], {"k": 1}],
    "d": {"b": 1, "a": 2, "items": "shadow", "nested": {"x": [1, {"y": "deep"}]}, "C": None},
    "users": [
        {"name": "Zoe", "age": 31, "tags": ["x"], "on": True},
        {"name": "adam", "age": 5, "tags": [], "on": False},
        {"name": "Bob", "age": 31, "on": True},
    ],
    "html": "<a href='x'>&\"</a>", "num": " 42 ", "hex": "0x1f", "flt": "3.7e1", "md": "a-b_c d(e)",
}

ATOMS = ["n", "zero", "neg", "f", "t", "no", "nil", "s", "e", "l", "d", "missing", "'x'", "(1, 2)",
         "[1]", "{}", "2"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "==", "!=", "<", "<=", ">", ">=", "~", "in", "not in",
             "and", "or"]
TESTS = ["boolean", "callable", "defined", "escaped", "even", "false", "filter", "float", "integer",
         "iterable", "lower", "mapping", "none", "number", "odd", "sequence", "string", "test",
         "true", "undefined", "upper"]
FILTERS = ["abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first",
           "float", "indent", "int", "items|list", "join", "last", "length", "list", "lower",
           "map('string')|list", "max", "min", "reject|list", "replace('l', 'L')", "reverse|list",
           "round", "safe", "select|list", "sort", "string", "sum", "title", "tojson", "trim",
           "unique|list", "upper", "batch(2)|list", "center(20)", "wordcountx"]

EXPRESSIONS = (Path(__file__).parent / "template_expressions.txt").read_text(encoding="utf-8")

STATEMENTS = [
    "{% for x in l %}{{ loop.index }}:{{ loop.index0 }}:{{ loop.revindex }}:{{ loop.revindex0 }}:"
    "{{ loop.first }}:{{ loop.last }}:{{ loop.length }}:{{ x }};{% endfor %}",
    "{% for x in l %}{{ loop.previtem }}|{{ loop.nextitem }}|{{ loop.cycle('a', 'b') }}|"
    "{{ loop.changed(x > 1) }} {% endfor %}",
    "{% for x in [] %}a{% else %}empty{% endfor %}", "{% for x in missing %}a{% else %}b{% endfor %}",
    "{% for x in none %}a{% endfor %}", "{% for x in 5 %}{% endfor %}", "{% for c in s %}{{ c }}.{% endfor %}",
    "{% for k in d %}{{ k }},{% endfor %}", "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for a, b in [(1, 2), [3, 4]] %}{{ a + b }} {% endfor %}", "{% for a, b in [1] %}{% endfor %}",
    "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for a, b in [(1, 2, 3)] %}{% endfor %}", "{% for x in l if x > 1 %}{{ loop.index }}{{ x }}{{ loop.last }} {% endfor %}",
    "{% for x in l if x > 9 %}{% else %}none{% endfor %}", "{% for x in l %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "{% for x in l %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}",
    "{% for x in l %}{% continue %}{% else %}else{% endfor %}", "{% for x in l %}{% break %}{% else %}else{% endfor %}",
    "{% break %}", "{% for x in l %}{% for y in l %}{% break %}{% endfor %}{{ x }}{% endfor %}",
    "{% for x in l %}{% set n = x %}{{ n }}{% endfor %}{{ n }}",
    "{% set c = 0 %}{% for x in l %}{% set c = c + x %}{% endfor %}{{ c }}",
    "{% set ns = namespace(c=0) %}{% for x in l %}{% set ns.c = ns.c + x %}{% endfor %}{{ ns.c }}{{ ns }}",
    "{% set x.y = 1 %}", "{% set d.y = 1 %}", "{% set ns = namespace() %}{% set ns._x = 1 %}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
    "{% set a, b = [1] %}", "{% set a = b = 1 %}", "{% set true = 1 %}", "{% set a %}x{{ n }}y{% endset %}[{{ a }}]",
    "{% set a | upper | replace('X', 'z') %}x{{ n }}{% endset %}{{ a }}", "{% set a %}{% set b = 1 %}{% endset %}{{ b }}",
    "{% if n > 5 %}{% set z = 1 %}{% endif %}{{ z }}", "{% if n > 50 %}{% set z = 1 %}{% endif %}[{{ z }}]",
    "{% if no %}a{% elif zero %}b{% elif n %}c{% else %}d{% endif %}", "{% if no %}a{% else %}b{% endif %}",
    "{% if no %}{{ s|nope }}{% endif %}ok", "{% if t %}{{ s|nope }}{% endif %}", "{{ (s|nope) if no else 1 }}",
    "{% for x in [] %}{{ s|nope }}{% endfor %}", "{% if no %}{{ s is nope }}{% endif %}ok",
    "{% macro m(a, b=2, c='x') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, c=3) }} {{ m(b=1, a=0) }} {{ m() }}",
    "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{% endmacro %}{{ m(z=2) }}", "{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(4) }}",
    "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}", "{% macro m(a, a2=1, b) %}{% endmacro %}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}in{% endcall %}", "{% macro m() %}{{ caller(5) }}{% endmacro %}{% call(x) m() %}<{{ x }}>{% endcall %}",
    "{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}", "{% macro m() %}a{% endmacro %}{% call m() %}b{% endcall %}",
    "{% macro f(x) %}{% if x > 0 %}{{ x }}{{ f(x - 1) }}{% endif %}{% endmacro %}{{ f(5) }}", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% macro m() %}{{ y }}{% endmacro %}{% set y = 3 %}{{ m() }}", "{% macro m() %}{% set y = 1 %}{% endmacro %}{{ m() }}{{ y }}",
    "{% for x in l %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% endfor %}", "{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}{{ m.name }}{{ m }}",
    "{% filter upper %}a{{ s }}b{% endfilter %}", "{% filter replace('a', 'b')|upper %}aXa{% endfilter %}", "{% filter nope %}{% endfilter %}",
    "{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a }}", "{% with %}{% set q2 = 1 %}{{ q2 }}{% endwith %}{{ q2 }}", "{% with a = 1, b = a %}{{ b }}{% endwith %}",
    "{% generation %}a{{ n }}{% endgeneration %}b", "x{% for x in l %}{{ x }}{% generation %}{{ x }}y{% endgeneration %}{% endfor %}",
    "{% for x in [1, [2, [3]]] recursive %}{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}d{{ loop.depth }}{% endif %}{% endfor %}",
    "{% for x in l %}{{ loop(l) }}{% endfor %}", "{% for x in l %}{{ loop }}{% endfor %}", "{{ loop }}", "{% for loop in l %}{{ loop }}{% endfor %}",
    "{% raw %}{{ x }}{% y %}{% endraw %}z", "a {%- raw -%} b {%- endraw -%} c", "{# comment #}a{#- c -#} b", "{# {{ x }} #}b", "{# open", "{% raw %}x",
    "a\n{% if t %}\nb\n{% endif %}\nc\n", "a\n  {% if t %}  \n  b\n  {% endif %}\n", "a\n  {%+ if t %}\nb{% endif %}", "a\n {%- if t -%} \n b {%- endif %}",
    "{% if t +%}\nb{% endif %}", "  {{ n }}  \n  {{- n -}}  \n x", "x {{+ n }}", "  {# c #}\n y", "  {#- c -#}\n y", "  {# c +#}\ny", "a  \n\n{%- set z = 1 %}\n\nb",
    "{{ '{{' }}{{ '%}' }}", "{{ {'a': {'b': 1}}}}", "{{{'a': 1}}}", "{%", "{{", "}}", "%}", "{ {", "{% nope %}", "{% endif %}", "{% if t %}", "{% for x in l %}",
    "{% if %}{% endif %}", "{% for x l %}{% endfor %}", "{% for in l %}{% endfor %}", "{% else %}", "{% if t %}{% else %}{% elif t %}{% endif %}", "\r\na\rb\n\n",
    "{% include 'x' %}", "{% extends 'x' %}", "{% import 'x' as y %}", "{% block b %}x{% endblock %}", "{% autoescape true %}{% endautoescape %}", "{% do l.append(1) %}",
    "{% print n, s %}", "{% if t: %}a{% endif %}", "{%if t%}a{%endif%}", "{%- if t -%}  a  {%- endif -%}", "{{n}}{{-n}}{{n-}} {{n}}", "{{ -n }}", "{{- -n }}",
    "{% set x = [] %}{% for i in range(3) %}{% set x = x + [i] %}{% endfor %}{{ x }}", "{% set g = l|map('string') %}{{ g|list }}{{ g|list }}",
    "{% set g = l|select('odd') %}{% for x in g %}{{ x }}{{ loop.length }}{% endfor %}", "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{% set _ = c.reset() %}{{ c.current }}",
    "{% set j = joiner('; ') %}{% for x in l %}{{ j() }}{{ x }}{% endfor %}", "{% for u in users|sort(attribute='name') %}{{ u.name }} {% endfor %}",
    "{% for a in [1, 2] %}{% set outer = loop %}{% for b in [3, 4] %}{{ outer.index }}{{ loop.index }} {% endfor %}{% endfor %}",
    "{% for m in users[::-1] %}{{ m['name'] }}{% if not loop.last %}, {% endif %}{% endfor %}", "{{ raise_exception('no ' + s) }}", "{{ raise_exception() }}",
    "{% set x = raise_exception('a') if no else 1 %}{{ x }}", "{% set ns = namespace(a=[]) %}{% set ns.a = ns.a + [1] %}{{ ns.a }}", "{{ ns }}{% set ns = 1 %}",
    "{{ x }}{% set x = 1 %}{{ x }}", "{% set n = n + 1 %}{{ n }}", "{% for n in l %}{{ n }}{% endfor %}{{ n }}", "{% for x in l if x is odd and loop is undefined %}{{ x }}{% endfor %}",
    "{% for x in range(100001) %}{% endfor %}", "{{ 'a' * 5 }}{{ [none] * 2 }}", "{% for x in d|dictsort %}{{ x }}{% endfor %}", "{% for x, y in d|items %}{{ x }}{{ y }}{% endfor %}",
    "{% for ch in 'añ日' %}{{ loop.index }}{{ ch }}{% endfor %}", "{% if l and d and not e %}x{% endif %}{% if missing %}y{% endif %}", "{%- for x in l -%}\n  {{ x }}\n{%- endfor -%}\n",
]


def templates():
    """Every template of the grid, without repeats."""
    made = [f"{{{{ {a} {op} {b} }}}}" for op in OPERATORS for a in ATOMS for b in ATOMS[::3]]
    made += [f"{{{{ {a} is {test} }}}}" for test in TESTS for a in ATOMS]
    made += [f"{{{{ {a}|{name} }}}}" for name in FILTERS for a in ATOMS]
    made += ["{{ " + e + " }}" for e in EXPRESSIONS.strip().split("\n")]
    made += STATEMENTS
    return list(dict.fromkeys(made))


# What Jinja renders and we refuse: it prints an address, makes a complex number, or is none of what
# chat templates use.
REFUSED = (
    r"\N{", "(-8) ** 0.5", ".encode()", "|urlize", "|wordcount", "|truncate", "|attr(", ".real }}",
    "(s|nope) if", "% block", "% autoescape", "{{ d.items }}", "{{ s.upper }}", "{{ range }}",
    "lipsum",
)


def is_refused(template):
    return any(part in template for part in REFUSED)
