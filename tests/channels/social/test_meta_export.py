"""The copy of one's own messages that Facebook and Instagram give."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from socially import found, said

from schemas.errors import Refusal
from schemas.interaction import Interaction, Party


def odd(text: str) -> str:
    """As the copy writes it: each byte a character."""
    return text.encode().decode("latin-1")


def copy(*messages: dict[str, Any]) -> dict[str, Any]:
    people = [{"name": odd("Maëlle B.")}, {"name": "Atelier"}]
    return {"participants": people, "messages": list(messages), "thread_path": "inbox/maelleb_1234"}


HELLO = {"sender_name": odd("Maëlle B."), "timestamp_ms": 1_740_000_000_250, "content": odd("Ça fuit encore 😡")}
OURS = {"sender_name": "Atelier", "timestamp_ms": 1_740_000_060_000, "photos": [{"uri": "your_instagram_activity/messages/inbox/a/1.jpg"}]}


def test_letters_are_repaired_and_names_are_all_there_is() -> None:
    (one,) = said(copy(HELLO), "Atelier")
    assert (one.text, one.direction, one.network) == ("Ça fuit encore 😡", "in", "facebook")
    assert one.parties == (Party(role="author", name="Maëlle B."), Party(role="recipient", name="Atelier"))
    assert one.at == datetime(2025, 2, 19, 21, 20, 0, 250000, tzinfo=UTC)


def test_ours_go_out_with_their_files_and_what_was_unsent_is_nothing() -> None:
    theirs, ours = said(copy(HELLO, OURS, HELLO | {"is_unsent": True}), "Atelier")
    assert (theirs.network, ours.direction, [file.name for file in ours.attachments]) == ("instagram", "out", ["1.jpg"])
    assert theirs.thread == ours.thread


def test_the_later_form_says_the_same() -> None:
    later = {"participants": ["Maëlle B.", "Atelier"], "threadName": "Maëlle B._9", "messages": []}
    later["messages"] = [
        {"senderName": "Maëlle B.", "text": "Ça fuit encore 😡", "timestamp": 1_740_000_000_250, "media": [], "isUnsent": False}
    ]
    (one,), (first,) = said(later), said(copy(HELLO))
    assert (one.text, one.at, one.parties) == (first.text, first.at, first.parties)


@pytest.mark.parametrize("cut", [1, 2])
def test_the_id_knows_nothing_of_what_else_is_in_the_copy(cut: int) -> None:
    whole = [HELLO, HELLO | {"timestamp_ms": 1_740_000_000_251}, HELLO | {"content": "Oui"}]
    assert [one.id for one in said(copy(*whole[:cut]))] == [one.id for one in said(copy(*whole))][:cut]
    assert len({one.id for one in said(copy(*whole))}) == 3


def test_a_bad_message_takes_no_other_with_it() -> None:
    assert [type(one) for one in found(copy({"sender_name": 4}, HELLO, {"sender_name": "x", "content": "y"}))] == [
        Refusal,
        Interaction,
        Refusal,
    ]
