"""Whose an identifier is, where very many are near it: the same in any order, by any number of workers, and quickly."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from driving import NOW, arrive, handle, mail
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from schemas.interaction import Interaction, Original, Party
from streams import neighbours
from streams.desk import Desk
from streams.rules.identity.owning import MOST_NAMES
from streams.rules.persons import person_of
from streams.stages.normalise import normalise
from streams.stages.resolve import resolve
from streams.state import State

DAY = timedelta(days=1)


def profile(identifier: str, name: str, days: float, *gives: str) -> Interaction:
    """Somebody on a network, who says in their profile which numbers are theirs."""
    return Interaction(
        id=f"post:{identifier}:{days}", channel="social", network="mastodon", direction="in", at=NOW - days * DAY, text="", language=None,
        parties=(Party(role="author", identifier=identifier, name=name, about=f"Me joindre : {', '.join(gives)}"),),
        original=Original(sha256="0" * 64, content_type="text/plain", size=1),
    )  # fmt: skip


def number(place: int) -> str:
    return f"+33612{place:06}"


def called(place: int) -> str:
    """A name that no other place has, and that is like none."""
    given_ = ["Odile", "Kenneth", "Marc", "Nadia", "Hugo", "Fatou", "Claire", "Denis"]
    return f"{given_[place % 8]} {chr(66 + place % 20)}{'aeiou'[place % 5]}{chr(98 + place // 20 % 20)}{'ou' if place % 2 else 'i'}rand"


def firm(first: int, size: int, *switchboards: str) -> list[Interaction]:
    """Each has a profile, a telephone and two mailboxes of their own, and all have the same switchboard."""
    said = []
    for place in range(first, first + size):
        at, local = 90 - place / 10, called(place).replace(" ", ".").lower()
        said.append(profile(f"mastodon:{local}@social.example", called(place), at, number(place), *switchboards))
        said.append(profile(f"tel:{number(place)}", called(place), at - 0.01))
        said.append(profile(f"email:{local}@firm.example", called(place), at - 0.02, number(place)))
        said.append(profile(f"email:{place}@mail.example", called(place), at - 0.03, f"{local}@firm.example"))
    return said


def chain(size: int) -> list[Interaction]:
    """One name that has a number, and gives the next one."""
    return [profile(f"tel:{number(place)}", "Odile Ferrand", 90 - place / 10, number(place + 1)) for place in range(size)]


async def empty(desk: Desk) -> None:
    for name in await desk.state.db.list_collection_names():
        await desk.state.db[name].delete_many({})
    desk.met.clear()
    desk.state.commons.known.clear()


async def hear(desk: Desk, said: Sequence[Interaction]) -> None:
    raws = [await desk.state.originals.put_interaction(each, source="test", now=NOW) for each in said]
    await handle(resolve, desk, await handle(normalise, desk, raws))


async def atoms(desk: Desk) -> dict[str, tuple[tuple[str, ...], Any]]:
    """By atom: whose it is, and how far it reached when that was decided."""
    return {doc["_id"]: (tuple(doc["owners"]), doc.get("reach")) async for doc in desk.state.db["atoms"].find({})}


LEFT, RIGHT = "+33199001001", "+33199001002"
CROWDS = {
    "a chain of numbers, each given under the one before": chain(70),
    "a firm that shares its switchboard": firm(0, 18, LEFT),
    "firms of which each has a switchboard, and some have two": [*firm(0, 10, LEFT), *firm(10, 9, RIGHT), *firm(20, 3, LEFT, RIGHT)],
    "a firm of which no one has the switchboard when it has grown": [*firm(0, 63, LEFT)[::3], *firm(63, 3, LEFT, RIGHT)],
}


@pytest.mark.parametrize("crowd", CROWDS, ids=str)
async def test_a_large_neighbourhood_is_the_same_in_any_order(
    desk: Desk, clock: Any, crowd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "MOST_NEAR", 60)
    said = CROWDS[crowd]
    clock.at = NOW
    await hear(desk, said)
    expected = await atoms(desk)
    assert len({whose for whose, _ in expected.values()}) > 10
    loop = asyncio.get_running_loop()

    async def again(seed: int, cuts: set[int]) -> dict[str, Any]:
        await empty(desk)
        shuffled = Random(seed).sample(said, len(said))
        bounds = sorted({0, *(cut % len(said) for cut in cuts), len(said)})
        for start, end in pairwise(bounds):
            await hear(desk, shuffled[start:end])
        return await atoms(desk)

    @settings(max_examples=6, deadline=None, phases=[Phase.generate])
    @given(st.integers(0, 2**32), st.sets(st.integers(1, 10**6), max_size=20))
    def holds(seed: int, cuts: set[int]) -> None:
        assert asyncio.run_coroutine_threadsafe(again(seed, cuts), loop).result(900) == expected

    await asyncio.to_thread(holds)


async def test_a_switchboard_that_a_whole_firm_takes_for_its_own_takes_nobodys_own_away(desk: Desk, clock: Any) -> None:
    clock.at = NOW
    await hear(desk, firm(0, 60, LEFT))
    found = await atoms(desk)
    assert len(found) == 240 > neighbours.MOST_NEAR and len({whose for whose, _ in found.values()}) == 60
    for place in range(60):
        [person] = {whose for atom, (whose, _) in found.items() if atom.endswith(f"#{called(place).replace(' ', '-').lower()}")}
        assert [person_of(f"mastodon:{called(place).replace(' ', '.').lower()}@social.example")] == [*person]


@pytest.mark.parametrize("seed", range(3))
async def test_three_workers_who_meet_very_many_of_one_mailbox_at_once_make_nobody_another(desk: Desk, clock: Any, seed: int) -> None:
    """From fewer than may share it to more than twice as many between two looks at it."""
    clock.at = NOW
    box, count = "accueil@crowd.example", 2 * MOST_NAMES + 12
    mails = [mail(box, NOW - place * DAY / 2, name=called(place)) for place in range(count)]
    raws = [raw for each in mails for raw in await arrive(desk, "email", each)]
    said = Random(seed).sample(await handle(normalise, desk, raws), count)
    await handle(resolve, desk, said[:MOST_NAMES])
    assert len(desk.state.commons.known) == 0
    workers = [desk, *(Desk(desk.settings, State(desk.state.db, None), desk.producer, now=clock) for _ in range(2))]
    late = said[MOST_NAMES:]
    await asyncio.gather(*(handle(resolve, worker, late[place::3]) for place, worker in enumerate(workers)))
    found = await atoms(desk)
    assert len({whose for whose, _ in found.values()}) == len(found) == count


async def test_what_so_many_share_is_not_looked_at_again_for_each_further_name(
    desk: Desk, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.at = NOW
    box = "accueil@crowd.example"
    mails = [mail(box, NOW - place * DAY / 2, name=called(place)) for place in range(MOST_NAMES + 4)]
    events = [raw for each in mails for raw in await arrive(desk, "email", each)]
    said = await handle(normalise, desk, events)
    await handle(resolve, desk, said[: MOST_NAMES + 1])
    read: list[int] = []
    having = desk.state.atoms.having

    async def counted(keys: Any) -> Any:
        found = await having(keys)
        read.append(len(found[1]))
        return found

    monkeypatch.setattr(desk.state.atoms, "having", counted)
    for each in said[MOST_NAMES + 1 :]:
        await handle(resolve, desk, [each])
    assert sum(read) == 0, "nobody else has a say"
