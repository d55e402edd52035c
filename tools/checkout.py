"""What the checks share: the files of a checkout, and how a problem is reported."""

import argparse
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
LEFT_OUT = {".git", ".venv", "runs", "__pycache__"}


def arguments(description, *more):
    """Parses `--root FOLDER` (default: this checkout) and the flags in `more`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", type=Path, default=HOME, help="the checkout to look at")
    for flag, help_text in more:
        parser.add_argument(flag, action="store_true", help=help_text)
    return parser.parse_args()


def files(root, *suffixes):
    """Files that git tracks or would track, as sorted paths; all files where there is no git."""
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
                   "--exclude-standard"]
        names = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        found = {root / name for name in names.split("\0") if name}
    else:
        found = {path for path in root.rglob("*") if not is_left_out(path.relative_to(root))}
    return sorted(path for path in found
                  if path.is_file() and (not suffixes or path.suffix in suffixes))


def is_left_out(path):
    return any(part in LEFT_OUT or part.startswith("build") for part in path.parts[:-1])


class Report:
    """Collects problems (which fail the check) and notes (which do not), then prints them."""

    def __init__(self, name, root):
        self.name, self.root = name, root
        self.problems, self.notes = [], []

    def problem(self, path, line, message):
        self.problems.append(self.place(path, line) + message)

    def note(self, path, line, message):
        self.notes.append(self.place(path, line) + message)

    def place(self, path, line):
        name = Path(path).relative_to(self.root) if Path(path).is_absolute() else path
        return f"{name}:{line}: " if line else f"{name}: "

    def finish(self, looked_at):
        """Prints everything; ends the program with 1 when there was a problem."""
        for line in self.notes:
            print(f"note: {line}")
        for line in self.problems:
            print(line)
        print(f"{self.name}: {looked_at}, {len(self.problems)} problems, {len(self.notes)} notes")
        sys.exit(1 if self.problems else 0)
