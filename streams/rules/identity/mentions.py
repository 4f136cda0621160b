"""Who took part in an interaction, as it says itself: by what identifier, under which name, with what claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from schemas.interaction import Interaction, Own, Party
from streams.rules.identifiers import is_us
from streams.rules.identity.addresses import Place, is_street, read_place
from streams.rules.identity.boxes import bears
from streams.rules.identity.claims import LONGEST_CARD, Claim, claims_of, for_whom, identifiers_in
from streams.rules.identity.introductions import introduced
from streams.rules.identity.names import Name, compare, fold, is_organisation, read_name

LONGEST_ADDRESS = 300
_SPEAKERS = ("from", "caller", "sender", "author")
_POSTCODE_LINE = re.compile(r"\b\d{4,5}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_COMMA = re.compile(r"\s*[,|–—]\s*")
_FROM_TOWN = re.compile(r"\b(?:de|d[’']|from|a|in|habite|living in)\s+([A-ZÀ-ÖØ-Þ][\w’'\-]*(?:[ \-][A-ZÀ-ÖØ-Þ][\w’'\-]*)*)")


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """One party of one interaction. `name`: a person's, None where none is said; `house`: the name given is a firm's or a family's;
    `place`: of a letter, of a signature, of what a caller says; `others`: who else took part."""

    key: tuple[str, int]
    identifier: str | None
    role: str
    channel: str
    at: datetime | None
    written: str | None = None
    name: Name | None = None
    house: bool = False
    speaks: bool = False
    claims: tuple[Claim, ...] = ()
    place: Place | None = None
    others: tuple[int, ...] = ()


def mentions_of(interaction: Interaction, own: Own, region: str) -> Iterator[Mention | tuple[str, int]]:
    """Every party: a mention, or the key of one of us."""
    speaker = next((at for at, party in enumerate(interaction.parties) if party.role in _SPEAKERS), None)
    theirs = [
        at
        for at, party in enumerate(interaction.parties)
        if not (party.role == "agent" or (interaction.direction == "out" and at == speaker) or is_us(party, own, region))
    ]
    for at, party in enumerate(interaction.parties):
        if at not in theirs:
            yield interaction.id, at
            continue
        speaks = at == speaker and interaction.direction == "in" and interaction.automatic not in ("bulk", "bounce")
        others = tuple([other for other in theirs if other != at]) if len(theirs) > 1 else ()
        yield _mention(interaction, at, party, speaks, others, region)


def _mention(interaction: Interaction, at: int, party: Party, speaks: bool, others: tuple[int, ...], region: str) -> Mention:
    text, signature = (interaction.text, (interaction.signature or "")[:LONGEST_CARD]) if speaks else ("", "")
    about = party.about if isinstance(party.about, str) else ""
    monsieur = interaction.language != "en" and interaction.channel != "phone"
    name = read_name(party.name, monsieur)
    if interaction.channel == "social" and name and not name.sure:
        name = None
    if speaks and interaction.channel == "phone" and (said := introduced(text, monsieur=monsieur)):
        name = said if name is None or len(said.words) >= len(name.words) else name
    if speaks and signature and not for_whom(signature) and (name is None or len(name.words) == 1):
        card = _card_name(signature, region)
        name = card if card and (name is None or compare(card, name).fits) else name
    place = None
    if isinstance(party.address, str):
        postcode = party.identifier.split("/")[1:2] if party.identifier and party.identifier.startswith("postal:") else []
        place = read_place(party.address[:LONGEST_ADDRESS], "".join(postcode))
    elif signature and (name is None or not for_whom(signature)):
        place = _card_place(signature, region)
    elif speaks and interaction.channel == "phone" and (found := _FROM_TOWN.search(text[:160])):
        place = Place(town=tuple(re.findall(r"[a-z0-9]+", fold(found[1]))))
    claims = tuple(claims_of(text, signature, about, name, region=region)) if text or signature or about else ()
    if name is None and interaction.channel == "email" and any(claim.whose == "self" for claim in claims):
        name = _signed(text, party.identifier or "")  # what they give as theirs is of who signs
    return Mention(
        key=(interaction.id, at),
        identifier=party.identifier,
        role=party.role,
        channel=interaction.channel,
        at=interaction.at,
        written=party.name,
        name=name,
        house=interaction.channel != "social" and is_organisation(party.name or ""),  # an account has one owner, "vélo & café" or not
        speaks=speaks,
        claims=claims,
        place=place,
        others=others,
    )


def _signed(text: str, identifier: str) -> Name | None:
    """The name behind words of goodbye. "Merci, Anne" may be to Anne: there the mailbox must bear it as well."""
    found = next(_GOODBYE.finditer(text[-LONGEST_GOODBYE:]), None)
    name = read_name(found[2] or found[3]) if found else None
    if found is None or name is None or not name.sure:
        return None
    first = fold(found[1].split()[0])
    if first in _GREETINGS or (first in _THANKS and len(name.words) == 1 and not bears(identifier, name)):
        return None
    return name


_NAME = r"((?:[A-ZÀ-ÖØ-Þ][\w’'\-]*\.?)(?: (?:[A-ZÀ-ÖØ-Þ][\w’'\-]*\.?|d[eu]|da|dos|le|la|van|von)){0,4})"
_GOODBYE = re.compile(
    r"\n[^\S\n]*([A-ZÀ-ÖØ-Þ][^\W\d]*(?:[ ’'\-][^\W\d]+){0,5})"
    rf"(?: ?,[^\S\n]*{_NAME}[^\S\n]*(?=\n|$)|[,.!]?\s*\n\s*{_NAME}\s*$)"
)
_GREETINGS = frozenset(["bonjour", "bonsoir", "salut", "hello", "hi", "hey", "dear", "cher", "chere", "chers", "allo", "good"])
_THANKS = frozenset(["merci", "mille", "thanks", "thank", "many", "cheers", "avec", "with"])
LONGEST_GOODBYE = 300


def _card_place(signature: str, region: str) -> Place | None:
    """The postal address of a signature: the line with the postcode, and the street above it."""
    lines = [line.strip() for line in signature.splitlines() if line.strip()]
    for at, line in enumerate(lines):
        if _POSTCODE_LINE.search(line) and not identifiers_in(line, region):
            above = lines[at - 1] if at and is_street(lines[at - 1]) and not is_street(line) else ""
            return read_place(f"{above}, {line}" if above else line)
    return None


def _card_name(signature: str, region: str) -> Name | None:
    """The name that a signature begins with."""
    for line in signature.splitlines()[:2]:
        if identifiers_in(line, region) or any(map(str.isdigit, line)):
            return None
        name = read_name(_COMMA.split(line.strip(), maxsplit=1)[0])
        if name and 2 <= len(name.words) <= 4 and (name.sure or any(len(word.replace("-", "")) <= 2 for word in name.words)):
            return name
    return None
