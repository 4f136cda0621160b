"""Who is probably one is found a while after it was told, asked once, and no more when it is known."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

import msgspec
import pytest

from schemas.documents import Suggestion
from schemas.interaction import Interaction, Original, Own, Party
from streams.desk import Desk
from streams.rules.identity.owning import Ruling
from streams.rules.identity.uses import told
from streams.settling import settle
from streams.stages.suggest import suggest

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWN = Own(names=("maison.example",))
Make = Callable[..., Awaitable[Desk]]
HOME, WORK, OTHER, THIRD = "clemence.vasseur@exemple.fr", "c.vasseur@ailleurs.example", "paul@exemple.fr", "vasseur.clemence@poste.example"
NAMES = {HOME: "Clémence Vasseur", WORK: "Clémence Vasseur", OTHER: "Paul Girard", THIRD: "Clemence Vasseur"}


def mail(address: str, days: int = 0, signature: str = "") -> Interaction:
    return Interaction(
        id=f"<{days}@{address}>", channel="email", direction="in", at=NOW + timedelta(days=days), text="Bonjour", signature=signature,
        parties=(Party(role="from", identifier=f"email:{address}", name=NAMES[address]),),
        original=Original(sha256="0" * 64, content_type="message/rfc822", size=1),
    )  # fmt: skip


async def tell(desk: Desk, *mails: Interaction) -> None:
    """As resolve does."""
    for each in mails:
        uses = {use.id: use for use in told(each, OWN, "FR", at=NOW).uses}
        await desk.state.atoms.learn(uses)
        await decide(desk, list(uses))


async def decide(desk: Desk, atoms: Sequence[str]) -> None:
    async def nobody(_: object) -> None: ...

    await settle({id_: atom.keys for id_, atom in (await desk.state.atoms.get(atoms)).items()}, desk.state, nobody)


async def look(desk: Desk, rounds: int = 12) -> list[Suggestion]:
    """Until nothing is new any more."""
    for _ in range(rounds):
        await suggest(desk)
        if not await desk.state.atoms.restless(1):
            return await desk.state.suggestions.open(20)
    raise AssertionError("it never comes to rest")


async def test_two_of_one_name_are_asked_about_and_nobody_else(make_desk: Make) -> None:
    desk = await make_desk(lambda: NOW)
    await tell(desk, mail(HOME), mail(WORK), mail(OTHER))
    [said] = await look(desk)
    assert {atom.partition("#")[0] for atom in said.atoms} == {f"email:{HOME}", f"email:{WORK}"}
    owners = await desk.state.atoms.get(said.atoms)
    assert tuple(owners[atom].owners[0] for atom in said.atoms) == said.persons == tuple(sorted(said.persons))
    assert said.names == ("Clémence Vasseur", "Clémence Vasseur") and 0.2 <= said.probability < 1 and said.features["equal"] == 1


async def test_where_nothing_is_new_nothing_is_read(make_desk: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await make_desk(lambda: NOW)
    await tell(desk, mail(HOME), mail(WORK))
    await look(desk)
    await tell(desk, mail(HOME), mail(HOME, 5))  # known, and nothing new in it
    monkeypatch.setattr(desk.state.atoms, "of_blocks", None)
    await suggest(desk)


async def test_of_three_each_two_are_asked_about_in_whatever_order_they_came(make_desk: Make) -> None:
    found = []
    for order in permutations((HOME, WORK, THIRD)):
        desk = await make_desk(lambda: NOW)
        for address in order:
            await tell(desk, mail(address))
            await look(desk)
        found.append({each.id: each.probability for each in await look(desk)})
    assert len(found[0]) == 3 and all(each == found[0] for each in found)


async def test_what_is_certain_by_now_is_asked_no_more(make_desk: Make) -> None:
    desk = await make_desk(lambda: NOW)
    await tell(desk, mail(HOME), mail(WORK))
    assert await look(desk)
    await tell(desk, mail(WORK, 3, signature=f"Clémence Vasseur\n{HOME}"))
    assert await look(desk) == []


@pytest.mark.parametrize("say", ["same", "different"])
async def test_a_colleagues_word_settles_it_whatever_is_learnt_later(make_desk: Make, say: str) -> None:
    desk = await make_desk(lambda: NOW)
    await tell(desk, mail(HOME), mail(WORK))
    [said] = await look(desk)
    a, b = sorted(said.atoms)
    await desk.state.rulings.put([Ruling(id="r", say=say, a=a, b=b, at=NOW, by="claire", word="c")])  # type: ignore[arg-type]  # a parameter
    await desk.state.atoms.ruled("r", [a, b])
    await decide(desk, [a, b])
    assert await look(desk) == []
    await tell(desk, mail(WORK, 4, signature="Clémence Vasseur\n12 rue des Lilas\n69003 Lyon"))
    assert await look(desk) == []


async def test_an_answer_that_is_on_its_way_is_not_overwritten(make_desk: Make) -> None:
    desk = await make_desk(lambda: NOW)
    await tell(desk, mail(HOME), mail(WORK))
    [said] = await look(desk)
    await desk.state.suggestions.answer(said.id, "same", by="claire", at=NOW, batch="b", command="c")
    await tell(desk, mail(WORK, 4, signature="Clémence Vasseur\n69003 Lyon"))
    assert await look(desk) == []
    [kept] = await desk.state.suggestions.get([said.id])
    assert (kept.answer, kept.probability) == ("same", said.probability)


async def test_one_worker_looks_at_a_time(make_desk: Make) -> None:
    desk = await make_desk(lambda: NOW)
    await tell(desk, mail(HOME), mail(WORK))
    await desk.state.leases.take("suggest", "somebody else", now=NOW, for_s=60)
    await suggest(desk)
    assert await desk.state.suggestions.open(20) == [] and await desk.state.atoms.restless(5)


NUMBER = "tel:+33639981001"


def rung(name: str | None = None, days: int = 0) -> Interaction:
    return Interaction(
        id=f"call/{name}/{days}", channel="phone", direction="in", at=NOW + timedelta(days=days),
        parties=(Party(role="caller", identifier=NUMBER, name=name),),
        original=Original(sha256="0" * 64, content_type="text/plain", size=1),
    )  # fmt: skip


def mentioning(days: int = 0) -> Interaction:
    return msgspec.structs.replace(mail(HOME, days), text="Pour l'enlèvement, c'est le 06 39 98 10 01.")


async def test_whose_a_number_is_that_somebody_mentions_is_asked_whichever_came_first(make_desk: Make) -> None:
    found = []
    for order in permutations((mentioning(), rung(), mail(OTHER))):
        desk = await make_desk(lambda: NOW)
        for each in order:
            await tell(desk, each)
            await look(desk)
        [asked] = await look(desk)
        found.append((asked.id, asked.probability, asked.features))
        owners = await desk.state.atoms.get(asked.atoms)
        assert {atom.identifier for atom in owners.values()} == {f"email:{HOME}", NUMBER} and len({*asked.persons}) == 2
    assert found[0][2]["mentioned"] == 1 and all(each == found[0] for each in found)


async def test_it_is_asked_no_more_when_somebody_else_answers_the_number_or_it_is_said_whose_it_is(make_desk: Make) -> None:
    desk = await make_desk(lambda: NOW)
    await tell(desk, mentioning(), rung())
    assert await look(desk)
    await tell(desk, rung("Paul Girard", 2))
    assert not await look(desk)
    desk = await make_desk(lambda: NOW)
    await tell(desk, mentioning(), rung())
    assert await look(desk)
    await tell(desk, mail(HOME, 3, signature="Clémence Vasseur\n06 39 98 10 01"))
    assert not await look(desk) and len({*(await desk.state.atoms.get([f"{NUMBER}#"]))[f"{NUMBER}#"].owners}) == 1
