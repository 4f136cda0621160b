"""The print folder: a PDF a letter, and a manifest with a line for each, in the order in which they were made. Both are whole or not there,
and doing it twice is doing it once.

A letter that the manifest names may be printed and posted already, and so is not made again, whatever the settings are by now; it is named
twice where its words are others, and then the last line counts. The manifest only grows. Whoever was stopped in the middle left a draft,
which the next one writes over, a letter without its line, which is there once that letter is done again, or half a line, which the next
one takes away.
"""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from schemas.documents import Message
from schemas.interaction import Instant
from streams.channels.letter.page import Letter

ROOM = "print"
MANIFEST = "manifest.jsonl"
_LOCK, _DRAFT = ".lock", ".draft.part"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One letter, for whoever prints, posts and counts."""

    file: str
    person: str
    message: str
    pages: int
    country: str
    sha256: str
    made_at: Instant


def named(room: Path, message: Message) -> Line | None:
    """The letter of this message, in these words, if the manifest names it."""
    with contextlib.suppress(FileNotFoundError), (room / MANIFEST).open("rb") as file:
        line = _last_of(file, message.id)
        return line if line and line.made_at == message.made_at else None
    return None


def put(room: Path, message: Message, letter: Letter) -> Line:
    """Raises OSError where it cannot be written. The file is there before its line is."""
    line = Line(
        file=f"{message.id}.pdf", person=message.person, message=message.id, pages=letter.pages, country=letter.country,
        sha256=sha256(letter.pdf).hexdigest(), made_at=message.made_at,
    )
    room.mkdir(parents=True, exist_ok=True)
    with _alone(room):
        _sweep(room)
        if before := named(room, message):
            return before
        _write(room / line.file, letter.pdf)
        _append(room / MANIFEST, line)
    return line


def lines(room: Path) -> list[Line]:
    """What the manifest says, of a letter that was made anew the last; a line that somebody else broke is no letter of ours."""
    path = room / MANIFEST
    read = [_line(raw) for raw in path.read_bytes().splitlines()] if path.exists() else []
    return list({line.message: line for line in read if line is not None}.values())


@contextmanager
def _alone(room: Path) -> Iterator[None]:
    """Among all processes that print here."""
    with (room / _LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@lru_cache(maxsize=16)
def _sweep(room: Path) -> None:
    """Once a process: drafts under other names, of whoever wrote here before."""
    for left in room.glob(".*.part"):
        left.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and still there after a power cut."""
    draft = path.with_name(_DRAFT)
    with draft.open("wb") as file:
        file.write(data)
        _keep(file)
    draft.replace(path)
    _keep_names(path.parent)


def _append(manifest: Path, line: Line) -> None:
    new = not manifest.exists()
    with manifest.open("a+b") as file:
        _mend(file)
        file.write(msgspec.json.encode(line) + b"\n")  # flushed in one call: whoever is killed has written all of it or nothing
        _keep(file)
    if new:
        _keep_names(manifest.parent)


def _mend(file: BinaryIO) -> None:
    """What a power cut left of a line at the end goes; a line that lacks its end alone gets it."""
    with _seen(file) as seen:
        whole = seen.rfind(b"\n") + 1
        left = seen[whole:]
    if left and _line(left):
        file.write(b"\n")
    elif left:
        file.truncate(whole)
    file.flush()


def _last_of(file: BinaryIO, message: str) -> Line | None:
    """What the manifest says of it."""
    with _seen(file) as seen:
        at = seen.rfind(b'"message":' + msgspec.json.encode(message))
        return _line(seen[seen.rfind(b"\n", 0, at) + 1 :].partition(b"\n")[0]) if at >= 0 else None


@contextmanager
def _seen(file: BinaryIO) -> Iterator[mmap.mmap | bytes]:
    """All of it, unread: of twenty thousand letters it is four megabytes."""
    if os.fstat(file.fileno()).st_size == 0:  # that cannot be mapped
        yield b""
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as seen:
        yield seen


def _line(raw: bytes) -> Line | None:
    try:
        return msgspec.json.decode(raw, type=Line)
    except msgspec.DecodeError:
        return None


def _keep(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _keep_names(folder: Path) -> None:
    names = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(names)
    finally:
        os.close(names)
