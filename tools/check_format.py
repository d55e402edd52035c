"""C++ files are laid out by clang-format 14 (.clang-format); `--fix` lays them out."""

import shutil
import subprocess
import sys

from checkout import Report, arguments, files

VERSION = "14"  # others lay out differently


def find_program():
    for name in (f"clang-format-{VERSION}", "clang-format"):
        path = shutil.which(name)
        if path:
            said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
            if f"version {VERSION}." in said.stdout:
                return path
    return None


def main():
    options = arguments(__doc__, ("--fix", "rewrite the files"))
    root = options.root.resolve()
    program = find_program()
    if program is None:
        print(f"format: skipped, clang-format {VERSION} is not here "
              f"(apt-get install clang-format-{VERSION})")
        sys.exit(1 if options.fix else 0)
    report = Report("format", root)
    paths = files(root, ".h", ".cpp")
    for start in range(0, len(paths), 50):
        batch = [str(path) for path in paths[start:start + 50]]
        mode = ["-i"] if options.fix else ["--dry-run"]
        said = subprocess.run([program, "--style=file", *mode, *batch], capture_output=True,
                              text=True, check=True).stderr
        places = {}  # the first of each file
        for line in said.splitlines():
            if "[-Wclang-format-violations]" in line:
                name, number = line.split(":")[:2]
                places.setdefault(name, int(number))
        for name, number in places.items():
            report.problem(name, number, "is laid out differently; `make format` does it")
    report.finish(f"{len(paths)} files")


if __name__ == "__main__":
    main()
