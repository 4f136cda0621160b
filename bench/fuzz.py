"""Damaged inputs until something breaks: `python bench/fuzz.py CHANNEL --inputs N --seed S --seeds DIR|generated [--keep DIR]`.

Every input is a function of (seeds, --seed, its number), so that a million can be run in slices. It ends with status 1, and the inputs
saved, at: an exception (other than EgardError), more than 2 s of the processor, a peak above 500 MB (letters: 250 MB above that of the
recogniser after a few scans), a second reading that differs
(every fourth input is read twice).
Should the process itself die, the input that it died of is in KEEP/CHANNEL-SEED-current.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from hashlib import sha256
from pathlib import Path
from random import Random
from types import FrameType
from typing import get_args

import msgspec

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from mutating import mutate, seeds  # noqa: E402

from schemas.errors import EgardError  # noqa: E402
from schemas.interaction import Channel, Own, Reading  # noqa: E402
from streams.channels import CHANNELS, Parse  # noqa: E402

LARGEST = 100_000  # bytes of a file that is taken as a seed
SLOWEST_S = 2.0
MOST_MB = 500
MORE_MB = 250  # than after the first readings, where the models of a recogniser are larger than all of the above
READING = Reading(
    own=Own(
        names=(
            *("maison.example", "hub.example", "chaleur.example", "+33199004100", "atelier@hub.example.com"),
            *("did:plc:atelier222222222222222222", "@atelier", "100", "UCatelier"),
        )
    )
)
TESTS = {"email": "streams/channels/email", "phone": "streams/channels/phone", "social": "channels/social", "letter": "channels/letter"}


class TooSlow(BaseException):
    """Above everything that a parser might catch."""


def main(asked: argparse.Namespace) -> int:
    asked.keep.mkdir(parents=True, exist_ok=True)
    faulthandler.enable()
    signal.signal(signal.SIGPROF, _stop)
    sown = sorted(_sown(asked.channel, asked.seeds, asked.keep), key=lambda data: (len(data), data))
    parse = CHANNELS[asked.channel]
    for data in sown[:: max(1, len(sown) // 20)]:
        list(parse(data, READING))  # models load once
    most_mb = max(MOST_MB, _peak_mb() + MORE_MB)
    print(f"{asked.channel}: {len(sown)} seeds, {_peak_mb():.0f} MB at the start", flush=True)
    current = os.open(asked.keep / f"{asked.channel}-{asked.seed}-current", os.O_RDWR | os.O_CREAT)
    failures, slowest, reading, began = 0, (0.0, b""), 0.0, time.perf_counter()
    for number in range(asked.inputs):
        rng = Random(f"{asked.seed}/{number}")
        data = mutate(rng, rng.choice(sown), sown)
        os.pwrite(current, data, 0)
        os.truncate(current, len(data))
        took, wrong = _tried(parse, data, times=1 if number % 4 else 2)
        reading += took
        slowest = max(slowest, (took, data))
        wrong = wrong or (f"{_peak_mb():.0f} MB" if _peak_mb() > most_mb else "")
        if wrong:
            failures += 1
            print(f"input {number}: {_save(asked, data)}: {wrong}", flush=True)
            if failures >= asked.failures or wrong.endswith(" MB"):
                break
        if (number + 1) % 10_000 == 0:
            print(f"  {number + 1} inputs, {(number + 1) / (time.perf_counter() - began):.0f}/s, {_peak_mb():.0f} MB", flush=True)
    print(f"{number + 1} inputs, {(number + 1) / (time.perf_counter() - began):.0f}/s ({reading / (number + 1) * 1000:.2f} ms a reading)")
    print(f"slowest {slowest[0]:.2f} s: {_save(asked, slowest[1], 'slowest')}; peak {_peak_mb():.0f} MB; {failures} failures")
    return 1 if failures else 0


def _tried(parse: Parse, data: bytes, *, times: int) -> tuple[float, str]:
    """Seconds of the first reading, and what is wrong with it."""
    results: list[bytes] = []
    began, took = time.process_time(), 0.0
    try:
        for _ in range(times):
            signal.setitimer(signal.ITIMER_PROF, SLOWEST_S)
            results.append(msgspec.json.encode(list(parse(data, READING))))
            signal.setitimer(signal.ITIMER_PROF, 0)
            took = took or time.process_time() - began
    except EgardError:
        results = []
    except TooSlow:
        return time.process_time() - began, f"more than {SLOWEST_S} s\n{_where()}"
    except Exception:  # noqa: BLE001  # whatever it is, it is what we look for
        return time.process_time() - began, traceback.format_exc(limit=-6)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if len(set(results)) > 1:
        return took, "a second reading differs"
    return took, ""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow


def _where() -> str:
    return "".join(traceback.format_tb(sys.exc_info()[2])[-4:])


def _peak_mb() -> float:
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def _sown(channel: Channel, where: str, keep: Path) -> set[bytes]:
    """Files of a folder, or what the tests read: those are run once, and what they hand to the parser is kept."""
    if where != "generated":
        found = {path.read_bytes() for path in Path(where).rglob("*") if path.is_file() and 0 < path.stat().st_size <= LARGEST}
        return found or sys.exit(f"no file of at most {LARGEST} bytes under {where}")
    folder = keep / f"{channel}-seeds"
    if not folder.exists():
        making = keep / f"{channel}-seeds-{os.getpid()}"
        making.mkdir()
        environment = os.environ | {"EGARD_RECORD": f"{channel}:{making}", "PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'support'}"}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "recording", "-p", "no:cacheprovider", "-m", "not hypothesis"]
        subprocess.run([*command, f"tests/{TESTS[channel]}"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
        making.rename(folder)
    return {path.read_bytes() for path in folder.iterdir()} | set(seeds(channel))


def _save(asked: argparse.Namespace, data: bytes, what: str = "") -> Path:
    place: Path = asked.keep / f"{asked.channel}-{asked.seed}-{what or sha256(data).hexdigest()[:8]}"
    place.write_bytes(data)
    return place


if __name__ == "__main__":
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("channel", choices=get_args(Channel))
    asking.add_argument("--inputs", type=int, default=10_000)
    asking.add_argument("--seed", type=int, default=1)
    asking.add_argument("--seeds", default="generated")
    asking.add_argument("--keep", type=Path, default=Path("/tmp/egard-fuzz"))
    asking.add_argument("--failures", type=int, default=20, help="how many are found before it ends")
    sys.exit(main(asking.parse_args()))
