"""The person's page says why an address is theirs and who else uses it, and whom they may be as well."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec
from knowing import keep_entries

from schemas.documents import Consent, Person, Suggestion, Task, TimelineEntry
from schemas.interaction import Interaction
from services.web.pieces import anchor
from streams.rules.persons import person_of
from streams.settling import settle
from streams.state import State
from tests.web.conftest import Client
from tests.web.test_pages import read
from tests.web.told import ANNE, NOW, entry, interaction, keep

DAY = timedelta(days=1)
NUMBER = "tel:+33639981240"


async def resolved(state: State, *said: Interaction) -> dict[str, str]:
    """As resolve would: who owns each atom. Everybody has a summary."""
    entries = [entry(each) for each in said]
    kept = await keep_entries(
        state,
        [
            TimelineEntry(
                id=each.id, identifier=each.identifier, role=each.role, at=each.at, received_at=each.at, interaction=each.interaction
            )
            for each in entries
        ],
    )
    atoms = await state.atoms.get({each.atom or "" for each in kept})
    await settle({atom.id: atom.keys for atom in atoms.values()}, state, _told)
    owners = {atom.id: atom.owners[0] for atom in (await state.atoms.get(atoms)).values()}
    for each in kept:
        await state.persons.put(Person(id=owners[each.atom or ""], name=each.interaction.parties[0].name))
    return owners


async def _told(persons: object) -> None: ...


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


async def test_what_there_was_to_do_for_somebody_is_still_there_when_they_are_known_to_be_another(page: Client, state: State) -> None:
    call = interaction("call", NOW - 9 * DAY, channel="phone", identifier=NUMBER, text="")
    await resolved(state, call)
    await state.tasks.put(
        [Task(id="t", person=person_of(NUMBER), kind="call", message="m", title="Ring back about the boiler", text="", made_at=NOW)]
    )
    mail = msgspec.structs.replace(interaction("<1@exemple.fr>", NOW - 20 * DAY), signature="Anne Lefèvre\nmobile 06 39 98 12 40")
    [person] = {*(await resolved(state, mail)).values()}
    assert await state.atoms.now_with(person_of(NUMBER)) == person != person_of(NUMBER)
    assert "Ring back about the boiler" in await read(page, f"/people/{person}")


async def test_a_number_that_they_gave_says_where(page: Client, state: State) -> None:
    mail = msgspec.structs.replace(interaction("<1@exemple.fr>", NOW - 9 * DAY), signature="Anne Lefèvre\nmobile 06 39 98 12 40")
    call = interaction("call", NOW - DAY, channel="phone", identifier=NUMBER, text="")
    owners = await resolved(state, mail, call)
    [person] = set(owners.values())
    text = plain(await read(page, f"/people/{person}"))
    assert f'<a href="#{anchor("<1@exemple.fr>/" + ANNE)}">given by themselves on' in text
    further = plain(await read(page, f"/people/{person}?before={(NOW - 10 * DAY).isoformat().replace('+', '%2B')}"))
    assert f'<a href="/people/{person}?before=' in further


async def test_a_shared_mailbox_names_who_else_uses_it(page: Client, state: State) -> None:
    box = "email:contact@exemple.fr"
    names = ("Paul Girard", "Marie Durand", "Paul Girard")
    said = [interaction(f"<{place}>", NOW - (9 - place) * DAY, identifier=box, who=name) for place, name in enumerate(names)]
    owners = await resolved(state, *said)
    paul, marie = (next(person for atom, person in owners.items() if name in atom) for name in ("paul", "marie"))
    assert paul != marie
    for one, other, name in ((paul, marie, "Marie Durand"), (marie, paul, "Paul Girard")):
        text = plain(await read(page, f"/people/{one}"))
        assert f'shared, also used by <a href="/people/{other}">{name}</a>' in text


async def test_who_may_be_the_same_is_a_link_to_the_question(page: Client, state: State) -> None:
    anne = await keep(state, interaction("<1@exemple.fr>", NOW))
    other = await keep(state, interaction("call", NOW, channel="phone", identifier=NUMBER, who="A. Lefèvre", text=""))
    one, two = sorted((anne, other))
    said = Suggestion(id=f"{one} {two}", persons=(one, two), atoms=("a", "b"), names=("x", "y"), probability=0.9, at=NOW)
    await state.suggestions.put([said])
    text = plain(await read(page, f"/people/{anne}"))
    assert f'Perhaps the same as <a href="/suggestions?of={anne}#{anchor(said.id)}">A. Lefèvre</a> · about 9 in 10' in text
    await state.suggestions.answer(said.id, "different", by="claire", at=NOW, batch="b", command="c")
    assert "Perhaps the same as" not in await read(page, f"/people/{anne}")


async def test_what_nobody_else_uses_and_nothing_had_to_join_says_nothing(page: Client, state: State) -> None:
    text = await read(page, f"/people/{await keep(state, interaction('<1@exemple.fr>', NOW))}")
    assert "shared" not in text and 'class="because"' not in text


async def test_a_no_by_the_link_of_a_message_says_so_without_its_number(page: Client, state: State) -> None:
    person = await keep(state, interaction("<1@exemple.fr>", NOW))
    said = Consent(id="c", person=person, purpose="campaigns", given=False, at=NOW, proof="m_0123456789abcdef0123456789abcdef: campaigns")
    await state.consents.put([said])
    text = await read(page, f"/people/{person}")
    assert "by the link in a message of ours" in text and "m_0123" not in text
