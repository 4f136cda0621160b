"""Where everything stands that we hold about one person: one list, which an export reads out and an erasure empties, so that neither can
forget a collection. A test holds it against all collections that there are."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from collections.abc import Collection as Many
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec

from streams.state.client import Database, among


class Theirs(msgspec.Struct, frozen=True, kw_only=True):
    """By what we know that something is about a person: what is theirs alone. `called`: every id that they had; `interactions`: in which
    they took part; `originals`: in which any of these stands; `at`: what came later is not meant."""

    person: str
    at: datetime
    called: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    atoms: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()
    interactions: frozenset[str] = frozenset()
    originals: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()  # dead ones
    hashes: frozenset[str] = frozenset()  # of their addresses, as in `suppressions`

    def and_also(self, other: Theirs) -> Theirs:
        """Both together, as of the first."""
        sets = {name: getattr(self, name) | getattr(other, name) for name in self.__struct_fields__ if name not in ("person", "at")}
        return msgspec.structs.replace(self, **sets)


class Held(NamedTuple):
    """How documents of a collection are found: any of these fields holds one of these values. `when`: the field that says how old it is.

    `then`, what an erasure does: `gone`: the document goes; `nameless`: it stays and says nothing of whom; `stays`: it never did.
    """

    kind: str
    by: Callable[[Theirs], dict[str, AbstractSet[str]]]
    when: str | None
    then: Literal["gone", "nameless", "stays"] = "gone"


def _person(theirs: Theirs) -> dict[str, AbstractSet[str]]:
    return {"person": theirs.called}


def _meant(theirs: Theirs) -> dict[str, AbstractSet[str]]:
    """Also what went to their address while it was another's."""
    return {"person": theirs.called, "identifier": theirs.identifiers}


def _said(theirs: Theirs, *, about: str) -> dict[str, AbstractSet[str]]:
    """A command, and its line in the audit, may name another person, or what it is about."""
    anything = theirs.called | theirs.identifiers | theirs.interactions
    return {"person": anything, f"{about}.with": theirs.called, f"{about}.atom": theirs.atoms, f"{about}.other": theirs.atoms,
            f"{about}.identifier": theirs.identifiers, f"{about}.entry": theirs.entries}


HELD: dict[str, Held] = {
    "messages": Held("message", _meant, "made_at"),
    "followups": Held("followup", _meant, "decided_at"),
    "signals": Held("signal", _person, "since"),
    "consents": Held("consent", _person, "at"),
    "tasks": Held("task", _meant, "made_at"),
    "outcomes": Held("outcome", _person, "at"),
    "assignments": Held("assignment", _meant, "at", "nameless"),
    "suggestions": Held("suggestion", lambda theirs: {"persons": theirs.called, "atoms": theirs.atoms}, "at"),
    "rulings": Held("ruling", lambda theirs: {"a": theirs.atoms, "b": theirs.atoms}, "at"),
    "commands": Held("command", lambda theirs: _said(theirs, about="arguments"), "at"),
    "audit": Held("audit", lambda theirs: _said(theirs, about="details"), "at", "nameless"),
    "dead_letters": Held(
        "dead_letter",
        lambda theirs: {"_id": theirs.letters, "original": theirs.originals, "interaction": theirs.interactions,
                        "subject": theirs.called | theirs.identifiers | theirs.interactions | theirs.originals},
        "first_at",
    ),
    "removals": Held("removal", lambda theirs: {"_id": theirs.interactions}, None),
    "mailbox_mails": Held("mailbox_mail", lambda theirs: {"original": theirs.originals}, None, "nameless"),
    "originals": Held("original", lambda theirs: {"_id": theirs.originals}, "received_at"),
    "timeline": Held("entry", lambda theirs: {"_id": theirs.entries}, "received_at"),
    "persons": Held("summary", lambda theirs: {"_id": theirs.called}, None),
    "commons": Held("common", lambda theirs: {"_id": {f"id:{identifier}" for identifier in theirs.identifiers}}, None),
    "campaigns": Held("excluded", lambda theirs: {"content.excluded.persons": theirs.called}, None, "nameless"),
    "campaign_versions": Held("excluded", lambda theirs: {"content.excluded.persons": theirs.called}, None, "nameless"),
    "atoms": Held("evidence", lambda theirs: {"_id": theirs.atoms}, None),
    "suppressions": Held("suppression", lambda theirs: {"who": theirs.hashes}, "at", "stays"),
}
"""In the order in which an erasure empties them: what leads to the rest comes last."""

ABOUT_NOBODY: dict[str, str] = {
    "erased": "keyed hashes of what is here no more",
    "leases": "which process leads",
    "users": "colleagues",
    "sessions": "colleagues who are signed in",
    "houses": "what everybody's courses teach together",
    "sources": "where things come from, in numbers",
}


async def belongings(db: Database[dict[str, Any]], theirs: Theirs, name: str) -> AsyncIterator[dict[str, Any]]:
    """Every document of one collection that is about them, each once."""
    held, seen = HELD[name], set[Any]()
    indexed = {"_id", *_indexed(name)}
    asked = {field: values for field, values in held.by(theirs).items() if values}
    without_bytes = {"data": 0} if name == "originals" else None
    for field in asked.keys() & indexed:
        async for doc in among(db[name], field, sorted(asked[field]), without_bytes):
            if doc["_id"] not in seen:
                seen.add(doc["_id"])
                yield doc
    if rest := {field: values for field, values in asked.items() if field not in indexed}:
        async for doc in db[name].find({}):
            if doc["_id"] not in seen and any(_holds(doc, field, values) for field, values in rest.items()):
                yield doc


def _indexed(name: str) -> Iterator[str]:
    for index in importlib.import_module(f"streams.state.{name}").INDEXES:
        yield next(iter(index.document["key"]))


def _holds(doc: dict[str, Any], field: str, values: AbstractSet[str]) -> bool:
    found: Any = doc
    for part in field.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return any(each in values for each in found) if isinstance(found, list) else isinstance(found, str) and found in values


async def drop(db: Database[dict[str, Any]], name: str, ids: Iterable[Any], *, until: datetime | None = None) -> int:
    """These are gone; `until`: of those that came no later."""
    gone, asked, when = 0, list(ids), HELD[name].when
    bound = {when: {"$lte": until}} if until and when else {}
    for first in range(0, len(asked), AT_ONCE):
        some: Many[Any] = asked[first : first + AT_ONCE]
        gone += int((await db[name].delete_many({"_id": {"$in": some}, **bound})).deleted_count)
    return gone


AT_ONCE = 16
