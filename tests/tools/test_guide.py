"""What docs/guide says can be done: its code compiles and is listed, at the cost of one new file and
one line; its recipes pass their dry run."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ["DRAGOMAN_BINARY"])
CORE = PROGRAM.parent / "libdragoman_core.so"
CODE = re.compile(r"```cpp\n// (src/(\w+)/(\w+)\.cpp)\n(.*?)```", re.S)
ALONE = re.compile(r"```cpp\n(?!// src/)(.*?)```", re.S)  # belongs to no module
RECIPE = re.compile(r"```toml\n(.*?)```", re.S)

MAIN = """
#include <cstdio>
#include "MODULE/catalog.h"
int main() {
  for (const auto& row : dragoman::MODULE::catalog().rows()) {
    row.options()->describe();
    std::puts(row.name);
  }
}
"""


@unittest.skipUnless(CORE.exists(), "the libraries are not built")
class Guide(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)

    def compile(self, *sources, program):
        command = ["g++", "-std=c++20", "-O0", "-Wall", "-Wextra", "-Werror", "-Wshadow",
                   "-Wconversion", "-Wno-sign-conversion", "-I", HOME / "src", *sources,
                   "-o", program, CORE, "-lfmt", f"-Wl,-rpath,{CORE.parent}"]
        said = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(said.returncode, 0, said.stderr)

    def add(self, page):
        """Does what the page says, in a folder of its own; returns what is then listed."""
        text = (HOME / "docs" / "guide" / page).read_text()
        name, module, entry, code = CODE.search(text).groups()
        self.assertFalse((HOME / name).exists(), f"{name} is there already")
        self.assertIn(f"`X({entry})`", text)
        self.assertIn(f"`src/{module}/catalog.cpp`", text)
        added = self.root / f"{entry}.cpp"
        added.write_text(code)
        catalog = (HOME / "src" / module / "catalog.cpp").read_text()
        with_line, lines = re.subn(r"(#define FOR_EACH_\w+\(X\))", rf"\1 X({entry})", catalog)
        self.assertEqual(lines, 1)
        (self.root / "catalog.cpp").write_text(with_line)
        (self.root / "main.cpp").write_text(MAIN.replace("MODULE", module))
        program = self.root / "program"
        self.compile(added, self.root / "catalog.cpp", self.root / "main.cpp", program=program)
        said = subprocess.run([program], capture_output=True, text=True, check=True)
        return entry, said.stdout.split()

    def test_every_page_with_code_can_be_followed(self):
        pages = [path.name for path in sorted((HOME / "docs" / "guide").glob("*.md"))
                 if CODE.search(path.read_text())]
        self.assertGreater(len(pages), 0)
        for page in pages:
            with self.subTest(page):
                entry, listed = self.add(page)
                self.assertIn(entry, listed)
                self.assertGreater(len(listed), 1)

    def test_other_code_compiles(self):
        for page in sorted((HOME / "docs" / "guide").glob("*.md")):
            for code in ALONE.findall(page.read_text()):
                with self.subTest(page.name):
                    source = self.root / "alone.cpp"
                    source.write_text(code + "int main() {}\n")
                    self.compile(source, program=self.root / "alone")

    @unittest.skipUnless(PROGRAM.exists(), "the program is not built")
    def test_every_recipe_passes_its_dry_run(self):
        recipes = [text for page in sorted((HOME / "docs" / "guide").glob("*.md"))
                   for text in RECIPE.findall(page.read_text())
                   if "evaluation_sets = " not in text]  # a mixture is no recipe
        self.assertGreater(len(recipes), 0)
        for recipe in (HOME / "recipes" / "demo").glob("*.toml"):  # what studies name
            shutil.copy(recipe, self.root)
        for name in ("train.tsv", "dev.tsv"):  # the reader's own text
            (self.root / name).write_text("".join(f"one {i}\teins {i}\n" for i in range(9)))
        (self.root / "talks.jsonl").write_text('{"prompt": "one", "completion": "eins"}\n' * 9)
        for number, text in enumerate(recipes):
            path = self.root / f"{number}.toml"
            piece = "[data]" in text and "kind = " not in text and "[synthesis]" not in text
            path.write_text(text + ('[eval_data]\npaths = ["dev.tsv"]\n' if piece else ""))
            command = ("study" if "[[cells]]" in text else
                       "synthesize" if "[synthesis]" in text else
                       "grade" if 'kind = "grading"' in text else "train")
            said = subprocess.run([PROGRAM, command, path, "--dry-run"], capture_output=True,
                                  text=True, cwd=self.root)
            self.assertEqual(said.returncode, 0, said.stderr)


if __name__ == "__main__":
    unittest.main()
