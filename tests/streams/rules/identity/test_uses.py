"""What an interaction tells of the atoms in it."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from namesakes import ANNE, MOBILE, OTHER, OWN, SITUATIONS, START, crowd, said

from schemas.interaction import Interaction, Party
from streams.rules.identity.uses import (
    MOST_BESIDE,
    MOST_BLOCKS,
    MOST_CLAIMS,
    MOST_MENTIONED,
    MOST_PLACES,
    Claimed,
    Use,
    block_of_mentioned,
    blocks_of,
    keys_of,
    nameless,
    told,
    unite_uses,
)

LANDLINE = "tel:+33199001001"


def only(interaction: Interaction) -> Use:
    (use,) = told(interaction, OWN, "FR", at=START).uses
    return use


def test_an_atom_is_an_identifier_under_a_name() -> None:
    written = ["Anne Royer", "anne royer", "Mme Anne ROYER", None, "Atelier Royer SARL", "Jean Royer fils", "Jean-Paul Royer"]
    assert [only(said(ANNE, name)).id.removeprefix(ANNE) for name in written] == [
        "#anne-royer", "#anne-royer", "#anne-royer", "#", "#", "#jean-royer-junior", "#jean-paul-royer",
    ]  # fmt: skip
    assert only(said(ANNE, "Atelier Royer SARL")).house


def test_a_letter_has_the_house_too_since_namesakes_live_in_one_town() -> None:
    houses = ["12 rue des Lilas, 75011 Paris", "3 rue Oberkampf, 75011 Paris", "12, Rue des LILAS, 75011 PARIS"]
    assert len({only(said("postal:fr/75011/anne-royer", "Anne Royer", address=house)).id for house in houses}) == 2


def test_a_name_that_was_only_spoken_is_written_as_one_would() -> None:
    assert only(said(MOBILE, text="Bonjour, Anne-Marie Royer à l'appareil.")).written == "Anne-Marie Royer"
    assert only(said(MOBILE, "ROYER Anne")).written == "ROYER Anne"
    assert only(said(MOBILE, "Atelier Royer SARL")).written == "Atelier Royer SARL"


def test_what_people_say_of_themselves_is_kept_with_its_first_time() -> None:
    first = said(ANNE, "Anne Royer", signature="Anne Royer\n06 39 98 10 01", day=3)
    again = said(ANNE, "Anne Royer", text="Mon portable : 06 39 98 10 01. Appelez mon mari au 06 39 98 10 02.", day=1)
    assert unite_uses(only(first), only(again)).claims == (Claimed(value=MOBILE, since=START + timedelta(days=1)),)


def test_a_switchboard_is_known_as_one_and_makes_nobody_a_neighbour() -> None:
    hers, label = told(said(ANNE, "Anne Royer", signature="Anne Royer\nStandard 01 99 00 10 01"), OWN, "FR", at=START).uses
    assert keys_of(hers) == {f"id:{ANNE}"}
    assert (label.id, label.label, label.heard) == (nameless(LANDLINE), True, False)
    rung = unite_uses(label, only(said(LANDLINE, day=1)))
    assert rung.label and rung.heard


def test_neighbours_are_reached_by_what_joins_for_certain() -> None:
    assert keys_of(only(said("email:anne+shop@mail.example"))) == {"id:email:anne+shop@mail.example", "id:email:anne@mail.example"}
    card = "Anne Royer\n12 rue des Lilas, 75011 Paris\n06 39 98 10 01\nClient n° 4512399"
    assert keys_of(only(said(ANNE, "Anne Royer", signature=card))) == {f"id:{ANNE}", f"id:{MOBILE}", "customer:4512399", "house:75011/12"}


def test_every_entry_has_an_atom_and_those_who_took_part_know_of_each_other() -> None:
    copies = [Party(role="cc", identifier=OTHER, name="Marc Delorme"), Party(role="cc", identifier=ANNE)]
    heard = told(said(ANNE, "Anne Royer", beside=copies), OWN, "FR", at=START)
    assert heard.atoms == {ANNE: f"{ANNE}#anne-royer", OTHER: f"{OTHER}#marc-delorme"}
    assert {use.id: use.beside for use in heard.uses}[f"{OTHER}#marc-delorme"] == (f"{ANNE}#", f"{ANNE}#anne-royer")
    unknown = said(OTHER, "Julie", direction="out", beside=[Party(role="to", identifier=ANNE)])
    assert told(unknown, OWN, "FR", at=START).atoms == {OTHER: nameless(OTHER), ANNE: nameless(ANNE)}


def test_what_is_kept_is_bounded_and_the_same_whatever_came_first() -> None:
    every = [
        said(
            ANNE,
            "Anne Royer",
            signature=f"Anne Royer\n{place} rue des Lilas, 75011 Paris\n06 39 98 {place:02} {place:02}",
            beside=[Party(role="cc", identifier=f"email:{place}@mail.example")],
        )
        for place in range(1, 90)
    ]
    uses = [use for one in every for use in told(one, OWN, "FR", at=START).uses if use.identifier == ANNE]
    forwards, backwards = uses[0], uses[-1]
    for use in uses:
        forwards = unite_uses(forwards, use)
    for use in reversed(uses):
        backwards = unite_uses(backwards, use)
    assert forwards == backwards
    assert (len(forwards.claims), len(forwards.places), len(forwards.beside)) == (MOST_CLAIMS, MOST_PLACES, MOST_BESIDE)
    assert len(blocks_of(forwards)) <= MOST_BLOCKS


def test_who_may_be_one_has_a_key_in_common() -> None:
    near = [
        (said(ANNE, "Anne Royer"), said(OTHER, "Royer Anne")),
        (said(ANNE, "Anne Royer"), said("email:anne.royer@other.example")),
        (said("email:annie.hartley@mail.example"), said(OTHER, "Annie Hartley")),
        (said(OTHER, "Anne Royer"), said("postal:fr/75011/a-royer", "A. Royer", address="12 rue des Lilas, 75011 Paris")),
        (said(OTHER, "Elizabeth Hartley"), said(MOBILE, "Elisabeth Hartley")),
    ]
    for one, other in near:
        assert blocks_of(only(one)) & blocks_of(only(other))
    assert not blocks_of(only(said(ANNE, "Anne Royer"))) & blocks_of(only(said(OTHER, "Marc Delorme")))


EVERY = [*crowd(3, 200), *(one for interactions, _ in SITUATIONS.values() for one in interactions)]


@given(st.sampled_from(EVERY))
def test_an_interaction_tells_the_same_whenever_it_comes(interaction: Interaction) -> None:
    heard = told(interaction, OWN, "FR", at=START)
    assert heard == told(interaction, OWN, "FR", at=START + timedelta(days=1)), "what has a time is of that time"
    assert set(heard.atoms.values()) <= {use.id for use in heard.uses}
    for use in heard.uses:
        assert unite_uses(use, use) == use
        assert use.id.startswith(nameless(use.identifier))


def test_what_is_mentioned_is_kept_beside_what_is_claimed_and_connects_nobody() -> None:
    told_ = only(said(ANNE, "Anne Royer", text="Mon portable : 06 39 98 10 01. Pour l'enlèvement, c'est le 06 39 98 10 02."))
    assert (told_.mentioned, [claim.value for claim in told_.claims]) == ((OTHER,), [MOBILE])
    assert f"id:{OTHER}" not in keys_of(told_) and block_of_mentioned(OTHER) in blocks_of(told_)


def test_a_list_of_numbers_is_no_mention_of_all_of_them() -> None:
    lists = [only(said(ANNE, "Anne Royer", text=f"Pour l'enlèvement, c'est le 06 39 98 10 {place}.")) for place in range(10, 40)]
    forwards, backwards = lists[0], lists[-1]
    for use in lists:
        forwards, backwards = unite_uses(forwards, use), unite_uses(use, backwards)
    for use in reversed(lists):
        backwards = unite_uses(backwards, use)
    assert forwards == backwards and len(forwards.mentioned) == MOST_MENTIONED
