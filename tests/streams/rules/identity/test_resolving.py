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


def test_on_a_telephone_m_may_be_an_initial_and_makes_nobody_another() -> None:
    home = "tel:+33199001001"
    calls = [said(home, text="Bonjour, Dominique Roy à l'appareil.", day=1), said(home, text="Bonjour, ici M. Roy.", day=2)]
    assert who(calls) == [0, 1]
    calls += [said(home, text="Bonjour, ici Marie Roy.", day=3), said(home, text="Bonjour, ici M. Dominique Roy.", day=4)]
    assert who(calls) == [0, 1, 1, 0]


def test_a_number_that_its_owner_gives_is_no_namesakes_of_another_surname_who_gives_it_too() -> None:
    mine = [
        said(MOBILE, text="Bonjour, Anne Royer à l'appareil.", day=1),
        said(ANNE, "Anne Royer", signature="Anne Royer\nPort. 06 39 98 10 01", day=2),
    ]
    slip = said("email:a.delorme@mail.example", "Anne Delorme", signature="Anne Delorme\nPort. 06 39 98 10 01", day=3)
    assert who([*mine, slip]) == [0, 0, 2]
    assert who([mine[0], slip]) == [0, 0], "who marries keeps a telephone"


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


def test_an_account_has_one_owner_whatever_it_calls_itself() -> None:
    account = "mastodon:velo@social.example"
    assert who([said(account, "vélo & café", day=1), said(account, "Anne Royer", day=2), said(account, day=3)]) == [0, 0, 0]


def test_two_slips_in_one_name_are_one_beside_who_writes_it_rightly() -> None:
    box = "email:royer@mail.example"
    names = ["Weendy Royer", "Wndy Royer", "Wendy Royer"]
    assert who(said(box, name, day=day) for day, name in enumerate(names)) == [0, 0, 0]
    assert who(said(box, name, day=day) for day, name in enumerate(["Emma Royer", "Emmy Royer", "Emm Royer"]))[:2] == [0, 1]


HOME = "12 rue des Lilas, 75011 Paris"


@pytest.mark.parametrize(
    ("text", "box", "whose"),
    [
        pytest.param("Rien reçu. Mon numéro est le 06 39 98 10 01.\nCordialement, Anne", "email:lapin@mail.example", 1, id="who signs"),
        pytest.param("Rien reçu. Mon numéro est le 06 39 98 10 01.\nMerci, Anne", "email:lapin@mail.example", 0, id="Anne may be thanked"),
        pytest.param("Rien reçu. Mon numéro est le 06 39 98 10 01.", "email:anne60@mail.example", 1, id="whom the mailbox names"),
        pytest.param("Rien reçu. Mon numéro est le 06 39 98 10 01.", "email:paul.royer@mail.example", 0, id="the owner's mailbox"),
        pytest.param("Bonjour,\nAnne\nMon numéro est le 06 39 98 10 01.", "email:lapin@mail.example", 0, id="Anne is greeted"),
    ],
)
def test_a_number_is_not_of_a_nameless_mailbox_that_is_another_s(text: str, box: str, whose: int) -> None:
    """Paul is who calls from it."""
    assert who([said(MOBILE, text="Bonjour, Paul Royer à l'appareil.", day=1), said(box, text=text, day=2)]) == [0, whose]


@pytest.mark.parametrize(
    ("name", "box", "theirs"),
    [
        ("Anne Royer", "email:anne.delorme@post.example", True),
        ("A. Royer", "email:anne.royer@post.example", True),
        ("Anne Royer", "email:royer.75@post.example", True),
        ("Anne Royer", "email:paul.royer@post.example", False),
        ("A. Royer", "email:paul.royer@post.example", False),
        ("Lucas Bertrand", "email:benjamin.bertrand@post.example", False),
    ],
)
def test_a_mailbox_with_anothers_given_name_is_not_ones_own(name: str, box: str, theirs: bool) -> None:
    assert who([said(ANNE, name, text=f"Écrivez-moi plutôt à {box[6:]}.", day=1), said(box, day=2)]) == [0, 0 if theirs else 1]


def test_a_name_between_two_of_one_house_is_neither_s() -> None:
    names = ["Emma Royer", "Emmy Royer", "Emm Royer"]
    emma, emmy, either = (said(f"postal:fr/75011/{day}", name, address=HOME, day=day) for day, name in enumerate(names))
    assert who([emma, emmy, either]) == [0, 1, 2]
    assert who([emma, either]) == [0, 0]


def test_namesakes_in_two_streets_of_one_name_are_two() -> None:
    letters = [
        said("postal:fr/61378/anne-vercaselle", "Anne Vercaselle", address=f"{where}, 61378 Beaulieu", day=day)
        for day, where in enumerate(["98 chemin du Moulin", "65 rue du Moulin", "98 ch. du Moulin"])
    ]
    assert who(letters) == [0, 1, 0]


def test_on_a_shared_telephone_nobody_is_another_under_a_new_surname() -> None:
    def call(name: str, day: int) -> Interaction:
        return said(MOBILE, text=f"Bonjour, {name} à l'appareil.", day=day)

    assert who([call("Anne Royer", 1), call("Anne Delorme", 2)]) == [0, 0]
    assert who([call("Anne Royer", 1), call("Anne Delorme", 2), call("Paul Royer", 3)]) == [0, 1, 2]


LEFT_OPEN = "Pour l'enlèvement, c'est le 06 39 98 10 01."


def asked(*interactions: Interaction) -> list[tuple[float, dict[str, float]]]:
    """What is suggested of the persons of the first two."""
    found = resolve(interactions, own=OWN, region="FR")
    pair = {found.groups.root(found.place_of[one.id, 0]) for one in interactions[:2]}
    assert len(pair) == 2
    return [(each.probability, each.features) for each in suggest(found) if {each.one, each.other} == pair]


def test_whose_a_number_is_that_a_text_leaves_open_is_asked_and_joins_nobody() -> None:
    ((probability, features),) = asked(said(ANNE, "Anne Royer", text=LEFT_OPEN), said(MOBILE))
    assert 0.5 < probability < 0.99 and features["mentioned"] == 1
    assert not asked(said(ANNE, "Anne Royer", text="Bonjour."), said(MOBILE))
    assert not asked(said(ANNE, "Anne Royer", text="Rappelez mon mari au 06 39 98 10 01."), said(MOBILE))


def test_a_mention_makes_one_name_likelier_however_much_is_alike_and_still_joins_nobody() -> None:
    home = "Née le 03/04/1961, client n° 4512399. "
    alike = said(ANNE, "Anne Royer", text=home), said(MOBILE, "Annie Royer", text="Née le 03/04/1961.")
    ((before, _),) = asked(*alike)
    ((after, _),) = asked(said(ANNE, "Anne Royer", text=home + LEFT_OPEN), alike[1])
    assert before < after


@pytest.mark.parametrize("name", ["Marcus Hartley", "Jeanne Royer"])
def test_a_mention_of_who_bears_another_name_tells_nothing(name: str) -> None:
    there = said(MOBILE, name)
    assert asked(said(ANNE, "Anne Royer", text=LEFT_OPEN), there) == asked(said(ANNE, "Anne Royer", text="Bonjour."), there)


def test_of_several_who_mention_one_number_each_is_less_likely_its_owner() -> None:
    one, number = said(ANNE, "Anne Royer", text=LEFT_OPEN), said(MOBILE)
    ((alone, _),) = asked(one, number)
    others = [said(f"email:{name.lower()}@mail.example", f"{name} Delorme", text=LEFT_OPEN) for name in ("Marc", "Odile")]
    ((among, _),) = asked(one, number, *others)
    assert among < alone


def test_a_mailbox_that_bears_anothers_name_is_not_asked_about() -> None:
    text = "Les documents peuvent partir à marcus.hartley@mail.example."
    assert not asked(said(ANNE, "Anne Royer", text=text), said("email:marcus.hartley@mail.example"))


def test_what_is_told_elsewhere_in_the_same_words_is_not_left_open() -> None:
    for told in (f"{LEFT_OPEN} C'est le numéro de mon voisin, 06 39 98 10 01.", f"{LEFT_OPEN} Le standard : 06 39 98 10 01."):
        assert not asked(said(ANNE, "Anne Royer", text=told), said(MOBILE))
