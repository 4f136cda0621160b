"""Who is who: each situation in which houses join strangers, or keep one person apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.interaction import Interaction, Original, Own, Party
from streams.rules.identity.decisions import Decision
from streams.rules.identity.resolving import resolve
from streams.rules.identity.suggesting import suggest

HOUSE = "house.example"
START = datetime(2025, 1, 6, 9, tzinfo=UTC)


def said(
    identifier: str,
    name: str | None = None,
    *,
    text: str = "",
    signature: str | None = None,
    address: str | None = None,
    about: str | None = None,
    day: int = 0,
    beside: Sequence[Party] = (),
    direction: str = "in",
) -> Interaction:
    """What one person wrote or said to us; the same arguments give the same interaction."""
    scheme = identifier.partition(":")[0]
    channel, role = {"email": ("email", "from"), "tel": ("phone", "caller"), "postal": ("letter", "sender")}.get(
        scheme, ("social", "author")
    )
    more = {key: value for key, value in (("address", address), ("about", about)) if value}
    id_ = hashlib.sha256(repr((identifier, name, text, signature, address, about, day, beside)).encode()).hexdigest()[:16]
    theirs, ours = Party(role=role, identifier=identifier, name=name, **more), Party(role="to", identifier=f"email:service@{HOUSE}")  # type: ignore[arg-type]
    return Interaction(
        id=id_,
        channel=channel,  # type: ignore[arg-type]
        direction=direction,  # type: ignore[arg-type]
        at=START + timedelta(days=day),
        parties=(theirs, ours, *beside),
        text=text,
        original=Original(sha256="0" * 64, content_type="text/plain", size=1),
        **({"signature": signature} if signature else {}),
    )


def who(interactions: Iterable[Interaction], decisions: Iterable[Decision] = ()) -> list[int]:
    """The person behind the first party of each, as a number; equal numbers are one person."""
    every = list(interactions)
    found = resolve(every, decisions, own=Own(names=(HOUSE,)), region="FR")
    suggest(found)
    roots = [found.groups.root(found.place_of[one.id, 0]) for one in every]
    return [roots.index(root) for root in roots]


ANNE = "email:anne.royer@mail.example"
MOBILE = "tel:+33639981001"
OTHER = "tel:+33639981002"

ONE, TWO = [0, 0], [0, 1]
SITUATIONS: dict[str, tuple[list[Interaction], list[int]]] = {
    "a number in one's own signature": (
        [said(ANNE, "Anne Royer", signature="Anne Royer\nPort. 06 39 98 10 01"), said(MOBILE)],
        ONE,
    ),
    "one's own number, in a sentence never heard before": (
        [said(ANNE, "Anne Royer", text="Vous m'aurez plus facilement sur mon portable, le 06 39 98 10 01."), said(MOBILE)],
        ONE,
    ),
    "a number of whom nothing is known but that it is one's wife's": (
        [said(ANNE, "Anne Royer", text="Le mieux est d'appeler mon mari, au 06 39 98 10 01."), said(MOBILE)],
        TWO,
    ),
    "her number": ([said(ANNE, "Anne Royer", text="Her number is +33 6 39 98 10 01."), said(MOBILE)], TWO),
    "somebody else's name beside the number": (
        [said(ANNE, "Anne Royer", text="Pour la suite, Paul Garnier répond au 06 39 98 10 01."), said(MOBILE)],
        TWO,
    ),
    "what was passed on": (
        [said(ANNE, "Anne Royer", text="I am forwarding a note from paul.garnier@mail.example."), said("email:paul.garnier@mail.example")],
        TWO,
    ),
    "a switchboard in the signature": (
        [said(ANNE, "Anne Royer", signature="Anne Royer\nStandard 01 99 00 10 01"), said("tel:+33199001001")],
        TWO,
    ),
    "a mailbox of the house in the signature": (
        [said(ANNE, "Anne Royer", signature="Anne Royer\ncontact@atelier.example"), said("email:contact@atelier.example")],
        TWO,
    ),
    "a slip: somebody else's number, who says their name": (
        [
            said(ANNE, "Anne Royer", signature="Anne Royer\nPort. 06 39 98 10 01"),
            said(MOBILE, text="Bonjour, Marc Delorme à l'appareil. Une question."),
        ],
        TWO,
    ),
    "the boss in the assistant's signature": (
        [
            said("email:a.royer@firm.example", "Anne Royer", signature="P/o Marc Delorme\nAnne Royer, assistante"),
            said("email:m.delorme@firm.example", "Marc Delorme"),
        ],
        TWO,
    ),
    "a note after a plus": ([said("email:anne.royer+shop@mail.example"), said(ANNE)], ONE),
    "the same name in the same house": (
        [
            said(ANNE, "Anne Royer", signature="Anne Royer\n12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/royer-anne", "Mme ROYER Anne", address="12 R. des Lilas, 75011 PARIS"),
        ],
        ONE,
    ),
    "namesakes of one town": (
        [
            said("postal:fr/75011/anne-royer", "Anne Royer", address="12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/anne-royer", "Anne Royer", address="80 avenue Gambetta, 75011 Paris"),
        ],
        TWO,
    ),
    "father and son": (
        [
            said("postal:fr/75011/jean-royer-pere", "Jean Royer père", address="12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/jean-royer-fils", "Jean Royer fils", address="12 rue des Lilas, 75011 Paris"),
        ],
        TWO,
    ),
    "twins one letter apart": (
        [
            said("postal:fr/75011/lina-royer", "Lina Royer", address="12 rue des Lilas, 75011 Paris"),
            said("postal:fr/75011/lisa-royer", "Lisa Royer", address="12 rue des Lilas, 75011 Paris"),
        ],
        TWO,
    ),
    "a name and a customer number": (
        [
            said(ANNE, "Anne Royer", text="Client n° 4512399."),
            said("email:lune12@mail.example", "Royer Anne", text="Ma référence client est le 4512399."),
        ],
        ONE,
    ),
    "a household's customer number": (
        [said(ANNE, "Anne Royer", text="Client n° 4512399."), said("email:lune12@mail.example", "Paul Royer", text="Client n° 4512399.")],
        TWO,
    ),
    "a name alone": ([said(ANNE, "Anne Royer"), said("email:lune12@mail.example", "Anne Royer")], TWO),
    "a nickname, and a number of one's own": (
        [
            said("email:liz@mail.example", "Elizabeth Hartley", signature="Elizabeth Hartley\nMobile 06 39 98 10 01"),
            said(MOBILE, "Liz Hartley"),
        ],
        ONE,
    ),
    "a profile that names the address": (
        [said("mastodon:lune@social.example", "La lune", about="Jardin. On m'écrit à anne.royer@mail.example"), said(ANNE, "Anne Royer")],
        ONE,
    ),
    "a profile that names a husband": (
        [said("mastodon:lune@social.example", about="Mariée à @paul@social.example"), said("mastodon:paul@social.example")],
        TWO,
    ),
}


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
    found = resolve([mail], own=Own(names=(HOUSE,)), region="FR")
    suggest(found)
    assert found.groups.root(found.place_of[mail.id, 0]) != found.groups.root(found.place_of[mail.id, 2])


def test_one_of_us_is_nobody_of_them() -> None:
    ours = said("email:marc@house.example", "Marc", signature="Marc\nPort. 06 39 98 10 01", direction="out")
    found = resolve([ours], own=Own(names=(HOUSE,)), region="FR")
    assert (ours.id, 0) in found.ours and not any(place for place in found.place_of if place == (ours.id, 0))


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
        found = resolve(interactions, own=Own(names=(HOUSE,)), region="FR")
        told = suggest(found)
        groups: dict[int, set[str]] = {}
        for (id_, party), place in found.place_of.items():
            groups.setdefault(found.groups.root(place), set()).add(f"{id_}/{party}")
        return {frozenset(group) for group in groups.values()}, [
            (found.called(one.one), found.called(one.other), one.probability) for one in told
        ]

    assert partition(chosen) == partition(shuffled)
