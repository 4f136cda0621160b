"""Who is who: each situation in which houses join strangers, or keep one person apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from namesakes import ANNE, MOBILE, OTHER, OWN, SITUATIONS, START, said

from schemas.interaction import Interaction, Party
from streams.rules.identity.decisions import Decision
from streams.rules.identity.resolving import resolve
from streams.rules.identity.suggesting import suggest


def who(interactions: Iterable[Interaction], decisions: Iterable[Decision] = ()) -> list[int]:
    """The person behind the first party of each, as a number; equal numbers are one person."""
    every = list(interactions)
    found = resolve(every, decisions, own=OWN, region="FR")
    suggest(found)
    roots = [found.groups.root(found.place_of[one.id, 0]) for one in every]
    return [roots.index(root) for root in roots]


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_each_situation_ends_as_a_careful_colleague_would_end_it(situation: str) -> None:
    interactions, expected = SITUATIONS[situation]
    assert who(interactions) == expected


def test_a_family_telephone_is_one_person_a_name_and_the_nameless_calls_are_nobodys() -> None:
    home = "tel:+33199001001"
    calls = [
        said(home, text="Bonjour, Anne Royer à l'appareil.", day=1),
        said(home, text="Bonjour, ici Paul Royer.", day=2),
        said(home, text="Anne Royer, bonjour.", day=3, name="Anne Royer"),
        said(home, day=4),
        said(ANNE, "Anne Royer", signature="Anne Royer\nDomicile 01 99 00 10 01", day=5),
    ]
    assert who(calls) == [0, 1, 0, 3, 0]


def test_a_number_that_changes_hands_has_two_owners_and_its_nameless_calls_go_by_date() -> None:
    calls = [
        said(MOBILE, text="Bonjour, Anne Royer à l'appareil.", day=1),
        said(MOBILE, day=30),
        said(MOBILE, text="Hello, Marcus Hartley here.", day=400),
        said(MOBILE, day=430),
    ]
    assert who(calls) == [0, 0, 2, 2]


def test_who_takes_part_beside_somebody_is_not_they() -> None:
    beside = Party(role="cc", identifier="email:royer2@mail.example", name="Anne Royer")
    mail = said(ANNE, "Anne Royer", beside=[beside])
    found = resolve([mail], own=OWN, region="FR")
    suggest(found)
    assert found.groups.root(found.place_of[mail.id, 0]) != found.groups.root(found.place_of[mail.id, 2])


def test_a_customer_number_that_father_and_son_share_joins_neither_with_what_bears_no_mark() -> None:
    number = "Client n° 4512399."
    father = said("email:p@mail.example", "Guy Royer père", text=number, day=1)
    assert who([father, said("email:g@mail.example", "Guy Royer", text=number, day=2)]) == [0, 1]


def test_a_surname_alone_on_a_familys_mailbox_is_nobodys() -> None:
    box = "email:famille.royer@mail.example"
    assert who([said(box, "Anne Royer", day=1), said(box, "M. Royer", day=2), said(box, "Anne", day=3)]) == [0, 1, 0]


def test_one_of_us_is_nobody_of_them() -> None:
    ours = said("email:marc@house.example", "Marc", signature="Marc\nPort. 06 39 98 10 01", direction="out")
    found = resolve([ours], own=OWN, region="FR")
    assert not found.place_of and not found.atoms


def decision(id_: str, say: str, *of: Interaction, day: int = 100) -> Decision:
    return Decision(decision=id_, say=say, of=tuple((one.id, 0) for one in of), at=START + timedelta(days=day), by="a colleague")  # type: ignore[arg-type]


def test_a_colleagues_word_wins_and_taken_back_leaves_no_trace() -> None:
    anne, strange, own_number = said(ANNE, "Anne Royer", signature="Anne Royer\n06 39 98 10 01"), said(OTHER, "Marc Delorme"), said(MOBILE)
    every = [anne, strange, own_number]
    assert who(every) == [0, 1, 0]
    same, apart = decision("d1", "same", anne, strange), decision("d2", "different", anne, own_number)
    assert who(every, [same]) == [0, 0, 0]
    assert who(every, [apart]) == [0, 1, 2]
    assert who(every, [apart, decision("d2", "withdrawn", anne, own_number, day=50)]) == [0, 1, 0]
    assert who(every, [same, decision("d3", "different", anne, strange, day=101)]) == [0, 1, 0], "the later word counts"


def test_two_entries_of_one_address_can_be_parted() -> None:
    first, second = said(ANNE, "Anne Royer", day=1), said(ANNE, "Anne Royer", day=2)
    assert who([first, second]) == [0, 0]
    assert who([first, second], [decision("d", "different", first, second)]) == [0, 1]


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.data())
def test_the_same_set_gives_the_same_persons_in_whatever_order(random: Random, data: st.DataObject) -> None:
    every = [one for interactions, _ in SITUATIONS.values() for one in interactions]
    chosen = data.draw(st.lists(st.sampled_from(every), unique_by=lambda one: one.id, min_size=2, max_size=25))
    shuffled = chosen[:]
    random.shuffle(shuffled)

    def partition(interactions: list[Interaction]) -> tuple[set[frozenset[str]], list[tuple[str, str, float]]]:
        found = resolve(interactions, own=OWN, region="FR")
        told = suggest(found)
        groups: dict[int, set[str]] = {}
        for (id_, party), place in found.place_of.items():
            groups.setdefault(found.groups.root(place), set()).add(f"{id_}/{party}")
        return {frozenset(group) for group in groups.values()}, [
            (found.called(one.one), found.called(one.other), one.probability) for one in told
        ]

    assert partition(chosen) == partition(shuffled)
