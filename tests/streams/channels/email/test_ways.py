"""One mail has one id, whichever way it came: a mailbox, a folder of files, the door, with each server's own lines."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.interaction import Interaction, Own, Reading
from services.bench.mailbox import KINDS, mixed
from streams.channels.email import mbox, parse

READING = Reading(own=Own(names=("chaleur.example",)))
MAILS = list(mixed(len(KINDS), run="ways"))
AT = datetime(2026, 1, 6, tzinfo=UTC)


def one(data: bytes) -> Interaction:
    (said,) = parse(data, READING)
    assert isinstance(said, Interaction)
    return said


def in_box(mail: bytes, escape: str) -> bytes:
    """As mailboxes hold it: `mboxo` marks lines that begin with From, `mboxrd` those that were marked before as well, `plain` none."""
    lines = {"mboxo": rb"^(From )", "mboxrd": rb"^(>*From )", "plain": rb"^(\x00)"}[escape]
    return b"From anne@x.example Tue Jan  6 08:00:00 2026\n" + re.sub(lines, rb">\1", mail.replace(b"\r\n", b"\n"), flags=re.M) + b"\n"


ways = st.tuples(
    st.integers(0, 3),  # servers that write a Received of their own
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([None, "mboxo", "mboxrd", "plain"]),
    st.sampled_from(["", "Return-Path: <anne@x.example>\n", "Delivered-To: accueil@chaleur.example\n", "Status: RO\nX-Status: A\n"]),
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(MAILS), ways)
def test_the_way_a_mail_came_changes_neither_its_id_nor_what_is_said(mail: bytes, way: tuple[int, str, str | None, str]) -> None:
    hops, line_end, box, fields = way
    received = "".join(
        f"Received: from a by mx{n}.chaleur.example with LMTP id {n}; {format_datetime(AT + timedelta(seconds=n))}\n" for n in range(hops)
    )
    came = (received + fields).encode() + mail.replace(b"\r\n", b"\n")
    came = in_box(came, box) if box else came.replace(b"\n", line_end.encode())
    first, second = one(mail), one(came)
    assert second.id == first.id
    assert (second.at, second.text, second.thread, second.parties, second.automatic) == (
        first.at, first.text, first.thread, first.parties, first.automatic
    )  # fmt: skip


@pytest.mark.parametrize("escape", ["mboxo", "mboxrd"])
def test_a_line_that_begins_with_from_survives_the_mailbox(escape: str) -> None:
    mail = b"From: anne@x.example\nMessage-ID: <f@x>\n\nFrom Monday on it works.\nFrom here to there.\n"
    assert one(in_box(mail, escape)).text == one(mail).text == "From Monday on it works.\nFrom here to there."


def test_a_mapped_mailbox_is_read_like_any_other_and_its_memory_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "_STRETCH", 4096)
    (tmp_path / "box").write_bytes(data := b"".join(in_box(mail, "mboxrd") for mail in MAILS * 3))
    given_back: list[int] = []

    class Mapped(mmap):
        def madvise(self, option: int, start: int, length: int) -> None:  # type: ignore[override]  # as it is called here
            given_back.append(length)
            super().madvise(option, start, length)

    with (tmp_path / "box").open("rb") as file, Mapped(file.fileno(), 0, access=ACCESS_READ) as mapped:
        assert list(parse(mapped, READING)) == list(parse(data, READING))
    assert max(given_back) > len(data) - 3 * 65536 and len(given_back) > 10


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(len(MAILS))))
def test_a_mailbox_of_all_kinds_gives_each_the_id_that_it_has_alone(order: list[int]) -> None:
    box = b"".join(in_box(MAILS[n], "mboxrd") for n in order)
    assert [said.id for said in parse(box, READING) if isinstance(said, Interaction)] == [one(MAILS[n]).id for n in order]
