"""Every path, link, `make` target and `dragoman` command that a Markdown file names exists.

With the program built (build/dragoman), commands and options are held against its own help, and
docs/reference against what `dragoman explain --markdown` prints.
"""

import re
import subprocess

from checkout import Report, arguments, files

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?<![\w./<>-])((?:\.\w[\w-]*|[\w.-]+)(?:/[\w.-]+)+/?)")
MAKE = re.compile(r"(?:^|[`$&;]\s*|\s)make ([a-z][a-z-]*)")
COMMAND = re.compile(r"(?:^|[`$&;|]\s*|build/|bin/)dragoman ([a-z][a-z-]*)((?:[^\n#`|<>]|\\\n)*)")
OPTION = re.compile(r"(?<!\S)(--[a-z][a-z_-]*)")
MADE = ("build/", "runs/", "build-", ".venv/", "bin/", "lib/", "include/")  # by use
PLACEHOLDER = re.compile(r"[A-Z]{3,}|\bNNN\b|\bname\b|step-N")


def code_of(text):
    """(line, code) of every inline span and every line of a fenced block that is a command."""
    fenced = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith("```"):
            fenced = None if fenced is not None else line.strip()[3:]
        elif fenced is not None:
            yield number, line if fenced in ("", "sh", "bash", "console") else ""
        else:
            for match in CODE.finditer(line):
                yield number, match.group(1)


class Program:
    """The built program, asked once for each command's help."""

    def __init__(self, root):
        self.path = root / "build" / "dragoman"
        self.built = self.path.exists()
        self.sources = {path.stem.removesuffix("_command").replace("_", "-")
                        for path in (root / "src" / "cli").glob("*_command.cpp")}
        self.helps = {}

    def help(self, command):
        """What `dragoman COMMAND --help` prints; None where there is no such command."""
        if command not in self.helps:
            said = subprocess.run([self.path, command, "--help"], capture_output=True, text=True)
            self.helps[command] = said.stdout if said.returncode == 0 else None
        return self.helps[command]

    def complaint(self, command, rest):
        if not self.built:
            known = not self.sources or command in self.sources
            return None if known else f"`dragoman {command}` has no file in src/cli"
        text = self.help(command)
        if text is None:
            return f"the program has no command `{command}`"
        for option in OPTION.findall(rest):
            if option not in text and "." not in rest.split(option)[1].split(" ")[0]:
                return f"`dragoman {command} --help` does not know {option}"
        return None


def missing_path(root, name):
    """Whether `name` looks like a path of this checkout and is not there."""
    first = name.split("/")[0]
    if name.startswith(MADE) or PLACEHOLDER.search(name):
        return False
    if (root / first).is_dir():
        return not (root / name).exists()
    if (root / "src" / first).is_dir():  # written as an include
        return not (root / "src" / name).exists()
    return False


def check_links(report, path, text):
    for number, line in enumerate(text.splitlines(), 1):
        for target in LINK.findall(CODE.sub("", line)):
            if re.match(r"\w+:|#", target):
                continue
            if not (path.parent / target.split("#")[0]).exists():
                report.problem(path, number, f"links to {target}, which does not exist")


def check_code(report, path, text, targets, program):
    for number, code in code_of(text):
        for name in PATH.findall(code):
            if missing_path(report.root, name):
                report.problem(path, number, f"names {name}, which does not exist")
        for target in MAKE.findall(code):
            if target not in targets:
                report.problem(path, number, f"the Makefile has no target {target}")
        for command, rest in COMMAND.findall(code):
            wrong = program.complaint(command, rest)
            if wrong:
                report.problem(path, number, wrong)


def check_reference(report, root, program):
    """docs/reference/catalogue.md is what the program says of its own options."""
    path = root / "docs" / "reference" / "catalogue.md"
    if not program.built or program.help("explain") is None:
        return
    said = subprocess.run([program.path, "explain", "--markdown"], capture_output=True, text=True)
    if not path.exists() or path.read_text() != said.stdout:
        report.problem("docs/reference/catalogue.md", 0,
                       "is stale; `make reference` rewrites it")


def main():
    root = arguments(__doc__).root.resolve()
    report = Report("docs", root)
    makefile = root / "Makefile"
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile.read_text(), re.M)) \
        if makefile.exists() else set()
    program = Program(root)
    documents = files(root, ".md")
    for path in documents:
        text = path.read_text()
        check_links(report, path, text)
        check_code(report, path, text, targets, program)
    check_reference(report, root, program)
    report.finish(f"{len(documents)} documents")


if __name__ == "__main__":
    main()
