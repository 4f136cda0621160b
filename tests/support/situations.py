"""Situations in which it is decided whether to write to Anne, built from short facts. Days are counted back from now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from schemas.campaigns import Assignment, CampaignStep
from schemas.documents import Consent, FollowUp, Identifier, Person, Reason, Step, Suppression
from schemas.events import Number, Signal
from schemas.interaction import CHANNELS, Channel
from streams.rules.campaigns import QUIET
from streams.rules.consent import CAMPAIGNS, EVERYTHING
from streams.rules.followups import House, decide
from streams.rules.occasions import Happened, of_entry

DAY = timedelta(days=1)
MONDAY = "2026-06-15 10:00"
"""In Paris; no holiday is near."""

MAIL, WORK, PHONE, POST = "email:anne@exemple.net", "email:anne@travail.example", "tel:+33639981240", "postal:fr/31000/anne-lefevre"
TOOT, MESSENGER, WHATSAPP, BLUESKY = "mastodon:anne@piaille.example", "facebook:1234567890", "tel:+33639981241", "bluesky:did:plc:anne"
GOOGLE, LINE = "google:anne", "line:U1234"
NETWORK = {TOOT: "mastodon", MESSENGER: "facebook", WHATSAPP: "whatsapp", BLUESKY: "bluesky", GOOGLE: "google", LINE: "line"}
HERE = House(networks=frozenset(NETWORK.values()))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


class Fact(msgspec.Struct, frozen=True):
    """So many days ago; `step` has no time yet."""

    days: float
    step: Step


def they(*days: float, by: str = MAIL, **more: Any) -> list[Fact]:
    """Anne wrote, called or posted."""
    return [Fact(each, _step(by, f"t{each}", direction="in", theirs=True, **more)) for each in days]


def we(*days: float, by: str = MAIL, **more: Any) -> list[Fact]:
    """One of us wrote to Anne."""
    return [Fact(each, _step(by, f"w{each}", direction="out", theirs=False, **more)) for each in days]


def machine(*days: float, by: str = MAIL, **more: Any) -> list[Fact]:
    """An automatic message came from there."""
    return [Fact(each, _step(by, f"m{each}", direction="in", theirs=False, machine=True, **more)) for each in days]


def returned(*days: float, by: str = MAIL) -> list[Fact]:
    """What we wrote there came back for good."""
    return machine(*days, by=by, returned=True)


def yes(channel: Channel | None = None, *, days: float = 400, purpose: str = "care") -> Consent:
    return _said(True, channel, days, purpose)


def no(channel: Channel | None = None, *, days: float = 20, purpose: str = "care") -> Consent:
    return _said(False, channel, days, purpose)


def leave_me_alone(channel: Channel | None = None, *, days: float = 20, campaigns: bool = False) -> Consent:
    return _said(False, channel, days, CAMPAIGNS if campaigns else EVERYTHING)


def got(days: float, state: str = "composed", *, campaign: str = "news", identifier: str = MAIL) -> FollowUp:
    """A follow-up of another campaign."""
    return FollowUp(
        id=f"f_{campaign}{days}", person="p_anne", campaign=campaign, signal="s", state=state, channel="email", identifier=identifier,
        language="fr", due_at=_ago(days), decided_at=_ago(days), reasons=(),
    )


def open_signal(kind: str, *, days: float = 5, id_: str = "s_2") -> Signal:
    """`id_` "s_1": the one that it is about."""
    return Signal(id=id_, person="p_anne", kind=kind, at=_ago(days), since=_ago(days), numbers=(), evidence=())


def stopped(
    identifier: str, reason: str = "bounced", *, channel: Channel | None = None, purpose: str = "*"
) -> dict[str, list[Suppression]]:
    return {identifier: [Suppression(id="x", who="h", channel=channel, purpose=purpose, reason=reason, at=_ago(9))]}


def campaign(base: Any = QUIET, *, state: str = "running", does: str = "write", channels: tuple[Channel, ...] = (), **content: Any) -> Any:
    steps = (CampaignStep(template="quiet", does=does, channels=channels), CampaignStep(template="late"))
    return msgspec.structs.replace(base, state=state, content=msgspec.structs.replace(base.content, steps=steps, **content))


def left(arm: str = "left") -> Assignment:
    return Assignment(
        id="quiet/x", campaign="quiet", identifier=MAIL, person="p_anne", arm=arm, version=1, share_left=0.1, signal="s", at=_ago(3),
        until=_ago(-27),
    )


def situation(
    *facts: list[Fact], said: Iterable[Consent] | None = None, now: str = MONDAY, kind: str = "quiet", ended: float | None = None,
    noticed: float = 0.04, since: float | None = None, owned: Iterable[str] = (), signals: Iterable[Signal] = (),
    language: str | None = "fr", before: Iterable[FollowUp] = (), approved: bool = False, entry: bool = False,
    opens: float | None = None, **more: Any,
) -> FollowUp:
    """What is decided about Anne. `noticed`: so many days ago it began to be surprising; `since`: it knows her words until then, None:
    until it was noticed; `entry`: it is about what she last said."""
    at = paris(now)
    steps = [msgspec.structs.replace(fact.step, at=at - fact.days * DAY) for group in facts for fact in group]
    course = tuple(sorted(steps, key=lambda step: (step.at, step.id)))
    person = Person(id="p_anne", name="Anne Lefèvre", language=language, course=course, signals=tuple(signals))
    spoken = [step for step in course if step.theirs and step.at <= at - (noticed if since is None else since) * DAY]
    last = spoken[-1] if spoken else None
    occasion = Happened(
        id="s_1", person="p_anne", kind=kind, at=at - noticed * DAY, since=last.at if last else at - noticed * DAY,
        numbers=(Number(name="usual_gap_days", value=7, unit="d"),),
        closed_at=None if ended is None else at - ended * DAY, evidence=(last.id,) if last else (),
    )
    if entry and last:
        occasion = of_entry(last, "p_anne", "complained" if kind == "complained" else "asked")
    known: dict[str, Any] = {
        "identifiers": [Identifier(id=one, person="p_anne") for one in {*(step.identifier for step in course), *owned}],
        "consents": [yes()] if said is None else list(said), "before": [_moved(each, at) for each in before],
    }
    more = {"house": HERE, "now": at, "opens_at": None if opens is None else at - opens * DAY} | more
    decided = decide(occasion, person, **known, **more)
    if approved:
        asked = msgspec.structs.replace(decided, reasons=(Reason(code="approved", words={"by": "lea"}),))
        decided = decide(occasion, person, **known, **more, earlier=asked)
    return decided


def _step(by: str, id_: str, **more: Any) -> Step:
    scheme = by.partition(":")[0]
    network = more.pop("network", NETWORK.get(by))
    channel = "social" if network else {"email": "email", "tel": "phone", "postal": "letter"}[scheme]
    assert channel in CHANNELS
    more = {"language": "fr"} | more
    return Step(at=_ago(0), id=f"{id_}/{by}", channel=channel, identifier=by, network=network, **more)


def _said(given: bool, channel: Channel | None, days: float, purpose: str) -> Consent:
    return Consent(
        id=f"c{given}{channel}{days}{purpose}", person="p_anne", channel=channel, purpose=purpose, given=given, at=_ago(days),
        proof="formulaire",
    )


def _ago(days: float) -> datetime:
    return paris(MONDAY) - days * DAY


def _moved(followup: FollowUp, now: datetime) -> FollowUp:
    """The same time ago from another now."""
    by = now - paris(MONDAY)
    return msgspec.structs.replace(followup, due_at=(followup.due_at or now) + by, decided_at=followup.decided_at + by)
