"""What we make of a mail server that is none of the best; against a good one see tests/imap."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from driving import NOW, mail
from hypothesis import given
from hypothesis import strategies as st
from imapping import Server, imap_server

from schemas.documents import Source
from schemas.errors import Unavailable
from services.intake import imap, mailbox
from services.intake.door import AT_ONCE, AT_ONCE_BYTES, LARGEST_BYTES, Door
from services.intake.imap import Follower, Pause, parts
from services.intake.mailbox import Denied
from streams.desk import Desk
from streams.mailboxes import Place

Eventually = Callable[..., Awaitable[Any]]
MAILS = {uid: mail(f"anne{uid}@client.example", NOW).replace(b"\n", b"\r\n") for uid in range(3, 203)}


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    for where, name, quick_s in ((mailbox, "POLL_S", 0.05), (imap, "GLANCE_S", 0.02), (imap, "AGAIN_S", 0.02), (Pause, "SHORTEST_S", 0.05)):
        monkeypatch.setattr(where, name, quick_s)
    async with imap_server() as made:
        made.mails = dict(MAILS)
        yield made


@contextlib.asynccontextmanager
async def following(desk: Desk, place: Place) -> AsyncIterator[None]:
    async with Door(desk.state, desk.producer, now=desk.now) as door:
        task = asyncio.create_task(Follower(place, door, desk.state, now=desk.now).follow())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def source_of(desk: Desk, server: Server, good: Callable[[Source], Any], **place: Any) -> Callable[[], Awaitable[Source | None]]:
    async def look() -> Source | None:
        found = await desk.state.sources.get(server.place(**place).source)
        return found if found is not None and good(found) else None

    return look


def counted(ours: int, left_out: int = 0) -> Callable[[Source], Any]:
    return lambda one: one.mailbox and (one.mailbox.ours, one.mailbox.left_out) == (ours, left_out)


async def test_without_idle_it_is_asked_now_and_then(desk: Desk, server: Server, eventually: Eventually) -> None:
    async with following(desk, server.place()):
        await eventually(source_of(desk, server, counted(200)))
        server.mails[999] = MAILS[3] + b"\r\nund noch etwas"
        found = await eventually(source_of(desk, server, lambda one: one.mailbox.last_uid == 999))
    assert (found.mailbox.uidvalidity, "IDLE" in server.asked) == (1, False)
    assert sorted(server.fetched) == sorted(server.mails) and not [one for one in server.asked if "BODY[" in one or "STORE" in one]


async def test_a_mail_that_came_just_before_idle_is_not_left_until_the_next_one(
    desk: Desk, server: Server, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "COUNT_EVERY_S", 3600.0)
    server.capabilities, server.mails, server.before_idle = "IMAP4rev1 IDLE", {1: MAILS[3]}, {2: MAILS[4]}
    async with following(desk, server.place()):
        await eventually(source_of(desk, server, lambda one: one.mailbox and one.mailbox.last_uid == 2))
    assert server.fetched == [1, 2]


async def test_a_folder_that_is_numbered_anew_while_it_is_read_is_read_anew(desk: Desk, server: Server, eventually: Eventually) -> None:
    server.capabilities, server.mails = "IMAP4rev1 IDLE", {5: MAILS[3], 6: MAILS[4]}
    async with following(desk, server.place()):
        await eventually(source_of(desk, server, counted(2)))
        server.uidvalidity, server.mails = 2, {1: MAILS[4], 2: MAILS[5]}
        await desk.state.sources.ask_count(desk.now())
        found = await eventually(source_of(desk, server, lambda one: one.mailbox.uidvalidity == 2 and counted(2)(one)))
    assert found.mailbox.last_uid == 2 and await desk.state.db["originals"].count_documents({}) == 3


@pytest.mark.parametrize("after", [0, 1, 63, 64, 65, 150])
async def test_who_hangs_up_in_the_middle_is_called_again_and_each_mail_is_here_once(
    desk: Desk, server: Server, eventually: Eventually, after: int
) -> None:
    server.hang_up_after = after
    async with following(desk, server.place()):
        found = await eventually(source_of(desk, server, counted(200)))
    found = await desk.state.sources.get(server.place().source) or found
    assert (found.accepted, found.duplicates, found.trouble) == (200, 0, None)
    assert await desk.state.db["originals"].count_documents({}) == 200


async def test_a_mail_that_is_said_to_be_too_large_is_never_asked_for(desk: Desk, server: Server, eventually: Eventually) -> None:
    server.sizes[7] = LARGEST_BYTES + 1
    async with following(desk, server.place()):
        found = await eventually(source_of(desk, server, lambda one: counted(199, 1)(one) and one.refused))
    assert 7 not in server.fetched and found.refusal.startswith(f"{LARGEST_BYTES + 1} bytes are more than")


async def test_one_that_it_cannot_give_does_not_hold_up_the_others_and_is_asked_for_again(
    desk: Desk, server: Server, eventually: Eventually
) -> None:
    server.withheld = {5, 150}
    async with following(desk, server.place()):
        found = await eventually(source_of(desk, server, lambda one: counted(198)(one) and one.refused))
        assert found.mailbox.theirs == 200 and found.refusal == "the server did not give it"
        server.withheld = set()
        await desk.state.sources.ask_count(desk.now())
        await eventually(source_of(desk, server, counted(200)))


async def test_an_empty_mailbox_is_well(desk: Desk, server: Server, eventually: Eventually) -> None:
    server.mails = {}
    async with following(desk, server.place()):
        found = await eventually(source_of(desk, server, counted(0)))
    assert (found.mailbox.theirs, found.trouble) == (0, None)


async def test_a_mail_without_a_byte_is_left_out(desk: Desk, server: Server, eventually: Eventually) -> None:
    server.mails = {1: b"", 2: MAILS[3]}
    async with following(desk, server.place()):
        await eventually(source_of(desk, server, counted(1, 1)))


async def test_no_password_is_said_where_anybody_could_read_it(desk: Desk, server: Server, eventually: Eventually) -> None:
    async with following(desk, server.place(host="0.0.0.0")):  # reaches this machine, and is no address of this machine alone
        found = await eventually(source_of(desk, server, lambda one: one.trouble, host="0.0.0.0"))
    assert found.trouble.startswith("the server offers no STARTTLS") and not [one for one in server.asked if "right" in one]


async def test_a_wrong_password_is_told_once_a_minute_and_not_more(desk: Desk, server: Server, eventually: Eventually) -> None:
    async with following(desk, server.place(password="guessed")):
        found = await eventually(source_of(desk, server, lambda one: one.trouble_at))
    assert found.trouble.startswith("the server refuses the user or the password") and "guessed" not in str(found)
    assert len([one for one in server.asked if one.startswith("LOGIN")]) == 1


@given(st.lists(st.sampled_from([Denied, Unavailable]), min_size=1, max_size=30))
def test_each_try_waits_longer_and_none_for_ever(errors: list[type[Unavailable]]) -> None:
    pause, least = Pause(), Pause.SHORTEST_S
    for kind in errors:
        least = max(least, Pause.DENIED_S if kind is Denied else 0)
        waited = pause.after(kind("imap:us@host/INBOX", "what", "remedy"), 0.1)
        assert 0.7 * least <= waited <= least <= Pause.LONGEST_S
        least = min(Pause.LONGEST_S, least * 2)
    assert pause.after(Unavailable("imap:us@host/INBOX", "what", "remedy"), 3600) <= Pause.SHORTEST_S


@given(st.lists(st.one_of(st.integers(0, 10_000), st.integers(0, 2 * LARGEST_BYTES)), max_size=300))
def test_mails_are_fetched_in_their_order_and_few_enough_at_once(sizes: list[int]) -> None:
    uids = list(range(1, len(sizes) + 1))
    found = list(parts(uids, dict(zip(uids, sizes, strict=True))))
    assert [uid for part in found for uid in part] == uids
    for part in found:
        fetched = [sizes[uid - 1] for uid in part if sizes[uid - 1] <= LARGEST_BYTES]
        assert 1 <= len(part) <= AT_ONCE and (sum(fetched) <= AT_ONCE_BYTES or len(fetched) == 1)
