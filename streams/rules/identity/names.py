"""How two spellings of a name stand to each other: one name, perhaps one, or surely two people's."""

from __future__ import annotations

import re
import unicodedata
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


class Name(msgspec.Struct, frozen=True, kw_only=True):
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
        bool(words) and (words[0] in _FAMILIES or any(word in _FIRMS for word in words)) and not any(word in TITLES for word in words[:1])
    )


@lru_cache(WORDS)
def read_name(text: str | None, monsieur: bool = True) -> Name | None:
    """A person's name as written anywhere; None where it is none: empty, a firm, an address, a sentence.

    `monsieur`: "M." is Monsieur; in English it is an initial.
    """
    if not text or "@" in text or len(text) > 80 or is_organisation(text):
        return None
    bracketed = " ".join(part for found in _IN_BRACKETS.findall(text) for part in found)
    mark, upper, words = "", [], []
    pieces = [(word, False) for word in _WORD.findall(_IN_BRACKETS.sub(" ", text))] + [(word, True) for word in _WORD.findall(bracketed)]
    for written, aside in pieces:
        word = fold(written).replace("’", "'")
        if word.strip(".") in SENIOR:
            mark = "senior"
        elif word.strip(".") in JUNIOR:
            mark = "junior"
        elif not aside and word.strip(".-'"):
            words.append(_without_figures(word))
            upper.append(len(word) > 2 and written.isupper())
    while len(words) > 1 and words[0].strip(".") in TITLES and (monsieur or words[0] != "m."):
        del words[0], upper[0]
    if any(any(c.isdigit() for c in word) and sum(c.isalpha() for c in word) < 2 for word in words):
        return None
    known = given_names()
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
        parts = [part.strip(".") for part in word.replace("'", "").split("-") if part.strip(".")]
        if len(parts) > 1 and (word in known or all(part in known or len(part) == 1 for part in parts)):
            found.append("-".join(parts))
            shouted.append(upper[place])
        else:
            kept = [part for part in parts if part not in _JOINERS and (part not in _PARTICLES or len(words) < 3)]
            found += kept
            shouted += [upper[place]] * len(kept)
        place += 1
    if not found or len(found) > 6:
        return None
    return Name(words=tuple(found), given=_given(found, shouted), mark=mark, sure=any(word in known for word in found))


def _without_figures(word: str) -> str:
    """A given name in which a reader of scans took letters for figures."""
    if word.isalpha() or not any(map(str.isdigit, word)):
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
    few, many = (one, other) if (len(one.words), one.words) <= (len(other.words), other.words) else (other, one)
    pairs, slips, loose = _pair(few, many)
    if one.mark and other.mark and one.mark != other.mark:
        return _MARKED
    if len(pairs) == len(few.words):
        if len(few.words) == 1:
            return Likeness(kind="equal" if len(many.words) == 1 and not slips + loose else "part", slips=slips, loose=loose)
        return Likeness(kind="equal" if len(few.words) == len(many.words) and not slips + loose else "close", slips=slips, loose=loose)
    if not pairs:
        return _NOTHING_ALIKE
    met, theirs = {a for a, _ in pairs}, {b for _, b in pairs}
    left_out = [word for at, word in enumerate(few.words) if at not in met]
    if len(left_out) == 1 and any(_perhaps(left_out[0], word) for at, word in enumerate(many.words) if at not in theirs):
        return Likeness(kind="close" if len(few.words) > 1 else "part", slips=slips + 2, loose=loose)
    both_given = few.given in met and many.given in theirs
    given_met = len(few.words) == 1 and any(a == few.given or b == many.given for a, b in pairs)
    return Likeness(kind="surname_conflict" if both_given or given_met else "given_conflict", slips=slips, loose=loose)


_MARKED, _NOTHING_ALIKE = Likeness(kind="given_conflict"), Likeness(kind="other")


def _pair(few: Name, many: Name) -> tuple[list[tuple[int, int]], int, int]:
    """Which word of one is which of the other, the surest first; how many slips, how many initials and nicknames."""
    ranked = []
    for a, left in enumerate(few.words):
        for b, right in enumerate(many.words):
            rank = 0 if left == right else _alike(left, right) if left < right else _alike(right, left)
            if rank is not None:
                ranked.append((rank, a, b))
    if len(ranked) > 1:
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


def _perhaps(left: str, right: str) -> bool:
    """Two words of which one is no known name, and half of whose letters agree: perhaps one, badly written."""
    known = given_names()
    if (left in known and right in known) or min(len(left), len(right)) < 3:
        return False
    longest = max(len(left), len(right))
    for one in _called(left):
        for other in _called(right):
            least = min(len(one), len(other))
            most = min(longest // 2, least * 2 // 5)
            if least > 3 and abs(len(one) - len(other)) <= most and distance(one, other, most) <= most:
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
