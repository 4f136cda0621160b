"""Rows of one call, in a small log and in one that is remembered by its places only."""

from __future__ import annotations

import mmap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Refusal
from streams.channels.phone import groups
from streams.channels.phone.groups import grouped
from streams.channels.phone.text import splitter

LINES = st.lists(st.sampled_from(["a,1", "b,2", "a,3", "", ",4", 'c,"5', "d,é"]), max_size=40)


def key(cells: list[str]) -> str | None:
    return cells[0] or None


def read(number: int, cells: list[str] | None) -> tuple[int, list[str] | None] | Refusal | None:
    if cells is None:
        return Refusal(where=f"row {number}", what="a quote is open", remedy="")
    return (number, cells) if cells[-1] != "2" else None


def numbers(told: list[tuple[int, list[str] | None]] | Refusal) -> list[int]:
    return [int(told.where.removeprefix("row "))] if isinstance(told, Refusal) else [number for number, _ in told]


@settings(max_examples=60, deadline=None)
@given(lines=LINES, ending=st.sampled_from(["\n", "\r\n"]), last=st.booleans())
def test_a_large_log_is_grouped_as_a_small_one(lines: list[str], ending: str, last: bool) -> None:
    data = ("k,v" + ending + ending.join(lines) + ending * last).encode()
    split = splitter("k,v")
    small = list(grouped(data, split, key, read, skip=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "_IN_MEMORY", 0)
        assert list(grouped(data, split, key, read, skip=1)) == small
    told = sorted(number for _, group in small for number in numbers(group))
    assert told == [number for number, line in enumerate(lines, 2) if line and line[-1] != "2"]


def test_rows_of_two_calls_with_one_mark_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "_IN_MEMORY", 0)
    monkeypatch.setattr(groups, "hash", lambda _: 7, raising=False)
    found = [numbers(told) for _, told in grouped(b"a,1\nb,3\na,3\n,4\nb,5\n", splitter("k,v"), key, read)]
    assert found == [[1, 3], [2, 5], [4]]


def test_a_mapped_file_is_read_as_bytes_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "_IN_MEMORY", 0)
    data = b"".join(b"%d,%d\n" % (n % 700, n) for n in range(3000))
    (tmp_path / "log").write_bytes(data)
    with (tmp_path / "log").open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert list(grouped(mapped, splitter("k,v"), key, read)) == list(grouped(data, splitter("k,v"), key, read))
