"""Who has a say in whose an atom is: all that its certain evidence may connect it with, as far as what connects is anybody's own.

A neighbourhood is a function of what is known, never of where one begins or of what came first. What more than MOST_NAMES share leads
nowhere. Where the rest still leads to more than MOST_NEAR atoms, nothing leads on there that more than 16 share, then 4; in the end the
names of one identifier alone stay together. So a switchboard that half a firm takes for its own number takes nobody's own away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

import msgspec

from schemas.documents import Atom
from streams.rules.identity.owning import MOST_NAMES, Ruling
from streams.rules.identity.uses import Use, key_of_claim, key_of_place
from streams.state import State
from streams.state.atoms import use_of

MOST_NEAR = 200
REACHES = (MOST_NAMES, 16, 4, 0)
"""A key that more atoms have leads from one identifier to another no more."""


class Unit(msgspec.Struct):
    """Atoms that are decided at once. `uses`: without what leads too far."""

    uses: dict[str, Use] = {}
    rulings: dict[str, Ruling] = {}


class Near(msgspec.Struct):
    """`reach`: by atom; `common`: keys that lead nowhere; `beyond`: keys to be told common to so many, when all that is here is decided."""

    atoms: dict[str, Atom]
    reach: dict[str, int]
    units: list[Unit]
    common: set[str]
    beyond: dict[str, int]

    @property
    def uses(self) -> list[Use]:
        return [use for unit in self.units for use in unit.uses.values()]

    @property
    def rulings(self) -> list[Ruling]:
        return [ruling for unit in self.units for ruling in unit.rulings.values()]


async def near(starts: Mapping[str, Iterable[str]], state: State) -> Near:
    """Everything that has a say in whose these are. `starts`: atom -> its keys."""
    around = Around(state)
    await around.read({key for keys in starts.values() for key in keys})
    await around.get(starts)
    begun = starts.keys() & around.atoms.keys()
    beyond = await around.crossed(begun)
    begun |= {atom for key in beyond for atom in around.having[key]}
    reach: dict[str, int] = {}
    piece: dict[str, int] = {}
    pieces: list[list[str]] = []
    rulings: dict[str, Ruling] = {}
    while begun:
        for atoms, far in await around.pieces(begun, anew=bool(beyond)):
            new = [atom for atom in atoms if atom not in piece]
            piece |= dict.fromkeys(new, len(pieces))
            reach |= dict.fromkeys(new, far)
            pieces.append(new)
        unread = {ruling for atom in piece for ruling in around.atoms[atom].ruled} - rulings.keys()
        rulings |= {ruling.id: ruling for ruling in await state.rulings.get(unread)}
        wanted = {atom for id_ in unread & rulings.keys() for atom in (rulings[id_].a, rulings[id_].b)} - piece.keys()
        await around.get(wanted)
        begun = wanted & around.atoms.keys()
    units = _units(around, pieces, reach, piece, [ruling for ruling in rulings.values() if not ruling.withdrawn])
    return Near({id_: around.atoms[id_] for id_ in piece}, reach, units, around.common, beyond)


class Around:
    """What was read of who is near whom."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.atoms: dict[str, Atom] = {}
        self.having: dict[str, frozenset[str]] = {}
        self.common: set[str] = set()

    async def read(self, keys: Iterable[str]) -> None:
        """Who has these."""
        asked = {key for key in keys if key not in self.having and key not in self.common}
        self.common |= (known := asked & self._state.commons.known)
        having, atoms = await self._state.atoms.having(asked - known)
        self.atoms = atoms | self.atoms  # as they were read first
        self.having |= having
        self.common |= asked - having.keys()

    async def get(self, atoms: Iterable[str]) -> None:
        self.atoms |= await self._state.atoms.get(set(atoms) - self.atoms.keys())

    async def crossed(self, starts: AbstractSet[str]) -> dict[str, int]:
        """Keys of these that lead less far than they did, of which nobody told yet; with all who have them."""
        found, keys = {}, {key for atom in starts for key in self.atoms[atom].keys}
        await self.read(keys)
        for key in keys:
            if key in self.common and key not in self._state.commons.known:
                found[key] = MOST_NAMES
            elif key not in self.common:
                together = self.having[key]
                passed = next((far for far in REACHES[1:-1] if len(together) > far), None)
                if passed is not None and any(self.reach(atom) <= passed for atom in together):
                    found[key] = passed
        told = await self._state.commons.beyond(found.keys())
        found = {key: far for key, far in found.items() if told.get(key, -1) < far}
        for key in found.keys() & self.common:
            atoms = await self._state.atoms.all_having(key)
            self.atoms = atoms | self.atoms
            self.having[key] = frozenset(atoms)
        return found

    def reach(self, atom: str) -> int:
        """As it was decided last."""
        reach = self.atoms[atom].reach
        return MOST_NAMES if reach is None else reach

    async def pieces(self, starts: AbstractSet[str], *, anew: bool) -> list[tuple[list[str], int]]:
        """The neighbourhoods of these, each with how far it reaches. `anew`: whatever was found before of how far."""
        found, todo = [], set(starts)
        for far in REACHES:
            over: set[str] = set()
            for atoms in await self._grown(todo, far, anew=anew) if todo else ():
                bounded = not anew and any(self.reach(atom) < far for atom in atoms)
                if far == REACHES[-1] or not (bounded or len(atoms) > MOST_NEAR):
                    found.append((atoms, far))
                else:  # all who reached so far do so no more
                    over |= {atom for atom in atoms if atom in todo or self.reach(atom) >= far}
            todo = over
        return found

    async def _grown(self, starts: AbstractSet[str], far: int, *, anew: bool) -> list[list[str]]:
        """What can be reached from each; of what is too large at least all that reached so far until now."""
        group: dict[str, list[str]] = {atom: [atom] for atom in sorted(starts)}
        todo = [atom for atom in group if anew or self.reach(atom) >= far]
        while todo:
            await self.read(key for atom in todo for key in self.atoms[atom].keys)
            new = []
            for atom in todo:
                for other in self._beside(self.atoms[atom], far):
                    if other not in group:
                        group[other] = [other]
                        new.append(other)
                    one, two = group[atom], group[other]
                    if one is not two:
                        one.extend(two)
                        group |= dict.fromkeys(two, one)
            todo = [atom for atom in new if self.reach(atom) >= far or (anew and len(group[atom]) <= MOST_NEAR)]
        return list({id(atoms): atoms for atoms in group.values()}.values())

    def _beside(self, atom: Atom, far: int) -> Iterator[str]:
        for key in atom.keys:
            if key not in self.common:
                together = self.having[key]
                if len(together) <= far:
                    yield from sorted(together)
                elif key == f"id:{atom.identifier}":
                    yield from (other for other in sorted(together) if self.atoms[other].identifier == atom.identifier)

    def within(self, atom: str, far: int) -> Use:
        """What counts of a use that reaches so far."""
        use = use_of(self.atoms[atom])
        if far >= MOST_NAMES:
            return use
        return msgspec.structs.replace(
            use,
            claims=tuple(claim for claim in use.claims if len(self.having.get(key_of_claim(claim.value), ())) <= far),
            places=tuple(place for place in use.places if len(self.having.get(key_of_place(place), ())) <= far),
        )


def _units(
    around: Around, pieces: list[list[str]], reach: Mapping[str, int], piece: Mapping[str, int], rulings: list[Ruling]
) -> list[Unit]:
    """What colleagues said of two is decided with both. Those that reach as far as can be have nothing in common: one unit is enough."""
    leads = list(range(len(pieces)))

    def root(number: int) -> int:
        while leads[number] != number:
            number = leads[number]
        return number

    whole = [number for number, atoms in enumerate(pieces) if all(reach[atom] == MOST_NAMES for atom in atoms)]
    ruled = [(piece[one.a], piece[one.b]) for one in rulings if one.a in piece and one.b in piece]
    for one, other in [*((whole[0], number) for number in whole[1:]), *ruled]:
        leads[root(one)] = root(other)
    units: dict[int, Unit] = {}
    for number, atoms in enumerate(pieces):
        unit = units.setdefault(root(number), Unit())
        unit.uses |= {atom: around.within(atom, reach[atom]) for atom in atoms}
    for ruling in rulings:
        for atom in (ruling.a, ruling.b):
            if atom in piece:
                units[root(piece[atom])].rulings[ruling.id] = ruling
    return list(units.values())
