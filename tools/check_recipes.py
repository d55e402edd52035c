"""Every recipe begins with a comment that says what to expect, and passes its own dry run."""

import re
import subprocess
import sys

from checkout import Report, arguments, files

KIND = re.compile(r'^kind\s*=\s*"(\w+)"', re.M)


def command_of(path, text):
    """What runs a recipe, `study` for a graph of recipes; None for neither."""
    if path.stem == "study" or path.stem.endswith("_study"):
        return "study"
    top = re.split(r"^\[", text, maxsplit=1, flags=re.M)[0]
    kind = KIND.search(top)
    if kind is None:
        return None
    return {"synthesis": "synthesize", "grading": "grade"}.get(kind.group(1), "train")


def dry_run(report, program, path, command):
    said = subprocess.run([program, command, path, "--dry-run"], capture_output=True, text=True,
                          cwd=report.root, timeout=120)
    if said.returncode == 0:
        return
    words = said.stderr.strip().splitlines()[-1:] or ["no message"]
    if "shared/" in words[0] and not (report.root.parent / "shared").exists():
        report.note(path, 0, f"not held against its data, which is not here: {words[0]}")
    else:
        report.problem(path, 0, f"`dragoman {command} --dry-run` ended with "
                                f"{said.returncode}: {words[0]}")


def main():
    root = arguments(__doc__).root.resolve()
    report = Report("recipes", root)
    program = root / "build" / "dragoman"
    recipes = [path for path in files(root, ".toml")
               if path.relative_to(root).parts[0] == "recipes"]
    for path in recipes:
        text = path.read_text()
        if not re.match(r"#\s*\S", text):
            report.problem(path, 1, "begins without a comment: purpose, hardware, time, result")
        command = command_of(path, text)
        if command is None:
            report.problem(path, 0, 'has no `kind = "…"` at its top and is no study.toml')
        elif program.exists():
            dry_run(report, program, path, command)
    if not program.exists():
        print("recipes: not run, the program is not built (make build)", file=sys.stderr)
    report.finish(f"{len(recipes)} recipes")


if __name__ == "__main__":
    main()
