"""Every check under tools/ passes a sound little checkout and refuses a planted violation."""

import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "tools"))

from cpp_functions import find_functions  # noqa: E402

MODULES = "base: +json\ntext: base\nmetrics: base text\nnn: base +torch\n"


class Checkout(unittest.TestCase):
    """A folder without git, with four modules that are in order."""

    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        self.write("src/modules.txt", MODULES)
        self.write("src/base/error.h", "#pragma once\n#include <string>\n")
        self.write("src/text/fold.h", '#pragma once\n#include "base/error.h"\n')
        self.write("src/nn/layer.h", "#pragma once\n#include <ATen/ATen.h>\n")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def program(self, script):
        """A stand-in for build/dragoman."""
        path = self.write("build/dragoman", "#!/bin/sh\n" + script)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def check(self, name):
        command = [sys.executable, str(HOME / "tools" / f"check_{name}.py"), "--root",
                   str(self.root)]
        said = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(said.stderr.count("Traceback"), 0, said.stderr)
        return said.returncode, said.stdout

    def assert_passes(self, name):
        code, said = self.check(name)
        self.assertEqual(code, 0, said)

    def assert_refuses(self, name, *words):
        code, said = self.check(name)
        self.assertEqual(code, 1, said)
        for word in words:
            self.assertIn(word, said)


class Layers(Checkout):
    def test_passes_a_checkout_in_order(self):
        self.assert_passes("layers")

    def test_refuses_a_module_that_is_not_on_the_line(self):
        self.write("src/text/wrong.cpp", '#include "base/error.h"\n#include "metrics/chrf.h"\n')
        self.write("src/metrics/chrf.h", "#pragma once\n")
        self.assert_refuses("layers", "src/text/wrong.cpp:2:", "text includes", "name metrics")

    def test_refuses_an_outside_library_that_is_not_on_the_line(self):
        self.write("src/text/json.cpp", "#include <nlohmann/json.hpp>\n")
        self.assert_refuses("layers", "src/text/json.cpp:1:", "+json")

    def test_refuses_a_tensor_outside_the_tensor_modules(self):
        self.write("src/metrics/fast.cpp", "#include <ATen/core/Tensor.h>\n")
        self.assert_refuses("layers", "src/metrics/fast.cpp:1:", "+torch")

    def test_refuses_a_library_that_nobody_declared(self):
        self.write("src/text/boosted.cpp", "#include <boost/regex.hpp>\n")
        self.assert_refuses("layers", "+boost")

    def test_refuses_a_circle_in_the_list_of_modules(self):
        self.write("src/modules.txt", "base: text\n" + MODULES.split("\n", 1)[1])
        self.assert_refuses("layers", "src/modules.txt:1:", "base names text")

    def test_refuses_a_path_that_is_not_written_from_src(self):
        self.write("src/text/near.cpp", '#include "fold.h"\n')
        self.assert_refuses("layers", "src/text/near.cpp:1:", "written from there")

    def test_refuses_a_folder_in_no_module(self):
        self.write("src/utils/stuff.h", "#pragma once\n")
        self.assert_refuses("layers", "src/utils/stuff.h", "in no module")

    def test_lets_tests_and_headers_for_tests_include_googletest(self):
        self.write("src/text/cases.h", "#include <gtest/gtest.h>\n")
        self.write("src/text/fold_test.cpp", '#include <gtest/gtest.h>\n#include "text/cases.h"\n')
        self.assert_passes("layers")
        self.write("src/text/fold.cpp", '#include "text/cases.h"\n')
        self.assert_refuses("layers", "src/text/cases.h:1:", "+gtest")


class Sizes(Checkout):
    def function(self, lines, parameters="int a"):
        body = "".join(f"  a += {i};\n" for i in range(lines - 2))
        return f"int sum({parameters}) {{\n{body}}}\n"

    def test_passes_a_checkout_in_order(self):
        self.write("src/text/a.cpp", self.function(40))
        code, said = self.check("sizes")
        self.assertEqual(code, 0, said)
        self.assertIn("0 notes", said)

    def test_notes_a_long_function_and_refuses_a_longer_one(self):
        self.write("src/text/a.cpp", self.function(41))
        code, said = self.check("sizes")
        self.assertEqual(code, 0, said)
        self.assertIn("note: src/text/a.cpp:1: the length of sum() is 41", said)
        self.write("src/text/b.cpp", self.function(61))
        self.assert_refuses("sizes", "src/text/b.cpp:1: the length of sum() is 61")

    def test_refuses_a_sixth_parameter(self):
        parameters = "int a, std::map<int, int> b, int c = f(1, 2), int d, int e"
        self.write("src/text/a.cpp", self.function(5, parameters))
        self.assert_passes("sizes")
        self.write("src/text/a.cpp", self.function(5, parameters + ", int f"))
        self.assert_refuses("sizes", "parameters is 6")

    def test_refuses_a_long_file_but_not_a_table(self):
        self.write("src/text/script_table.h", "int x;\n" * 501)
        self.assert_passes("sizes")
        self.write("src/text/long.h", "int x;\n" * 501)
        self.assert_refuses("sizes", "src/text/long.h: the number of lines is 501")

    def test_refuses_five_nested_blocks(self):
        deep = "if (a) {\n" * 5 + "}\n" * 5
        self.write("src/text/a.cpp", f"void f(int a) {{\n{deep}}}\n")
        self.assert_refuses("sizes", "the nesting in f() is 5")

    def test_refuses_open_ends_and_the_umbrella_header(self):
        self.write("src/nn/a.h", "#include <torch/torch.h>\n// " + "TO" + "DO: later\n")
        self.assert_refuses("sizes", "src/nn/a.h:1: torch/torch.h", "src/nn/a.h:2: an open end")

    def test_refuses_a_long_python_function(self):
        self.write("tools/a.py", "def f():\n" + "    x = 1\n" * 60)
        self.assert_refuses("sizes", "tools/a.py:1: the length of f() is 61")


class CppFunctions(unittest.TestCase):
    def names(self, text):
        return [(one.name, one.first, one.last, one.parameters) for one in find_functions(text)]

    def test_reads_past_comments_strings_and_preprocessor_lines(self):
        text = ('#define OPEN {\n// {\n/* { */\nvoid f(char c) {\n  auto s = "{";\n'
                "  if (c == '{') return;\n  auto r = R\"x({{)x\";\n  int n = 1'000;\n}\n")
        self.assertEqual(self.names(text), [("f", 4, 9, 1)])

    def test_tells_functions_from_types_and_initialisers(self):
        text = ("namespace a {\nstruct S : B {\n  int x{1};\n  std::vector<int> y = {1, 2};\n"
                "  S(int a, int b) : x{a}, y_(b) {\n    g({1, 2});\n  }\n};\n"
                "const std::map<int, int> kTable = {{1, 2}};\n}\n")
        self.assertEqual(self.names(text), [("S", 5, 7, 2)])

    def test_gives_lambdas_to_the_function_around_them(self):
        text = "int f(std::function<int(int, int)> g) {\n  return h([](int a) {\n    return a;\n  });\n}\n"
        self.assertEqual(self.names(text), [("f", 1, 5, 1)])

    def test_reads_templates_and_operators(self):
        text = ("template <class T, class U = std::pair<T, T>>\nauto f(T a, U b) -> int {\n}\n"
                "struct C {\n  bool operator()(int a, int b) const {\n  }\n"
                "  bool operator==(const C& o) const { return true; }\n};\n")
        self.assertEqual(self.names(text), [("f", 1, 3, 2), ("operator()", 5, 6, 2),
                                            ("operator==", 7, 7, 1)])


class Docs(Checkout):
    def setUp(self):
        super().setUp()
        self.write("Makefile", "build:\n\ntest: build\n")
        self.write("README.md", "See `src/text/fold.h` and [text](src/text/fold.h).\n"
                                "`make build`, `build/dragoman train FILE`, runs/x\n")
        self.write("src/cli/train_command.cpp", "")

    def test_passes_documents_that_are_true(self):
        self.assert_passes("docs")

    def test_refuses_a_path_that_does_not_exist(self):
        self.write("docs/a.md", "First line.\nRead `src/text/gone.h`.\n")
        self.assert_refuses("docs", "docs/a.md:2: names src/text/gone.h")

    def test_refuses_an_include_path_that_does_not_exist(self):
        self.write("docs/a.md", "Read `text/gone.h`.\n")
        self.assert_refuses("docs", "names text/gone.h")

    def test_refuses_a_dead_link(self):
        self.write("docs/a.md", "[here](nowhere.md)\n")
        self.assert_refuses("docs", "docs/a.md:1: links to nowhere.md")

    def test_refuses_a_target_that_make_does_not_have(self):
        self.write("docs/a.md", "```\nmake install-all\n```\n")
        self.assert_refuses("docs", "no target install-all")

    def test_refuses_a_command_without_a_file(self):
        self.write("docs/a.md", "`dragoman fly --high`\n")
        self.assert_refuses("docs", "`dragoman fly`")

    def test_asks_the_built_program_for_commands_and_options(self):
        self.program('case "$1" in train) echo "--dry-run";; *) exit 2;; esac\n')
        self.write("docs/a.md", "`dragoman train FILE --dry-run`\n")
        self.assert_passes("docs")
        self.write("docs/b.md", "`dragoman train FILE --wet-run`\n")
        self.assert_refuses("docs", "docs/b.md:1:", "does not know --wet-run")

    def test_refuses_a_stale_reference(self):
        self.program('if [ "$2" = --markdown ]; then echo fresh; fi\n')
        self.write("docs/reference/catalogue.md", "fresh\n")
        self.assert_passes("docs")
        self.write("docs/reference/catalogue.md", "stale\n")
        self.assert_refuses("docs", "docs/reference/catalogue.md: is stale")


class Recipes(Checkout):
    def setUp(self):
        super().setUp()
        self.write("recipes/a.toml", '# Shows it; one minute.\nkind = "sft"\n[data]\n')
        self.write("recipes/demo/study.toml", "# A graph.\n")

    def test_passes_sound_recipes_and_runs_each_with_its_command(self):
        self.program('echo "$1 $2 $3" >>calls\n')
        self.assert_passes("recipes")
        calls = (self.root / "calls").read_text()
        self.assertIn(f"train {self.root}/recipes/a.toml --dry-run", calls)
        self.assertIn(f"study {self.root}/recipes/demo/study.toml --dry-run", calls)

    def test_refuses_a_recipe_that_the_program_refuses(self):
        self.program('echo "dragoman: no such key" >&2; exit 2\n')
        self.assert_refuses("recipes", "recipes/a.toml", "no such key")

    def test_refuses_a_recipe_without_a_first_comment(self):
        self.write("recipes/b.toml", 'kind = "sft"\n')
        self.assert_refuses("recipes", "recipes/b.toml:1: begins without a comment")

    def test_refuses_a_recipe_of_no_kind(self):
        self.write("recipes/b.toml", '# Something.\n[data]\nkind = "x"\n')
        self.assert_refuses("recipes", "recipes/b.toml: has no `kind")


class Alone(Checkout):
    def test_passes_a_checkout_in_order(self):
        self.write("README.md", "See https://arxiv.org/abs/1 and /usr/local, src/work/x.\n")
        self.assert_passes("alone")

    def test_refuses_a_path_of_one_machine(self):
        self.write("a.sh", "cd /" + "home/me/x\n")
        self.assert_refuses("alone", "a.sh:1:", "a path of one machine")

    def test_refuses_a_foreign_host(self):
        self.write("a.sh", "curl https:/" + "/files.somewhere.net/x\n")
        self.assert_refuses("alone", "a.sh:1:", "files.somewhere.net")

    def test_refuses_a_ticket(self):
        self.write("a.md", "This mends iss" + "ue 12.\n")
        self.assert_refuses("alone", "a.md:1:", "a ticket's number")


@unittest.skipUnless(shutil.which("clang-format-14"), "clang-format-14 is not here")
class Format(Checkout):
    def test_refuses_another_layout_and_mends_it(self):
        shutil.copy(HOME / ".clang-format", self.root)
        self.assert_passes("format")
        self.write("src/text/a.cpp", "int  f( ){return 1;}\n")
        self.assert_refuses("format", "src/text/a.cpp:1:")
        subprocess.run([sys.executable, str(HOME / "tools" / "check_format.py"), "--fix", "--root",
                        str(self.root)], check=True, capture_output=True, cwd=self.root)
        self.assert_passes("format")


if __name__ == "__main__":
    unittest.main()
