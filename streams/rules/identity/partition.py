"""Which atoms are one person: constrained agglomeration in a canonical order, so that the result is a function of the evidence alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streams.rules.identity.atoms import Atom
from streams.rules.identity.names import Name, compare, slips_of_one


class Groups:
    """Atoms by their places; each group knows its names and with whom it must not be one.

    A group has one set of names; two, whose names contradict each other, where a colleague says that they are one.
    """

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self._parent = list(range(len(atoms)))
        self._names: list[tuple[tuple[Name, ...], ...]] = [(atom.names,) for atom in atoms]
        self._apart: dict[int, set[int]] = {}

    def root(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def keep_apart(self, a: int, b: int) -> None:
        a, b = self.root(a), self.root(b)
        if a != b:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def join(self, a: int, b: int, *, force: bool = False) -> bool:
        """Whether they are one afterwards. `force`: a colleague says so, whatever the names."""
        a, b = sorted((self.root(a), self.root(b)))
        if a == b:
            return True
        fitting = next(((mine, theirs) for mine in self._names[a] for theirs in self._names[b] if may_be_one(mine, theirs)), None)
        if b in self._apart.get(a, ()) or not (force or fitting):
            return False
        self._parent[b] = a
        together = [*self._names[a], *self._names[b]]
        if fitting:
            mine, theirs = fitting
            together.remove(mine)
            together.remove(theirs)
            together.append(tuple(dict.fromkeys((*mine, *theirs))))
        self._names[a], self._names[b] = tuple(together), ()
        if strangers := self._apart.pop(b, None):
            for other in strangers:
                self._apart[other].discard(b)
                self._apart[other].add(a)
            self._apart.setdefault(a, set()).update(strangers)
        return True

    def apart(self, a: int, b: int) -> bool:
        return bool(self._apart) and self.root(b) in self._apart.get(self.root(a), ())


def may_be_one(one: Iterable[Name], other: Iterable[Name]) -> bool:
    """No name of one contradicts a name of the other: another surname may be a marriage, another given name is another person."""
    left, right = list(one), list(other)
    return not any(
        contradict(mine, theirs) and not slips_of_one(mine, theirs, (*left, *right)) for mine in left for theirs in right
    )


def contradict(one: Name, other: Name) -> bool:
    likeness = compare(one, other)
    if likeness.kind == "other":
        return one.sure or other.sure or (len(one.words) > 1 and len(other.words) > 1)
    return likeness.kind == "given_conflict"
