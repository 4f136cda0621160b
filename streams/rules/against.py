"""What speaks against writing to somebody at all: that it is over, that they told us, that it is not our turn, that it was enough."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime, timedelta

from schemas.campaigns import Assignment, Campaign
from schemas.documents import FollowUp, Person, Reason, Step
from schemas.events import Number
from streams.rules.campaigns import RECEIPT
from streams.rules.consent import AFFAIRS
from streams.rules.keeping import is_answer
from streams.rules.moment import absence
from streams.rules.occasions import ENTRY, Happened
from streams.rules.receipts import COMPLAINTS, TOLD_US

UNSETTLED = frozenset({"discontent", "misunderstood", "promise_broken"})
SILENCES = frozenset({"quiet"})
"""They last since the person's last word, and any later word ends them; the others are ended by a word after they showed."""
QUESTIONS = frozenset({"asked", "complained", "discontent", "misunderstood"})
"""Occasions to which somebody of ours may have answered meanwhile."""
DRIFTING = frozenset({"quiet", "fading"})
TOLD_WITHIN = timedelta(days=90)
"""Who said so lately that they are leaving is not asked where they are."""
CONTENT = 0.3
LONG_AWAY = timedelta(weeks=8)


def over(
    occasion: Happened, person: Person, campaign: Campaign, step: int, now: datetime, before: Iterable[FollowUp] = ()
) -> list[Reason]:
    """The occasion is none any more, or a later step comes too late: nothing is left to be said. Who asks once more still waits for word
    that the first was heard, and who asked by letter and calls about something else does so as well."""
    receipt = campaign.content.purpose in AFFAIRS
    asked = {other.signal for other in before if other.campaign == RECEIPT.id}
    entry = next((one for one in person.course if one.id == occasion.entry), None)
    if occasion.closed_at is not None:
        return [closed(occasion)]
    since = occasion.since if occasion.kind in SILENCES else occasion.at
    for one in person.course:
        if one.theirs and one.at > since and not (receipt and (_asks(one, asked) or (entry and not _goes_on(entry, one)))):
            return [_said(one)]
        if occasion.kind in QUESTIONS and is_answer(one) and one.at > occasion.at:
            return [Reason(code="answered", ok=False, words={"at": one.at.isoformat()}, entries=(one.id,))]
    if step and now > occasion.at + timedelta(days=campaign.content.ends_days):
        days = _days(campaign.content.ends_days)
        return [Reason(code="campaign_over", ok=False, numbers=(days,), words={"at": occasion.at.isoformat()})]
    return []


def closed(occasion: Happened) -> Reason:
    """How an occasion ended that is over."""
    assert occasion.closed_at is not None  # noqa: S101  # asked of closed ones alone
    code = {"quiet": "came_back", "promise_due": "kept", "promise_broken": "kept"}.get(occasion.kind, "settled")
    return Reason(code=code, ok=False, words={"at": occasion.closed_at.isoformat(), "kind": occasion.kind})


def barred(
    campaign: Campaign, *, excluded: Reason | None, assignment: Assignment | None, writing: str | None
) -> list[Reason]:
    """What no colleague's yes to this one message lifts."""
    reasons = [excluded] if excluded else []
    if campaign.state in ("paused", "archived"):
        reasons.append(Reason(code=f"campaign_{campaign.state}", ok=False, words={"at": campaign.changed_at.isoformat()}))
    if assignment and assignment.arm == "left":
        share = Number(name="share", value=round(100 * assignment.share_left), unit="%")
        reasons.append(Reason(code="left_alone", ok=False, numbers=(share,), words={"at": assignment.at.isoformat()}))
    if writing is not None:
        reasons.append(Reason(code="writing", ok=False, words={"by": writing}))
    return reasons


def untimely(occasion: Happened, person: Person, campaign: Campaign, step: int, now: datetime) -> list[Reason]:
    """It comes too late, or they have had word from us. A later step follows upon a message of our own, and that is no word."""
    content = campaign.content
    reasons = []
    if not step and now - occasion.at > timedelta(days=content.stale_days):
        reasons.append(Reason(code="long_ago", ok=False, numbers=(_days(content.stale_days),), words={"at": occasion.at.isoformat()}))
    ours = [
        one for one in person.course
        if one.direction == "out" and (is_answer(one) or not step)
        and occasion.since < one.at <= now and now - one.at < timedelta(days=content.ours_days)
    ]
    if ours:
        last = ours[-1]
        days = _days(content.ours_days)
        reasons.append(Reason(code="wrote_lately", ok=False, numbers=(days,), words={"at": last.at.isoformat()}, entries=(last.id,)))
    return reasons


def personal(occasion: Happened, person: Person) -> list[Reason]:
    """Somebody who is unhappy, misunderstood, waiting for what we promised, or who said that they are leaving, needs a colleague's own
    words, not a template's."""
    found = [
        Reason(code="unsettled", ok=False, words={"kind": signal.kind, "at": signal.at.isoformat()}, entries=signal.evidence)
        for signal in person.signals if signal.closed_at is None and signal.kind in UNSETTLED and signal.id != occasion.id
    ][:1]
    if occasion.kind in DRIFTING:
        lately = [step for step in person.course if step.theirs and timedelta(0) <= occasion.at - step.at <= TOLD_WITHIN]
        said = [step for step in lately if step.tone is not None]
        told = [step for step in said if "leaving" in step.labels]
        if told and not any(step.at > told[-1].at and (step.tone or 0) > CONTENT for step in said):
            found.append(Reason(code="told_leaving", ok=False, words={"at": told[-1].at.isoformat()}, entries=(told[-1].id,)))
    return found


def away_for_long(person: Person, now: datetime) -> list[Reason]:
    """Nobody waits for somebody's return from a year of leave: a colleague asks whoever stands in, or writes all the same."""
    told = absence(person.course, now)
    if told is None or told.back_at is None or told.back_at - now <= LONG_AWAY:
        return []
    return [Reason(code="absent_long", ok=False, words={"at": told.back_at.isoformat()}, entries=(told.id,))]


def cap(id_: str, decided_at: datetime, before: Iterable[FollowUp], campaign: Campaign, now: datetime) -> Reason:
    """Those that left, and those that wait and were decided earlier, over all campaigns. Receipts count among themselves."""
    content = campaign.content
    counted = sum(
        other.state == "composed" or (other.state == "waiting" and (other.decided_at, other.id) < (decided_at, id_))
        for other in beside(id_, before, campaign, now)
    )
    numbers = (
        _days(content.cap_days), Number(name="cap", value=content.cap, unit="1"), Number(name="written", value=counted, unit="1"),
    )
    free = counted < content.cap
    return Reason(code="cap_free" if free else "cap_reached", ok=free, numbers=numbers)


def beside(id_: str, before: Iterable[FollowUp], campaign: Campaign, now: datetime) -> list[FollowUp]:
    """The others that the cap is about, however they stand."""
    within = timedelta(days=campaign.content.cap_days)
    alike = [other for other in before if other.id != id_ and (other.campaign == RECEIPT.id) == (campaign.id == RECEIPT.id)]
    return [other for other in alike if now - (other.due_at or other.decided_at) < within]


def acknowledged(occasion: Happened, id_: str, decided_at: datetime, person: Person, before: Iterable[FollowUp]) -> list[Reason]:
    """They have a receipt and no human of ours has written since: they know when the answer will come, and two answering machines stop."""
    asked = next((step for step in person.course if step.id == occasion.entry), None)
    heard = max((step.at for step in person.course if is_answer(step) and step.at < occasion.at), default=None)
    for other in before:
        earlier = other.state == "waiting" and (other.decided_at, other.id) < (decided_at, id_)
        if other.campaign != RECEIPT.id or other.id == id_ or not (other.state == "composed" or earlier):
            continue
        if (heard is None or other.decided_at > heard) and (asked is None or other.identifier == asked.identifier):
            return [Reason(code="receipt_sent", ok=False, words={"at": (other.due_at or other.decided_at).isoformat()})]
    return []


def _goes_on(asked: Step, step: Step) -> bool:
    """Whether they said something there where they had asked."""
    return (step.channel, step.network) == (asked.channel, asked.network) and step.act in TOLD_US


def _asks(step: Step, asked: Set[str]) -> bool:
    """Whether this is something to be answered as well; `asked`: what is known to be."""
    return step.asks or ((step.tone or 0) < 0 and not COMPLAINTS.isdisjoint(step.labels)) or f"{ENTRY}{step.id}" in asked


def _said(step: Step) -> Reason:
    """They have spoken since."""
    code = "came_back"
    if "leaving" in step.labels:
        code = "said_leaving"
    elif (step.tone or 0) > CONTENT:
        code = "said_content"
    return Reason(code=code, ok=False, words={"at": step.at.isoformat()}, entries=(step.id,))


def _days(days: int) -> Number:
    return Number(name="days", value=float(days), unit="d")
