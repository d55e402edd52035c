"""Holds files, functions, parameters and nesting against the budgets, for C++ and Python."""

import ast
import re

from checkout import Report, arguments, files
from cpp_functions import Function, find_functions

# (worth a note above, refused above)
FILE_LINES = (300, 500)
FUNCTION_LINES = (40, 60)
PARAMETERS = (5, 5)
NESTING = (4, 4)
TABLES = re.compile(r"_tables?\.(h|cpp)$")  # data as code may be as long as the data
OPEN_ENDS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def judge(report, place, what, size, budget):
    """`place` is (path, line); above budget[0] a note, above budget[1] a problem."""
    if size > budget[1]:
        report.problem(*place, f"{what} is {size}; at most {budget[1]}")
    elif size > budget[0]:
        report.note(*place, f"{what} is {size}; aim for {budget[0]}")


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            args = node.args
            yield Function(node.name, node.lineno, node.end_lineno,
                           len(args.args) + len(args.kwonlyargs))


def check_file(report, path):
    """Returns the sizes of the file's functions."""
    text = path.read_text()
    lines = text.splitlines()
    if not TABLES.search(path.name):
        judge(report, (path, 0), "the number of lines", len(lines), FILE_LINES)
    functions = list(python_functions(text) if path.suffix == ".py" else find_functions(text))
    for one in functions:
        place = (path, one.first)
        judge(report, place, f"the length of {one.name}()", one.lines, FUNCTION_LINES)
        judge(report, place, f"the number of {one.name}()'s parameters", one.parameters, PARAMETERS)
        judge(report, place, f"the nesting in {one.name}()", one.nesting, NESTING)
    if path.suffix == ".py":
        return [one.lines for one in functions]
    for number, line in enumerate(lines, 1):
        if OPEN_ENDS.search(line):
            report.problem(path, number, "an open end; finish it or leave it out")
        if path.suffix == ".h" and re.match(r"\s*#\s*include\s*<torch/torch\.h>", line):
            report.problem(path, number, "torch/torch.h in a header costs every file 30 s")
    return [one.lines for one in functions]


def main():
    root = arguments(__doc__).root.resolve()
    report = Report("sizes", root)
    count, sizes = 0, []
    for path in files(root, ".h", ".cpp", ".py"):
        if path.relative_to(root).parts[0] in ("src", "tests", "tools", "benchmarks", "cmake"):
            count += 1
            sizes += check_file(report, path)
    sizes.sort()
    median = sizes[len(sizes) // 2] if sizes else 0
    report.finish(f"{count} files, {len(sizes)} functions, median {median} lines")


if __name__ == "__main__":
    main()
