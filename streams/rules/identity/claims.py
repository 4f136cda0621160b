"""What a person says of how to reach somebody: themselves, somebody else, a house that many share.

Where a sentence leaves it open the claim is `unsure`, and joins nobody by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import msgspec

from streams.rules.identifiers import email, mastodon, tel
from streams.rules.identity.boxes import is_shared_box
from streams.rules.identity.introductions import KIN, KIN_LAST
from streams.rules.identity.names import Name, compare, folded, read_name
from streams.rules.identity.whose import LABEL, Whose, is_shared, is_speaker, whose

LONGEST, LONGEST_CARD = 50_000, 2_000
MOST_NAMED = 30
"""After so many addresses a text is a list, and nobody's word."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: an identifier, or `customer:N`, `born:YYYY-MM-DD`."""

    value: str
    whose: Whose


def left_open(claims: Collection[Claim]) -> set[str]:
    """Identifiers of which nothing here tells whose they are."""
    told = {claim.value for claim in claims if claim.whose != "unsure"}
    return {claim.value for claim in claims if claim.whose == "unsure"} - told


_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_HANDLE = re.compile(r"(?<![\w@])@[\w.\-]+@[\w\-]+(?:\.[\w\-]+)+")
_TEL = re.compile(r"(?<![\w/])(?:\+|00)?\(?\d(?:[\s.\-/()\u00a0\u202f]{0,3}\d){7,14}(?![\w/])")
_CUSTOMER = re.compile(
    r"(?:client|cliente|customer|compte|account|abonne|abonnee|abonnement|adherent|adherente|contrat|contract|dossier|"
    r"member|membership|police|policy)\W{0,3}"
    r"(?:(?:sous|avec|under|with)\W(?:le\W|the\W)?)?(?:n[o°º]?\.?|num(?:ero)?\.?|no\.?|nr\.?|number|id|ref(?:erence)?\.?|"
    r"reference)?\W{0,4}(?:(?:est|is)\W{1,3}(?:le\W)?)?((?=[a-z]{0,3}[-.]?\d)[a-z]{0,3}[-.]?\d[\d .\-]{2,14}\d)",
    re.I,
)
_NUMBER_BEFORE = re.compile(
    r"(?:reference|ref\.?|numero|number|n[o°º])\W{0,3}(?:de )?(?:client|customer|compte|account|"
    r"abonne)\w*\W{0,4}(?:(?:est|is)\W{1,3}(?:le\W)?)?([a-z]{0,3}\d[\d .\-]{2,14}\d)",
    re.I,
)
_BORN = re.compile(
    r"(?:\bborn\b|\bnee?\b|\bne\(e\)|birth|naissance|\bdob\b|anniversaire)[^.\n]{0,25}?(\d{4}-\d{2}-\d{2}|\d{1,2}[./ ]\d{1,2}[./ ]\d{4})"
)

_FIGURE, _NO_FIGURE = re.compile(r"\d"), re.compile(r"\D")
_ADDRESSED = re.compile(r"[\d@]")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?![\d+(])|\n+")
"""Where a sentence ends: not after "no." and "Tel.", which a number follows."""


def identifiers_in(text: str, region: str) -> Sequence[tuple[int, int, str]]:
    """(from, to, identifier) of every address, handle and number that stands in a text."""
    return _identifiers_in(text, region) if _ADDRESSED.search(text) else ()


@lru_cache(512)  # a line of a card is asked for its name, its place and its claims
def _identifiers_in(text: str, region: str) -> Sequence[tuple[int, int, str]]:
    return tuple(_found_in(text, region))


def _found_in(text: str, region: str) -> Iterator[tuple[int, int, str]]:
    taken: list[tuple[int, int]] = []
    mailed = "@" in text
    for found in _HANDLE.finditer(text) if mailed else ():
        value = mastodon(found[0], "")
        if value:
            taken.append(found.span())
            yield *found.span(), value
    for found in _EMAIL.finditer(text) if mailed else ():
        value = email(found[0].strip(".-"))
        if value and not any(a < found.end() and found.start() < b for a, b in taken):
            taken.append(found.span())
            yield *found.span(), value
    for found in _TEL.finditer(text):
        written = found[0].replace("(0)", "")
        digits = _NO_FIGURE.sub("", written)
        if not (written.startswith(("+", "0", "(0")) or len(digits) == 10):
            continue
        value = tel(f"+{digits}" if written.startswith("+") else digits, region)
        if value and not any(a < found.end() and found.start() < b for a, b in taken):
            yield *found.span(), value


def claims_of(text: str, signature: str, about: str, speaker: Name | None, *, region: str) -> list[Claim]:
    """Every claim in what one person wrote or said, in order; a value may be claimed twice. Of what is huge the beginning is read."""
    found: list[Claim] = []
    for said, read, longest in ((text, _in_text, LONGEST), (signature, _in_signature, LONGEST_CARD), (about, _in_profile, LONGEST_CARD)):
        if said and _ADDRESSED.search(said):
            found += read(said[:longest], speaker, region)
    return list(dict.fromkeys(found)) if len(found) > 1 else found


def _in_text(text: str, speaker: Name | None, region: str) -> Iterator[Claim]:
    named = 0
    for sentence in _SENTENCE.split(text):
        for start, end, value in identifiers_in(sentence, region):
            named += 1
            if named > MOST_NAMED:
                return
            yield Claim(value=value, whose=whose(sentence, start, end, value, speaker))
        yield from _numbers(sentence)


def _numbers(sentence: str) -> Iterator[Claim]:
    if not _FIGURE.search(sentence):
        return
    plain = folded(sentence)
    for found in [*_CUSTOMER.finditer(plain), *_NUMBER_BEFORE.finditer(plain)]:
        value = re.sub(r"[^a-z0-9]", "", found[1])
        if len(value) >= 4:
            yield Claim(value=f"customer:{value}", whose="other" if KIN.search(plain) else "self")
    for found in _BORN.finditer(plain):
        yield Claim(value=f"born:{'-'.join(_date(found[1]))}", whose="other" if KIN.search(plain) else "self")


def _date(written: str) -> list[str]:
    parts = re.split(r"[./ \-]", written)
    return parts if len(parts[0]) == 4 else [parts[2], parts[1].zfill(2), parts[0].zfill(2)]


def _signs_as(name: Name, speaker: Name) -> bool:
    """Under another surname too: who married has two."""
    likeness = compare(name, speaker)
    return likeness.fits or (likeness.kind == "surname_conflict" and not likeness.slips + likeness.loose)


def _in_signature(signature: str, speaker: Name | None, region: str) -> Iterator[Claim]:
    """A card: its lines are the sender's own, but for those that a label gives to the house; a card with somebody else's name is theirs."""
    lines = [line for line in signature.splitlines() if line.strip()]
    names = [
        name
        for line in lines[:3]
        if not identifiers_in(line, region)
        and not _FOR.match(folded(line))
        and (name := read_name(line.split(",")[0].strip()))
        and len(name.words) > 1
        and name.sure
    ]
    theirs = speaker is not None and bool(names) and not any(_signs_as(name, speaker) for name in names)
    for line in lines:
        here = identifiers_in(line, region)
        plain = folded(line) if here else ""
        for start, end, value in here:
            label = folded(line[max(0, start - 25) : start])
            if is_shared_box(value) or is_shared(plain) or _HOUSE.search(label):
                owner: Whose = "shared"
            elif theirs or KIN_LAST.search(label):
                owner = "other"
            elif _foreign(line[:start], speaker):
                owner = "self" if whose(line, start, end, value, speaker) == "self" else "unsure"
            else:
                owner = "self"
            yield Claim(value=value, whose=owner)
        yield from _numbers(line)


def _foreign(label: str, speaker: Name | None) -> bool:
    """Words before an address that are neither a kind of address nor the sender's name: "Front desk", "Permanence", a firm."""
    words = re.findall(r"[a-z]{4,}", re.split(r"[|•/]|\s[–—-]\s|\d{2}", folded(label))[-1])
    name = read_name(label.strip(" \t:–—-|•"))
    return bool(words) and not any(LABEL.fullmatch(word) for word in words) and not (name and is_speaker(name, speaker))


_HOUSE = re.compile(r"\b(?:societe|entreprise|firme|company|cabinet|agence|magasin|boutique|atelier)\W*$")
_FOR = re.compile(
    r"\s*(?:(?:signe|signed|redige|ecrit|written|sent|envoye)\W+)?"
    r"(?:p\s*[/.]?\s*o\b|p\.?\s*p\.?\b|pour\b|for\b|on behalf of|au nom de|de la part de|par delegation|per pro)"
)


def for_whom(signature: str) -> bool:
    """The card says that somebody writes for another: its first name is not the sender's."""
    return any(_FOR.match(folded(line)) for line in signature.splitlines()[:2])


def _in_profile(about: str, speaker: Name | None, region: str) -> Iterator[Claim]:
    """What a profile says of itself is its owner's, unless it is about somebody else."""
    for sentence in _SENTENCE.split(about):
        for start, end, value in identifiers_in(sentence, region):
            said = whose(sentence, start, end, value, speaker)
            alone = value.startswith(("email:", "tel:")) or not re.search(r"\w", sentence[:start])
            yield Claim(value=value, whose="self" if said == "unsure" and alone else said)
