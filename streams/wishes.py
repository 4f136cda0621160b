"""What persons say about being written to, kept: as a statement about the person, and where it is a wish to be left alone as a suppression
of each address that is theirs alone, which holds even when all else about them is gone.

A statement stands under the person that was made for the very atom it was said from. So it goes with that atom, whoever owns it, and a
separation leaves it with who said it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from schemas.documents import Consent, Suppression
from schemas.errors import Refused
from streams.rules.consent import CAMPAIGNS, EVERYTHING, counting, holding
from streams.rules.persons import person_of
from streams.state import State
from streams.state.belongings import Theirs, drop

WISHES = (EVERYTHING, CAMPAIGNS)


async def keep(said: Sequence[Consent], state: State) -> None:
    """The same again changes nothing. A yes takes back what was asked for before it, and nothing later, whichever is heard first."""
    await state.consents.put(said)
    for one in said:
        if one.purpose not in WISHES:
            continue
        person = await state.atoms.now_with(one.person)
        owned = await state.atoms.of(person)
        theirs = [identifier.id for identifier in owned if not identifier.shared]
        called = {one.person, person, *(home for identifier in owned for home in identifier.homes)}
        holds = holding(await state.consents.of_all(called))
        if one.given:  # of two that say the same only the first was written down, and that is gone now
            await state.suppressions.lift(theirs, channel=one.channel, purpose=one.purpose, until=one.at)
        for wish in holds if one.given else [wish for wish in holds if wish.id == one.id]:
            await state.suppressions.put(theirs, channel=wish.channel, purpose=wish.purpose, reason="wish", at=wish.at)


async def take_back(no: str, yes: Consent, state: State) -> None:
    """A no that was misread holds no longer, by the word of a colleague: this one, and not what else they asked for. Raises Refused."""
    person = await state.atoms.now_with(yes.person)
    owned = await state.atoms.of(person)
    said = await state.consents.of_all({yes.person, person, *(home for identifier in owned for home in identifier.homes)})
    over = next((one for one in said if one.id == no and one.purpose in WISHES and not one.given), None)
    if over is None:
        raise Refused("no", "this no is not there any more", "look at the page again")
    taken = msgspec.structs.replace(yes, person=over.person, channel=over.channel, purpose=over.purpose, takes_back=over.id)
    await state.consents.put([taken])
    standing = await state.suppressions.of([identifier.id for identifier in owned])
    gone = [one.id for each in standing.values() for one in each if _same(one, over)]
    await drop(state.db, "suppressions", gone)
    rest = [one for one in holding([*said, taken]) if (one.channel, one.purpose) == (over.channel, over.purpose)]
    await keep(rest, state)  # of two that say the same only the first was written down


def _same(one: Suppression, no: Consent) -> bool:
    """Also of a no by a link of ours, which stands twice: as their own deed, and by what was said."""
    return one.reason in ("wish", "unsubscribed") and (one.at, one.channel, one.purpose) == (no.at, no.channel, no.purpose)


async def said_from(identifier: str, person: str, state: State) -> str:
    """Under whom a statement stands that `person` made by this address: under whoever was made for it."""
    atoms = [atom for atom in (await state.atoms.atoms_of([person])).values() if atom.identifier == identifier and not atom.eras]
    first = min(atoms, key=lambda atom: (atom.first_at, atom.id), default=None)
    return person_of(first.id) if first else person


async def separate(persons: Collection[str], state: State) -> None:
    """These are not one any more: a wish that one of them said in their own words no longer keeps us from the others' addresses. One that
    was only told us may be anybody's of them, and keeps us from all."""
    said, wishes, theirs = dict[str, list[Consent]](), dict[str, list[Consent]](), dict[str, list[str]]()
    for person in persons:
        owned = await state.atoms.of(person)
        called = {person, *(home for identifier in owned for home in identifier.homes)}
        said[person] = await state.consents.of_all(called)
        wishes[person] = [one for one in counting(said[person]) if one.purpose in WISHES and not one.given]
        theirs[person] = [identifier.id for identifier in owned if not identifier.shared]
    for person in persons:
        of_others = [one for other in persons if other != person for one in wishes[other] if one.entry]
        over = {(one.at, one.channel, one.purpose) for one in of_others} - {(one.at, one.channel, one.purpose) for one in wishes[person]}
        standing = [one for each in (await state.suppressions.of(theirs[person])).values() for one in each] if over else []
        gone = [one.id for one in standing if one.reason == "wish" and (one.at, one.channel, one.purpose) in over]
        await drop(state.db, "suppressions", gone)
        if gone:  # of two that say the same only the first was written down
            await keep(holding(said[person]), state)


async def outlive(theirs: Theirs, state: State) -> None:
    """Everything else about them will be gone: whoever asked to be left alone still is, also at an address that became theirs later."""
    latest = dict[tuple[str | None, str], Consent]()
    for one in sorted(counting(await state.consents.of_all(theirs.called)), key=lambda one: (one.at, not one.given, one.id)):
        latest[one.channel, one.purpose] = one
    for one in latest.values():
        if one.purpose in WISHES and not one.given:
            await state.suppressions.put(theirs.identifiers, channel=one.channel, purpose=one.purpose, reason="wish", at=one.at)
