"""What surrounds a comparison of speeds: lengths, the page from its cells, and the plot."""

import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import SimpleNamespace

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "benchmarks"))

import training_page  # noqa: E402
from compare import lengths, quiet, svg  # noqa: E402


def ours(rate, **facts):
    return {"rate": rate, "peak": 400.0, "facts": {"timing_s/step": 2.0, "timing_s/forward": 0.5, "timing_s/gen": 0.25,
                                                   "flops_per_token": 8e6, "perf/mfu/actor": 0.5, **facts}}


def peer(rate):
    return {"rate": rate, "seconds": 9.0, "tokens": 3275}


def cell(result):
    return {"result": result, "conditions": {
        "machine": "a machine", "threads": 2, "rounds": 2, "steps": 2, "busy_cores": 0.01, "versions": {"trl": "1"},
        "dragoman": "dragoman 1"}}


class Lengths(unittest.TestCase):
    def test_are_read_as_they_were_written_in_another_order(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "lengths"
            lengths.write(file, lengths.PAIRS)
            self.assertEqual(sorted(lengths.read(file)), lengths.PAIRS)
            self.assertNotEqual(lengths.read(file), lengths.PAIRS)

    def test_are_drawn_from_their_range_and_the_same_each_time(self):
        drawn = lengths.evenly(4, 128, 500)
        self.assertTrue(4 <= min(drawn) < 10 and 120 < max(drawn) <= 128)
        self.assertEqual(drawn, lengths.evenly(4, 128, 500))


class Page(unittest.TestCase):
    def write(self, state):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "speed.md"
            training_page.write(SimpleNamespace(page=page), state)
            return page.read_text(), [path.name for path in Path(folder).rglob("*.svg")]

    def test_tells_ratios_of_the_rounds_with_their_range(self):
        rounds = [{"ours": ours(rate), "compiled": peer(1000), "eager": peer(900), "trainer": peer(500)}
                  for rate in (1500, 1700)]
        text, plots = self.write({"sft/tiny": cell(rounds)})
        self.assertIn("| tiny | 500 | 900 | 1,000 | 1,600 | **3.20** (3.00–3.40) | **1.60** (1.50–1.70) |", text)
        self.assertIn("25.0%", text)
        self.assertEqual(plots, [])

    def test_holds_whole_steps_against_each_other(self):
        rounds = [{"ours": ours(64, num_tokens=9216, **{"completions/mean_length": 48}), "trl": peer(1)}]
        text, _ = self.write({"rl/tiny/48": cell(rounds)})
        self.assertIn("| tiny, 48 | 9.00 | 2.00 | **4.50** (4.50–4.50) | 4,608 | 3,072 |", text)

    def test_holds_memory_against_its_plan_and_the_naive_way(self):
        done = ours(1, **{"perf/cpu_memory_used_gb": 7.25, "perf/memory_plan_gb": 7.5})
        text, _ = self.write({"memory/vocabulary": cell(done), "large/sft": cell({**done, "facts": {
            **done["facts"], "tokens": 1024}})})
        self.assertIn("| the plan before the step | 7.5 |", text)
        self.assertIn("| logits alone, tokens × vocabulary × 4 bytes | 18.5 |", text)
        self.assertIn("| sft | 2.0 | 1,024 | 7.2 | 7.5 | 50% |", text)

    def test_plots_what_grows(self):
        points = [{"value": value, "seconds": value / 100, "gflop": value, "peak": 400.0} for value in (512, 1024)]
        text, plots = self.write({"scaling/tokens": cell({"points": points})})
        self.assertIn("| tokens | 512 1,024 | 5.12 10.2 | ×2.0 | ×2.0 |", text)
        self.assertEqual(plots, ["scaling.svg"])


class Plot(unittest.TestCase):
    def test_is_xml_with_a_line_for_each_series(self):
        root = ElementTree.fromstring(svg.curves({"a < b": [(1, 1), (10, 100)], "c": [(2, 5)]}, "x", "y"))
        self.assertEqual(len(root.findall("{http://www.w3.org/2000/svg}polyline")), 2)


class Quiet(unittest.TestCase):
    def test_counts_cores(self):
        self.assertGreaterEqual(quiet.busy_cores(0.05), 0.0)


if __name__ == "__main__":
    unittest.main()
