"""What is told of a source: what is wrong with it, and nothing where all is well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from schemas.documents import Mailbox, Source
from services.ops.doctor import _sources
from services.ops.sources import Seen, forgotten, recount, seen, wrong
from streams.desk import Desk
from streams.state.sources import News

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_of_a_source_that_was_silent_for_too_long_it_is_said_since_when(desk: Desk) -> None:
    for days in range(40, 9, -1):
        for source in ("smtp", "folder:phone") if days > 30 else ("smtp",):
            await desk.state.sources.heard([News(source=source, first_at=NOW - days * DAY, last_at=NOW - days * DAY, accepted=1)])
    folder, smtp = await seen(desk.state, NOW)
    assert list(wrong(folder)) == [] and folder.silence is None  # of ten days it is not known what is usual
    assert list(wrong(smtp)) == ["silent since 2026-11-10 12:00 UTC, 10 days, which is longer than usual (at most 24 hours)"]
    [finding] = _sources([folder, smtp])
    assert not finding.good and finding.what == "source smtp" and finding.found.startswith("silent since")
    [well] = _sources([folder])
    assert well.good and well.found == "1, none silent for longer than usual"


def test_a_mailbox_that_holds_more_than_we_do_is_told_and_what_was_left_out_is_not_missing() -> None:
    box = Mailbox(uidvalidity=1, theirs=1000, ours=950, left_out=10, counted_at=NOW)
    assert list(wrong(Seen(source=Source(id="imap:a@b/INBOX", mailbox=box)))) == ["40 mails lie there and are not here"]
    assert list(wrong(Seen(source=Source(id="imap:a@b/INBOX", trouble="the connection was lost")))) == ["the connection was lost"]
    assert Seen(source=Source(id="imap:a@b/INBOX", mailbox=Mailbox(uidvalidity=1))).lacking == 0


async def test_a_count_is_waited_for_until_everybody_has_counted(desk: Desk) -> None:
    assert await recount(desk.state, NOW, within_s=0) == []
    await desk.state.sources.read_to("imap:a@b/INBOX", 7, 3)
    [unanswered] = await recount(desk.state, NOW, within_s=0)
    assert unanswered.source.count_asked_at == NOW
    await desk.state.sources.counted("imap:a@b/INBOX", theirs=3, ours=3, left_out=0, at=NOW - DAY)  # begun before it was asked
    assert (await seen(desk.state, NOW))[0].source.count_asked_at == NOW
    await desk.state.sources.counted("imap:a@b/INBOX", theirs=3, ours=2, left_out=0, at=NOW)
    [answered] = await seen(desk.state, NOW)
    assert answered.source.count_asked_at is None and answered.lacking == 1


async def test_how_far_a_mailbox_was_read_only_grows_until_it_is_numbered_anew(desk: Desk) -> None:
    sources = desk.state.sources
    for validity, uid in ((7, 3), (7, 9), (7, 5)):
        await sources.read_to("imap:a@b/INBOX", validity, uid)
    known = await sources.get("imap:a@b/INBOX")
    assert known is not None and known.mailbox == Mailbox(uidvalidity=7, last_uid=9)
    await sources.read_to("imap:a@b/INBOX", 8, 2)
    known = await sources.get("imap:a@b/INBOX")
    assert known is not None and known.mailbox == Mailbox(uidvalidity=8, last_uid=2)


async def test_trouble_is_told_since_it_began_and_until_it_is_over(desk: Desk) -> None:
    sources = desk.state.sources
    await sources.troubled("imap:a@b/INBOX", "no answer in time", NOW)
    await sources.troubled("imap:a@b/INBOX", "the host is not known", NOW + DAY)
    known = await sources.get("imap:a@b/INBOX")
    assert known is not None and (known.trouble, known.trouble_at) == ("the host is not known", NOW)
    await sources.well("imap:a@b/INBOX")
    known = await sources.get("imap:a@b/INBOX")
    assert known is not None and (known.trouble, known.trouble_at) == (None, None)


async def test_a_source_that_is_forgotten_is_gone_with_what_was_known_of_its_mails(desk: Desk) -> None:
    await desk.state.sources.read_to("imap:a@b/INBOX", 7, 3)
    await desk.state.mailbox_mails.put("imap:a@b/INBOX", 7, {3: "email:x"})
    assert await forgotten(desk.state, "imap:a@b/INBOX") and not await forgotten(desk.state, "imap:a@b/INBOX")
    assert await desk.state.sources.all() == [] and await desk.state.mailbox_mails.between("imap:a@b/INBOX", 7, 0, 9) == {}
