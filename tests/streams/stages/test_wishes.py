"""Who asks to be left alone, in whatever they write to us, is."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import msgspec
import pytest
from driving import NOW, agreed, arrive, carry, due, handle, mail, weekly

from schemas.documents import Consent, FollowUp
from schemas.events import Command
from streams.desk import Desk
from streams.drafting import known
from streams.rules.persons import person_of
from streams.stages.act import act
from streams.stages.compose import compose
from streams.stages.dispatch import dispatch
from streams.wishes import keep

ANNE = "anne@mail.example"
PERSON = person_of(f"email:{ANNE}")
LAST = NOW - timedelta(days=42)
"""Anne's last mail before she fell silent."""


async def silent(desk: Desk, clock: Any) -> FollowUp:
    """Anne wrote every week and has agreed to be written to; a follow-up waits for its moment."""
    await desk.state.consents.put([agreed(ANNE)])
    await carry(desk, await arrive(desk, "email", *weekly(ANNE, last=LAST)))
    clock.at = NOW + timedelta(hours=2)
    await carry(desk, await due(desk), until=compose)
    followup = await followup_of(desk)
    assert followup.state == "waiting"
    return followup


async def followup_of(desk: Desk) -> FollowUp:
    (followup,) = await desk.state.followups.of(PERSON)
    return followup


async def writes(desk: Desk, text: str, *, days_before_last: float = 0.5) -> str:
    """A mail of hers that comes in late: it ends no silence. Returns its entry."""
    at = LAST - timedelta(days=days_before_last)
    await carry(desk, await arrive(desk, "email", mail(ANNE, at, text=text)), until=dispatch)
    return next(step.id for person in [await desk.state.persons.get(PERSON)] if person for step in person.course if step.at == at)


async def wishes(desk: Desk) -> list[Consent]:
    return [one for one in await said_by(desk, PERSON) if one.entry]


async def said_by(desk: Desk, person: str) -> list[Consent]:
    """As whoever decides asks for it."""
    return (await known(desk.state, person)).consents


@pytest.mark.parametrize(
    ("text", "purpose", "channel", "proof"),
    [
        ("Bonjour, ne me contactez plus, s'il vous plaît.", "*", None, "ne me contactez plus"),
        ("Merci d'arrêter de m'envoyer des mails, appelez-moi.", "*", "email", "d'arrêter de m'envoyer des mails"),
        ("Désabonnez-moi de votre newsletter.", "campaigns", None, "Désabonnez-moi"),
    ],
)
async def test_a_wish_is_kept_with_its_words_and_the_entry_that_proves_it(
    desk: Desk, clock: Any, text: str, purpose: str, channel: str | None, proof: str
) -> None:
    await silent(desk, clock)
    entry = await writes(desk, text)
    (wish,) = await wishes(desk)
    assert (wish.given, wish.purpose, wish.channel, wish.entry) == (False, purpose, channel, entry)
    assert wish.at == LAST - timedelta(days=0.5)
    assert wish.proof.startswith(proof)


async def test_what_waits_is_called_off_at_once_and_says_why(desk: Desk, clock: Any) -> None:
    await silent(desk, clock)
    entry = await writes(desk, "Ne me contactez plus, s'il vous plaît.")
    followup = await followup_of(desk)
    assert (followup.state, followup.due_at) == ("held", None)
    (why,) = [reason for reason in followup.reasons if reason.code == "wish_all"]
    assert why.entries == (entry,)


async def test_a_message_that_is_about_to_leave_does_not(desk: Desk, clock: Any) -> None:
    await silent(desk, clock)
    leaving = await carry(desk, await due(desk), until=dispatch)
    await writes(desk, "Ne m'écrivez plus jamais.")
    await carry(desk, leaving)
    (message,) = await desk.state.messages.of(PERSON)
    assert (message.state, message.reason) == ("held", "wish_all")


async def test_the_same_mail_again_says_it_once_and_an_older_yes_does_not_take_it_back(desk: Desk, clock: Any) -> None:
    await silent(desk, clock)
    for _ in range(2):
        await writes(desk, "Ne me contactez plus, s'il vous plaît.")
    assert len(await wishes(desk)) == 1
    await desk.state.consents.put([agreed(ANNE, at=NOW - timedelta(days=1))])
    assert (await followup_of(desk)).state == "held"


async def test_who_asks_for_no_more_than_an_hour_is_written_to(desk: Desk, clock: Any) -> None:
    await silent(desk, clock)
    await writes(desk, "Ne m'appelez pas avant dix heures, je travaille de nuit.")
    assert await wishes(desk) == []
    assert (await followup_of(desk)).state == "waiting"


WORK = "a.martin@firm.example"
OTHER = person_of(f"email:{WORK}")


async def ordered(desk: Desk, id_: str, do: Any, person: str = PERSON, **arguments: str) -> None:
    command = Command(id=id_, do=do, person=person, by="claire", at=desk.now(), arguments=arguments)
    await desk.state.commands.put(command, hand_on_at=desk.now())
    await carry(desk, await handle(act, desk, [command]))


async def joined(desk: Desk) -> None:
    """Anne and somebody at a firm, whom a colleague takes for her."""
    theirs = weekly(WORK, name="Alain Martin", last=LAST + timedelta(days=1))
    await carry(desk, await arrive(desk, "email", *weekly(ANNE, last=LAST), *theirs))
    await ordered(desk, "join", "merge", **{"with": OTHER})
    assert {owned.id for owned in await desk.state.atoms.of(PERSON)} == {f"email:{ANNE}", f"email:{WORK}"}


@pytest.mark.parametrize("how", ["split", "unsay"])
async def test_a_wish_goes_with_the_address_that_it_was_said_from(desk: Desk, how: str) -> None:
    await joined(desk)
    wish = mail(WORK, NOW - timedelta(days=1), name="Alain Martin", text="Ne m'écrivez plus jamais.")
    await carry(desk, await arrive(desk, "email", wish))
    assert [one.given for one in await said_by(desk, PERSON)] == [False]
    assert (await desk.state.suppressions.of([f"email:{ANNE}", f"email:{WORK}"])).keys() == {f"email:{ANNE}", f"email:{WORK}"}
    await ordered(desk, "part", how, **({"identifier": f"email:{WORK}"} if how == "split" else {"command": "join"}))
    assert [(one.given, one.proof) for one in await said_by(desk, OTHER)] == [(False, "Ne m'écrivez plus")]
    assert await said_by(desk, PERSON) == []
    assert (await desk.state.suppressions.of([f"email:{ANNE}", f"email:{WORK}"])).keys() == {f"email:{WORK}"}


async def test_of_two_who_wish_the_same_each_is_left_alone_after_they_are_separated(desk: Desk) -> None:
    await joined(desk)
    for sender, name in ((WORK, "Alain Martin"), (ANNE, "")):
        await carry(desk, await arrive(desk, "email", mail(sender, NOW - timedelta(days=1), name=name, text="Ne m'écrivez plus jamais.")))
    await ordered(desk, "part", "split", identifier=f"email:{WORK}")
    assert len(await said_by(desk, OTHER)) == len(await said_by(desk, PERSON)) == 1
    assert (await desk.state.suppressions.of([f"email:{ANNE}", f"email:{WORK}"])).keys() == {f"email:{ANNE}", f"email:{WORK}"}


async def test_a_misread_no_is_taken_back_and_what_they_left_by_a_link_is_not(desk: Desk, clock: Any) -> None:
    await silent(desk, clock)
    await writes(desk, "Bonjour, ne me contactez plus, s'il vous plaît.")
    theirs = [f"email:{ANNE}"]
    await desk.state.suppressions.put(theirs, channel="email", purpose="campaigns", reason="unsubscribed", at=LAST)
    (wish,) = await wishes(desk)
    assert (await followup_of(desk)).state == "held"
    await ordered(desk, "misread", "consent", given="yes", purpose="*", proof="asked her", no=wish.id)
    assert [one.reason for one in (await desk.state.suppressions.of(theirs))[theirs[0]]] == ["unsubscribed"]
    (taken,) = [one for one in await said_by(desk, PERSON) if one.takes_back]
    assert (taken.takes_back, taken.given, taken.proof) == (wish.id, True, "asked her")
    assert next(reason.code for reason in (await followup_of(desk)).reasons if not reason.ok) == "suppressed_unsubscribed"


@pytest.mark.parametrize("order", [*permutations(range(3))])
async def test_what_was_said_last_holds_in_whatever_order_it_is_heard(desk: Desk, clock: Any, order: tuple[int, ...]) -> None:
    await silent(desk, clock)
    said = [
        Consent(id=f"said {day}", person=PERSON, channel=None, purpose="*", given=given, at=LAST + timedelta(days=day), proof="said so")
        for day, given in enumerate((False, True, False))
    ]
    for number in order:
        await keep([said[number]], desk.state)
    (standing,) = (await desk.state.suppressions.of([f"email:{ANNE}"]))[f"email:{ANNE}"]
    assert standing.reason == "wish"
    await keep([msgspec.structs.replace(said[1], id="later", at=LAST + timedelta(days=5))], desk.state)
    await keep([msgspec.structs.replace(said[0], id="older, heard late", at=LAST - timedelta(days=5))], desk.state)
    assert await desk.state.suppressions.of([f"email:{ANNE}"]) == {}


async def test_a_no_by_a_link_that_was_not_meant_is_taken_back_whole(desk: Desk, clock: Any) -> None:
    await silent(desk, clock)
    theirs = [f"email:{ANNE}"]
    await desk.state.suppressions.put(theirs, channel=None, purpose="*", reason="unsubscribed", at=desk.now())
    await ordered(desk, "leave-m_1-all", "consent", given="no", purpose="*", proof="m_1: all", identifier=theirs[0])
    assert {one.reason for one in (await desk.state.suppressions.of(theirs))[theirs[0]]} == {"unsubscribed", "wish"}
    (no,) = [one for one in await said_by(desk, PERSON) if one.purpose == "*"]
    await ordered(desk, "not meant", "consent", given="yes", purpose="*", proof="her cat did", no=no.id)
    assert await desk.state.suppressions.of(theirs) == {}
    assert (await followup_of(desk)).state != "held"


@pytest.mark.parametrize("genuine_first", [True, False])
async def test_a_no_that_was_meant_holds_when_another_of_the_same_scope_proves_misread(
    desk: Desk, clock: Any, genuine_first: bool
) -> None:
    await silent(desk, clock)
    await writes(desk, "Bonjour, ne me contactez plus, s'il vous plaît.", days_before_last=2)
    await writes(desk, "Ne me contactez plus !", days_before_last=1)
    genuine, other = sorted(await wishes(desk), key=lambda one: one.at, reverse=not genuine_first)
    for _ in range(2):  # also when it is asked for once more
        await ordered(desk, "misread", "consent", given="yes", purpose="*", proof="asked her", no=other.id)
        (standing,) = (await desk.state.suppressions.of([f"email:{ANNE}"]))[f"email:{ANNE}"]
        assert (standing.reason, standing.at) == ("wish", genuine.at)
        followup = await followup_of(desk)
        (why,) = [reason for reason in followup.reasons if reason.code == "wish_all"]
        assert (followup.state, why.entries) == ("held", (genuine.entry,))
    await ordered(desk, "misread too", "consent", given="yes", purpose="*", proof="asked her", no=genuine.id)
    assert await desk.state.suppressions.of([f"email:{ANNE}"]) == {}
    assert (await followup_of(desk)).state != "held"


@pytest.mark.parametrize("given", ["yes", "no"])
async def test_what_was_told_of_an_address_goes_with_it_and_stays_with_the_others_where_it_is_a_no(desk: Desk, given: str) -> None:
    await joined(desk)
    purpose = "care" if given == "yes" else "campaigns"
    await ordered(desk, "told", "consent", given=given, purpose=purpose, proof="at the counter", identifier=f"email:{WORK}")
    assert [one.proof for one in await said_by(desk, PERSON)] == ["at the counter"]
    await ordered(desk, "part", "split", identifier=f"email:{WORK}")
    assert [one.proof for one in await said_by(desk, OTHER)] == ["at the counter"]
    assert await said_by(desk, PERSON) == []
    standing = await desk.state.suppressions.of([f"email:{ANNE}", f"email:{WORK}"])
    assert standing.keys() == (set() if given == "yes" else {f"email:{ANNE}", f"email:{WORK}"})
