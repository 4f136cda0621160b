"""How `egard resolve` grows: time and peak memory on parts of one set of interactions, each ten times the last, in one run.

    python bench/resolve_growth.py INTERACTIONS.jsonl [--own NAME]...

Prints for each size the microseconds of processor time an interaction, their ratio to the size before, and the peak memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000)


def main(source: str, *own: str) -> None:
    before = 0.0
    for size in SIZES:
        with tempfile.TemporaryFile() as part, Path(source).open("rb") as whole:
            taken = 0
            for line in islice(whole, size):
                part.write(line)
                taken += 1
            if taken < size:
                return
            part.seek(0)
            run = subprocess.Popen([sys.executable, "-m", "services.cli", "resolve", *own], stdin=part, stdout=subprocess.DEVNULL)
            _, status, used = os.wait4(run.pid, 0)
        each = (used.ru_utime + used.ru_stime) / size * 1e6
        ratio = f"x{each / before:.2f}" if before else ""
        if os.waitstatus_to_exitcode(status):
            sys.exit(f"egard resolve failed on {size} interactions")
        print(f"{size:>9,} interactions  {each:7.1f} us each {ratio:6}  {used.ru_maxrss / 1024:7.0f} MB", flush=True)
        before = each


if __name__ == "__main__":
    main(*sys.argv[1:])
