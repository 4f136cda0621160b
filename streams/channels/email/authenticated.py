"""What the server that took a mail in says of its sender: `Authentication-Results` (RFC 8601), of SPF, DKIM and DMARC.

Anybody can write that field into a mail (section 7.1). It is believed of servers that are named to us, which take away what others wrote
under their name (section 5). Where none is named, only the uppermost of all is, only what it says against the sender, and only if it goes
by our domain or by that of the server which took the mail in last: its `Received` is the first. A forger gains nothing by accusing
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.policy import compat32

import msgspec

from schemas.interaction import Own
from streams.channels.email.headers import Mail, raw, unescape
from streams.channels.email.ids import bare, message_id_to_interaction_id
from streams.channels.email.mbox import is_mbox, messages
from streams.rules.identifiers import is_own

LONGEST_HEADER = 300_000
LONGEST_FIELD = 4_000
MOST_FIELDS = 100
"""Whoever is believed writes near the top; what is below is the sender's, who may write any number."""
DEEPEST = 5
_END = re.compile(rb"\r?\n\r?\n")
_BY = re.compile(r"\bby\s+([a-z0-9](?:[a-z0-9-]*\.)+[a-z][a-z0-9-]+)\b", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*("?)')
_RESULT = re.compile(r"\s*(dmarc|dkim|spf)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_SECOND_LEVEL = frozenset({"ac", "asso", "co", "com", "edu", "gob", "gouv", "gov", "net", "or", "org"})


UNSURE = "spf=fail"
"""Mail that is forwarded fails it as well (RFC 7208, 10.3)."""


class Sender(msgspec.Struct, frozen=True):
    """`forged`: what speaks against it, "dmarc=fail" or UNSURE; `proved`: a server named to us says that the address is theirs."""

    forged: str | None = None
    proved: bool = False


def sender_of(interaction: str, data: bytes, *, servers: Sequence[str], own: Own, region: str) -> Sender:
    """Of the mail in this original, or of the one in this mailbox, that is the interaction; of one within a mail nothing is known."""
    for mail in messages(data) if is_mbox(data) else [data]:
        header = message_from_bytes(_END.split(mail[:LONGEST_HEADER].lstrip(), maxsplit=1)[0] + b"\n\n", policy=compat32)
        name = next((one for value in raw(header, "Message-ID") if (one := bare(unescape(value)))), None)
        if name is None or message_id_to_interaction_id(name) == interaction:
            return _judged(header, [server.lower() for server in servers], own, region)
    return Sender()


def _judged(header: Mail, servers: Sequence[str], own: Own, region: str) -> Sender:
    found = list(_said(header, servers, own, region))
    dmarc, dkim, spf = ({result for method, result in found if method == one} for one in ("dmarc", "dkim", "spf"))
    if "pass" in dmarc:
        return Sender(proved=bool(servers))
    if "fail" in dmarc:
        return Sender(forged="dmarc=fail")
    if spf & {"fail", "hardfail"} and "pass" not in dkim:
        return Sender(forged=UNSURE)
    return Sender()


def _said(header: Mail, servers: Sequence[str], own: Own, region: str) -> Iterator[tuple[str, str]]:
    """Method and result of what is believed: of one server, as far as it stands together in the header, where several programs of it write
    one field each."""
    fields = [(name.lower(), str(value)[:LONGEST_FIELD]) for name, value in header.raw_items()]
    fields = [field for field in fields if field[0] in ("received", "authentication-results")][:MOST_FIELDS]
    hosts = [found[1].lower() for name, value in fields if name == "received" and (found := _BY.search(_plain(value)))]
    believed: str | None = None
    for place, (name, value) in enumerate(fields):
        if name == "received":
            if believed is not None:
                return
            continue
        who, results = _read(value)
        if who is None:  # some large providers leave their name out
            below = next((found for name, value in fields[place:] if name == "received" and (found := _BY.search(_plain(value)))), None)
            who = below[1].lower() if below else ""
        if believed is None and servers and who not in servers:
            continue
        if believed is None and not servers and not _ours(who, hosts[:1], own, region):
            return
        if believed not in (None, who):
            return
        believed = who
        yield from results


def _read(value: str) -> tuple[str | None, list[tuple[str, str]]]:
    """Who says it, None where no name stands first; and what."""
    parts = _plain(value).split(";")
    first = parts[0].split()
    name = first[0].lower() if first and "=" not in parts[0] else None
    found = [match for part in parts if (match := _RESULT.match(part))]
    return name, [(match[1].lower(), match[2].lower()) for match in found]


def _plain(value: str) -> str:
    """Without comments, which may stand within comments, and quoted words."""
    value = _QUOTED.sub(lambda found: '""' if found[1] else found[0], " ".join(value.split()))
    for _ in range(DEEPEST):
        value = _COMMENT.sub(" ", value)
    return value


def _ours(host: str, took: Sequence[str], own: Own, region: str) -> bool:
    labels = host.split(".")
    above = (".".join(labels[place:]) for place in range(len(labels) - 1))
    return any(_domain(host) == _domain(one) for one in took) or any(is_own(f"email:x@{name}", own, region) for name in above)


def _domain(host: str) -> str:
    """What is registered, near enough: example.fr, example.co.uk."""
    labels = host.split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else labels[-2:])
