"""Which original a mail of a mailbox is: known by its number there, until the mailbox has it no more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from streams.desk import Desk

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
Make = Callable[..., Awaitable[Desk]]
BOX, NESTED = "imap:us@mail.example/INBOX", "imap:us@mail.example/INBOX/7"


async def test_mails_are_known_by_their_numbers_in_one_folder_of_one_numbering(make_desk: Make) -> None:
    mails = (await make_desk(lambda: NOW)).state.mailbox_mails
    await mails.put(BOX, 7, {uid: f"email:{uid}" for uid in range(1, 121)})
    await mails.put(BOX, 7, {121: None})
    await mails.put(BOX, 8, {5: "email:other numbering"})
    await mails.put(NESTED, 7, {5: "email:other folder"})
    assert await mails.between(BOX, 7, 119, 200) == {119: "email:119", 120: "email:120", 121: None}
    await mails.drop(BOX, 7, list(range(1, 119)))
    assert await mails.between(BOX, 7, 0, 2**32) == {119: "email:119", 120: "email:120", 121: None}
    await mails.drop(BOX, 7)
    assert await mails.between(BOX, 7, 0, 2**32) == {}
    assert await mails.between(BOX, 8, 5, 5) == {5: "email:other numbering"}
    assert await mails.between(NESTED, 7, 5, 5) == {5: "email:other folder"}


async def test_the_same_mail_in_other_bytes_is_the_other_original_from_then_on(make_desk: Make) -> None:
    mails = (await make_desk(lambda: NOW)).state.mailbox_mails
    await mails.put(BOX, 7, {1: "email:a", 2: "email:b"})
    await mails.put(BOX, 7, {1: "email:a", 2: "email:c", 3: "email:d"})
    await mails.put(BOX, 7, {1: None})  # what is here stays known
    assert await mails.between(BOX, 7, 1, 9) == {1: "email:a", 2: "email:c", 3: "email:d"}


async def test_of_many_originals_those_that_are_here_are_told(make_desk: Make) -> None:
    originals = (await make_desk(lambda: NOW)).state.originals
    kept = await originals.put([("email", "message/rfc822", "smtp", b"%d" % number) for number in range(120)], now=NOW)
    ids = {raw.original for raw, _ in kept}
    assert await originals.present([*ids, "email:none"]) == ids and await originals.present([]) == set()
