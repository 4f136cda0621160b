"""One mailbox on a real server: what is new comes at once, what was lost comes back, and nothing there is changed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from driving import NOW, mail

from schemas.documents import Source
from services.intake import imap, mailbox
from services.intake.door import Door
from services.intake.imap import Follower
from streams.desk import Desk, utc_now
from streams.mailboxes import Place
from streams.state.originals import original_id

Eventually = Callable[..., Awaitable[Any]]
MAILS = [mail(f"anne{number}@client.example", NOW, text=f"Bonjour {number}.").replace(b"\n", b"\r\n") for number in range(60)]


@contextlib.asynccontextmanager
async def following(desk: Desk, place: Place) -> AsyncIterator[None]:
    async with Door(desk.state, desk.producer, now=desk.now) as door:
        task = asyncio.create_task(Follower(place, door, desk.state, now=utc_now).follow())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks now and then what is new: it is here only when the server told of it."""
    for where, name in ((imap, "COUNT_EVERY_S"), (mailbox, "RENEW_S")):
        monkeypatch.setattr(where, name, 1e6)


async def originals(desk: Desk) -> int:
    return await desk.state.db["originals"].count_documents({})


def source_of(desk: Desk, place: Place, good: Callable[[Source], Any]) -> Callable[[], Awaitable[Source | None]]:
    async def look() -> Source | None:
        found = await desk.state.sources.get(place.source)
        return found if found is not None and good(found) else None

    return look


def same(desk: Desk, place: Place, count: int) -> Callable[[], Awaitable[Source | None]]:
    """Whether the mailbox was counted, and there are as many there as here."""
    return source_of(desk, place, lambda one: one.mailbox and one.mailbox.theirs == one.mailbox.ours == count)


async def test_what_lies_there_is_taken_in_and_what_comes_then_is_here_because_the_server_tells(
    desk: Desk, account: Any, eventually: Eventually, untold: None
) -> None:
    theirs = account()
    theirs.put(*MAILS[:50])
    async with following(desk, theirs.place):
        await eventually(same(desk, theirs.place, 50))
        for number, new in enumerate(MAILS[50:55], 51):
            theirs.put(new)

            async def there(number: int = number) -> bool:
                return await originals(desk) == number

            await eventually(there, every_s=0.02)
        assert theirs.unread() == 55
    record = (await desk.state.originals.get(await ids(desk)))[original_id("email", MAILS[0])]
    assert (record.data, record.source, record.content_type) == (MAILS[0], theirs.place.source, "message/rfc822")


async def ids(desk: Desk) -> list[str]:
    return [doc["_id"] async for doc in desk.state.db["originals"].find({}, {"_id": 1})]


async def test_over_tls_with_a_certificate_that_we_were_told_to_trust(
    desk: Desk, account: Any, encrypted: Place, eventually: Eventually, untold: None
) -> None:
    theirs = account()
    place = msgspec.structs.replace(encrypted, user=theirs.place.user)
    theirs.put(*MAILS[:3])
    async with following(desk, place):
        await eventually(same(desk, place, 3))
        theirs.put(MAILS[3])
        await eventually(lambda: _there(desk, 4), every_s=0.02)


async def _there(desk: Desk, count: int) -> bool:
    return await originals(desk) == count


async def test_a_second_reader_begins_where_the_first_one_stopped(desk: Desk, account: Any, eventually: Eventually) -> None:
    theirs = account()
    theirs.put(*MAILS[:5])
    async with following(desk, theirs.place):
        await eventually(same(desk, theirs.place, 5))
    theirs.put(*MAILS[5:8])
    async with following(desk, theirs.place):
        await eventually(same(desk, theirs.place, 8))
    known = await desk.state.sources.get(theirs.place.source)
    assert known is not None and (known.accepted, known.duplicates, known.mailbox.last_uid) == (8, 0, 8)


async def test_what_we_lost_comes_back_and_what_they_threw_away_is_no_loss(
    desk: Desk, account: Any, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = account()
    theirs.put(*MAILS[:20])
    async with following(desk, theirs.place):
        await eventually(same(desk, theirs.place, 20))
        lost = (await ids(desk))[:7]
        await desk.state.db["originals"].delete_many({"_id": {"$in": lost}})
        theirs.program.select_folder("INBOX")
        theirs.program.delete_messages([3, 4])
        theirs.program.expunge()
        asked = await desk.state.sources.ask_count(utc_now())
        assert asked == [theirs.place.source]
        await eventually(same(desk, theirs.place, 18))
        assert await originals(desk) >= 18
        known = await eventually(source_of(desk, theirs.place, lambda one: one.count_asked_at is None))
        left = await desk.state.mailbox_mails.between(theirs.place.source, known.mailbox.uidvalidity, 1, 100)
        assert len(left) == 18 and not {3, 4} & left.keys()


async def test_what_is_left_out_stays_out(desk: Desk, account: Any, eventually: Eventually) -> None:
    theirs = account()
    theirs.put(*MAILS[:4])
    async with following(desk, theirs.place):
        await eventually(same(desk, theirs.place, 4))
        await desk.state.db["mailbox_mails"].update_one({"uid": 2}, {"$unset": {"original": ""}})
        await desk.state.db["originals"].delete_one({"_id": original_id("email", MAILS[1])})
        await desk.state.sources.ask_count(utc_now())
        counted = await eventually(source_of(desk, theirs.place, lambda one: one.mailbox.left_out))
        assert (counted.mailbox.theirs, counted.mailbox.ours, counted.mailbox.left_out) == (4, 3, 1) and await originals(desk) == 3


async def test_a_mail_that_is_too_large_is_refused_and_not_fetched(
    desk: Desk, account: Any, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = account()
    monkeypatch.setattr(imap, "LARGEST_BYTES", 5000)
    theirs.put(MAILS[0], mail("bruno@client.example", NOW, text="Bonjour. " * 1000), MAILS[1])
    async with following(desk, theirs.place):
        told = source_of(desk, theirs.place, lambda one: one.refused and one.mailbox and one.mailbox.counted_at)
        found = await eventually(told)
    assert found.refused == 1 and "more than the 5000" in found.refusal and await originals(desk) == 2
    assert (found.mailbox.theirs, found.mailbox.ours, found.mailbox.left_out, found.mailbox.last_uid) == (3, 2, 1, 3)


async def test_a_folder_that_was_away_is_read_soon_after_it_is_there(desk: Desk, account: Any, eventually: Eventually) -> None:
    theirs = account(folder="Kundschaft.Nord")
    theirs.program.delete_folder(theirs.place.folder)
    async with following(desk, theirs.place):
        await eventually(source_of(desk, theirs.place, lambda one: one.trouble))
        theirs.program.create_folder(theirs.place.folder)
        theirs.put(MAILS[0], folder=theirs.place.folder)
        await eventually(same(desk, theirs.place, 1))


async def test_a_folder_that_is_numbered_anew_is_read_anew_and_nothing_is_twice(
    desk: Desk, account: Any, eventually: Eventually
) -> None:
    theirs = account(folder="Kundschaft.Süd")
    theirs.put(*MAILS[:6], folder=theirs.place.folder)
    async with following(desk, theirs.place):
        first = await eventually(same(desk, theirs.place, 6))
        theirs.make_anew()
        theirs.put(*MAILS[2:9], folder=theirs.place.folder)
        second = await eventually(same(desk, theirs.place, 7))
    assert second.mailbox.uidvalidity != first.mailbox.uidvalidity and await originals(desk) == 9
    assert await desk.state.mailbox_mails.between(theirs.place.source, first.mailbox.uidvalidity, 1, 100) == {}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "guessed"}, "the server refuses the user or the password"),
        ({"folder": "Nirgends"}, "the folder Nirgends cannot be opened"),
        ({"host": "nowhere.invalid"}, "the host is not known"),
        ({"port": 1}, "nothing listens on port 1"),
    ],
)
async def test_what_is_wrong_is_said_in_words_without_the_password(
    desk: Desk, account: Any, eventually: Eventually, capfd: pytest.CaptureFixture[str], wrong: dict[str, Any], words: str
) -> None:
    place = msgspec.structs.replace(account().place, **wrong)
    async with following(desk, place):
        found = await eventually(source_of(desk, place, lambda one: one.trouble_at))
    assert found.trouble.startswith(words) and place.password not in f"{found}{capfd.readouterr()}{place}"


async def test_a_certificate_that_nobody_vouches_for_is_said(desk: Desk, encrypted: Place, eventually: Eventually) -> None:
    place = msgspec.structs.replace(encrypted, ca=None)
    async with following(desk, place):
        found = await eventually(source_of(desk, place, lambda one: one.trouble))
    assert found.trouble.startswith("the certificate is not accepted (self-signed certificate)")


async def test_trouble_that_is_over_is_over(desk: Desk, account: Any, eventually: Eventually, tmp_path: Path) -> None:
    theirs = account()
    await desk.state.sources.troubled(theirs.place.source, "the connection was lost", NOW)
    async with following(desk, theirs.place):
        found = await eventually(same(desk, theirs.place, 0))
    assert found.trouble is None and found.trouble_at is None
