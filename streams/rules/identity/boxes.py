"""What a mailbox's name says of its owner's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from streams.rules.identity.lexicon import lexicon
from streams.rules.identity.names import Name, alike, given_names

_SHARED = lexicon("boxes")


def is_shared_box(identifier: str) -> bool:
    """A mailbox that by its name belongs to a house, not to a person: contact@, famille.dupont@."""
    if not identifier.startswith("email:"):
        return False
    parts = re.split(r"[._\-]", identifier[6:].partition("@")[0].partition("+")[0])
    return parts[0] in _SHARED and not (len(parts) > 1 and parts[0] in ("les", "the", "mail", "home"))


def box_of(identifier: str) -> tuple[str, ...]:
    """The words of a mailbox's name, figures gone."""
    if not identifier.startswith("email:"):
        return ()
    local = identifier[6:].partition("@")[0].partition("+")[0]
    return tuple(word for word in re.split(r"[._\-\d]+", local) if word)


def spells(box: Sequence[str], name: Name) -> int:
    """How far a mailbox's name spells a person's: 2 given name and surname, 1 one of them with an initial or alone, 0 not, -1 another's."""
    if not box or not name.words:
        return 0
    flat = _parts(name)
    if len(box) >= 2:
        met = sum([_has(flat, word) for word in box if len(word) > 1])
        initials = sum([any(part.startswith(word) for part in flat) for word in box if len(word) == 1])
        if met + initials >= len(box):
            return 2 if met >= 2 else 1
        return (
            1
            if met and any(len(word) == 1 for word in box) and initials
            else (-1 if met < len(box) and len(box) == 2 and all(len(w) > 2 for w in box) else 0)
        )
    joined = box[0]
    for part in flat:
        if part[0] != joined[0]:
            continue
        for other in flat:
            if part != other and joined in (part + other, part[0] + other, part + other[0]):
                return 2 if joined == part + other else 1
    return 1 if any((joined == part and len(part) > 3) or alike(joined, part) == 1 for part in flat) else 0


def is_anothers(identifier: str, names: Iterable[Name]) -> bool:
    """A mailbox that bears a given name, and not that of who is called so."""
    box = box_of(identifier)
    given = [word for word in box if len(word) > 2 and word in given_names()]
    known = [name for name in names if name.given >= 0 and (name.sure or any(len(part) == 1 for part in name.words))]
    return bool(given and known) and not any(
        all(_has(_parts(name), word) or word[0] in _parts(name) for word in given) or _called(box, name) for name in known
    )


def _called(box: Iterable[str], name: Name) -> bool:
    """A word of a mailbox's name is their given name, or its initial."""
    parts = name.words[name.given].split("-")
    return any(_has(parts, word) or (len(word) == 1 and parts[0][0] == word) for word in box)


def bears(identifier: str, name: Name) -> bool:
    """A word of a mailbox's name is one of theirs, or begins one."""
    box = box_of(identifier)
    return any(_has(_parts(name), word) or (len(word) == 1 and any(part[0] == word for part in _parts(name))) for word in box)


@lru_cache(20_000)
def _parts(name: Name) -> tuple[str, ...]:
    return tuple(part for word in name.words for part in word.split("-"))


def _has(parts: Sequence[str], word: str) -> bool:
    """One of them is the word, a nickname of it, or it with a slip."""
    for part in parts:
        rank = alike(word, part)
        if rank is not None and rank != 2:
            return True
    return False


def without_tag(identifier: str) -> str:
    """anne+shop@ is anne@ (RFC 5233)."""
    local, at, domain = identifier.rpartition("@")
    return local.partition("+")[0] + at + domain
