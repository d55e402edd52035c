"""The program as a whole: exit codes, help, what it loads, and that it can be installed."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(os.environ["DRAGOMAN_BINARY"])
BUILD = PROGRAM.parent


def run(*arguments, program=PROGRAM, **settings):
    return subprocess.run([program, *arguments], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=120, **settings)


def commands():
    lines = run("list", "commands").stdout.splitlines()[1:]
    return [line.split()[0] for line in lines if line.startswith("  ")]


@unittest.skipUnless(PROGRAM.exists(), "the program is not built")
class Program(unittest.TestCase):
    def test_every_command_explains_itself_on_stdout(self):
        self.assertIn("list", commands())
        for command in commands():
            said = run(command, "--help")
            self.assertEqual((said.returncode, said.stderr), (0, ""), command)
            self.assertGreater(len(said.stdout.splitlines()), 2, command)

    def test_a_mistake_of_the_user_ends_with_2_and_one_sentence(self):
        for arguments in (["lst"], ["list", "rewrads"], ["--no-such"], ["list", "--no-such"]):
            said = run(*arguments)
            self.assertEqual((said.returncode, said.stdout), (2, ""), arguments)
            self.assertTrue(said.stderr.startswith("dragoman: "), said.stderr)
            self.assertEqual(len(said.stderr.splitlines()), 1, said.stderr)

    def test_an_unknown_option_is_refused_by_every_command(self):
        for command in commands():
            said = run(command, "--no-such-option")
            self.assertEqual(said.returncode, 2, f"{command}: {said.stderr}")

    def test_without_a_command_it_shows_how_it_is_used(self):
        said = run()
        self.assertEqual((said.returncode, said.stdout), (2, ""))
        self.assertIn("usage: dragoman", said.stderr)

    def test_says_its_version(self):
        self.assertRegex(run("--version").stdout, r"^dragoman \d+\.\d+\.\d+\n$")

    def test_commands_without_a_model_do_not_load_libtorch(self):
        for arguments in (["list"], ["explain"], ["--help"]):
            said = run(*arguments, env=dict(os.environ, LD_DEBUG="files"))
            self.assertIn("libdragoman_core", said.stderr)
            self.assertNotIn("libtorch", said.stderr, arguments)

    def test_a_reader_that_leaves_early_is_no_failure(self):
        said = subprocess.run(f"{PROGRAM} explain | head -1", shell=True, capture_output=True,
                              text=True, timeout=120)
        self.assertEqual((said.returncode, said.stderr), (0, ""))

    def test_works_where_it_is_installed(self):
        prefix = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, prefix)
        subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True,
                       capture_output=True)
        said = run("list", program=prefix / "bin" / "dragoman", cwd="/")
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertEqual(said.stdout, run("list").stdout)


if __name__ == "__main__":
    unittest.main()
