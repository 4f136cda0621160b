"""Which rulings it takes to make two persons one, and to take one apart: so that the second undoes the first without a trace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import product

import msgspec

from streams.rules.identity.owning import Neighbourhood, Ruling
from streams.rules.identity.uses import Use

LAST = datetime.max.replace(tzinfo=UTC)
TRIES = 200


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The rulings that make it so: `withdraw`: by id; then new ones, each a pair of atoms; `over`: of each new `same`."""

    withdraw: tuple[str, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()
    over: tuple[str, ...] = ()


def carry_out(plan: Plan, rulings: Iterable[Ruling], *, word: str, at: datetime, by: str) -> list[Ruling]:
    """The rulings as they are afterwards, those that were taken back among them. What a merge needs is taken back as one; what a split
    says again of those who stay stands each for itself."""
    together = "" if plan.withdraw else word
    kept = [msgspec.structs.replace(r, withdrawn=True) if r.id in plan.withdraw else r for r in rulings]
    new = [("same", pair, plan.over) for pair in plan.same] + [("different", pair, ()) for pair in plan.different]
    return kept + [
        Ruling(id=f"{word}/{number}", say=say, a=a, b=b, at=at, by=by, word=together, over=over)  # type: ignore[arg-type]
        for number, (say, (a, b), over) in enumerate(new)
    ]


def merge(one: str, other: str, uses: Iterable[Use], rulings: Iterable[Ruling], *, common: Collection[str] = frozenset()) -> Plan:
    """Two persons, by any atom of each, become one: all that either has. Nearly always one ruling. `split` of either's atoms undoes it."""
    uses, rulings = list(uses), list(rulings)
    before = Neighbourhood(uses, rulings, common)
    left, right = before.root(one), before.root(other)
    if left is None or right is None or left == right:
        return Plan()
    mine, theirs = before.members[left], before.members[right]
    over = tuple(
        sorted(
            ruling.id
            for ruling in before.rulings
            if ruling.say == "different" and {before.root(ruling.a), before.root(ruling.b)} == {left, right}
        )
    )
    first = _speaker(before, mine), _speaker(before, theirs)
    plan = Plan(same=(first,), over=over)
    for _ in range(TRIES):  # a name that the rules now hold against an atom of theirs does not leave it behind
        after = Neighbourhood(uses, carry_out(plan, rulings, word="~", at=LAST, by=""), common)
        behind = next((atom for atom in (*mine, *theirs) if not after.together(atom, first[0])), None)
        if behind is None or (first[0], behind) in plan.same:
            break
        plan = msgspec.structs.replace(plan, same=(*plan.same, (first[0], behind)))
    return plan


def _speaker(here: Neighbourhood, atoms: Sequence[str]) -> str:
    """The atom that stands for a person: the first with a name, since what has none may turn out to be shared."""
    return next((atom for atom in atoms if here.uses[atom].name), atoms[0])


def split(leaving: Collection[str], uses: Iterable[Use], rulings: Iterable[Ruling], *, common: Collection[str] = frozenset()) -> Plan:
    """Some atoms of one person, all those of an identifier for one, leave it, with what hangs on them alone.

    What a colleague joined is taken back, nearest to them on the way to the person's first atom; what rules hold is told apart.
    One word is taken back and every other still counts: whom they had with them when they came goes along, in whatever order it is split
    again. Whom a colleague joined to them later, when they were with the person already, stays with the person.
    """
    uses, every = list(uses), list(rulings)
    plan, rest = Plan(), None
    for _ in range(TRIES):
        then = carry_out(plan, every, word="~", at=LAST, by="")
        here = Neighbourhood(uses, then, common)
        by_rules = Neighbourhood(uses, [ruling for ruling in then if ruling.say == "different"], common)  # as if nobody had joined any
        if rest is None:
            leaving, rest = _sides(here, by_rules, leaving)
        still = [atom for atom in leaving if here.together(atom, rest)] if rest else []
        if not rest or not still:
            break
        last = next((one for one in here.rulings if one.say == "same" and (one.a in still or one.b in still)), None)
        if last:  # what they have said of them last may be all that it takes
            without = msgspec.structs.replace(plan, withdraw=tuple(sorted({*plan.withdraw, *_of_its_word(here, last)})))
            alone = Neighbourhood(uses, carry_out(without, every, word="~", at=LAST, by=""), common)
            if not any(alone.together(atom, rest) for atom in still):
                return without
        held = any(by_rules.together(atom, rest) for atom in still)
        ruling = None if held else _nearest(here, by_rules, still, rest)
        if ruling:
            plan = _taken_back(plan, here, by_rules, ruling, still, rest)
            continue
        pairs = set(_across(here, still, rest)) - set(plan.different) or _directly(still, rest)
        plan = msgspec.structs.replace(plan, different=(*plan.different, *sorted(pairs)))
    else:
        plan = msgspec.structs.replace(plan, different=tuple(dict.fromkeys((*plan.different, *sorted(_directly(still, rest or ""))))))
    return plan


def _directly(leaving: Collection[str], rest: str) -> set[tuple[str, str]]:
    """What separates whatever holds them: the last word about two atoms goes over all that would join them."""
    return {(min(atom, rest), max(atom, rest)) for atom in leaving}


def _sides(here: Neighbourhood, by_rules: Neighbourhood, leaving: Collection[str]) -> tuple[list[str], str | None]:
    """Those who leave, and whom they leave: the person's first atom, or where that leaves itself, what a colleague joined it to."""
    root = next((root for atom in sorted(leaving) if (root := here.root(atom)) is not None), None)
    members = here.members[root] if root is not None else []
    if set(members) <= set(leaving):
        return members[1:], members[0] if members else None
    going = [atom for atom in members if atom in leaving]
    staying = [atom for atom in members if atom not in leaving]
    if members[0] in leaving and (ruling := _nearest(here, by_rules, going, None)):
        ends = [atom for atom in (ruling.a, ruling.b) if _node(by_rules, atom) not in {_node(by_rules, one) for one in going}]
        return going, ends[0]
    return going, staying[0]


def _of_its_word(here: Neighbourhood, ruling: Ruling) -> set[str]:
    return {one.id for one in here.rulings if one.id == ruling.id or (one.word and one.word == ruling.word)}


def _taken_back(plan: Plan, here: Neighbourhood, by_rules: Neighbourhood, ruling: Ruling, leaving: Sequence[str], rest: str) -> Plan:
    """Without a ruling and those of its word; later ones of whom leaves are said of the rest instead."""
    side = {_node(by_rules, atom) for atom in leaving}
    withdrawn = _of_its_word(here, ruling)
    stays: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in _said_within(here, rest):
        outside = [atom for atom in (one.a, one.b) if _node(by_rules, atom) not in side]
        if one.at > ruling.at and len(outside) == 1 and one.id not in withdrawn:
            withdrawn.add(one.id)
            if outside[0] != rest:
                stays[rest, outside[0]] = one.over
    return msgspec.structs.replace(
        plan,
        withdraw=tuple(sorted({*plan.withdraw, *withdrawn})),
        same=(*plan.same, *sorted(stays.keys() - set(plan.same))),
        over=tuple(sorted({*plan.over, *(id_ for over in stays.values() for id_ in over)})),
    )


def _node(by_rules: Neighbourhood, atom: str) -> int | str:
    root = by_rules.root(atom)
    return atom if root is None else root


def _said_within(here: Neighbourhood, atom: str) -> Iterator[Ruling]:
    """What colleagues said that holds the person of an atom together, the latest first. What rules alone would join to that person may be
    another's by somebody's word."""
    return (one for one in here.rulings if one.say == "same" and here.together(one.a, one.b) and here.together(one.a, atom))


def _nearest(here: Neighbourhood, by_rules: Neighbourhood, start: Sequence[str], end: str | None) -> Ruling | None:
    """The first `same` on the shortest way from what rules join to `start`, atoms of one person; of several the last said. `end`: None:
    the first said, wherever it leads."""
    edges: dict[int | str, list[tuple[int | str, Ruling]]] = defaultdict(list)
    for ruling in _said_within(here, start[0]):
        a, b = _node(by_rules, ruling.a), _node(by_rules, ruling.b)
        if a != b:
            edges[a].append((b, ruling))
            edges[b].append((a, ruling))
    begun = {_node(by_rules, atom) for atom in start}
    seen = set(begun)
    ways: list[tuple[int | str, Ruling]] = [edge for node in sorted(begun, key=str) for edge in edges[node] if edge[0] not in begun]
    ways.sort(key=lambda edge: (edge[1].at, edge[1].id), reverse=True)
    if end is None:
        return ways[-1][1] if ways else None
    for node, first in ways:  # grows while it is walked: nearest first
        if node == _node(by_rules, end):
            return first
        if node not in seen:
            seen.add(node)
            ways += [(further, first) for further, _ in edges[node] if further not in seen]
    return ways[0][1] if ways else None


def _across(here: Neighbourhood, leaving: Sequence[str], rest: str) -> Iterator[tuple[str, str]]:
    """Every two atoms, one of each side, that the rules join."""
    going = {here.place_of[atom] for atom in leaving}
    mixed = [(atom, other) for place in going for atom, other in product(here.at_place[place], repeat=2)]
    inside = [(atom, other) for atom, other in mixed if atom in leaving and other not in leaving]
    if inside:
        yield from ((min(pair), max(pair)) for pair in inside)
        return
    ways: dict[int, set[int]] = defaultdict(set)
    for a, b in _ties(here, here.groups.root(here.place_of[rest])):
        ways[a].add(b)
        ways[b].add(a)
    staying, todo = set(), [here.place_of[rest]]
    while todo:
        place = todo.pop()
        if place not in staying and place not in going:
            staying.add(place)
            todo += ways[place]
    for link in here.links:
        for a, b in ((link.a, link.b), (link.b, link.a)):
            if b in staying and a not in staying and here.groups.root(a) == here.groups.root(b):
                yield from ((min(pair), max(pair)) for pair in product(here.at_place[a], here.at_place[b]))


def _ties(here: Neighbourhood, root: int) -> Iterator[tuple[int, int]]:
    """What holds a person together, by rules or by word."""
    for link in here.links:
        if here.groups.root(link.a) == here.groups.root(link.b) == root:
            yield link.a, link.b
    for ruling in here.rulings:
        if ruling.say == "same" and here.root(ruling.a) == here.root(ruling.b) == root:
            yield here.place_of[ruling.a], here.place_of[ruling.b]
