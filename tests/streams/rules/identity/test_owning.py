"""Whose each atom is: as the whole set would have it, whatever the order, and however little of the rest is looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from namesakes import ANNE, HOUSE, MOBILE, OTHER, OWN, SITUATIONS, START, crowd, said

from schemas.interaction import Interaction, Party
from streams.rules.identity.owning import MOST_NAMES, Owned, Ruling, bonds, owned
from streams.rules.identity.resolving import resolve
from streams.rules.identity.uses import Use, keys_of, nameless, told, unite_uses
from streams.rules.persons import person_of

CROWD = crowd(1, 300)
TOLD = {one.id: told(one, OWN, "FR", at=START) for one in CROWD}


def learnt(every: Iterable[Interaction]) -> dict[str, Use]:
    """What is known after all of these; the last time is that of the entries."""
    uses: dict[str, Use] = {}
    last: dict[str, datetime] = {}
    for one in every:
        heard = TOLD.get(one.id) or told(one, OWN, "FR", at=START)
        for use in heard.uses:
            uses[use.id] = unite_uses(uses[use.id], use) if use.id in uses else use
            last[use.id] = max(last.get(use.id, use.first_at), use.first_at)
    return {id_: replace(use, last_at=last[id_]) for id_, use in uses.items()}


def owner(found: Mapping[str, Owned], atom: str, at: datetime) -> str:
    """Whose an entry of that time is."""
    return next((person for since, person in reversed(found[atom].eras) if since <= at), found[atom].person)


def who(every: Collection[Interaction], rulings: Iterable[Ruling] = ()) -> list[int]:
    """The person behind the first party of each, as a number; equal numbers are one person."""
    found = owned(learnt(every).values(), rulings)
    persons = [owner(found, told(one, OWN, "FR", at=START).atoms[one.parties[0].identifier or ""], one.at) for one in every]
    return [persons.index(person) for person in persons]


def by_rules(every: Collection[Interaction]) -> list[int]:
    """The same, as the whole set tells it."""
    found = resolve(every, own=OWN, region="FR")
    roots = [found.groups.root(found.place_of[one.id, 0]) for one in every]
    return [roots.index(root) for root in roots]


def ruling(say: str, one: str, other: str, *, day: int = 500, id_: str = "r", **more: object) -> Ruling:
    return Ruling(id=id_, say=say, a=one, b=other, at=START + timedelta(days=day), by="a colleague", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_each_situation_ends_as_it_does_in_the_whole_set(situation: str) -> None:
    interactions, expected = SITUATIONS[situation]
    assert who(interactions) == by_rules(interactions) == expected


HOME = "tel:+33199001002"
LONGER: dict[str, tuple[list[Interaction], list[int]]] = {
    "a family's telephone: one person a name, and who says none is nobody": (
        [
            said(HOME, "Odile Ferrand", day=1),
            said(HOME, "Luc Ferrand", day=2),
            said(HOME, "Odile Ferrand", day=3),
            said(HOME, day=4),
            said("email:o.ferrand@mail.example", "Odile Ferrand", signature="Odile Ferrand\nDom. 01 99 00 10 02", day=5),
        ],
        [0, 1, 0, 3, 0],
    ),
    "a number that changes hands: the nameless go by date": (
        [
            said(MOBILE, "Odile Ferrand", day=1),
            said(MOBILE, day=40),
            said(MOBILE, "Kenneth Shaw", day=300),
            said(MOBILE, "Kenneth Shaw", day=350),
            said(MOBILE, day=360),
        ],
        [0, 0, 2, 2, 2],
    ),
    "two who share a number by turns": (
        [
            said(MOBILE, "Odile Ferrand", day=1),
            said(MOBILE, "Kenneth Shaw", day=2),
            said(MOBILE, "Odile Ferrand", day=3),
            said(MOBILE, day=4),
        ],
        [0, 1, 0, 3],
    ),
    "two who give one switchboard": (
        [
            said("email:odile@firm.example", "Odile Ferrand", signature="Odile Ferrand\nStandard : 01 99 00 10 02"),
            said("email:ken@firm.example", "Kenneth Shaw", signature="Kenneth Shaw\nSwitchboard 01 99 00 10 02"),
            said(HOME, "Kenneth Shaw"),
            said(HOME),
        ],
        [0, 1, 2, 3],
    ),
    "a number that two mailboxes of one person give, and that never rang": (
        [
            said("email:odile@firm.example", "Odile Ferrand", signature="Odile Ferrand\nMob. 06 39 98 10 01"),
            said("email:of@mail.example", "O. Ferrand", text="Je suis joignable au 06 39 98 10 01."),
        ],
        [0, 0],
    ),
    "a number that one gives, and then another": (
        [
            said("email:odile@firm.example", "Odile Ferrand", signature="Odile Ferrand\nMob. 06 39 98 10 01", day=1),
            said(MOBILE, day=2),
            said("email:ken@firm.example", "Kenneth Shaw", signature="Kenneth Shaw\nMob. 06 39 98 10 01", day=3),
            said(MOBILE, day=4),
        ],
        [0, 0, 2, 2],
    ),
    "two in one mail under one address: not one after the other": (
        [
            said(ANNE, day=1),
            said(ANNE, "Anne Martin", day=2, beside=[Party(role="cc", identifier=ANNE, name="Marc Delorme")]),
            said(ANNE, day=3),
        ],
        [0, 1, 0],
    ),
    "one of two who may be meant says it again and again: no more theirs by that": (
        [
            said("mastodon:lune@social.example", "Anne Royer", signature="Anne Royer\n01 99 00 10 02", day=1),
            said("email:a.royer@mail.example", "Anna Royer", signature="Anna Royer\n01 99 00 10 02", day=2),
            said("email:a.royer@mail.example", "Marc Delorme", signature="Marc Delorme\n01 99 00 10 02", day=3),
            said(HOME, "A. Royer", day=4),
            *(said("mastodon:lune@social.example", "Anne Royer", signature="Anne Royer\n01 99 00 10 02", day=5 + day) for day in range(2)),
        ],
        [0, 1, 2, 1, 0, 0],
    ),
    "everything that joins comes last": (
        [
            said("email:odile@firm.example", day=1),
            said(MOBILE, day=2),
            said("mastodon:odile@social.example", day=3),
            said("email:odile@firm.example", "Odile Ferrand", text="Mon portable : 06 39 98 10 01.", day=200),
            said("mastodon:odile@social.example", about="Me joindre : odile@firm.example", day=201),
        ],
        [0, 0, 0, 0, 0],
    ),
}


@pytest.mark.parametrize("situation", LONGER, ids=str)
def test_whose_an_identifier_is_shows_in_how_it_is_used(situation: str) -> None:
    interactions, expected = LONGER[situation]
    assert who(interactions) == by_rules(interactions) == expected


def test_one_of_us_is_no_customer_by_whatever_telephone() -> None:
    ours = Party(role="agent", identifier=OTHER, name="Julie")
    call = said(MOBILE, "Odile Ferrand", beside=[ours])
    assert told(call, OWN, "FR", at=START).atoms == {MOBILE: f"{MOBILE}#odile-ferrand"}
    to = Party(role="to", identifier=ANNE)
    sent = said(f"email:julie@{HOUSE}", "Julie", signature="Julie\n06 39 98 10 02", direction="out", beside=[to])
    heard = told(sent, OWN, "FR", at=START)
    assert heard.atoms == {ANNE: nameless(ANNE)} and not any(use.claims for use in heard.uses)


def test_an_address_of_one_person_keeps_the_id_that_it_always_gave_them() -> None:
    uses = learnt([said(ANNE, day=1), said(ANNE, "Anne Royer", day=2), said(ANNE, "A. Royer", day=3)])
    assert {one.person for one in owned(uses.values()).values()} == {person_of(ANNE)}


def test_of_two_who_share_an_address_the_first_keeps_its_id_and_the_nameless_have_one_of_their_own() -> None:
    uses = learnt([said(HOME, name, day=day) for day, name in enumerate([None, "Luc Ferrand", "Odile Ferrand", "Luc Ferrand"])])
    found = owned(uses.values())
    assert {atom: (one.person, one.use) for atom, one in found.items()} == {
        f"{HOME}#luc-ferrand": (person_of(HOME), "shared"),
        f"{HOME}#odile-ferrand": (person_of(f"{HOME}#odile-ferrand"), "shared"),
        f"{HOME}#": (person_of(f"{HOME}#"), "shared"),
    }


def test_an_identifier_of_very_many_is_everybodys_alone() -> None:
    many = [said(HOME, f"Odile {chr(97 + one // 26)}{chr(97 + one % 26)}rrand", day=one) for one in range(MOST_NAMES + 1)]
    uses = learnt([*many, said(ANNE, many[0].parties[0].name, signature=f"{many[0].parties[0].name}\n01 99 00 10 02")])
    found = owned(uses.values())
    assert len({one.person for one in found.values()}) == len(uses)
    few = {atom: use for atom, use in uses.items() if use.identifier == ANNE or atom in list(uses)[:3]}
    common = owned(few.values(), common={f"id:{HOME}"})
    assert all(common[atom] == found[atom] for atom in few if atom != next(iter(uses)))
    assert len({one.person for one in common.values()}) == len(few), "what was not followed holds nobody together"


def test_a_colleagues_word_wins_over_rules_and_taken_back_leaves_no_trace() -> None:
    anne, number, strange = f"{ANNE}#anne-royer", nameless(MOBILE), f"{OTHER}#marc-delorme"
    every = [said(ANNE, "Anne Royer", signature="Anne Royer\n06 39 98 10 01"), said(MOBILE), said(OTHER, "Marc Delorme")]
    uses = learnt(every).values()
    assert who(every) == [0, 0, 2]
    assert who(every, [ruling("same", anne, strange)]) == [0, 0, 0]
    assert who(every, [ruling("different", anne, number)]) == [0, 1, 2]
    assert who(every, [ruling("same", anne, number, id_="q"), ruling("different", anne, number, day=501)]) == [0, 1, 2], "the later counts"
    taken_back = [ruling("same", anne, strange, withdrawn=True), ruling("different", anne, number, withdrawn=True, id_="q")]
    assert owned(uses, taken_back) == owned(uses)
    assert owned(uses, [ruling("different", "email:gone@mail.example#", anne)]) == owned(uses), "of what is not here nothing is said"


def test_two_names_on_one_address_can_be_told_apart() -> None:
    every = [said(ANNE, "Anne Royer", day=1), said(ANNE, "A. Royer", day=2), said(ANNE, day=3)]
    assert who(every) == [0, 0, 0]
    assert who(every, [ruling("different", f"{ANNE}#anne-royer", f"{ANNE}#a-royer")])[:2] == [0, 1]
    assert who(every, [ruling("different", f"{ANNE}#anne-royer", nameless(ANNE))]) == [0, 0, 2]


def test_two_who_are_surely_distinct_end_a_chain() -> None:
    lune, ken = "mastodon:lune@social.example", "email:ken@mail.example"
    chain = [
        said(ANNE, "Odile Ferrand", signature="Odile Ferrand\nMob. 06 39 98 10 01"),
        said(MOBILE),
        said(lune, about="Me joindre : 06 39 98 10 01, ken@mail.example"),
        said(ken, "Kenneth Shaw"),
    ]
    odile, number, moon, shaw = who(chain)
    assert odile != shaw and number in (odile, shaw) and moon in (odile, shaw)
    assert who(chain) == by_rules(chain)
    assert who(chain, [ruling("same", f"{ANNE}#odile-ferrand", f"{ken}#kenneth-shaw")]) == [0, 0, 0, 0]


def test_what_joins_is_told() -> None:
    every = [said(ANNE, "Anne Royer", signature="Anne Royer\n06 39 98 10 01"), said(MOBILE), said(ANNE, day=9), said(OTHER)]
    found = bonds(learnt(every).values(), [ruling("same", nameless(OTHER), f"{ANNE}#anne-royer")])
    assert {(bond.type, bond.value) for bond in found} == {("claim", MOBILE), ("identifier", ANNE), ("ruling", "r")}


SOME = st.lists(st.sampled_from(CROWD), min_size=1, max_size=40, unique_by=lambda one: one.id)


@given(SOME, st.randoms(use_true_random=False))
def test_persons_are_the_same_in_whatever_order_and_however_often_it_is_heard(every: list[Interaction], random: Random) -> None:
    again = [*every, *random.choices(every, k=10)]
    random.shuffle(again)
    assert learnt(again) == learnt(every)
    uses = list(learnt(every).values())
    random.shuffle(uses)
    assert owned(uses) == owned(learnt(every).values())


@given(SOME, SOME, SOME)
def test_uses_are_united_in_any_grouping(one: list[Interaction], other: list[Interaction], third: list[Interaction]) -> None:
    a, b, c = learnt(one), learnt(other), learnt(third)
    for atom in a.keys() & b.keys() & c.keys():
        assert unite_uses(a[atom], b[atom]) == unite_uses(b[atom], a[atom])
        assert unite_uses(unite_uses(a[atom], b[atom]), c[atom]) == unite_uses(a[atom], unite_uses(b[atom], c[atom]))
        assert unite_uses(a[atom], a[atom]) == a[atom] == unite_uses(a[atom], unite_uses(a[atom], a[atom]))


@given(SOME)
def test_a_neighbourhood_knows_as_much_of_itself_as_the_whole_set(every: list[Interaction]) -> None:
    assert who(every) == by_rules(every)


def neighbourhoods(uses: Mapping[str, Use], rulings: Iterable[Ruling] = ()) -> list[set[str]]:
    """The atoms that certain evidence may connect."""
    by_key: dict[str, set[str]] = defaultdict(set)
    for atom, use in uses.items():
        for key in keys_of(use):
            by_key[key].add(atom)
    for one in rulings:
        by_key[one.id] = {one.a, one.b} & uses.keys()
    found: list[set[str]] = []
    for together in by_key.values():
        apart = [group for group in found if not group & together]
        found = [*apart, set(together).union(*(group for group in found if group & together))]
    return found


@st.composite
def ruled(draw: st.DrawFn) -> tuple[dict[str, Use], list[Ruling]]:
    """Uses, and what colleagues said of them."""
    uses = learnt(draw(SOME))
    atoms = st.sampled_from(sorted(uses))
    words = draw(st.lists(st.tuples(st.sampled_from(["same", "different"]), atoms, atoms), max_size=5))
    return uses, [ruling(say, a, b, id_=f"r{n}", day=500 + n) for n, (say, a, b) in enumerate(words) if a != b]


@given(ruled())
def test_deciding_a_neighbourhood_alone_gives_what_deciding_everything_gives(given_: tuple[dict[str, Use], list[Ruling]]) -> None:
    uses, rulings = given_
    found = owned(uses.values(), rulings)
    for here in neighbourhoods(uses, rulings):
        alone = owned([uses[atom] for atom in here], rulings)
        assert alone == {atom: found[atom] for atom in here}


@given(ruled(), st.randoms(use_true_random=False))
def test_what_colleagues_say_counts_in_whatever_order_it_comes(given_: tuple[dict[str, Use], list[Ruling]], random: Random) -> None:
    uses, rulings = given_
    shuffled = random.sample(rulings, len(rulings))
    assert owned(uses.values(), shuffled) == owned(uses.values(), rulings)
    for one in rulings:
        found = owned(uses.values(), [one])
        whole = {found[one.a], found[one.b]} if not (found[one.a].eras or found[one.b].eras) else set()
        assert not whole or (len({each.person for each in whole}) == 1) == (one.say == "same"), "a word about two is kept"


@given(SOME)
def test_every_person_has_an_id_of_its_own_and_no_two_have_one(every: list[Interaction]) -> None:
    uses = learnt(every)
    found = owned(uses.values())
    assert found.keys() == uses.keys()
    groups: dict[str, set[str]] = defaultdict(set)
    for atom, one in found.items():
        groups[one.person].add(atom)
    expected = by_rules(every)
    entries: dict[int, set[str]] = defaultdict(set)
    for number, one in zip(expected, every, strict=True):
        atom = TOLD[one.id].atoms[one.parties[0].identifier or ""]
        entries[number].add(owner(found, atom, one.at))
    assert all(len(persons) == 1 for persons in entries.values())
    assert len(set().union(*entries.values())) == len(entries)


