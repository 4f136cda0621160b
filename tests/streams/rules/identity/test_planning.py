"""Two persons made one and taken apart again: as if it had never been. SEQUENCES=10000 runs as many of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from namesakes import ANNE, MOBILE, OTHER, OWN, START, crowd, said

from schemas.interaction import Interaction
from streams.rules.identity.owning import Owned, Ruling, owned, standing
from streams.rules.identity.planning import Plan, carry_out, merge, split
from streams.rules.identity.uses import Use, nameless, told, unite_uses

CROWD = crowd(2, 300)
TOLD = {one.id: told(one, OWN, "FR", at=START).uses for one in CROWD}
SEQUENCES = int(os.environ.get("SEQUENCES", "100"))


def learnt(every: Iterable[Interaction]) -> dict[str, Use]:
    uses: dict[str, Use] = {}
    last: dict[str, datetime] = {}
    for one in every:
        for use in TOLD.get(one.id) or told(one, OWN, "FR", at=START).uses:
            uses[use.id] = unite_uses(uses[use.id], use) if use.id in uses else use
            last[use.id] = max(last.get(use.id, use.first_at), use.first_at)
    return {id_: replace(use, last_at=last[id_]) for id_, use in uses.items()}


class House:
    """What is known, and what colleagues said of it, one word a day."""

    def __init__(self, *said: Interaction) -> None:
        self.uses, self.rulings, self.days, self.told = learnt(said), list[Ruling](), 0, [f"{len(said)} interactions, {said}"]

    def __repr__(self) -> str:
        return "\n".join(self.told)

    def owners(self) -> dict[str, Owned]:
        return owned(self.uses.values(), self.rulings)

    def persons(self) -> dict[str, set[str]]:
        """The atoms of each; of what is several persons' in turn, none."""
        found: dict[str, set[str]] = {}
        for atom, one in self.owners().items():
            if not one.eras:
                found.setdefault(one.person, set()).add(atom)
        return found

    def do(self, plan: Plan) -> None:
        self.days += 1
        at = START + timedelta(days=1000 + self.days)
        self.rulings = carry_out(plan, self.rulings, word=f"w{self.days:04}", at=at, by="a colleague")

    def merge(self, one: str, other: str) -> Plan:
        plan = merge(one, other, self.uses.values(), self.rulings)
        self.do(plan)
        self.told.append(f"merge {one} {other}: {plan}")
        return plan

    def split(self, *leaving: str) -> Plan:
        plan = split(leaving, self.uses.values(), self.rulings)
        self.do(plan)
        self.told.append(f"split {leaving}: {plan}")
        return plan

    def dump(self) -> tuple[dict[str, Owned], list[Ruling]]:
        return self.owners(), standing(self.rulings)


A, B, C = f"{ANNE}#anne-royer", nameless(MOBILE), f"{OTHER}#marc-delorme"
ANNES = said(ANNE, "Anne Royer", signature="Anne Royer\n06 39 98 10 01")


def test_a_merge_is_one_ruling_and_a_split_takes_it_back() -> None:
    house = House(ANNES, said(MOBILE), said(OTHER, "Marc Delorme", day=1))
    before = house.dump()
    assert house.merge(C, B) == Plan(same=((C, A),)), "between the atoms that have a name"
    assert len(house.rulings) == 1 and len(house.persons()) == 1
    assert house.split(C) == Plan(withdraw=(house.rulings[0].id,))
    assert house.dump() == before and house.rulings[0].withdrawn, "what was said is kept"


def test_the_first_of_a_person_leaves_whom_a_colleague_joined_it_to() -> None:
    house = House(ANNES, said(MOBILE, day=1), said(OTHER, "Marc Delorme", day=2))
    before = house.dump()
    house.merge(A, C)
    house.split(A)
    assert house.dump() == before


def test_what_rules_hold_is_told_apart_from_all_that_they_join_it_to() -> None:
    second = "email:royer.anne@mail.example"
    house = House(
        said(ANNE, "Anne Royer", signature="Anne Royer\n06 39 98 10 01\nClient n° 4512399"),
        said(MOBILE, day=1),
        said(second, "Anne Royer", signature="Anne Royer\nPort. 06 39 98 10 01\nN° client : 4512399", day=2),
    )
    assert len(house.persons()) == 1
    assert house.split(B) == Plan(different=((A, B), (f"{second}#anne-royer", B)))
    assert sorted(map(len, house.persons().values())) == [1, 2]
    before = house.dump()
    house.merge(A, B)
    assert len(house.persons()) == 1
    assert house.split(B).different == ()
    assert house.dump() == before


def test_what_hangs_on_who_leaves_goes_along() -> None:
    work, desk = "email:anne@firm.example", "tel:+33639981009"
    house = House(
        ANNES,
        said(MOBILE, day=1),
        said(MOBILE, about="", text="Mon adresse : anne@firm.example.", day=2),
        said(work, day=3),
        said(work, text="My own number is 06 39 98 10 09.", day=4),
        said(desk, day=5),
    )
    assert len(house.persons()) == 1
    house.split(nameless(work))
    assert sorted(map(sorted, house.persons().values())) == sorted(map(sorted, [{A, B}, {nameless(work), nameless(desk)}]))


def test_one_name_of_an_address_can_leave_the_others() -> None:
    house = House(said(ANNE, "Anne Royer", day=1), said(ANNE, "A. Royer", day=2), said(ANNE, day=3))
    house.split(f"{ANNE}#a-royer")
    assert sorted(map(sorted, house.persons().values())) == [[f"{ANNE}#", A], [f"{ANNE}#a-royer"]]


def test_a_later_merge_goes_over_what_was_told_apart_and_its_end_restores_it() -> None:
    house = House(ANNES, said(MOBILE, day=1), said(OTHER, "Anne Royer", signature="Anne Royer\n06 39 98 10 01", day=2))
    house.split(B)
    house.split(f"{OTHER}#anne-royer")
    apart = house.dump()
    house.merge(A, f"{OTHER}#anne-royer")
    house.merge(A, B)
    assert len(house.persons()) == 1
    house.split(B)
    house.split(f"{OTHER}#anne-royer")
    assert house.dump() == apart


def test_who_was_joined_later_stays_when_the_first_leaves() -> None:
    letter, profile = "postal:fr/75011/anne-royer", "mastodon:lune@social.example"
    house = House(said(MOBILE, "Anne Royer", day=1), said(ANNE, day=2), said(letter, day=3), said(profile, day=4))
    first, others = f"{MOBILE}#anne-royer", [nameless(ANNE), nameless(letter), nameless(profile)]
    for other in others:
        house.merge(first, other)
    house.split(first)
    assert sorted(map(sorted, house.persons().values())) == sorted([sorted(others), [first]])
    house.split(others[1])
    assert sorted(map(len, house.persons().values())) == [1, 1, 2]


def test_nobody_is_merged_with_themselves_and_a_person_cannot_leave_itself() -> None:
    house = House(ANNES, said(MOBILE))
    assert house.merge(A, B) == Plan() == house.split("email:gone@mail.example#") == House(ANNES).split(A)


def test_whom_a_card_claims_and_a_word_about_the_card_keeps_away_is_split_off_their_own_person() -> None:
    """Who gave the card was joined to Anne Martin, whom the name on the mailbox contradicts, by way of callers who have left since: so the
    mailbox is a person of its own, and what is split off leaves that one."""
    box, royer = "email:md@mail.example#", "email:md@mail.example#royer"
    letter, card = "postal:fr/75011/anne-royer#anne-martin/12-rue-lilas", "email:a.royer@mail.example#a-royer"
    one, two = f"{MOBILE}#a-royer", f"{OTHER}#anna-royer"
    house = House(
        said("postal:fr/75011/anne-royer", "Anne Martin", address="12 rue des Lilas, 75011 Paris"),
        said(MOBILE, "A. Royer", signature="A. Royer\nClient n° 4512399", day=2),
        said(OTHER, "Anna Royer", signature="Anna Royer\nClient n° 4512399", day=1),
        said("email:a.royer@mail.example", signature="A. Royer\nmd@mail.example", day=3),
        said("email:md@mail.example", day=4),
        said("email:md@mail.example", "Royer", day=5),
    )
    house.merge(letter, one)
    house.merge(one, card)
    house.split(one)
    assert sorted(map(sorted, house.persons().values())) == sorted([sorted([letter, card]), [one, two], [box, royer]])
    assert house.split(box) == Plan(different=((box, royer),))
    assert sorted(map(sorted, house.persons().values())) == sorted([sorted([letter, card]), [one, two], [box], [royer]])


@st.composite
def houses(draw: st.DrawFn) -> House:
    """After some merges and splits of whomever."""
    house = House(*draw(st.lists(st.sampled_from(CROWD), min_size=2, max_size=14, unique_by=lambda one: one.id)))
    for join in draw(st.lists(st.booleans(), max_size=5)):
        atoms = sorted(house.uses)
        if join:
            house.merge(draw(st.sampled_from(atoms)), draw(st.sampled_from(atoms)))
        else:
            house.split(draw(st.sampled_from(atoms)))
    return house


@settings(max_examples=SEQUENCES)
@given(houses(), st.data())
def test_a_split_after_a_merge_gives_exactly_what_was(house: House, data: st.DataObject) -> None:
    persons = house.persons()
    if len(persons) < 2:
        return
    one, other = data.draw(st.permutations(sorted(persons)))[:2]
    before, both = house.dump(), persons[one] | persons[other]
    plan = house.merge(min(persons[one]), min(persons[other]))
    owners = house.owners()
    assert len({owners[atom].person for atom in both}) == 1, "all that either had is one person's"
    joined = owners[plan.same[0][0]].person
    house.split(next(atom for atom in plan.same[0] if before[0][atom].person != joined))
    assert house.dump() == before


SIX = [said(f"tel:+3363998101{day}", name, day=day) for day, name in enumerate(["Odile", "Kenneth", "Nadia", "Hugo", "Fatou", "Denis"])]


@settings(max_examples=SEQUENCES)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8), st.integers(0, 5))
def test_a_split_takes_back_one_word_in_whatever_order_others_were_said(pairs: list[tuple[int, int]], leaving: int) -> None:
    """Who leaves is off whom they were joined to; whom they had with them when they came goes along, since nobody took that back, and
    all others stay together. When the first leaves, all others stay."""
    house = House(*SIX)
    atoms = sorted(house.uses, key=lambda atom: house.uses[atom].first_at)
    groups, came_with = [{each} for each in range(6)], {each: {each} for each in range(6)}
    for one, other in pairs:
        house.merge(atoms[one], atoms[other])
        two = [group for group in groups if one in group or other in group]
        if len(two) == 2:
            came_with[max(map(min, two))] = set(max(two, key=min))
            groups = [group for group in groups if group not in two] + [two[0] | two[1]]
    person = next(group for group in groups if leaving in group)
    going = {leaving} if leaving == min(person) else came_with[leaving]
    house.split(atoms[leaving])
    groups = [group for group in groups if group != person] + [group for group in (going, person - going) if group]
    assert sorted(map(sorted, house.persons().values())) == sorted(sorted(atoms[each] for each in group) for group in groups)


@settings(max_examples=SEQUENCES)
@given(houses(), st.data())
def test_who_is_split_off_is_apart_from_the_first_of_the_rest(house: House, data: st.DataObject) -> None:
    persons = {person: atoms for person, atoms in house.persons().items() if len(atoms) > 1}
    if not persons:
        return
    atoms = persons[data.draw(st.sampled_from(sorted(persons)))]
    leaving = data.draw(st.sampled_from(sorted(atoms)))
    others = atoms - {leaving}
    house.split(leaving)
    owners = house.owners()
    assert any(owners[atom].person != owners[leaving].person for atom in others)
