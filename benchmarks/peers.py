"""What the scripts share that hold this program against another one."""

import argparse
import os
import subprocess
import sys
from pathlib import Path


def parser(description, packages):
    """With --dragoman, --oracles, --rounds and --page; `description` is the script's, its first line counts."""
    made = argparse.ArgumentParser(description=description.split("\n")[0])
    made.add_argument("--dragoman", default="build/dragoman", type=lambda path: str(Path(path).resolve()))
    made.add_argument("--oracles", default=os.environ.get("DRAGOMAN_ORACLES", ".venv/bin/python"),
                      help=f"a Python with {packages}")
    made.add_argument("--rounds", type=int, default=5)
    made.add_argument("--page", help="results page to write")
    return made


def printed(command, **environment):
    """What a command says; what goes wrong ends the script with its own words."""
    done = subprocess.run([str(word) for word in command], text=True, capture_output=True,
                          env={**os.environ, **environment})
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout


def version(options, package):
    return printed([options.oracles, "-c", f"import {package}; print({package}.__version__)"]).strip()


def cpu_name():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def write_page(options, lines):
    Path(options.page).write_text("\n".join(lines) + "\n", encoding="utf-8")
