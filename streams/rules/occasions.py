"""What a follow-up was started by: a signal that was noticed, or an entry to which there is something to say at once."""

from __future__ import annotations

import msgspec

from schemas.campaigns import EventKind
from schemas.documents import Step
from schemas.events import Kind, Number, OriginKind, Signal
from schemas.interaction import Instant

ENTRY = "entry "


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: of the signal, or `entry <id>`. `at`: when it became true; `since`: what the person said later than that is news; `entry`: the
    one that it is, None of a signal."""

    id: str
    person: str
    kind: Kind | EventKind
    at: Instant
    since: Instant
    closed_at: Instant | None = None
    origin: OriginKind | None = None
    numbers: tuple[Number, ...] = ()
    evidence: tuple[str, ...] = ()
    entry: str | None = None


def of_signal(signal: Signal) -> Happened:
    return Happened(
        id=signal.id, person=signal.person, kind=signal.kind, at=signal.at, since=signal.since, closed_at=signal.closed_at,
        origin=signal.origin.kind if signal.origin else None, numbers=signal.numbers, evidence=signal.evidence,
    )


def of_entry(step: Step, person: str, kind: EventKind) -> Happened:
    """A question or a complaint of theirs."""
    return Happened(id=f"{ENTRY}{step.id}", person=person, kind=kind, at=step.at, since=step.at, evidence=(step.id,), entry=step.id)
