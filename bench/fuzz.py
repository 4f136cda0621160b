"""Damaged inputs until something breaks: `python bench/fuzz.py CHANNEL --inputs N --seed S --seeds DIR|generated ... [--keep DIR]`.

Every input is a function of (seeds, --seed, its number), so that a million can be run in slices (--first). A process of its own reads
a batch of them. It ends with status 1, and the inputs saved, at: an exception (other than EgardError; as little as still raises it is
saved too), more than 2 s of the processor, more than 500 MB (letters: 250 MB above that of the recogniser after a few scans), a second
reading that differs (every fourth input is read twice), a process that died.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import mmap
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from types import FrameType
from typing import get_args

import msgspec

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from mutating import mutate, seeds  # noqa: E402

from schemas.errors import EgardError, Refusal  # noqa: E402
from schemas.interaction import Channel, Interaction, Own, Reading, Removal  # noqa: E402
from streams.channels import CHANNELS, Parse  # noqa: E402

LARGEST = 100_000  # bytes of a file that is taken as a seed
SLOWEST_S = 2.0
DEADLY_S = 20.0  # for what cannot be stopped otherwise
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


class Told(msgspec.Struct):
    """What one process found in its inputs. `understood`: those in which at least one Interaction was; `networks`: theirs."""

    inputs: int = 0
    understood: int = 0
    networks: dict[str, int] = {}
    reading_s: float = 0.0
    slowest_s: float = 0.0
    slowest: int = -1
    peak_mb: float = 0.0
    wrong: dict[int, str] = {}

    def add(self, other: Told) -> None:
        if other.slowest_s > self.slowest_s:
            self.slowest_s, self.slowest = other.slowest_s, other.slowest
        self.inputs, self.understood = self.inputs + other.inputs, self.understood + other.understood
        self.networks = dict(Counter(self.networks) + Counter(other.networks))
        self.reading_s, self.peak_mb = self.reading_s + other.reading_s, max(self.peak_mb, other.peak_mb)
        self.wrong |= other.wrong


def main(asked: argparse.Namespace) -> int:
    asked.keep.mkdir(parents=True, exist_ok=True)
    found = {data for where in asked.seeds for data in _sown(asked.channel, where, asked.keep)}
    sown = sorted(found, key=lambda data: (len(data), data))
    print(f"{asked.channel}: {len(sown)} seeds, {sum(map(len, sown)) // len(sown)} bytes on average", flush=True)
    gc.freeze()
    all_, began, number, end = Told(), time.perf_counter(), asked.first, asked.first + asked.inputs
    while number < end and len(all_.wrong) < asked.failures:
        told = _forked(asked, sown, range(number, min(end, number + asked.batch)))
        for at, wrong in told.wrong.items():
            print(f"input {at}: {_save(asked, _input(asked, sown, at), f'{at}')}: {wrong}", flush=True)
        number += told.inputs
        all_.add(told)
        per_s = all_.inputs / (time.perf_counter() - began)
        print(
            f"  {number} inputs, {per_s:.0f}/s ({all_.reading_s / all_.inputs * 1000:.2f} ms a reading), {all_.understood} understood, "
            f"slowest {all_.slowest_s:.2f} s (input {all_.slowest}), peak {all_.peak_mb:.0f} MB, {len(all_.wrong)} failures",
            flush=True,
        )
    print(f"understood by network: {dict(sorted(all_.networks.items(), key=lambda one: -one[1]))}")
    _save(asked, _input(asked, sown, all_.slowest), "slowest")
    return 1 if all_.wrong else 0


def _input(asked: argparse.Namespace, sown: Sequence[bytes], number: int) -> bytes:
    rng = Random(f"{asked.seed}/{number}")
    return mutate(rng, rng.choice(sown), sown)


def _forked(asked: argparse.Namespace, sown: Sequence[bytes], numbers: range) -> Told:
    """These inputs in a process of their own; when it dies, those until then."""
    at = mmap.mmap(-1, 8)
    read, write = os.pipe()
    if not (pid := os.fork()):
        os.close(read)
        try:
            told = _batch(asked, sown, numbers, at)
            with os.fdopen(write, "wb") as out:
                out.write(msgspec.json.encode(told))
        except BaseException:  # noqa: BLE001  # of the harness itself
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        said = answer.read()
    status = os.waitpid(pid, 0)[1]
    if said:
        return msgspec.json.decode(said, type=Told)
    died_at = int.from_bytes(at[:8], "little")
    return Told(inputs=died_at - numbers.start + 1, wrong={died_at: f"the process ended with status {os.waitstatus_to_exitcode(status)}"})


def _batch(asked: argparse.Namespace, sown: Sequence[bytes], numbers: range, at: mmap.mmap) -> Told:
    faulthandler.enable()
    signal.signal(signal.SIGPROF, _stop)
    parse, told = CHANNELS[asked.channel], Told()
    for data in sown[:: max(1, len(sown) // 20)]:
        list(parse(data, READING))  # tables and models load once
    most_mb = max(MOST_MB, _peak_mb() + MORE_MB)
    if most_mb == MOST_MB:  # what is asked for above that is refused, and seen as a MemoryError
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MB << 20, MOST_MB << 20))
    for number in numbers:
        at[:8] = number.to_bytes(8, "little")
        data = _input(asked, sown, number)
        took, found, wrong = _tried(parse, data, times=1 if number % 4 else 2)
        told.peak_mb = _peak_mb()
        wrong = wrong or (f"{told.peak_mb:.0f} MB" if told.peak_mb > most_mb else "")
        told.inputs, told.reading_s = told.inputs + 1, told.reading_s + took
        if took > told.slowest_s:
            told.slowest_s, told.slowest = took, number
        networks = {f"{one.network}" for one in found if isinstance(one, Interaction)}
        told.understood += bool(networks)
        for network in networks:
            told.networks[network] = told.networks.get(network, 0) + 1
        if wrong:
            least = _least(parse, data, wrong) if "Traceback" in wrong else data
            told.wrong[number] = f"{wrong}  least: {_save(asked, least, sha256(least).hexdigest()[:8])}, {len(least)} bytes"
            break  # what is left in the memory, or was half done, is not the fault of the next
    return told


def _least(parse: Parse, data: bytes, wrong: str) -> bytes:
    """As little of it as still ends in the same exception at the same place, or what half a minute comes to."""
    ends = wrong.splitlines()[-3:]
    size, begin, until = len(data) // 2, 0, time.process_time() + 30
    while size and time.process_time() < until:
        less = data[:begin] + data[begin + size :]
        if _tried(parse, less, times=1)[2].splitlines()[-3:] == ends:
            data = less
        else:
            begin += size
        if begin >= len(data):
            size, begin = size // 2, 0
    return data


def _tried(parse: Parse, data: bytes, *, times: int) -> tuple[float, list[Interaction | Removal | Refusal], str]:
    """Seconds of the first reading, what it gave, and what is wrong with it."""
    results: list[bytes] = []
    first: list[Interaction | Removal | Refusal] = []
    began, took = time.process_time(), 0.0
    try:
        for _ in range(times):
            signal.setitimer(signal.ITIMER_VIRTUAL, DEADLY_S)
            signal.setitimer(signal.ITIMER_PROF, SLOWEST_S)
            found = list(parse(data, READING))
            results.append(msgspec.json.encode(found))
            signal.setitimer(signal.ITIMER_PROF, 0)
            took, first = took or time.process_time() - began, first or found
    except EgardError:
        return time.process_time() - began, [], ""
    except TooSlow:
        return time.process_time() - began, [], f"more than {SLOWEST_S} s\n{_where()}"
    except Exception:  # noqa: BLE001  # whatever it is, it is what we look for
        return time.process_time() - began, [], traceback.format_exc(limit=-6)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return took, first, "a second reading differs" if len(set(results)) > 1 else ""


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
    return {path.read_bytes() for path in folder.iterdir() if path.stat().st_size <= LARGEST} | set(seeds(channel))


def _save(asked: argparse.Namespace, data: bytes, what: str) -> Path:
    place: Path = asked.keep / f"{asked.channel}-{asked.seed}-{what}"
    place.write_bytes(data)
    return place


if __name__ == "__main__":
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("channel", choices=get_args(Channel))
    asking.add_argument("--inputs", type=int, default=10_000)
    asking.add_argument("--seed", type=int, default=1)
    asking.add_argument("--first", type=int, default=0, help="the number of the first")
    asking.add_argument("--batch", type=int, default=5_000, help="inputs a process")
    asking.add_argument("--seeds", nargs="+", default=["generated"], help="folders, and `generated`: what the tests read")
    asking.add_argument("--keep", type=Path, default=Path("/tmp/egard-fuzz"))
    asking.add_argument("--failures", type=int, default=20, help="how many are found before it ends")
    sys.exit(main(asking.parse_args()))
