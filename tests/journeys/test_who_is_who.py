"""Who is who is a function of what was said: in any order, any batches, doubled, after restarts, by several workers at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from driving import NOW, arrive, batch_of, carry, due, dump, handle, mail, standing
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from schemas.documents import Suggestion
from schemas.events import Command, Due, Entry, Event
from schemas.interaction import Interaction, Original, Party
from streams.desk import Desk
from streams.filling import fill
from streams.orders import answer, take_back
from streams.orders import order as send_order
from streams.rules.persons import person_of
from streams.stages import resolve as resolving
from streams.stages.act import act
from streams.stages.clock import tick
from streams.stages.normalise import normalise
from streams.stages.resolve import resolve
from streams.stages.sense import sense
from streams.state.persons import Sensed
from streams.wire import Emit

DAY = timedelta(days=1)
HOME, WORK = "email:anne.martin@people.example", "email:amartin@work.example"
PHONE, FAMILY = "tel:+33612345601", "email:martin@home.example"


def call(number: str, days: float, *, name: str | None = None, text: str = "") -> Interaction:
    at = NOW - days * DAY
    return Interaction(
        id=f"call:{number}:{days}", channel="phone", direction="in", at=at, text=text, language="fr" if text else None,
        parties=(Party(role="caller", identifier=number, name=name),),
        original=Original(sha256="0" * 64, content_type="text/plain", size=1),
    )  # fmt: skip


def letter_to_us(sender: str, days: float, *, name: str, text: str = "Bonjour, voici le relevé de cette semaine.") -> bytes:
    return mail(sender.removeprefix("email:"), NOW - days * DAY, name=name, text=text)


SIGNED = "Bonjour,\n\nvoici le relevé.\n\nCordialement,\n-- \nAnne Martin\nTél. 06 12 34 56 01\n"
CLAIMED = "Bonjour, pour me joindre écrivez-moi à mon adresse personnelle : anne.martin@people.example. Merci, Anne Martin"

SAID: tuple[bytes | Interaction, ...] = (
    *(letter_to_us(HOME, 60 - 7 * week, name="Anne Martin") for week in range(4)),  # of whom nothing else is known yet
    *(letter_to_us(WORK, 59 - 7 * week, name="A. Martin") for week in range(3)),
    *(call(PHONE, 50 - week) for week in range(3)),  # nobody says a name
    letter_to_us(HOME, 12, name="Anne Martin", text=SIGNED),  # the number is hers: joined late
    letter_to_us(WORK, 5, name="Anne Martin", text=CLAIMED),  # and so is this address
    *(letter_to_us(FAMILY, 40 - 2 * week, name=("Jeanne Martin", "Paul Martin")[week % 2]) for week in range(4)),  # two in one mailbox
    call("tel:+33612345699", 80, name="Luc Bernard"),  # a number that was handed on
    call("tel:+33612345699", 75),
    call("tel:+33612345699", 30, name="Sophie Leroy"),
    call("tel:+33612345699", 25),
)


@st.composite
def deliveries(draw: st.DrawFn) -> list[list[int]]:
    """Each at least once, some twice or three times, in any order, in any batches."""
    order = draw(st.permutations([*range(len(SAID)), *draw(st.lists(st.integers(0, len(SAID) - 1), max_size=10))]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order) - 1), max_size=5)))
    return [list(order[start:end]) for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]


async def forget(desk: Desk) -> None:
    """A worker that was started anew."""
    desk.met.clear()
    desk.handed.clear()


async def empty(desk: Desk) -> None:
    for name in await desk.state.db.list_collection_names():
        await desk.state.db[name].delete_many({})
    await forget(desk)


async def said_of(desk: Desk, places: Iterable[int]) -> list[Event]:
    events: list[Event] = []
    for place in places:
        if isinstance(said := SAID[place], bytes):
            events += await arrive(desk, "email", said)
        else:
            events.append(await desk.state.originals.put_interaction(said, source="test", now=desk.now()))
    return await handle(normalise, desk, events)


async def through(desk: Desk, events: list[Event], shuffle: Random | None = None) -> None:
    """Sensed, with whatever that brings."""
    waiting = [event for event in events if isinstance(event, Entry | Due)]
    while waiting:
        if shuffle:
            waiting += shuffle.choices(waiting, k=shuffle.randrange(3))
            shuffle.shuffle(waiting)
        waiting = [event for event in await handle(sense, desk, waiting) if isinstance(event, Entry | Due)]


def kept(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """What is the same whatever the order; not when something was looked at for suggestions."""
    gone = ("hand_on_at", "received_at", "news")
    return {
        name: [{field: value for field, value in doc.items() if field not in gone} for doc in found.get(name, ())]
        for name in ("atoms", "persons", "timeline", "signals", "commands", "rulings")
    }


def courses(found: dict[str, list[dict[str, Any]]]) -> dict[str, tuple[Any, ...]]:
    """Of each person what does not depend on when they were sensed."""
    return {
        doc["_id"]: (doc.get("name"), doc["first_at"], doc["last_at"], msgspec.msgpack.decode(doc["sensed"], type=Sensed).course)
        for doc in found["persons"]
    }


async def rest(desk: Desk, clock: Any) -> dict[str, Any]:
    """The end, when what is due was told."""
    clock.at += timedelta(seconds=60)
    while waiting := [each for each in await due(desk) if each.kind == "silence"]:
        await handle(sense, desk, waiting)
    assert not await standing(desk)
    return kept(await dump(desk.state))


async def end_of(desk: Desk, clock: Any, batches: list[list[int]], seed: int | None = None) -> dict[str, Any]:
    await empty(desk)
    clock.at = NOW
    shuffle = None if seed is None else Random(seed)
    for batch in batches:
        said = await said_of(desk, batch)
        if shuffle and shuffle.random() < 0.3:
            await forget(desk)
        await through(desk, await handle(resolve, desk, said), shuffle)
    return await rest(desk, clock)


async def owner(desk: Desk, identifier: str) -> str:
    [person] = await desk.state.atoms.sharing(identifier)
    return person


async def test_the_same_in_any_order_is_the_same_persons(desk: Desk, clock: Any) -> None:
    ordered = await end_of(desk, clock, [list(range(len(SAID)))])
    anne = await owner(desk, HOME)
    assert anne == await owner(desk, WORK) == await owner(desk, PHONE) == person_of(HOME)
    assert len({entry.id for entry in await desk.state.timeline.of(await desk.state.atoms.of(anne))}) == 12
    assert len(await desk.state.atoms.sharing(FAMILY)) == 2
    assert len(ordered["persons"]) == 5 and not ordered["commands"]

    loop = asyncio.get_running_loop()

    @settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
    @given(deliveries(), st.integers(0, 2**32))
    def holds(batches: list[list[int]], seed: int) -> None:
        assert asyncio.run_coroutine_threadsafe(end_of(desk, clock, batches, seed), loop).result(900) == ordered

    await asyncio.to_thread(holds)


async def test_a_shared_mailbox_has_two_timelines_and_a_number_that_was_handed_on_goes_by_date(desk: Desk, clock: Any) -> None:
    await end_of(desk, clock, [list(range(len(SAID)))])
    names = []
    for person in await desk.state.atoms.sharing(FAMILY):
        entries = await desk.state.timeline.of(await desk.state.atoms.of(person))
        names.append({party.name for entry in entries for party in entry.interaction.parties if party.role == "from"})
    assert sorted(names, key=str) == [{"Jeanne Martin"}, {"Paul Martin"}]
    for person in await desk.state.atoms.sharing("tel:+33612345699"):
        days = {(NOW - entry.at).days for entry in await desk.state.timeline.of(await desk.state.atoms.of(person))}
        assert days in ({80, 75}, {30, 25})
        summary = await desk.state.persons.get(person)
        assert summary and {(NOW - step.at).days for step in summary.course} == days


async def test_a_number_that_its_first_owner_still_has_is_shared(desk: Desk, clock: Any) -> None:
    await end_of(desk, clock, [list(range(len(SAID)))])
    raw = await desk.state.originals.put_interaction(call("tel:+33612345699", 1, name="Luc Bernard"), source="test", now=NOW)
    await through(desk, await carry(desk, [raw], until=sense))
    atoms = await desk.state.atoms.atoms_of(await desk.state.atoms.sharing("tel:+33612345699"))
    assert {atom.use for atom in atoms.values() if atom.identifier == "tel:+33612345699"} == {"shared"}
    assert len(await desk.state.atoms.sharing("tel:+33612345699")) == 3, "and what comes without a name is nobody's in particular"


@pytest.mark.parametrize("seed", range(6))
async def test_two_workers_at_the_same_moment_end_with_one_person(desk: Desk, clock: Any, seed: int) -> None:
    ordered = await end_of(desk, clock, [list(range(len(SAID)))])
    await empty(desk)
    clock.at = NOW
    order_ = Random(seed).sample(range(len(SAID)), len(SAID))
    workers = [desk, *(Desk(desk.settings, desk.state, desk.producer, now=clock) for _ in range(2))]
    for start in range(0, len(order_), 6):
        shares = [await said_of(desk, order_[start + number : start + 6 : 3]) for number in range(3)]
        emitted = await asyncio.gather(*(handle(resolve, worker, share) for worker, share in zip(workers, shares, strict=True)))
        await asyncio.gather(*(through(worker, events) for worker, events in zip(workers, emitted, strict=True)))
    found = await rest(desk, clock)
    for name in ("atoms", "persons", "timeline"):
        assert found[name] == ordered[name], name


class Killed(BaseException):
    """The process ends here."""


async def stops_at(desk: Desk, at: int, stage: Any, events: list[Event]) -> bool:
    """Whether the stage was ended before its `at`-th write."""
    writes = 0
    names = ("insert_many", "bulk_write", "update_one", "update_many", "insert_one", "delete_one", "replace_one")
    from motor.motor_asyncio import AsyncIOMotorCollection

    before = {name: getattr(AsyncIOMotorCollection, name) for name in names}

    def counted(name: str) -> Any:
        def write(self: Any, *given: Any, **more: Any) -> Any:
            nonlocal writes
            writes += 1
            if writes == at:
                raise Killed
            return before[name](self, *given, **more)

        return write

    for name in names:
        setattr(AsyncIOMotorCollection, name, counted(name))
    try:
        await stage(batch_of(events, desk.now()), desk)
    except Killed:
        return True
    finally:
        for name, method in before.items():
            setattr(AsyncIOMotorCollection, name, method)
    return False


async def mend(desk: Desk, clock: Any) -> None:
    """What the clock hands on, as often as it takes."""
    for _ in range(6):
        clock.at += timedelta(seconds=16)
        events: list[Event] = [*await standing(desk), *await desk.state.commands.standing(clock.at)]
        if not events:
            return
        ruled = await handle(act, desk, [event for event in events if isinstance(event, Command)])
        await through(desk, [*ruled, *await carry(desk, [event for event in events if not isinstance(event, Command)], until=sense)])
    raise AssertionError("it does not come to rest")


@pytest.mark.parametrize("by", ["a new worker", "one who knew them all"])
async def test_a_worker_that_ends_anywhere_in_resolve_is_made_good(desk: Desk, clock: Any, by: str) -> None:
    """Everything but what joins persons is there. Who knew all names that are in it may still not know what it says of them."""
    late = [10, 11] if by == "a new worker" else [10]
    early = [place for place in range(len(SAID)) if place not in late]
    ordered = await end_of(desk, clock, [early, late])
    at = 0
    while True:
        at += 1
        await end_of(desk, clock, [early])
        said = await said_of(desk, late)
        ended = await stops_at(Desk(desk.settings, desk.state, desk.producer, now=clock), at, resolve, said)
        if by == "a new worker":
            await forget(desk)
        await mend(desk, clock)
        found = kept(await dump(desk.state))
        assert courses(found) == courses(ordered), at
        for name in ("atoms", "timeline", "commands"):
            assert found[name] == ordered[name], (at, name)
        if not ended:
            break
    assert at > 3


async def say(desk: Desk, what: str, person: str, *, order: str = "", **about: str) -> Command:
    id_ = order or f"to {what}"
    return await send_order(desk.state, Nowhere(desk), do=what, person=person, by="claire", at=desk.now(), id_=id_, **about)


class Nowhere:
    """A producer that sends nothing: what the test sends itself."""

    def __init__(self, desk: Desk) -> None: ...

    async def send(self, emits: Iterable[Emit], *, within_s: float = 20.0) -> None: ...


async def ruled(desk: Desk, do: str, person: str, *, order: str = "", **about: str) -> None:
    await through(desk, await handle(act, desk, [await say(desk, do, person, order=order, **about)]))


LIVE = ("atoms", "persons", "timeline", "signals")


async def test_merge_then_split_leaves_no_trace(desk: Desk, clock: Any) -> None:
    before = await end_of(desk, clock, [list(range(len(SAID)))])
    anne, (jeanne, _) = await owner(desk, HOME), await desk.state.atoms.sharing(FAMILY)
    await ruled(desk, "merge", anne, **{"with": jeanne})
    together = await desk.state.atoms.now_with(anne)
    assert {identifier.id for identifier in await desk.state.atoms.of(together)} == {HOME, WORK, PHONE, FAMILY}
    assert await desk.state.atoms.now_with(jeanne) == together
    summary = await desk.state.persons.get(together)
    assert summary and len(summary.course) == 14
    await ruled(desk, "split", together, identifier=FAMILY)
    after = await rest(desk, clock)
    assert {name: after[name] for name in LIVE} == {name: before[name] for name in LIVE}


async def test_several_joined_one_after_the_other_leave_in_the_same_or_the_reverse_order_without_a_trace(desk: Desk, clock: Any) -> None:
    numbers = [f"tel:+3361234561{number}" for number in range(4)]
    for leaving in ([1, 2, 3], [3, 2, 1]):
        await empty(desk)
        raws = [
            await desk.state.originals.put_interaction(call(number, 9 - days, name=f"{name} Moreau"), source="test", now=NOW)
            for days, (number, name) in enumerate(zip(numbers, ("Marc", "Lea", "Hugo", "Nina"), strict=True))
        ]
        await through(desk, await carry(desk, raws, until=sense))
        before = await rest(desk, clock)
        assert len(before["persons"]) == 4
        for place in (1, 2, 3):
            clock.at += timedelta(seconds=1)
            [one], [other] = [await desk.state.atoms.sharing(numbers[each]) for each in (0, place)]
            await ruled(desk, "merge", one, order=f"merge {place}", **{"with": other})
        assert len((await rest(desk, clock))["persons"]) == 1
        for left, place in enumerate(leaving):
            clock.at += timedelta(seconds=1)
            [whole] = await desk.state.atoms.sharing(numbers[place])
            await ruled(desk, "split", whole, order=f"split {place}", identifier=numbers[place])
            assert len((await rest(desk, clock))["persons"]) == left + 2, (leaving, place)
        after = await rest(desk, clock)
        assert {name: after[name] for name in LIVE} == {name: before[name] for name in LIVE}


async def test_what_rules_joined_a_colleague_separates_and_joins_again(desk: Desk, clock: Any) -> None:
    before = await end_of(desk, clock, [list(range(len(SAID)))])
    anne = await owner(desk, HOME)
    await ruled(desk, "split", anne, identifier=PHONE)
    assert await owner(desk, PHONE) == person_of(PHONE) and await owner(desk, HOME) == anne
    summary = await desk.state.persons.get(person_of(PHONE))
    assert summary and len(summary.course) == 3
    await through(desk, await handle(resolve, desk, await said_of(desk, range(len(SAID)))))  # said again, it joins nobody
    assert await owner(desk, PHONE) == person_of(PHONE)
    clock.at += timedelta(seconds=1)
    await ruled(desk, "merge", anne, **{"with": person_of(PHONE)})
    after = await rest(desk, clock)
    assert courses(after) == courses(before) and after["timeline"] == before["timeline"]


async def test_a_suggestion_that_was_answered_is_unsaid_without_a_trace(desk: Desk, clock: Any) -> None:
    before = await end_of(desk, clock, [list(range(len(SAID)))])
    anne, (jeanne, _) = await owner(desk, HOME), await desk.state.atoms.sharing(FAMILY)
    for do in ("same", "different"):
        command = await say(desk, do, anne, **{"with": jeanne})
        await through(desk, await handle(act, desk, [command]))
        assert (await desk.state.atoms.now_with(anne) == await desk.state.atoms.now_with(jeanne)) is (do == "same")
        unsaid = await send_order(
            desk.state, Nowhere(desk), do="unsay", person=anne, by="claire", at=clock.at, id_=f"un-{do}", command=command.id
        )
        await through(desk, await handle(act, desk, [unsaid]))
        after = await rest(desk, clock)
        assert {name: after[name] for name in LIVE} == {name: before[name] for name in LIVE}


@pytest.mark.parametrize("do", ["merge", "split"])
async def test_a_worker_that_ends_anywhere_in_act_is_made_good(desk: Desk, clock: Any, do: str) -> None:
    everything = [list(range(len(SAID)))]

    async def begin() -> list[Event]:
        await end_of(desk, clock, everything)
        anne, (jeanne, _) = await owner(desk, HOME), await desk.state.atoms.sharing(FAMILY)
        if do == "merge":
            return [await say(desk, "merge", anne, **{"with": jeanne})]
        await ruled(desk, "merge", anne, **{"with": jeanne})
        return [await say(desk, "split", await desk.state.atoms.now_with(anne), identifier=FAMILY)]

    await through(desk, await handle(act, desk, await begin()))
    ordered = kept(await dump(desk.state))
    at = 0
    while True:
        at += 1
        ended = await stops_at(desk, at, act, await begin())
        await mend(desk, clock)
        found = kept(await dump(desk.state))
        assert courses(found) == courses(ordered), at
        for name in ("atoms", "timeline"):
            assert found[name] == ordered[name], (at, name)
        if not ended:
            break
    assert at > 3


async def test_an_old_link_leads_to_who_owns_it_now(desk: Desk, clock: Any) -> None:
    await end_of(desk, clock, [list(range(10))])  # before anything joins them
    assert len({await owner(desk, identifier) for identifier in (HOME, WORK, PHONE)}) == 3
    await through(desk, await handle(resolve, desk, await said_of(desk, [10, 11])))
    for identifier in (HOME, WORK, PHONE):
        assert await desk.state.atoms.now_with(person_of(identifier)) == person_of(HOME)
    for identifier in (WORK, PHONE):
        assert await desk.state.persons.get(person_of(identifier)) is None


async def test_a_steady_writer_costs_no_write_of_atoms(desk: Desk, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await end_of(desk, clock, [list(range(len(SAID)))])

    async def never(*_: Any) -> Any:
        raise AssertionError("nothing is new")

    said = await handle(normalise, desk, await arrive(desk, "email", letter_to_us(HOME, 0.5, name="Anne Martin")))
    monkeypatch.setattr(resolving, "settle", _nothing_to_settle)
    monkeypatch.setattr(desk.state.atoms, "own", never)
    monkeypatch.setattr(desk.state.atoms, "having", never)
    assert [event.person for event in await handle(resolve, desk, said)] == [person_of(HOME)]


async def _nothing_to_settle(starts: Any, *_: Any) -> None:
    assert not starts


async def test_the_clock_hands_on_what_moved_and_was_not_told(desk: Desk, clock: Any) -> None:
    await end_of(desk, clock, [list(range(10))])
    await handle(resolve, desk, await said_of(desk, [10, 11]))  # and the worker ends before it tells
    sent: list[Event] = []

    class Hears:
        async def send(self, emits: Iterable[Emit], *, within_s: float = 20.0) -> None:
            sent.extend(emit.event for emit in emits)

    clock.at += timedelta(seconds=16)
    await tick(Desk(desk.settings, desk.state, Hears(), now=clock))  # type: ignore[arg-type]
    assert {event.do for event in sent if isinstance(event, Command)} == {"settle"}
    await mend(desk, clock)
    summary = await desk.state.persons.get(person_of(HOME))
    assert summary and len(summary.course) == 12 and not await desk.state.commands.standing(clock.at + DAY)


async def test_a_promise_kept_to_one_of_two_who_share_a_telephone_is_noted_with_that_one(desk: Desk, clock: Any) -> None:
    number, text = "tel:+33612345677", "Bonjour, ici Luc Bernard, j'attends toujours le devis."
    said = [call(number, 9, text=text), call(number, 8, name="Sophie Bernard"), call(number, 7, text=text)]
    raws = [await desk.state.originals.put_interaction(each, source="test", now=NOW) for each in said]
    await through(desk, await carry(desk, raws, until=sense))
    [told] = [entry async for entry in desk.state.timeline.every() if entry.interaction.id == said[2].id]
    assert told.atom == f"{number}#luc-bernard" and len(await desk.state.atoms.sharing(number)) == 2
    owners = await desk.state.atoms.owners([told])
    noted = await handle(act, desk, [await say(desk, "kept", owners[told.id], entry=told.id)])
    await through(desk, await carry(desk, noted, until=sense))
    luc = await desk.state.persons.get(owners[told.id])
    assert luc and [step.direction for step in luc.course] == ["in", "in", "internal"]


async def test_a_hub_that_knew_no_atoms_becomes_one_that_does(desk: Desk, clock: Any) -> None:
    """And what a colleague had joined stays so; also where it was interrupted."""
    wanted = await end_of(desk, clock, [list(range(len(SAID)))])
    db = desk.state.db
    old = sorted({doc["identifier"] for doc in wanted["atoms"]})
    for again in range(2):
        await db["atoms"].delete_many({})
        await db["timeline"].update_many({"_id": {"$regex": "^email"}} if again else {}, {"$unset": {"atom": ""}})
        await db["persons"].delete_many({})
        home = {identifier: person_of(identifier) for identifier in old}
        await db["identifiers"].insert_many(
            [{"_id": each, "home": home[each], "person": home[HOME] if each == PHONE else home[each], "names": []} for each in old]
        )
        said: list[str] = []
        await fill(desk.state, desk.settings.reading, now=clock, say=said.append)
        assert said and not await db["identifiers"].find_one({})
        await mend(desk, clock)
        atoms = {doc["_id"]: doc["owners"] for doc in (await rest(desk, clock))["atoms"]}
        assert atoms == {doc["_id"]: doc["owners"] for doc in wanted["atoms"]}
        assert (await rest(desk, clock))["timeline"] == wanted["timeline"]
        moved = {person for doc in wanted["atoms"] for person in doc["owners"] if person != person_of(doc["identifier"])}
        sensed = courses(await rest(desk, clock))
        assert moved and {person: sensed[person] for person in moved} == {person: courses(wanted)[person] for person in moved}
        await fill(desk.state, desk.settings.reading, now=clock, say=said.append)
        assert len(said) == 1, "it is done once"


@pytest.mark.parametrize("at_once", [1, 40, 150])
async def test_of_a_mailbox_that_very_many_use_nobody_is_anybody_else(desk: Desk, clock: Any, at_once: int) -> None:
    """However many of them come at once, so many that who is there already is not read any more."""
    many, count = "accueil@crowd.example", 150 if at_once > 1 else 132
    names = [f"Odile {chr(97 + one // 26)}{chr(97 + one % 26)}rrand" for one in range(count)]
    clock.at = NOW
    mails = [letter_to_us(f"email:{many}", 90 - place / 2, name=name) for place, name in enumerate(names)]
    for start in (0, *range(60, count, at_once)):
        raws = [raw for each in mails[start : start + (at_once if start else 60)] for raw in await arrive(desk, "email", each)]
        await handle(resolve, desk, await handle(normalise, desk, raws))
    atoms = [doc async for doc in desk.state.db["atoms"].find({"identifier": f"email:{many}"})]
    assert len({tuple(atom["owners"]) for atom in atoms}) == len(atoms) == count
    assert {atom["use"] for atom in atoms} == {"shared"}
    first = min(atoms, key=lambda atom: atom["first_at"])
    assert await desk.state.atoms.now_with(person_of(f"email:{many}")) == first["owners"][0], "an old link leads to the first of them"


async def test_of_two_who_answer_at_once_one_is_heard_and_taken_back_whole(desk: Desk, clock: Any) -> None:
    before = await end_of(desk, clock, [list(range(len(SAID)))])
    anne, (jeanne, _) = await owner(desk, HOME), await desk.state.atoms.sharing(FAMILY)
    one, other = sorted((anne, jeanne))
    atoms = [min(await desk.state.atoms.atoms_of([person])) for person in (one, other)]
    asked = Suggestion(
        id=f"{one} {other}", persons=(one, other), atoms=(atoms[0], atoms[1]), names=("Anne", "Jeanne"), probability=0.9, features={},
        stakes=0, at=clock.at,
    )  # fmt: skip
    await desk.state.suggestions.put([asked])
    nowhere: Any = Nowhere(desk)
    for say_ in ("different", "same"):  # and once more, when it was taken back
        clock.at += timedelta(seconds=1)
        seen = await desk.state.suggestions.get([asked.id])
        said = [await answer(desk.state, nowhere, seen, say=say_, by=by, at=clock.at) for by in ("claire", "marc")]  # type: ignore[arg-type]
        assert [len(commands) for commands in said] == [1, 0]
        await through(desk, await handle(act, desk, await desk.state.commands.standing(clock.at + DAY)))
        assert (await desk.state.atoms.now_with(anne) == await desk.state.atoms.now_with(jeanne)) is (say_ == "same")
        clock.at += timedelta(seconds=1)
        [answered] = await desk.state.suggestions.answered(10)
        unsaid = await take_back(desk.state, nowhere, answered.batch or "", by="marc", at=clock.at)
        await through(desk, await handle(act, desk, list(unsaid)))
        after = await rest(desk, clock)
        assert {name: after[name] for name in LIVE} == {name: before[name] for name in LIVE}, say_
        clock.at = NOW + timedelta(minutes=10)


async def test_two_who_join_the_same_two_at_once_join_them_once(desk: Desk, clock: Any) -> None:
    before = await end_of(desk, clock, [list(range(len(SAID)))])
    anne, (jeanne, _) = await owner(desk, HOME), await desk.state.atoms.sharing(FAMILY)
    said = [await say(desk, "merge", one, order=f"of {one}", **{"with": other}) for one, other in ((anne, jeanne), (jeanne, anne))]
    await through(desk, await handle(act, desk, said))
    assert await desk.state.atoms.now_with(anne) == await desk.state.atoms.now_with(jeanne) == anne
    told = {doc["_id"]: doc["details"] async for doc in desk.state.db["audit"].find({})}
    assert [told[each.id].get("nothing") for each in said] == [None, "it was so already"]
    await ruled(desk, "split", anne, identifier=FAMILY)
    after = await rest(desk, clock)
    assert {name: after[name] for name in LIVE} == {name: before[name] for name in LIVE}


async def test_who_first_called_from_a_number_that_was_another_s_before_is_joined_all_the_same(desk: Desk, clock: Any) -> None:
    before = await end_of(desk, clock, [list(range(len(SAID)))])
    anne, handed_on = await owner(desk, HOME), "tel:+33612345699"
    atoms = await desk.state.atoms.get([f"{handed_on}#", f"{handed_on}#sophie-leroy"])
    [sophie] = atoms[f"{handed_on}#sophie-leroy"].owners
    assert atoms[f"{handed_on}#"].first_at < atoms[f"{handed_on}#sophie-leroy"].first_at and sophie in atoms[f"{handed_on}#"].owners
    await ruled(desk, "merge", anne, **{"with": sophie})
    assert await desk.state.atoms.now_with(sophie) == anne
    summary = await desk.state.persons.get(anne)
    assert summary and len(summary.course) == 14
    await ruled(desk, "split", anne, identifier=handed_on)
    after = await rest(desk, clock)
    assert {name: after[name] for name in LIVE} == {name: before[name] for name in LIVE}
