"""How two spellings of a name stand to each other: one name, perhaps one, or surely two people's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

import msgspec
from rapidfuzz.distance import OSA

from streams.rules.identity.lexicon import lexicon

TITLES = lexicon("titles")
_PARTICLES = lexicon("particles")
_JOINERS = lexicon("joiners")
SENIOR = frozenset(["pere", "mere", "sr", "senior", "snr", "aine", "ainee"])
JUNIOR = frozenset(["fils", "fille", "jr", "junior", "jnr", "cadet", "cadette"])
_FIRMS = lexicon("firms")
_FAMILIES = frozenset(["famille", "family", "familie", "foyer", "the"])
_OCR = str.maketrans("0158", "olsb")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\.?(?:-[^\W_]+(?:['’][^\W_]+)*\.?)*")
_IN_BRACKETS = re.compile(r"\(([^)]*)\)|\[[^\]]*\]|<[^>]*>|\"([^\"]*)\"")

Kind = Literal["equal", "close", "part", "given_conflict", "surname_conflict", "other"]
"""equal: the same words; close: all of the shorter has its like in the longer; part: one word of a longer name; the rest: what differs."""


class Name(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """`words`: folded, titles and particles gone, in the order written; `given`: the place of the given name in them, -1: none is known;
    `mark`: "senior", "junior" or ""; `sure`: a word of it is known as a given name."""

    words: tuple[str, ...]
    given: int
    mark: str = ""
    sure: bool = False


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """`slips`: words that are alike and not equal; `loose`: initials and nicknames among them."""

    kind: Kind
    slips: int = 0
    loose: int = 0

    @property
    def fits(self) -> bool:
        """Nothing in one speaks against the other."""
        return self.kind in ("equal", "close", "part")


def folded(text: str) -> str:
    """Lower case without accents."""
    return text.lower() if text.isascii() else text.casefold().translate(_PLAIN)


class _Plain(dict[int, str]):
    """By letter: what is left of it without accents, found out when it first comes."""

    def __missing__(self, letter: int) -> str:
        plain = {"œ": "oe", "æ": "ae"}.get(chr(letter))
        if plain is None:
            plain = "".join([c for c in unicodedata.normalize("NFKD", chr(letter)) if not unicodedata.combining(c)])
        self[letter] = plain
        return plain


_PLAIN = _Plain()


WORDS, PAIRS = 50_000, 100_000
"""How many words and names, and how many pairs of them, are kept as they were read and compared; their number is what memory they cost."""
fold = lru_cache(WORDS)(folded)
"""For what comes again: a word, a name."""


@cache
def given_names() -> frozenset[str]:
    """Given names in use, folded."""
    lines = resources.files(__package__).joinpath("given.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split()) | frozenset(_nicknames())


@cache
def _nicknames() -> dict[str, frozenset[str]]:
    """By what somebody is called: the names that it may stand for."""
    stands_for: dict[str, set[str]] = {}
    for line in resources.files(__package__).joinpath("nicknames.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            full, *called = line.split()
            for nickname in called:
                stands_for.setdefault(nickname, set()).add(full)
    return {nickname: frozenset(full) for nickname, full in stands_for.items()}


@cache
def _nicknames_of() -> dict[str, frozenset[str]]:
    """By a full name: what its bearers are called."""
    called: dict[str, set[str]] = {}
    for nickname, full in _nicknames().items():
        for name in full:
            called.setdefault(name, set()).add(nickname)
    return {name: frozenset(nicknames) for name, nicknames in called.items()}


@lru_cache(WORDS)
def forms_of(word: str) -> frozenset[str]:
    """A word, and the full names that it may stand for."""
    return _nicknames().get(word, frozenset()) | {word}


@lru_cache(WORDS)
def is_organisation(text: str) -> bool:
    """A firm, an office or a whole family: behind it stands no one person."""
    words = [fold(word).strip(".") for word in _WORD.findall(text)]
    return (
        bool(words) and (words[0] in _FAMILIES or not _FIRMS.isdisjoint(words)) and words[0] not in TITLES
    )


@lru_cache(WORDS)
def read_name(text: str | None, monsieur: bool = True) -> Name | None:
    """A person's name as written anywhere; None where it is none: empty, a firm, an address, a sentence.

    `monsieur`: "M." is Monsieur; in English it is an initial, and on a telephone, which a Marie shares with a Dominique, it may be.
    """
    if not text or "@" in text or len(text) > 80 or is_organisation(text):
        return None
    mark, upper, words = "", [], []
    for written, aside in _pieces(text):
        word = fold(written).replace("’", "'")
        plain = word.strip(".")
        if plain in SENIOR:
            mark = "senior"
        elif plain in JUNIOR:
            mark = "junior"
        elif not aside and word.strip(".-'"):
            words.append(word if word.isalpha() else _without_figures(word))
            upper.append(len(word) > 2 and written.isupper())
    known = given_names()
    while len(words) > 1 and words[0].strip(".") in TITLES and (monsieur or words[0] != "m." or (len(words) > 2 and words[1] in known)):
        monsieur = False  # "Mme M. Royer" is a Marie, and nobody's Monsieur
        del words[0], upper[0]
    if any(not word.isalpha() and any(map(str.isdigit, word)) and sum(map(str.isalpha, word)) < 2 for word in words):
        return None
    found: list[str] = []
    shouted: list[bool] = []
    place = 0
    while place < len(words):
        word, after = words[place], words[place + 1] if place + 1 < len(words) else ""
        if after and f"{word}-{after}" in known and len(words) - place > 2 - bool(found):
            found.append(f"{word}-{after}")
            shouted.append(upper[place])
            place += 2
            continue
        parts = [word] if word.isalpha() else [part.strip(".") for part in word.replace("'", "").split("-") if part.strip(".")]
        if len(parts) > 1 and (word in known or all(part in known or len(part) == 1 for part in parts) or _is_compound(word)):
            found.append("-".join(parts))
            shouted.append(upper[place])
        else:
            kept = [part for part in parts if part not in _JOINERS and (part not in _PARTICLES or len(words) < 3)]
            found += kept
            shouted += [upper[place]] * len(kept)
        place += 1
    if not found or len(found) > 6:
        return None
    return Name(words=tuple(found), given=_given(found, shouted), mark=mark, sure=not known.isdisjoint(found))


def _pieces(text: str) -> list[tuple[str, bool]]:
    """(word, whether it stands in brackets or quotation marks): those that do come last."""
    aside = _IN_BRACKETS.findall(text)
    if not aside:
        return [(word, False) for word in _WORD.findall(text)]
    bracketed = " ".join(part for found in aside for part in found)
    return [(word, False) for word in _WORD.findall(_IN_BRACKETS.sub(" ", text))] + [(word, True) for word in _WORD.findall(bracketed)]


def _is_compound(word: str) -> bool:
    """A given name of two, with a slip: Maire-Claude."""
    return any(distance(word, name, 1) <= 1 for name in _compounds())


@cache
def _compounds() -> frozenset[str]:
    return frozenset(name for name in given_names() if "-" in name)


def _without_figures(word: str) -> str:
    """A given name in which a reader of scans took letters for figures."""
    if not any(map(str.isdigit, word)):
        return word
    known = given_names()
    return next((read for table in _READ_AS if (read := word.translate(table)) in known), word)


_READ_AS = str.maketrans("0158", "olsb"), str.maketrans("0158", "oisb")


def _given(words: list[str], shouted: list[bool]) -> int:
    """The given name stands first, unless the first is written in capitals or only another is known as one."""
    known = given_names()
    if len(words) == 1:
        return 0 if words[0] in known or len(words[0]) == 1 else -1
    candidates = [place for place, word in enumerate(words) if word in known or len(word.replace("-", "")) <= 2]
    quiet = [place for place in candidates if not shouted[place]] if any(shouted) and not all(shouted) else candidates
    if quiet:
        return quiet[0]
    return candidates[0] if candidates else 0


@lru_cache(PAIRS)
def compare(one: Name, other: Name) -> Likeness:
    """How two names stand to each other, whichever way round each is written."""
    if one.mark and other.mark and one.mark != other.mark:
        return _MARKED
    few, many = (one, other) if (len(one.words), one.words) <= (len(other.words), other.words) else (other, one)
    pairs, slips, loose = _pair(few, many)
    if len(pairs) == len(few.words):
        if len(few.words) == 1:
            return Likeness(kind="equal" if len(many.words) == 1 and not slips + loose else "part", slips=slips, loose=loose)
        return Likeness(kind="equal" if len(few.words) == len(many.words) and not slips + loose else "close", slips=slips, loose=loose)
    met, theirs = {a for a, _ in pairs}, {b for _, b in pairs}
    left_out = [word for at, word in enumerate(few.words) if at not in met]
    others = [word for at, word in enumerate(many.words) if at not in theirs]
    if len(left_out) == 1 and len(others) == 2 and _in_two(left_out[0], *others):
        return Likeness(kind="close", slips=slips + 1, loose=loose)
    if not pairs:
        return _NOTHING_ALIKE
    if len(left_out) == 1 and any(_perhaps(left_out[0], word) for word in others):
        return Likeness(kind="close" if len(few.words) > 1 else "part", slips=slips + 2, loose=loose)
    if len(left_out) == 1 and any(_twins(left_out[0], word) for word in others):
        return Likeness(kind="given_conflict", slips=slips, loose=loose)
    both_given = few.given in met and many.given in theirs
    given_met = len(few.words) == 1 and any(a == few.given or b == many.given for a, b in pairs)
    return Likeness(kind="surname_conflict" if both_given or given_met else "given_conflict", slips=slips, loose=loose)


def slips_of_one(one: Name, other: Name, names: Iterable[Name]) -> bool:
    """Two spellings of what a third says rightly: Weendy and Wndy, beside a Wendy. Two that each has a known given name are two."""
    return not (one.sure and other.sure) and not (one.mark and other.mark) and any(
        compare(name, one).kind in ("equal", "close") and compare(name, other).kind in ("equal", "close") for name in names
    )


_MARKED, _NOTHING_ALIKE = Likeness(kind="given_conflict"), Likeness(kind="other")


def _pair(few: Name, many: Name) -> tuple[list[tuple[int, int]], int, int]:
    """Which word of one is which of the other, the surest first; how many slips, how many initials and nicknames."""
    ranked = []
    for a, left in enumerate(few.words):
        for b, right in enumerate(many.words):
            rank = 0 if left == right else _alike(left, right) if left < right else _alike(right, left)
            if rank is not None:
                ranked.append((rank, a, b))
    if len(ranked) == 1 and ranked[0][0] != 2:
        rank, a, b = ranked[0]
        return [(a, b)], int(rank == 3), int(rank == 1)
    ranked.sort()
    pairs: list[tuple[int, int]] = []
    slips = loose = 0
    for rank, a, b in ranked:
        if any(a == left or b == right for left, right in pairs):
            continue
        if rank == 2 and not (a == few.given or b == many.given):  # an initial stands for a given name
            continue
        pairs.append((a, b))
        slips += rank == 3
        loose += rank in (1, 2)
    return pairs, slips, loose


def alike(left: str, right: str) -> int | None:
    """0 equal, 1 a nickname, 2 an initial, 3 a slip of the pen or of a reader of scans; None: two words."""
    return 0 if left == right else _alike(left, right) if left < right else _alike(right, left)


@lru_cache(PAIRS)
def _alike(left: str, right: str) -> int | None:
    mine, theirs = forms_of(left), forms_of(right)
    if not mine.isdisjoint(theirs):
        return 1
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    if len(short) == 1:
        if any(form.startswith(short) for form in forms_of(long)):
            return 2
    elif len(initials := short.replace("-", "")) <= 3 and any(
        "-" in form and [part[:1] for part in form.split("-")] == list(initials) for form in forms_of(long)
    ):
        return 2
    known = given_names()
    if left in known and right in known:  # Emma and Emmy are two, one letter apart or not
        return None
    if scanned(left) == scanned(right):
        return 3
    most = 1 if len(short) < 8 else 2
    if len(long) - len(short) > most or len(short) < (4 if left[0] != right[0] else 3):
        return None
    return 3 if distance(left, right, most) <= most else None


def _twins(left: str, right: str) -> bool:
    """Two given names, hardly different: where the surname is one too (Nicolas Lina, Nicolas Lisa) it is none that has changed."""
    known = given_names()
    return left in known and right in known and distance(left, right, 2) <= 2


def _in_two(word: str, first: str, second: str) -> bool:
    """A space too few, or too many: Bis Hop."""
    return len(word) > 4 and abs(len(first) + len(second) - len(word)) < 2 and distance(word, first + second, 1) < 2


def _perhaps(left: str, right: str) -> bool:
    """Two words of which one is no known name, and half of whose letters agree: perhaps one, badly written."""
    known = given_names()
    if len(left) < 3 or len(right) < 3 or (left in known and right in known):
        return False
    longest = max(len(left), len(right))
    for one in _called(left):
        for other in _called(right):
            least, most = (len(one), len(other)) if len(one) < len(other) else (len(other), len(one))
            slips = min(longest // 2, least * 2 // 5)
            if least > 3 and most - least <= slips and distance(one, other, slips) <= slips:
                return True
    return False


@lru_cache(WORDS)
def _called(word: str) -> frozenset[str]:
    """A word, where it is a given name with what it stands for and what its bearers are called."""
    return forms_of(word) | _nicknames_of().get(word, frozenset()) if word in given_names() else frozenset([word])


@lru_cache(WORDS)
def scanned(word: str) -> str:
    """As a poor scan may give it: what it takes for one another is one."""
    return word.translate(_OCR).replace("rn", "m").replace("ii", "u").replace("cl", "d").replace("ri", "n").replace("i", "l")


def distance(left: str, right: str, most: int) -> int:
    """Letters to insert, leave out, exchange or swap with their neighbour (optimal string alignment); `most` + 1 when it is more."""
    return int(OSA.distance(left, right, score_cutoff=most))
