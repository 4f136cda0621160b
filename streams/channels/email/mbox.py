"""An mbox into its messages, one at a time: memory for one message, whatever the size of the box.

The pages of a mapped file count as this process's memory from when they are read; those that lie behind are given back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from mmap import MADV_DONTNEED, PAGESIZE, mmap

# `From anne@example.fr Mon Mar  4 09:15:00 2024`, then a header: a line of text that begins with "From " does not look so.
_START = re.compile(
    rb"^From (?:-[ \t]*|[^\r\n]{0,200}?\d{1,2}:\d\d(?::\d\d)?[^\r\n]{0,40}?\d{4}[^\r\n]{0,40})\r?\n"
    rb"(?=[!-9;-~]+[ \t]*:|>From |[ \t]*\r?\n[!-9;-~]+:)",
    re.MULTILINE,
)
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*From [^\r\n]*\r?\n(?=[!-9;-~]+[ \t]*:|>From )")
_INTRODUCES = re.compile(rb":[ \t]*(?:\r?\n[ \t]*)+\Z")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


_STRETCH = 16 << 20  # bytes that are read before pages are given back


def is_mbox(data: bytes | mmap) -> bool:
    return _FIRST.match(data) is not None


def messages(data: bytes | mmap) -> Iterator[bytes]:
    """Each message without its `From ` line and with the quoting of such lines in the body undone."""
    first = _FIRST.match(data)
    begin = first.end() if first else 0
    kept = 0
    for start in _START.finditer(data, begin):
        if begin - kept > _STRETCH:
            kept = _give_back(data, begin)
        if _INTRODUCES.search(data[max(begin, start.start() - 80) : start.start()]):
            continue  # a mail that this one shows, after "the original:"
        if start.start() > begin:
            yield _unquoted(data[begin : start.start()])
        begin = start.end()
    yield _unquoted(data[begin:])


def digest(data: bytes | mmap) -> str:
    """SHA-256, as hexadecimal."""
    found = sha256()
    with memoryview(data) as view:
        for begin in range(0, len(view), _STRETCH):
            found.update(view[begin : begin + _STRETCH])
            _give_back(data, begin + _STRETCH)
    return found.hexdigest()


def _give_back(data: bytes | mmap, until: int) -> int:
    if isinstance(data, mmap) and (whole := min(until, len(data)) // PAGESIZE * PAGESIZE):
        data.madvise(MADV_DONTNEED, 0, whole)
    return until


def _unquoted(message: bytes) -> bytes:
    return _QUOTED_FROM.sub(rb"\1", message) if b"\n>From " in message or b"\n>>" in message else message
