"""tools/run_tests.py BUILD [CTEST OPTIONS]: runs ctest and ends with "N passed, N failed".

The counts are those of single test cases, from the reports that test programs write; a script
counts as its output says ("Ran 12 tests"), else as one. What was skipped is named with its reason.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as xml
from pathlib import Path


def run_ctest(build, options, cases):
    """{program: (whether it passed, its output)}; GoogleTest writes its reports into `cases`."""
    shutil.rmtree(cases, ignore_errors=True)
    cases.mkdir(parents=True)
    summary = cases / "ctest.xml"
    environment = dict(os.environ, GTEST_OUTPUT=f"xml:{cases}/", GTEST_COLOR="no")
    command = ["ctest", "--test-dir", str(build), "--output-on-failure", "--output-junit",
               str(summary), *options]
    status = subprocess.run(command, env=environment).returncode
    if not summary.exists():
        sys.exit(status or 1)
    programs = xml.parse(summary).getroot().iter("testcase")
    outcome = {one.get("name"): (one.get("status") == "run", one.findtext("system-out") or "")
               for one in programs}
    summary.unlink()
    if not outcome and "-L" not in options:
        sys.exit("no tests were found; was the build configured with DRAGOMAN_TESTS=ON?")
    if status and all(good for good, _ in outcome.values()):
        sys.exit(status)
    return outcome


def count_cases(report):
    """(passed, failed, [(name, reason) of the skipped]) of one GoogleTest report."""
    passed, failed, skipped = 0, 0, []
    for case in xml.parse(report).getroot().iter("testcase"):
        if case.get("status") == "notrun":
            continue
        reason = case.find("skipped")
        if case.find("failure") is not None:
            failed += 1
        elif reason is not None:
            words = re.sub(r"\s+", " ", reason.get("message") or "").strip()
            words = re.sub(r"^\S+:\d+ ", "", words)
            skipped.append((f"{case.get('classname')}.{case.get('name')}", words))
        else:
            passed += 1
    return passed, failed, skipped


def main():
    build, options = Path(sys.argv[1]).resolve(), sys.argv[2:]
    cases = build / "test-results"
    start = time.monotonic()
    outcome = run_ctest(build, options, cases)
    passed, failed, skipped = 0, 0, []
    for program, (good, output) in outcome.items():
        report = cases / f"{program}.xml"
        if not report.exists():  # a script, or a program that died
            ran = re.search(r"^Ran (\d+) tests?", output, re.M)
            passed, failed = passed + good * int(ran.group(1) if ran else 1), failed + (not good)
            continue
        more_passed, more_failed, more_skipped = count_cases(report)
        passed, skipped = passed + more_passed, skipped + more_skipped
        failed += more_failed if good else max(more_failed, 1)
    for name, reason in skipped:
        print(f"skipped {name}: {reason}")
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped "
          f"({len(outcome)} programs, {time.monotonic() - start:.0f} s)")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
