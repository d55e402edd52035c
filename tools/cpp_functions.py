"""Finds the functions of a C++ file: where they begin and end, parameters, nesting.

No parser: comments, strings and preprocessor lines are blanked, then every opening brace is named
by the text before it (namespace, type, function, control block, initialiser). Enough for code laid
out by clang-format; a construct it misreads costs a wrong length, never a crash.
"""

import re
from dataclasses import dataclass

BLANKED = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^()\\ ]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|'
    r"(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+'|(?m:^[ \t]*\#(?:[^\n\\]|\\\n|\\.)*)", re.S)
CONTROL = re.compile(r"^(else\s+)?(if|for|while|switch)\b|^(do|else|try)$|^catch\b|\b(else|do)$")
NOT_NAMES = {"decltype", "explicit", "alignas", "noexcept", "requires", "__attribute__", "typeid"}


@dataclass
class Function:
    name: str
    first: int  # line
    last: int
    parameters: int
    nesting: int = 0  # of control blocks

    @property
    def lines(self):
        return self.last - self.first + 1


@dataclass
class Scope:
    kind: str  # namespace, type, function, control, other
    begin: int = 0  # line of the header
    function: Function | None = None
    header: str = ""


def blank(text):
    """Comments, literals and preprocessor lines as spaces; the lines stay."""
    def spaces(match):
        kept = re.sub(r"[^\n]", " ", match.group())
        return '""' + kept[2:] if match.group()[0] in 'R"' and len(kept) > 1 else kept
    return BLANKED.sub(spaces, text)


def matching(text, start):
    """Index of the parenthesis that closes the one at `start`; the end if there is none."""
    depth = 0
    for index in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0:
            return index
    return len(text) - 1


def parameter_list(header):
    """(name, list) of the function that `header` declares, or None."""
    angle, index = 0, 0
    while index < len(header):
        letter = header[index]
        if letter == "<" and re.search(r"(\w|::)$", header[:index]) and \
                not header[:index].endswith("operator"):
            angle += 1
        elif letter == ">" and angle and header[index - 1] != "-":
            angle -= 1
        elif letter == "(" and not angle:
            name = re.search(r"(operator\s*(\(\)|[^\s\w(]+|\s\w[\w:<> *&]*)|~?[\w:]+)\s*$",
                             header[:index + 2 if header[:index].endswith("operator") else index])
            if header[:index].endswith("operator"):
                index += 2
                index = header.find("(", index)
                if index < 0:
                    return None
                return "operator()", header[index + 1:matching(header, index)]
            close = matching(header, index)
            if name and name.group(1) not in NOT_NAMES:
                return name.group(1), header[index + 1:close]
            index = close
        index += 1
    return None


def count_parameters(listing):
    listing = listing.replace("->", "  ")
    if listing.strip() in ("", "void"):
        return 0
    depth, count = 0, 1
    for letter in listing:
        depth += 1 if letter in "(<[{" else -1 if letter in ")>]}" else 0
        count += letter == "," and depth == 0
    return count


def strip_template(header):
    """Without leading `template <…>` and attributes."""
    header = re.sub(r"^(\s|\[\[[^\]]*\]\]|(public|private|protected)\s*:)+", "", header)
    match = re.match(r"template\s*<", header)
    if not match:
        return header
    depth = 0
    for index in range(match.end() - 1, len(header)):
        depth += {"<": 1, ">": -1}.get(header[index], 0)
        if depth == 0:
            return strip_template(header[index + 1:])
    return header


def is_member_initialiser(header):
    """Whether the brace after `header` is that of `: member_{…}` and not of the body."""
    return re.search(r"\)\s*(noexcept\s*)?:(?!:)", header) and re.search(r"[\w>]\s*$", header)


def kind_of(header, inside):
    """What the brace after `header` opens."""
    header = strip_template(header).strip()
    if inside in ("function", "control"):
        return "control" if CONTROL.search(header) else "other"
    if re.match(r'(inline\s+)?namespace\b|extern\s*""?', header):
        return "namespace"
    if header.endswith(("=", ",", "return")) or not header:
        return "other"
    if re.match(r"(typedef\s+)?(class|struct|union|enum)\b", header) and \
            not re.search(r"\)\s*(const|noexcept|override|final|\s)*$", header):
        return "type"
    return "function" if "(" in header else "other"


class Finder:
    def __init__(self, text):
        self.text = blank(text)
        self.scopes = [Scope("namespace")]
        self.functions = []
        self.header, self.header_line = "", 0
        self.line, self.parentheses = 1, 0
        self.saved = []  # parenthesis depth outside each open scope

    def run(self):
        for letter in self.text:
            if letter == "\n":
                self.line += 1
            if letter == "{":
                self.open()
            elif letter == "}":
                self.close()
            elif letter == ";" and self.parentheses == 0:
                self.header = ""
            else:
                self.parentheses += {"(": 1, ")": -1}.get(letter, 0)
                if not self.header.strip() and not letter.isspace():
                    self.header, self.header_line = "", self.line
                self.header += letter
        return self.functions

    def open(self):
        scope = self.scopes[-1]
        if self.parentheses or is_member_initialiser(self.header):
            kind = "other"
        else:
            kind = kind_of(self.header, "function" if scope.function else scope.kind)
        new = Scope(kind, self.header_line, scope.function, self.header)
        if kind == "function":
            found = parameter_list(strip_template(self.header)) or ("(unnamed)", "")
            new.function = Function(found[0], self.header_line, 0, count_parameters(found[1]))
        if kind == "control":
            depth = 1 + sum(one.kind == "control" for one in self.scopes)
            new.function.nesting = max(new.function.nesting, depth)
        self.scopes.append(new)
        self.saved.append(self.parentheses)
        self.parentheses, self.header = 0, ""

    def close(self):
        if len(self.scopes) == 1:
            return
        scope = self.scopes.pop()
        self.parentheses = self.saved.pop()
        if scope.kind == "function":
            scope.function.last = self.line
            self.functions.append(scope.function)
        # What an initialiser belongs to goes on after it.
        self.header = scope.header + "{}" if scope.kind == "other" else ""
        self.header_line = scope.begin or self.line


def find_functions(text):
    """All functions with a body, tests included; lambdas belong to the function around them."""
    return Finder(text).run()
