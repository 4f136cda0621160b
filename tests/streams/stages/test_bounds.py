"""One original must not be able to fill the path: what is too much is kept out of it, and said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from schemas.events import CloudEvent, Event, Raw, Said
from streams.desk import Desk
from streams.runner import Batch, Cargo
from streams.stages.normalise import LARGEST_BYTES, MOST_PARTIES, normalise
from streams.state.originals import INLINE_BYTES
from streams.wire import LARGEST_MESSAGE, Emit, open_event, seal

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAIL = "From: Anne <anne@exemple.net>\nTo: {to}\nMessage-ID: <{id}@exemple.net>\nDate: Mon, 2 Mar 2026 09:00:00 +0100\n\n{text}\n"
Make = Callable[..., Awaitable[Desk]]


async def normalised(desk: Desk, channel: Any, data: bytes) -> tuple[list[Event], Batch]:
    [(raw, _)] = await desk.state.originals.put([(channel, "application/octet-stream", "test", data)], now=NOW)
    sealed = msgspec.json.decode(seal(Emit("test", "key", raw)), type=CloudEvent)
    batch = Batch("normalise", [Cargo(open_event(sealed), sealed, "test", 0, 0, 0)], NOW)
    return [emit.event for emit in await normalise(batch, desk)], batch


async def test_a_mail_to_thousands_is_on_the_timelines_of_the_first_and_says_so(make_desk: Make) -> None:
    desk = await make_desk(lambda: NOW)
    to = ", ".join(f"a{number}@exemple.net" for number in range(3000))
    [said], batch = await normalised(desk, "email", MAIL.format(to=to, id="many", text="Bonjour à tous").encode())
    assert isinstance(said, Said) and len(said.interaction.parties) == MOST_PARTIES
    assert said.interaction.parties[0].identifier == "email:anne@exemple.net"
    [dead] = batch.dead
    assert "3001 people" in dead.reason and dead.interaction is None


async def test_what_no_message_can_hold_is_a_dead_letter_and_not_a_stage_that_stands_still(make_desk: Make) -> None:
    desk = await make_desk(lambda: NOW)
    text = "a word " * (LARGEST_BYTES // 7 + 1)
    account = {"id": "1", "username": "anne", "acct": "anne", "url": "https://social.example/@anne"}
    status = {
        "id": "1", "uri": "https://social.example/1", "url": "https://social.example/@anne/1", "created_at": "2026-03-02T08:00:00Z",
        "content": text, "visibility": "public", "language": "en", "account": account, "mentions": [], "media_attachments": [],
    }  # fmt: skip
    told, batch = await normalised(desk, "social", msgspec.json.encode(status))
    assert told == []
    [dead] = batch.dead
    assert dead.interaction and "more than" in dead.reason and dead.remedy
    assert await desk.state.originals.standing(datetime.max.replace(tzinfo=UTC)) == [], "nobody waits for it"


async def test_what_is_kept_fits_into_a_message(make_desk: Make) -> None:
    desk = await make_desk(lambda: NOW)
    [said], batch = await normalised(
        desk, "email", MAIL.format(to="a@exemple.fr", id="long", text="a long line of words\n" * 200_000).encode()
    )
    assert len(seal(Emit("interactions", "key", said))) < LARGEST_MESSAGE and not batch.dead


async def test_of_large_originals_no_more_is_read_than_asked_for(make_desk: Make) -> None:
    originals = (await make_desk(lambda: NOW)).state.originals
    small, large = b"small", b"large" * INLINE_BYTES
    (one, _), (other, _) = await originals.put([("letter", "application/pdf", "test", data) for data in (small, large)], now=NOW)
    for asked, told in ((-1, large), (10, large[:10]), (0, None)):
        found = await originals.get([one.original, other.original], large=asked)
        assert (found[one.original].data, found[other.original].data) == (small, told)


async def test_one_of_many_that_is_replayed_is_read_from_its_original_again(make_desk: Make) -> None:
    """A broker that forgets between a replay and its handling would lose it otherwise: the original was done long ago."""
    desk = await make_desk(lambda: NOW)
    [said], _ = await normalised(desk, "email", MAIL.format(to="a@exemple.fr", id="one", text="Bonjour").encode())
    assert isinstance(said, Said)
    one_of_many = msgspec.structs.replace(said, alone=False)
    await desk.state.originals.done([said.original])
    await desk.state.work.take_up(one_of_many, at=NOW)
    assert [raw for raw, _ in await desk.state.originals.standing(NOW)] == [Raw(original=said.original, channel="email", received_at=NOW)]
    await desk.state.work.give_up(one_of_many, now=NOW)
    assert await desk.state.originals.standing(NOW), "the others of this original may still be on their way"
