"""Who among some is probably one, for a colleague to say."""

from __future__ import annotations

from namesakes import ANNE, MOBILE, OTHER, OWN, START, said

from schemas.interaction import Interaction, Party
from streams.rules.identity.likely import Counted, Likely, likely
from streams.rules.identity.owning import owned
from streams.rules.identity.resolving import resolve
from streams.rules.identity.suggesting import suggest
from streams.rules.identity.uses import Use, nameless, told, unite_uses

COMMON = Counted(5000, {"anne": 60, "royer": 2, "marc": 50, "delorme": 4})


def among(*every: Interaction, **more: object) -> list[Likely]:
    uses: dict[str, Use] = {}
    for one in every:
        for use in told(one, OWN, "FR", at=START).uses:
            uses[use.id] = unite_uses(uses[use.id], use) if use.id in uses else use
    return likely(uses.values(), owned(uses.values()), COMMON, **more)  # type: ignore[arg-type]


FIRST, SECOND = f"{ANNE}#anne-royer", f"{OTHER}#anne-royer"


def test_who_bears_one_rare_name_is_probably_one_and_why_is_told() -> None:
    (pair,) = among(said(ANNE, "Anne Royer"), said(OTHER, "Anne Royer"), said(MOBILE, "Marc Delorme"))
    assert (pair.a, pair.b) == (FIRST, SECOND) and 0.2 <= pair.probability <= 1
    assert pair.features["equal"] == 1 and "close" not in pair.features


def test_more_in_common_is_likelier_and_a_common_name_less_likely() -> None:
    def chance(common: Counted, *every: Interaction) -> float:
        uses = [use for one in every for use in told(one, OWN, "FR", at=START).uses]
        return likely(uses, owned(uses), common, least=0)[0].probability

    plain = said(ANNE, "Anne Royer"), said(OTHER, "Anne Royer")
    born = said(ANNE, "Anne Royer", text="Je suis née le 1961-04-03."), said(OTHER, "Anne Royer", text="Née le 03/04/1961.")
    assert chance(COMMON, *born) > chance(COMMON, *plain) > chance(Counted(5000, {"anne": 900, "royer": 400}), *plain)


def test_who_took_part_in_the_same_is_hardly_one() -> None:
    together = said(ANNE, "Anne Royer", beside=[Party(role="cc", identifier=OTHER, name="Anne Royer")])
    apart = said(ANNE, "Anne Royer"), said(OTHER, "Anne Royer")
    assert among(together, least=0)[0].probability + 0.3 < among(*apart, least=0)[0].probability


def test_a_no_is_not_asked_again_and_two_of_one_person_are_no_pair() -> None:
    assert not among(said(ANNE, "Anne Royer"), said(OTHER, "Anne Royer"), apart=[(SECOND, FIRST)])
    assert not among(said(ANNE, "Anne Royer", signature="Anne Royer\n06 39 98 10 02"), said(OTHER, "Anne Royer"))


def test_what_is_nobodys_is_like_nobody() -> None:
    home = [said("tel:+33199001001", name, day=day) for day, name in enumerate(["Anne Royer", "Luc Royer", "Anne Royer", None])]
    found = among(*home, said(ANNE, "Anne Royer"), least=0)
    assert found and not any(nameless("tel:+33199001001") in (pair.a, pair.b) for pair in found)


def test_a_pair_is_as_likely_among_few_as_among_many() -> None:
    two = said(ANNE, "Anne Royer", text="Née le 03/04/1961."), said(OTHER, "A. Royer")
    strangers = said("email:s1@mail.example", "Kenneth Shaw"), said("email:s2@mail.example", "Odile Ferrand")
    assert among(*two, *strangers) == among(*two) != []


def test_a_neighbourhood_asks_of_a_number_that_a_text_leaves_open_as_the_whole_set_does() -> None:
    every = [said(ANNE, "Anne Royer", text="Pour l'enlèvement, c'est le 06 39 98 10 01."), said(MOBILE)]
    (pair,) = among(*every)
    assert {pair.a, pair.b} == {FIRST, nameless(MOBILE)} and pair.features["mentioned"] == 1
    (whole,) = suggest(resolve(every, own=OWN, region="FR"))
    assert pair.features == whole.features and pair.probability == whole.probability
