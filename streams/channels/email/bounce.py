"""Whom a returned mail did not reach, and whether it ever can: RFC 3464 first, then what programs say in words.

Hard: the address is not there or not in use, so nothing is gained by writing to it again. A full mailbox, a mail that is too large or that
was taken for advertising, a server that did not answer: soft, however final the program calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from streams.channels.email.body import content_type, data_of
from streams.channels.email.headers import Mail, addresses, raw

_LONGEST = 20_000  # characters of the report that are looked at
_MOST = 20  # addresses of one report
_ARRIVED = frozenset(["delivered", "relayed", "expanded"])
_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}"
_SPOKEN = re.compile(rf"(?<![\w.@+-])({_ADDRESS})")
_LISTED = re.compile(
    rf"^[ \t>*•-]{{0,40}}(?:(?:to|recipient|destinataire|an|empfänger|user|utilisateur)[ \t]?:[ \t]*)?(?:rfc822;[ \t]*)?"
    rf"[<\[(\"']?({_ADDRESS})[>\])\"']?(?:<mailto:[^>]{{0,300}}>)?[ \t]*(?:$|[:;,(]|\.\.\.| on | le | - )",
    re.IGNORECASE | re.MULTILINE,
)
_OFFICE = re.compile(r"(?:postmaster|mailer-daemon|abuse)@", re.IGNORECASE)
# From here on the report shows the mail that it returns.
_COPY = re.compile(
    r"^[ \t>*=_-]*(?:below this line is a copy|this is a copy of|here is (?:a|your) copy|(?:start of |your |the )?(?:original"
    r"|returned|unsent) message"
    r"|(?:the )?headers? of (?:the )?(?:original|returned)|(?:the )?(?:original|returned|message) (?:mail )?headers?|included is a copy"
    r"|message (?:d['’]origine|original|initial|retourné|renvoyé)|(?:en-têtes|copie) d(?:u|e (?:votre|l['’]original)) ?"
    r"|ursprüngliche nachricht"
    r"|original-?nachricht|kopie der nachricht|received: (?:from|by)|return-path:)",
    re.IGNORECASE | re.MULTILINE,
)
_ACTION = re.compile(r"^action:[ \t]*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_STATUS_FIELD = re.compile(r"^status:[ \t]*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_RECIPIENT = re.compile(rf"^(original|final)-recipient:[ \t]*(?:[\w-]+[ \t]*;)?[ \t]*[<\"']?({_ADDRESS})", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"(?<![\d.])([245]\.[0-7]\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?:^|[\s(:<#'\"])([45][0-5]\d)(?=[\s-]+\S)")

_NOBODY = re.compile(
    r"user(?:s| name|name)?(?: is| was)? (?:unknown|not (?:found|known|exist))|(?:unknown|invalid|no such|bad"
    r"|non-?existent) (?:local )?(?:user|recipient|address|mailbox"
    r"|account|destination|alias|person|domain)|(?:mailbox|account|recipient|address|user|alias"
    r"|domain)(?: name)? (?:\S{1,120} )?(?:(?:is|was|has been) )?(?:unknown|unavailable and"
    r"|not (?:found|recognized|listed|exist|valid|active|known)|n['o]t found|invalid|disabled|inactive|deactivated|closed"
    r"|suspended|terminated|rejected: (?:user|address))"
    r"|wasn['’]t found|couldn['’]t be found|(?:does|do|did)(?: not|n['’]t) (?:exist|have an? .{0,40}account)"
    r"|doesn['’]t have an? .{0,40}account|no longer (?:valid|exists?|available|in use|active|works)"
    r"|no (?:mailbox|account|user|recipient)(?: here)?(?: by| with| of)? that name|no mailbox here|not (?:a|our) (?:known|valid"
    r"|customer|local)|not listed in|recipientnotfound|host (?:or domain name )?(?:unknown|not found)"
    r"|(?:domain|name) (?:name )?(?:not found|service error)|nxdomain|unrouteable|unroutable|dns[: ].{0,40}(?:no such|not found"
    r"|nonexist)|relay(?:ing)? (?:access )?denied"
    r"|(?:adresse|destinataire|utilisateur|compte|bo[iî]te|domaine)(?: \S{1,120}){0,7} (?:(?:est|sont|a été) )?(?:inconnue?"
    r"|introuvable|invalide|inexistante?|erron[ée]+|ferm[ée]+|d[ée]sactiv[ée]+|inactive?|r[ée]sili[ée]+|supprim[ée]+)"
    r"|n['’](?:existe|existent|est) (?:pas|plus)(?! disponible)|(?:destinataire|utilisateur)s? invalides?"
    r"|impossible de trouver (?:l['’]adresse|le (?:destinataire|domaine))"
    r"|(?:empfänger|adresse|benutzer|postfach|konto)(?: \S{1,120}){0,3} (?:unbekannt|nicht gefunden|ungültig|existiert nicht"
    r"|gibt es nicht)|unbekannte[rs]? (?:empfänger|benutzer|adresse)|wurde nicht gefunden|existiert nicht"
    r"|ofr_416|lpn004_102|lpn007_404|unknown recipient",
    re.IGNORECASE,
)
_FOR_NOW = re.compile(
    r"(?:over|exceed\w*|out of|past)(?: (?:its|the|his|their|disk|mailbox|storage|your))* (?:quota|storage|size|limit)"
    r"|quota (?:exceeded|full|violation|d[ée]pass)|(?:mailbox|inbox|bo[iî]te(?: \S+){0,3}|postfach)(?: \S+){0,3} (?:(?:is|est"
    r"|ist) )?(?:full|pleine|satur[ée]+|voll)"
    r"|insufficient (?:system )?(?:storage|disk)|too (?:large|big|many)|exceeds? .{0,40}(?:size|limit)|trop (?:volumineux|gros"
    r"|grand)|taille maximale|zu groß"
    r"|spam|junk|blacklist|black-list|block ?list|blocked|greylist|grey-list|reputation|policy|policies|content (?:rejected"
    r"|filter)|virus|dmarc|\bspf\b|\bdkim\b|rate limit|throttl|authentication required"
    r"|try (?:again|later)|temporar|timed? ?out|delayed|will (?:be retried|keep trying|retry)|still (?:trying|being)"
    r"|warning(?: message)? only|connection (?:refused|reset)|not yet been delivered|has not been delivered yet"
    r"|r[ée]essa|temporaire|retard[ée]|ultérieurement|sera (?:nouveau|encore) tent|pas encore|vorübergehend|verzögert|mail rejet"
    r"|courriel rejet|access denied|is restricted|accès refusé",
    re.IGNORECASE,
)


class Failure(NamedTuple):
    """`hard` None: nothing says whether it is for good. `status`: 5.1.1 as 511, None where none is given."""

    address: str
    hard: bool | None
    status: int | None


def failures(message: Mail, text: str) -> tuple[Failure, ...]:
    """Of a mail that was judged a bounce; `text`: all that it says, the mail it returns included."""
    said = _without_copy(text[:_LONGEST])
    return _unique(_reported(_reports(message), said)) or _unique(_told(message, said))


def is_nobody(code: int, words: str) -> bool:
    """Whether a server that refuses a recipient says that there is no such one, and not that it does not like us or is full."""
    if code not in (550, 551, 553, 554) or re.search(r"\brelay", words, re.IGNORECASE):  # that it does not know us is no word about them
        return False
    found = _STATUS.search(words)
    return bool(_NOBODY.search(words) or found) and _hard(found[1] if found else None, words, "") is True


def is_delivered(message: Mail) -> bool:
    """A report of RFC 3464 that says of everybody that the mail arrived."""
    actions = [found.lower() for report in _reports(message) for found in _ACTION.findall(report)]
    return bool(actions) and all(action in _ARRIVED for action in actions)


def _reports(message: Mail) -> list[str]:
    parts = [part for part in message.walk() if content_type(part) == "message/delivery-status"]
    return [data_of(part)[:_LONGEST].decode("utf-8", "replace") for part in parts]


def _reported(reports: list[str], said: str) -> Iterator[Failure]:
    for report in reports:
        for block in re.split(r"\r?\n[ \t]*\r?\n", report):
            recipients = {found[1].lower(): found[2] for found in _RECIPIENT.finditer(block)}
            address = recipients.get("original") or recipients.get("final")
            action = _ACTION.search(block)
            if address and not (action and action[1].lower() in _ARRIVED):
                status = _STATUS_FIELD.search(block)
                delayed = action is not None and action[1].lower() == "delayed"
                yield Failure(
                    address, False if delayed else _hard(status[1] if status else None, block, said), _number(status[1] if status else None)
                )


def _told(message: Mail, said: str) -> Iterator[Failure]:
    """X-Failed-Recipients; addresses that begin a line; the first within a sentence; at last whom the mail that is shown was written to."""
    theirs = {one.address.lower() for field in ("From", "To", "Sender", "Return-Path") for one in addresses(raw(message, field))}

    def others(found: Iterable[str]) -> list[str]:
        return [one.rstrip(".") for one in dict.fromkeys(found) if one.lower() not in theirs and not _OFFICE.match(one)]

    failed = others(one.address for one in addresses(raw(message, "X-Failed-Recipients")) if "@" in one.address)
    whom = failed or others(_LISTED.findall(said)) or others(_SPOKEN.findall(said))[:1] or others(_written_to(message))
    status = found[1] if (found := _STATUS.search(said)) else None
    hard = _hard(status, said, "") if whom else None
    yield from (Failure(address, hard, _number(status)) for address in whom)


def _written_to(message: Mail) -> list[str]:
    shown = [part for part in message.walk() if part is not message and raw(part, "To")]
    listed = [one.address for one in addresses(raw(shown[-1], "To"))] if shown else []
    return listed if len(listed) == 1 else []


def _hard(status: str | None, words: str, more: str) -> bool | None:
    """`words`: of this address; `more`: of the whole report."""
    kind, _, rest = (status or "").partition(".")
    if kind == "5" and rest in ("1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1"):
        return True
    if rest in ("2.2", "2.3", "3.4", "4.7", "4.5"):
        return False
    for told in (words, more):
        if _NOBODY.search(told):
            return True
        if _FOR_NOW.search(told):
            return False
    if kind == "4" or (kind == "5" and rest.startswith("7.")):
        return False
    reply = _REPLY.search(words) or _REPLY.search(more)
    first = kind or (reply[1][0] if reply else "")
    if first in ("4", "5"):
        return first == "5"
    return True if re.search(r"permanent|définitif|définitive|endgültig|dauerhaft", words + more, re.IGNORECASE) else None


def _number(status: str | None) -> int | None:
    return int(status.replace(".", "")) if status else None


def _without_copy(text: str) -> str:
    found = _COPY.search(text)
    return text[: found.start()] if found and text[: found.start()].strip() else text


def _unique(found: Iterable[Failure]) -> tuple[Failure, ...]:
    by_address: dict[str, Failure] = {}
    for one in islice(found, _MOST):
        by_address.setdefault(one.address.lower(), one)
    return tuple(by_address.values())
