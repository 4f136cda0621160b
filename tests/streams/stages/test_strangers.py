"""Whoever writes under the names of others makes the house answer those others: a few, and none whom a server tells apart."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import pytest
from clocks import Clock
from driving import NOW, arrive, carry, due, mail
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import FollowUp, Reason, Step
from streams.desk import Desk
from streams.rules.persons import person_of
from streams.rules.receipts import known_before
from streams.stages.decide import reconsider
from streams.stages.let_in import let_in
from streams.strangers import MOST, MOST_EACH, QUIET, STILL, found_no_place, to_be_let_in

ASKS = "Bonjour, quand le technicien passe-t-il pour ma chaudière ? Merci."


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
async def desk(make_desk: Callable[..., Awaitable[Desk]], clock: Clock) -> Desk:
    made = await make_desk(clock, smtp_url="smtp://127.0.0.1:9", own="house.example", mail_from="service@house.example")
    await made.state.prepare()
    return made


async def ask(desk: Desk, *senders: str, at: datetime | None = None, above: str = "", text: str = ASKS) -> None:
    """Each of these writes once, as far as that nothing leaves: dispatch is not driven."""
    at = at or desk.now() - timedelta(seconds=5)
    mails = [above.encode() + mail(sender, at, text=text) for sender in senders]
    await carry(desk, await arrive(desk, "email", *mails))


async def answers(desk: Desk, to: str, at: datetime, *, name: str = "") -> None:
    """A colleague writes to them by hand."""
    told = EmailMessage()
    told["From"], told["To"], told["Subject"] = "Claire <service@house.example>", to, "Re: Ma commande"
    told["Message-ID"], told["Date"] = f"<{name or to}>", format_datetime(at)
    told.set_content("Bonjour, il passe jeudi matin.")
    await carry(desk, await arrive(desk, "email", told.as_bytes()))


async def receipt(desk: Desk, sender: str) -> FollowUp:
    (found,) = await desk.state.followups.of(person_of(f"email:{sender}"))
    return found


async def meant(desk: Desk) -> list[FollowUp]:
    """What will leave, or has."""
    return [each for each in await desk.state.followups.of_campaign("receipt", limit=2000) if each.state in ("waiting", "composed")]


async def test_however_many_forged_senders_thirty_get_a_receipt_and_a_customer_in_their_midst_hers(
    desk: Desk, clock: Clock
) -> None:
    await ask(desk, "anne@mail.example", at=NOW - timedelta(days=60), text="Bonjour, voici le relevé du compteur.")
    forged = [f"nobody{number}@victim{number}.example" for number in range(150)]
    for start in range(0, 150, 50):
        clock.at = NOW + timedelta(seconds=start / 10)
        await ask(desk, *forged[start : start + 25])
        if start == 100:
            await ask(desk, "anne@mail.example")
        await ask(desk, *forged[start + 25 : start + 50])
        await carry(desk, await due(desk))
    left = {each.person for each in await meant(desk)}
    assert person_of("email:anne@mail.example") in left and len(left) == MOST + 1
    held = await receipt(desk, forged[-1])
    assert (held.state, held.reasons[-1].code) == ("held", "many_at_once")
    assert [(task.kind, task.id) for task in await desk.state.tasks.open()] == [("many", f"many-email-{NOW:%Y-%m-%d}")]
    clock.at = NOW + timedelta(minutes=62)
    await ask(desk, "late@somebody.example")
    assert (await receipt(desk, "late@somebody.example")).state == "waiting", "an hour later there is room again"


async def test_several_workers_that_decide_at_once_give_no_more(desk: Desk) -> None:
    people = [f"nobody{number}@victim{number}.example" for number in range(45)]
    await asyncio.gather(*(ask(desk, *people[start : start + 9]) for start in range(0, 45, 9)))
    assert len(await meant(desk)) == MOST


async def test_a_receipt_that_is_decided_once_more_keeps_its_place(desk: Desk, clock: Clock) -> None:
    people = [f"nobody{number}@victim{number}.example" for number in range(MOST)]
    await ask(desk, *people)
    for _ in range(3):
        await carry(desk, await due(desk))
    assert {each.state for each in await meant(desk)} == {"composed"} and len(await meant(desk)) == MOST


FAILS = "Authentication-Results: mx.house.example; dmarc=fail header.from=mail.example\nReceived: from x.example by mx.house.example\n"
PASSES = FAILS.replace("fail", "pass")


async def test_of_whom_our_server_says_that_it_is_not_them_nobody_is_answered(desk: Desk) -> None:
    await ask(desk, "anne@mail.example", at=NOW - timedelta(days=60), text="Bonjour, voici le relevé du compteur.")
    await ask(desk, "anne@mail.example", above=FAILS)
    held = await receipt(desk, "anne@mail.example")
    assert (held.state, held.reasons[-1].code, held.reasons[-1].words) == ("held", "forged", {"what": "dmarc=fail"})
    assert await desk.state.tasks.open() == []


@pytest.mark.parametrize(("servers", "more"), [("mx.house.example", 5), ("", 0)])
async def test_who_is_proved_by_a_server_that_we_named_takes_no_place(
    make_desk: Callable[..., Awaitable[Desk]], clock: Clock, servers: str, more: int
) -> None:
    desk = await make_desk(clock, smtp_url="smtp://127.0.0.1:9", own="house.example", mail_servers=servers)
    await desk.state.prepare()
    await ask(desk, *(f"somebody{number}@mail.example" for number in range(MOST + 5)), above=PASSES)
    assert len(await meant(desk)) == MOST + more


async def held_back(desk: Desk, clock: Clock, *last: str) -> list[str]:
    """A flood at noon, and at its end these, who find no place."""
    forged = [f"nobody{number}@victim{number}.example" for number in range(MOST)]
    await ask(desk, *forged)
    await ask(desk, *last)
    assert [found_no_place(await receipt(desk, one)) for one in last] == [True] * len(last)
    await carry(desk, await due(desk))
    return forged


async def test_who_found_no_place_has_a_receipt_when_it_is_quiet_again(desk: Desk, clock: Clock) -> None:
    await held_back(desk, clock, "anne@mail.example", "bert@mail.example")
    for minutes in (5, 59):
        clock.at = NOW + timedelta(minutes=minutes)
        await let_in(desk)
        assert (await receipt(desk, "anne@mail.example")).state == "held", "no place is free"
    clock.at = NOW + timedelta(minutes=61)
    await ask(desk, "carl@mail.example", at=NOW - timedelta(seconds=5))
    await answers(desk, "bert@mail.example", NOW + timedelta(minutes=30))
    await let_in(desk)
    assert (await receipt(desk, "anne@mail.example")).state == "waiting"
    assert (await receipt(desk, "bert@mail.example")).state == "withdrawn", "a colleague had answered"
    await carry(desk, await due(desk))
    assert (await receipt(desk, "anne@mail.example")).state == "composed"


async def test_while_others_find_no_place_nobody_is_let_in(desk: Desk, clock: Clock) -> None:
    await held_back(desk, clock, "anne@mail.example")
    clock.at = NOW + timedelta(minutes=65)
    more = [f"somebody{number}@victim{number}.example" for number in range(MOST + 1)]
    await ask(desk, *more)
    clock.at += timedelta(minutes=14)
    await let_in(desk)
    assert found_no_place(await receipt(desk, "anne@mail.example"))


async def test_those_who_are_let_in_leave_room_for_who_comes_then(desk: Desk, clock: Clock) -> None:
    late = [f"late{number}@mail{number}.example" for number in range(MOST)]
    await held_back(desk, clock, *late)
    clock.at = NOW + timedelta(minutes=61)
    await let_in(desk)
    assert sum(each.state == "waiting" for each in await meant(desk)) == MOST // 2
    new = [f"new{number}@mail{number}.example" for number in range(MOST // 2 + 1)]
    await ask(desk, *new)
    states = sorted([(await receipt(desk, one)).state for one in new])
    assert states == ["held"] + ["waiting"] * (MOST // 2), "within the same bound"


async def test_after_half_a_working_day_word_that_it_was_heard_is_none_any_more(desk: Desk, clock: Clock) -> None:
    await held_back(desk, clock, "anne@mail.example")
    clock.at = NOW + STILL
    await let_in(desk)
    assert found_no_place(await receipt(desk, "anne@mail.example"))


async def test_what_is_too_late_stays_so_whatever_it_is_decided_again_for(desk: Desk, clock: Clock) -> None:
    await held_back(desk, clock, "anne@mail.example")
    clock.at = NOW + timedelta(days=3)
    await reconsider(desk, (await receipt(desk, "anne@mail.example")).person, now=clock.at)
    assert found_no_place(await receipt(desk, "anne@mail.example"))


async def test_a_question_that_is_gone_keeps_nobody_else_waiting(desk: Desk, clock: Clock) -> None:
    await held_back(desk, clock, "anne@mail.example", "zoe@mail.example")
    latest = max([await receipt(desk, f"{one}@mail.example") for one in ("anne", "zoe")], key=lambda one: (one.decided_at, one.id))
    await desk.state.db["timeline"].delete_many({"_id": latest.signal.removeprefix("entry ")})
    clock.at = NOW + timedelta(minutes=61)
    await let_in(desk)
    assert sorted([(await receipt(desk, f"{one}@mail.example")).state for one in ("anne", "zoe")]) == ["held", "waiting"]


receipts_ = st.builds(
    lambda minutes, channel, code: FollowUp(
        id=f"f_{minutes}", person="p", campaign="receipt", signal="entry e", state="held", channel=channel, language="fr",
        decided_at=NOW - timedelta(minutes=minutes), reasons=(Reason(code=code, ok=False),),
    ),
    st.integers(0, 600), st.sampled_from(["email", "social"]), st.sampled_from(["many_at_once", "receipt_sent", "forged"]),
)


@given(st.lists(receipts_, max_size=20))
def test_only_who_found_no_place_lately_is_let_in_and_not_before_it_is_quiet(held: list[FollowUp]) -> None:
    for channel, found in to_be_let_in(held, now=NOW).items():
        crowd = [each for each in held if each.channel == channel and found_no_place(each) and NOW - each.decided_at < STILL]
        assert sorted(found, key=id) == sorted(crowd, key=id) and min(NOW - each.decided_at for each in crowd) >= QUIET
        assert found == sorted(found, key=lambda each: each.decided_at, reverse=True)


async def test_a_flood_in_the_name_of_a_customer_brings_her_one_receipt(desk: Desk, clock: Clock) -> None:
    await ask(desk, "anne@mail.example", at=NOW - timedelta(days=60), text="Bonjour, voici le relevé du compteur.")
    for number in range(4):
        clock.at = NOW + timedelta(minutes=number)
        mails = [mail("anne@mail.example", clock.at - timedelta(seconds=second), text=ASKS) for second in range(40)]
        await carry(desk, await arrive(desk, "email", *mails))
        await carry(desk, await due(desk))
    assert [each.state for each in await meant(desk)] == ["composed"]


async def test_under_however_many_names_an_address_has_three_receipts_a_day(desk: Desk, clock: Clock) -> None:
    await ask(desk, "anne@mail.example", at=NOW - timedelta(days=60), text="Bonjour, voici le relevé du compteur.")
    for number, name in enumerate(["Zoé Marin", "Karl Weber", "Ida Rossi", "Tom Baker", "Léa Petit", "Noé Blanc"]):
        mails = [mail("anne@mail.example", NOW - timedelta(seconds=9 - number), name=name, text=ASKS)]
        await carry(desk, await arrive(desk, "email", *mails))
        await carry(desk, await due(desk))
    assert len(await meant(desk)) == MOST_EACH
    held = [each.reasons[-1].code for each in await desk.state.followups.of_campaign("receipt", state="held")]
    assert held == ["receipts_enough"] * 3


SPF = "Authentication-Results: mx.house.example; spf=fail smtp.mailfrom=mail.example\nReceived: from x.example by mx.house.example\n"


@pytest.mark.parametrize(
    ("header", "to", "state"),
    [
        pytest.param("In-Reply-To: <reply1@house.example>", "anne@mail.example", "waiting", id="an answer to us"),
        pytest.param("References: <a@x.example> <reply1@house.example> <b@x.example>", "anne@mail.example", "waiting", id="later in it"),
        pytest.param("In-Reply-To: <reply1@house.example>", "bert@mail.example", "held", id="an answer to what another got"),
        pytest.param("In-Reply-To: <other@house.example>", "anne@mail.example", "held", id="a name that we never used"),
        pytest.param("X-Nothing: here", "anne@mail.example", "held", id="no answer"),
    ],
)
async def test_forwarded_mail_is_believed_where_it_answers_a_mail_of_ours(desk: Desk, header: str, to: str, state: str) -> None:
    await ask(desk, "anne@mail.example", at=NOW - timedelta(days=60), text="Bonjour, voici le relevé du compteur.")
    await answers(desk, to, NOW - timedelta(days=59), name="reply1@house.example")
    await ask(desk, "anne@mail.example", above=f"{SPF}{header}\n")
    assert (await receipt(desk, "anne@mail.example")).state == state


async def test_where_dmarc_fails_an_answer_to_us_helps_nobody(desk: Desk) -> None:
    await ask(desk, "anne@mail.example", at=NOW - timedelta(days=60), text="Bonjour, voici le relevé du compteur.")
    await answers(desk, "anne@mail.example", NOW - timedelta(days=59), name="reply1@house.example")
    await ask(desk, "anne@mail.example", above=f"{FAILS}In-Reply-To: <reply1@house.example>\n")
    assert (await receipt(desk, "anne@mail.example")).reasons[-1].words == {"what": "dmarc=fail"}


def came(ago: timedelta, **more: Any) -> Step:
    return Step(**{
        "at": NOW - ago, "id": f"i{ago}", "channel": "email", "direction": "in", "theirs": True, "identifier": "email:a@b.example", **more
    })


ASKED = came(timedelta(0), asks=True)


@given(st.lists(st.timedeltas(timedelta(minutes=1), timedelta(hours=23)), max_size=5))
def test_whoever_wrote_for_the_first_time_today_is_new_here(earlier: list[timedelta]) -> None:
    assert not known_before([*map(came, earlier), ASKED], ASKED.id)


@pytest.mark.parametrize(
    "before",
    [
        came(timedelta(days=2)),
        came(timedelta(hours=1), channel="phone", identifier="tel:+33199001234"),
        came(timedelta(hours=1), direction="out", theirs=False),
    ],
    ids=["wrote earlier", "called", "was answered"],
)
def test_we_know_whom_we_had_to_do_with(before: Step) -> None:
    assert known_before([before, ASKED], ASKED.id)
    assert not known_before([came(timedelta(hours=1), direction="out", theirs=False, machine=True), ASKED], ASKED.id), "our own receipt"
