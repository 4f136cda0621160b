"""Pages a minute, ours against the recogniser alone: `python bench/letters.py [--pages N]`, on one core, in one run, page by page in turn.

Ours is everything from the bytes of a scan to its Interaction; the other the engine's own way over the decoded picture: find the
lines, ask each whether it stands on its head, read it.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
from PIL import Image
from rapidocr import RapidOCR

from schemas.interaction import Reading
from streams.channels.letter import parse
from streams.channels.letter.ocr import THREADS
from tests.support.letters import DAMAGE, pictures, saved, write


def main(pages: int) -> None:
    engine = RapidOCR(params={"Global.log_level": "critical", **THREADS})
    ours = alone = 0.0
    for number in range(pages + 1):  # the first warms both up
        damage = list(DAMAGE)[number % len(DAMAGE)]
        scan = saved([DAMAGE[damage](pictures(write(number).pdf, 200)[0], Random(number))], "PNG")
        started = time.process_time()
        list(parse(scan, Reading()))
        between = time.process_time()
        engine(np.asarray(Image.open(io.BytesIO(scan)).convert("RGB")))
        if number:
            ours += between - started
            alone += time.process_time() - between
    print(f"{pages} pages: ours {60 * pages / ours:.1f} a minute, the engine alone {60 * pages / alone:.1f}; ratio {alone / ours:.2f}")


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    given.add_argument("--pages", type=int, default=16)
    main(given.parse_args().pages)
