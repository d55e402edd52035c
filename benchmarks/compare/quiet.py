"""Whether the machine is quiet enough for a measurement: what others keep busy."""

import sys
import time
from pathlib import Path

ENOUGH = 0.15  # cores that may be busy


def ticks():
    """(busy, all) since the machine started, over all cores."""
    values = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(values) - values[3] - values[4], sum(values)


def busy_cores(seconds=1.0):
    """While this process sleeps."""
    cores = sum(line.startswith("processor") for line in Path("/proc/cpuinfo").read_text().splitlines())
    before = ticks()
    time.sleep(seconds)
    after = ticks()
    return cores * (after[0] - before[0]) / max(1, after[1] - before[1])


def wait(patience):
    """Returns how many cores others keep busy, once it is few or patience (seconds) is over."""
    end = time.monotonic() + patience
    busy = busy_cores()
    while busy > ENOUGH and time.monotonic() < end:
        print(f"{busy:.1f} cores are busy; waiting", file=sys.stderr, flush=True)
        time.sleep(min(10.0, max(0.0, end - time.monotonic())))
        busy = busy_cores()
    return busy
