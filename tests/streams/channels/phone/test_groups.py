"""Rows of one call, in a small log and in one that is remembered by its places only."""

from __future__ import annotations

import mmap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.channels.phone import groups
from streams.channels.phone.groups import grouped
from streams.channels.phone.text import splitter

LINES = st.lists(st.sampled_from(["a,1", "b,2", "a,3", "", ",4", 'c,"5', "d,é"]), max_size=40)


def key(cells: list[str]) -> str | None:
    return cells[0] or None


@settings(max_examples=60, deadline=None)
@given(lines=LINES, ending=st.sampled_from(["\n", "\r\n"]), last=st.booleans())
def test_a_large_log_is_grouped_as_a_small_one(lines: list[str], ending: str, last: bool) -> None:
    data = ("k,v" + ending + ending.join(lines) + ending * last).encode()
    split = splitter("k,v")
    small = list(grouped(data, split, key, skip=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "_IN_MEMORY", 0)
        assert list(grouped(data, split, key, skip=1)) == small
    assert sorted(row.number for group in small for row in group.rows) == [number for number, line in enumerate(lines, 2) if line]


def test_rows_of_two_calls_with_one_mark_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "_IN_MEMORY", 0)
    monkeypatch.setattr(groups, "hash", lambda _: 7, raising=False)
    found = [[row.number for row in group.rows] for group in grouped(b"a,1\nb,2\na,3\n,4\nb,5\n", splitter("k,v"), key)]
    assert found == [[1, 3], [2, 5], [4]]


def test_a_mapped_file_is_read_as_bytes_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "_IN_MEMORY", 0)
    data = b"".join(b"%d,%d\n" % (n % 700, n) for n in range(3000))
    (tmp_path / "log").write_bytes(data)
    with (tmp_path / "log").open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert list(grouped(mapped, splitter("k,v"), key)) == list(grouped(data, splitter("k,v"), key))
