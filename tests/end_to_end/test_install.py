"""What the program loads, and that it works where it is installed."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(os.environ["DRAGOMAN_BINARY"])


def run(program, *arguments, **settings):
    return subprocess.run([program, *arguments], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=120, **settings)


@unittest.skipUnless(PROGRAM.exists(), "the program is not built")
class Install(unittest.TestCase):
    def test_commands_without_a_model_do_not_load_libtorch(self):
        for arguments in (["list"], ["explain"], ["--help"]):
            said = run(PROGRAM, *arguments, env=dict(os.environ, LD_DEBUG="files"))
            self.assertEqual(said.returncode, 0)
            self.assertIn("libdragoman_core", said.stderr)
            self.assertNotIn("libtorch", said.stderr, arguments)

    def test_the_installed_program_finds_its_own_library(self):
        prefix = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, prefix)
        subprocess.run(["cmake", "--install", PROGRAM.parent, "--prefix", prefix], check=True,
                       capture_output=True)
        installed = prefix / "bin" / "dragoman"
        said = run(installed, "list", cwd="/", env={"LD_DEBUG": "files"})
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertIn(f"{prefix}/bin/../lib/dragoman/libdragoman_core.so", said.stderr)
        self.assertEqual(said.stdout, run(PROGRAM, "list").stdout)

    def test_the_installed_program_prefers_the_libtorch_beside_it(self):
        prefix = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, prefix)
        subprocess.run(["cmake", "--install", PROGRAM.parent, "--prefix", prefix], check=True,
                       capture_output=True)
        tensors = prefix / "lib" / "dragoman" / "libdragoman_tensors.so"
        said = subprocess.run(["readelf", "-d", tensors], capture_output=True, text=True, check=True)
        folders = re.search(r"path: \[(.*)\]", said.stdout).group(1).split(":")
        self.assertLess(folders.index("$ORIGIN/torch"),
                        next(i for i, name in enumerate(folders) if name.startswith("/")))


if __name__ == "__main__":
    unittest.main()
