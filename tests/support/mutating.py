"""Inputs that somebody might send by mistake or on purpose: what is right, damaged, also in its structure (mutating_forms)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random

from mutating_forms import change

from schemas.interaction import Channel
from services.bench.mailbox import mixed
from services.demo.history import Handing, history

FOLDER = Path(__file__).parent.parent / "channels"
LARGEST_SEED = 12_000  # bytes
LARGEST = 500_000  # bytes of what is made of it
NEAR = 3_000  # bytes within which numbers and words are changed at once
PIECES = [b"\x00", b"\xff", b'"', b"<", b"\r", b"\n\n", b"\\", b"\xed\xa0\x80", b"\x1b$B", b"=?", b"> ", b"From ", b"--", b"{", b"["]
NUMBERS = [b"0", b"-1", b"1", b"00", b"4294967296", b"9" * 20, b"9" * 400, b"1e9", b"0.5", b"NaN", b""]
NUMBERS += [b"9" * 5000, b"&#" + b"7" * 5000 + b";"]
_NUMBER = re.compile(rb"\d+")
_TOKEN = re.compile(rb"[^\s,;:=&<>\"'|{}\[\]()/]+")


@lru_cache(maxsize=1)
def _year() -> list[Handing]:
    return history(7, date(2026, 3, 2))


def seeds(channel: Channel) -> tuple[bytes, ...]:
    """What the invented year and the files of the tests have of a channel."""
    found = [one.data for one in _year() if one.channel == channel and len(one.data) <= LARGEST_SEED]
    found = found[:: max(1, len(found) // 24)]
    if channel == "email":
        found += [mail for mail in mixed(36, run="seeds") if len(mail) <= LARGEST_SEED]
    if channel == "social":
        found += [path.read_bytes() for path in sorted((FOLDER / "social" / "fixtures").iterdir())]
        for path in sorted((FOLDER / "social" / "payloads").iterdir()):
            found += [json.dumps(payload).encode() for payload in json.loads(path.read_bytes()).values()]
    return tuple(found)


def mutate(rng: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """`data` after one to five accidents, those to its structure first, while it has one; `others` lend pieces."""
    for accident in sorted(rng.choices(ACCIDENTS, k=rng.choice((1, 1, 2, 3, 5))), key=lambda one: one is not _structure):
        data = accident(rng, data, rng.choice(others))[:LARGEST]
    return data


def _flip(rng: Random, data: bytes, _other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8) if changed else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _put(rng: Random, data: bytes, _other: bytes) -> bytes:
    at = rng.randint(0, len(data))
    piece = rng.choice((rng.randbytes(rng.randint(1, 12)), *PIECES))
    return data[:at] + piece * rng.choice((1, 1, 1, 3, 300)) + data[at + rng.choice((0, 0, 1, len(piece))) :]


def _drop(rng: Random, data: bytes, _other: bytes) -> bytes:
    begin, end = _span(rng, data)
    return data[:begin] + data[end:]


def _truncate(rng: Random, data: bytes, _other: bytes) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] if rng.random() < 0.8 else data[at:]


def _splice(rng: Random, data: bytes, other: bytes) -> bytes:
    (begin, end), (first, last) = _span(rng, data), _span(rng, other)
    return data[:begin] + other[first:last] + data[end:]


def _repeat(rng: Random, data: bytes, _other: bytes) -> bytes:
    """A piece many times over: what takes the square of the time shows."""
    begin = rng.randint(0, len(data))
    piece = data[begin : begin + rng.choice((1, 2, 5, 40, 200))]
    times = rng.choice((2, 2, 20, 20, 200, 1000, 2000, LARGEST // 4 // max(1, len(piece))))
    return data[:begin] + piece * times + data[begin:]


def _lines(rng: Random, data: bytes, other: bytes) -> bytes:
    lines = data.split(b"\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(5):
        case 0:
            lines[at], lines[to] = lines[to], lines[at]
        case 1:
            rng.shuffle(lines)
        case 2:
            lines[at:at] = [lines[to]] * rng.choice((1, 1, 10, 500))
        case 3:
            lines[at:at] = [rng.choice(other.split(b"\n"))]
        case _:
            del lines[at]
    return (b"\r\n" if rng.random() < 0.05 else b"\n").join(lines)


def _numbers(rng: Random, data: bytes, _other: bytes) -> bytes:
    return _replace_some(rng, data, _NUMBER, [*NUMBERS, str(rng.randint(0, 10**12)).encode()])


def _tokens(rng: Random, data: bytes, other: bytes) -> bytes:
    return _replace_some(rng, data, _TOKEN, _TOKEN.findall(other[:5000]) + _TOKEN.findall(data[:5000]))


def _replace_some(rng: Random, data: bytes, pattern: re.Pattern[bytes], by: Sequence[bytes]) -> bytes:
    near = rng.randrange(len(data) - NEAR) if len(data) > NEAR else 0
    places = [found.span() for found in pattern.finditer(data, near, near + NEAR)]
    for begin, end in sorted(rng.sample(places, min(len(places), rng.randint(1, 4))), reverse=True) if by else []:
        data = data[:begin] + rng.choice(by) + data[end:]
    return data


def _structure(rng: Random, data: bytes, other: bytes) -> bytes:
    changed = change(rng, data, other)
    return _tokens(rng, data, other) if changed is None else changed


def _span(rng: Random, data: bytes) -> tuple[int, int]:
    begin = rng.randint(0, len(data))
    return begin, min(len(data), begin + rng.choice((1, 4, 30, 200, 2000)))


Accident = Callable[[Random, bytes, bytes], bytes]
ACCIDENTS: tuple[Accident, ...] = (
    *(_flip, _put, _drop, _truncate, _splice, _repeat, _lines, _lines, _numbers, _tokens, _tokens),
    *(_structure, _structure, _structure, _structure, _structure, _structure),
)
