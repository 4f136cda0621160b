"""Rows of call logs a second against `csv.DictReader` over the same bytes, in one run: `python bench/calls.py [--rows N] [--large MB]`.

Logs are invented, each with as many callers as a house has. Both sides are timed in turns, in seconds of the processor; of the turns the
best of each counts, since other work on the machine only ever adds. `first` is the very first reading, before anything is remembered.
`--large` also reads one Asterisk log of so many megabytes from a file and says how much memory that took.
"""

from __future__ import annotations

import argparse
import csv
import io
import mmap
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse

READING = Reading(own=Own(names=("+33199004100",)))
CALLERS, TURNS, GOAL = 5_000, 15, 0.3


class Made:
    """One call after another, by the clock of Paris in winter."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._people = [(f"0{self._random.randrange(100_000_000, 799_999_999)}", f"Client {number}") for number in range(CALLERS)]
        self.at = datetime(2024, 11, 4, 7, tzinfo=UTC)

    def next(self) -> tuple[int, str, str, str, int, int]:
        """Epoch seconds, number and name of the caller, extension, seconds of ringing and of talk."""
        self.at += timedelta(seconds=self._random.randint(1, 9))
        number, name = self._random.choice(self._people)
        return int(self.at.timestamp()), number, name, str(self._random.randint(20, 60)), *self._random.choices(range(2, 90), k=2)


def clock(epoch: int) -> str:
    return f"{datetime.fromtimestamp(epoch + 3600, UTC):%Y-%m-%d %H:%M:%S}"


def cdr(made: Made, rows: int) -> Iterator[str]:
    for number in range(rows):
        epoch, caller, name, line, ring, talk = made.next()
        yield (
            f'"","{caller}","0199004100","in","""{name}"" <{caller}>","PJSIP/trunk-{number:08x}","PJSIP/{line}-{number:08x}","Dial",'
            f'"PJSIP/{line},30","{clock(epoch)}","{clock(epoch + ring)}","{clock(epoch + ring + talk)}",{ring + talk},{talk},"ANSWERED",'
            f'"DOCUMENTATION","{epoch}.{number}",""\n'
        )


def queue_log(made: Made, rows: int) -> Iterator[str]:
    for number in range(rows // 3):
        epoch, caller, _, line, ring, talk = made.next()
        call = f"{epoch}.{number}|accueil"
        yield f"{epoch}|{call}|NONE|ENTERQUEUE||{caller}|1\n{epoch + ring}|{call}|PJSIP/{line}|CONNECT|{ring}|x|3\n"
        yield f"{epoch + ring + talk}|{call}|PJSIP/{line}|COMPLETECALLER|{ring}|{talk}|1\n"


def cel(made: Made, rows: int) -> Iterator[str]:
    yield "eventtype,eventtime,cid_name,cid_num,exten,context,channame,appname,appdata,uniqueid,linkedid,peer\n"
    for number in range(rows // 6):
        epoch, caller, name, line, ring, talk = made.next()
        call, other = f"{epoch}.{number}", f"{epoch}.9{number}"
        events = [("CHAN_START", 0, call), ("CHAN_START", 1, other), ("ANSWER", ring, other), ("BRIDGE_ENTER", ring, call)]
        for kind, after, channel in [*events, ("BRIDGE_ENTER", ring, other), ("HANGUP", ring + talk, call)]:
            who = (name, caller, "0199004100", "trunk") if channel == call else ("", line, "", line)
            yield f"{kind},{clock(epoch + after)},{who[0]},{who[1]},{who[2]},in,PJSIP/{who[3]}-{number:08x},,,{channel},{call},\n"


def freeswitch(made: Made, rows: int) -> Iterator[str]:
    for number in range(rows):
        epoch, caller, name, _, ring, talk = made.next()
        yield (
            f'"{name}","{caller}","0199004100","public","{clock(epoch)}","{clock(epoch + ring)}","{clock(epoch + ring + talk)}",'
            f'"{ring + talk}","{talk}","NORMAL_CLEARING","{number:08x}-0000-4000-8000-000000000000",'
            f'"{number:08x}-0000-4000-8000-00000000000b","","PCMA","PCMA"\n'
        )


FORMS: dict[str, tuple[Callable[[Made, int], Iterator[str]], str]] = {
    "Asterisk CDR": (cdr, ","), "queue_log": (queue_log, "|"), "CEL": (cel, ","), "FreeSWITCH CSV": (freeswitch, ","),
}  # fmt: skip


def took(things: Iterable[object]) -> float:
    began = time.process_time()
    for _ in things:
        pass
    return time.process_time() - began


def main(asked: argparse.Namespace) -> int:
    met = True
    for name, (make, delimiter) in FORMS.items():
        text = "".join(make(Made(1), asked.rows))
        data, rows, columns = text.encode(), text.count("\n"), [str(number) for number in range(20)]
        first, readers, parsers = took(parse(data, READING)), [], []
        for _ in range(TURNS):
            readers.append(took(csv.DictReader(io.StringIO(text), fieldnames=columns, delimiter=delimiter)))
            parsers.append(took(parse(data, READING)))
        ratio = min(readers) / min(parsers)
        met = met and (ratio >= GOAL or name != "Asterisk CDR")
        ours, theirs = rows / min(parsers), rows / min(readers)
        print(f"{name:15} {ours:>9,.0f} rows/s, at first {rows / first:>9,.0f}; DictReader {theirs:>9,.0f}; ratio {ratio:.2f}")
    if asked.large:
        _large(asked.large)
    return 0 if met else 1


def _large(size_mb: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryFile() as file:
        piece = "".join(cdr(Made(2), 20_000))
        for part in range(size_mb * 1_000_000 // len(piece) + 1):  # the same people, other calls: ids and the years differ
            file.write(piece.replace('"2024-', f'"{2024 + part % 9}-').replace(',"17', f',"{17 + part}').encode())
        file.flush()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            calls = sum(isinstance(item, Interaction) for item in parse(data, READING))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{size_mb} MB: {calls:,} calls, at most {after // 1024} MB of memory ({before // 1024} MB before)")


if __name__ == "__main__":
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--rows", type=int, default=6_000)
    asking.add_argument("--large", type=int, default=0, metavar="MB")
    raise SystemExit(main(asking.parse_args()))
