"""Somebody is erased: nothing of them is left anywhere, others lose nothing, and what comes back of before stays out."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import bson
import pytest
from driving import NOW, arrive, carry, dump, handle, mail, standing, weekly
from living import ANNE, BERT, NAME, NEEDLES, OTHER, PERSON, WORDS, both, found, lived

from schemas.documents import Message, Task
from schemas.events import Command
from streams.desk import Desk
from streams.erasing import SETTLE, WAITS_AT_MOST
from streams.stages.act import act
from streams.stages.sense import sense
from streams.state import COLLECTIONS
from streams.state.belongings import ABOUT_NOBODY, HELD, Theirs
from streams.state.client import Collection


async def erase(desk: Desk, clock: Any, person: str = PERSON, *, id_: str = "erasing", why: str = "a letter of Monday") -> dict[str, int]:
    """As act does, until it is over."""
    command = Command(id=id_, do="erase", person=person, by="claire", at=clock.at, arguments={"why": why})
    await desk.state.commands.put(command, hand_on_at=clock.at)
    for _ in range(4):
        await carry(desk, await handle(act, desk, [command]))
        if not await desk.state.commands.waiting([id_]):
            break
        clock.at += WAITS_AT_MOST
    assert not await desk.state.commands.waiting([id_])
    return await desk.state.commands.found(id_)


async def test_nothing_is_left_of_somebody_who_was_erased(desk: Desk, clock: Any) -> None:
    await lived(desk, clock)
    before = await found(desk.state, *NEEDLES)
    assert {place.split()[0] for place in before} >= {
        "atoms", "timeline", "persons", "signals", "consents", "followups", "originals", "originals.chunks", "suggestions", "tasks",
        "outcomes", "assignments", "audit", "dead_letters",
    }  # fmt: skip
    counted = await erase(desk, clock, why=f"{NAME} <{ANNE}> asked by a letter of Monday")
    assert await found(desk.state, *NEEDLES) == []
    assert counted["timeline"] == 9 and counted["originals"] == 9 and counted["atoms"] == 1
    [line] = [doc async for doc in desk.state.db["audit"].find({"did": "erase"})]
    assert (line["by"], line["details"]["why"]) == ("claire", "… <…> asked by a letter of Monday")


async def test_a_neighbour_keeps_everything_byte_for_byte(desk: Desk, clock: Any) -> None:
    await lived(desk, clock)

    async def theirs() -> list[bytes]:
        docs: list[Any] = []
        for name in ("timeline", "persons", "signals", "followups", "consents", "atoms"):
            about = {"$or": [{"identifier": f"email:{BERT}"}, {"person": OTHER}, {"_id": OTHER}]}
            docs += [doc async for doc in desk.state.db[name].find(about)]
        return [bson.encode(doc) for doc in sorted(docs, key=lambda doc: str(doc["_id"]))]

    before = await theirs()
    assert len(before) >= 10
    await erase(desk, clock)
    assert await theirs() == before


async def test_what_was_erased_stays_out_whichever_way_it_comes_back(desk: Desk, clock: Any) -> None:
    hers = await lived(desk, clock)
    under_way = await carry(desk, await arrive(desk, "email", mail(ANNE, NOW - timedelta(hours=1), name=NAME, text=WORDS)), until=sense)
    await erase(desk, clock)
    clock.at += timedelta(days=1)
    kept = await dump(desk.state)
    await carry(desk, under_way)  # an entry that a topic still held
    await carry(desk, await arrive(desk, "email", *hers))  # the same bytes
    other_way = [each.replace(b"Subject:", b"Received: by relay.example\nSubject:") for each in hers]
    never_seen = [mail(ANNE, NOW - timedelta(days=200), name=NAME, text=WORDS)]
    await carry(desk, await arrive(desk, "email", *other_way, *never_seen))
    assert await found(desk.state, *NEEDLES) == []
    after = await dump(desk.state)
    assert {name for name in after if after[name] != kept.get(name)} <= {"erased"}


async def test_who_writes_again_is_somebody_we_do_not_know_and_is_still_left_alone(desk: Desk, clock: Any) -> None:
    await lived(desk, clock)
    await erase(desk, clock)
    clock.at += timedelta(hours=1)
    await carry(desk, await arrive(desk, "email", mail(ANNE, clock.at, name=NAME, text="Bonjour, c'est encore moi.")))
    person = await desk.state.persons.get(PERSON)
    assert person is not None and len(person.course) == 1 and person.name == NAME
    assert [entry.interaction.text for entry in await desk.state.timeline.of(await desk.state.atoms.of(PERSON))] == [
        "Bonjour, c'est encore moi."
    ]
    standing_ = (await desk.state.suppressions.of([f"email:{ANNE}"]))[f"email:{ANNE}"]
    assert [(one.reason, one.purpose) for one in standing_] == [("wish", "campaigns")]
    assert await desk.state.consents.of(PERSON) == []


async def say(desk: Desk, do: Any, person: str, **arguments: str) -> None:
    command = Command(id=f"{do} {person}", do=do, person=person, by="claire", at=desk.now(), arguments=arguments)
    await desk.state.commands.put(command, hand_on_at=desk.now())
    await carry(desk, await handle(act, desk, [command]))


async def joined(desk: Desk, clock: Any, *mails: bytes) -> str:
    """Anne and Bert, of whom a colleague says that they are one; under whose name they go now."""
    clock.at = NOW
    await carry(desk, await arrive(desk, "email", *weekly(ANNE, name=NAME), *mails, *weekly(BERT, name="Bert Holm")))
    await say(desk, "merge", PERSON, **{"with": OTHER})
    [person] = {owner for atom in (await desk.state.atoms.atoms_of([PERSON, OTHER])).values() for owner in atom.owners}
    return person


async def test_a_wish_outlives_them_also_at_an_address_that_became_theirs_after_it(desk: Desk, clock: Any) -> None:
    person = await joined(desk, clock, mail(ANNE, NOW - timedelta(days=39), name=NAME, text="Ne me contactez plus, s'il vous plaît."))
    await erase(desk, clock, person)
    kept = await desk.state.suppressions.of([f"email:{ANNE}", f"email:{BERT}"])
    assert [[(one.reason, one.purpose) for one in kept.get(f"email:{each}", [])] for each in (ANNE, BERT)] == [[("wish", "*")]] * 2


async def test_what_went_to_their_address_while_it_was_anothers_goes_too(desk: Desk, clock: Any) -> None:
    person = await joined(desk, clock)
    theirs, address = (PERSON, ANNE) if person == OTHER else (OTHER, BERT)
    await desk.state.messages.put(Message(
        id="m", followup="f", person=person, campaign="care", version=1, step=0, purpose="care", channel="email",
        identifier=f"email:{address}", language="fr", subject="", text=WORDS, message_id="m@house.example", made_at=NOW, state="uncertain",
    ))  # fmt: skip
    await desk.state.tasks.put([Task(
        id="t", person=person, kind="uncertain", message="m", title="", text=WORDS, identifier=f"email:{address}", made_at=NOW,
    )])  # fmt: skip
    await say(desk, "split", person, identifier=f"email:{address}")
    await erase(desk, clock, theirs)
    assert await found(desk.state, address, WORDS) == []


async def test_what_was_here_and_was_not_read_yet_goes_too(desk: Desk, clock: Any) -> None:
    clock.at = NOW
    await carry(desk, await arrive(desk, "email", *weekly(ANNE, name=NAME)))
    waiting = await arrive(desk, "email", both(WORDS))
    command = Command(id="erasing", do="erase", person=PERSON, by="claire", at=clock.at, arguments={"why": "asked"})
    await desk.state.commands.put(command, hand_on_at=clock.at)
    for _ in range(2):
        await carry(desk, await handle(act, desk, [command]))
        clock.at += SETTLE
    assert await desk.state.commands.waiting(["erasing"])
    await carry(desk, waiting)
    await carry(desk, await handle(act, desk, [command]))
    assert not await desk.state.commands.waiting(["erasing"])
    assert await found(desk.state, *NEEDLES) == []


async def test_in_what_two_shared_each_keeps_their_own_words(desk: Desk, clock: Any) -> None:
    await carry(desk, await arrive(
        desk, "email", both(f"{WORDS}, Bert le sait."),
        both(f"Bonjour {NAME} ({ANNE}), je viens jeudi.", sender=BERT, name="Bert Holm", number=2),
    ))  # fmt: skip
    await erase(desk, clock)
    clock.at += timedelta(minutes=1)
    await carry(desk, await standing(desk))
    assert await found(desk.state, *NEEDLES) == []
    entries = await desk.state.timeline.of(await desk.state.atoms.of(OTHER))
    assert {entry.interaction.text for entry in entries} == {"", "Bonjour … (…), je viens jeudi."}
    person = await desk.state.persons.get(OTHER)
    assert person is not None and sorted(step.length for step in person.course) == [0, 6]
    unseen = both(f"{NAME} ({ANNE}) vient aussi.", sender=BERT, name="Bert Holm", number=3)
    await carry(desk, await arrive(desk, "email", both(f"{WORDS}, encore.", number=1), unseen))
    assert {entry.interaction.text for entry in await desk.state.timeline.of(await desk.state.atoms.of(OTHER))} == {
        "", "Bonjour … (…), je viens jeudi.", "… (…) vient aussi."
    }  # fmt: skip


async def test_of_a_family_s_mailbox_only_what_came_under_their_name_goes(desk: Desk, clock: Any) -> None:
    box = "maison@mail.example"
    await carry(desk, await arrive(
        desk, "email", mail(box, NOW - timedelta(days=9), name="Claire Roussel", text="Claire écrit."),
        mail(box, NOW - timedelta(days=8), name="Denis Roussel", text="Denis écrit."),
    ))  # fmt: skip
    owners = {name: atom.owners for name, atom in (await desk.state.atoms.all_having(f"id:email:{box}")).items()}
    [claire], [denis] = (owners[f"email:{box}#{name}"] for name in ("claire-roussel", "denis-roussel"))
    assert claire != denis
    await erase(desk, clock, claire)
    assert await found(desk.state, "claire-roussel", "claire roussel", "claire écrit") == []
    [left] = await desk.state.timeline.of(await desk.state.atoms.of((await desk.state.atoms.sharing(f"email:{box}"))[0]))
    assert left.interaction.text == "Denis écrit."
    await carry(desk, await arrive(desk, "email", mail(box, NOW - timedelta(days=7), name="Claire Roussel", text="Plus ancien.")))
    assert await found(desk.state, "claire-roussel", "claire roussel", "plus ancien") == []


@pytest.mark.parametrize("stop", range(1, 40, 3))
async def test_a_worker_that_ends_in_the_middle_leaves_nothing_undone(
    desk: Desk, clock: Any, stop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await carry(desk, await arrive(desk, "email", *weekly(ANNE, name=NAME), *weekly(BERT, name="Bert Holm"), both(WORDS)))
    writes = 0
    for name in ("delete_many", "delete_one", "update_one", "bulk_write", "replace_one"):
        real = getattr(Collection, name)

        def counted(self: Any, *given: Any, real: Any = real, **named: Any) -> Any:
            nonlocal writes
            writes += 1
            if writes == stop:
                raise RuntimeError("the end of the process")
            return real(self, *given, **named)

        monkeypatch.setattr(Collection, name, counted)
    command = Command(id="erasing", do="erase", person=PERSON, by="claire", at=clock.at, arguments={"why": "asked"})
    await desk.state.commands.put(command, hand_on_at=clock.at)
    with pytest.raises(RuntimeError):
        for _ in range(4):
            await handle(act, desk, [command])
            clock.at += SETTLE
    await erase(desk, clock)
    assert await found(desk.state, *NEEDLES) == []


async def test_the_next_word_while_it_is_under_way_is_kept(desk: Desk, clock: Any) -> None:
    await lived(desk, clock)
    command = Command(id="erasing", do="erase", person=PERSON, by="claire", at=clock.at, arguments={"why": "asked"})
    await desk.state.commands.put(command, hand_on_at=clock.at)
    await handle(act, desk, [command])
    clock.at += timedelta(seconds=2)
    await carry(desk, await arrive(desk, "email", mail(ANNE, clock.at, name=NAME, text="Bonjour, c'est encore moi.")))
    clock.at += SETTLE
    await carry(desk, await handle(act, desk, [command]))
    assert not await desk.state.commands.waiting(["erasing"])
    person = await desk.state.persons.get(PERSON)
    assert person is not None and len(person.course) == 1
    assert await found(desk.state, WORDS) == []


def test_one_list_names_every_collection() -> None:
    assert set(HELD) | set(ABOUT_NOBODY) == set(COLLECTIONS)
    assert not set(HELD) & set(ABOUT_NOBODY)


def test_what_we_hold_about_a_person_is_found_by_an_index() -> None:
    """But in campaigns, of which a house has a handful."""
    sets = {name: frozenset({"x"}) for name in Theirs.__struct_fields__ if name not in ("person", "at")}
    everything, read_whole = Theirs(person="p_1", at=NOW, **sets), set()
    for name, held in HELD.items():
        indexed = {next(iter(index.document["key"])) for index in importlib.import_module(f"streams.state.{name}").INDEXES}
        if set(held.by(everything)) - {"_id", *indexed}:
            read_whole.add(name)
    assert read_whole == {"campaigns", "campaign_versions"}


async def test_what_somebody_else_mentioned_of_theirs_is_no_evidence_any_more(desk: Desk, clock: Any) -> None:
    clock.at = NOW
    words = f"Bonjour, les documents peuvent partir à {ANNE}. Le relevé suit."
    bert = mail(BERT, NOW - timedelta(days=20), name="Bert Holm", text=words)
    await carry(desk, await arrive(desk, "email", bert, *weekly(ANNE, name=NAME), *weekly(BERT, name="Bert Holm")))
    assert any(place.startswith(f"atoms email:{BERT}") for place in await found(desk.state, ANNE))
    await erase(desk, clock)
    assert not [place for place in await found(desk.state, ANNE) if place.startswith("atoms")]
