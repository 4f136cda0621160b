"""What deserves a word at once: a question, a request, a complaint that has just come in and that nobody has answered yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from schemas.campaigns import EventKind
from schemas.documents import Step
from schemas.interaction import Channel, Interaction, Reading
from streams.rules.course import words_of
from streams.rules.identifiers import is_own
from streams.rules.keeping import is_answer

COMPLAINTS = frozenset({"discontent", "disappointment", "misunderstanding", "leaving"})

FRESH: dict[Channel, timedelta] = {"email": timedelta(hours=2), "social": timedelta(hours=2), "letter": timedelta(days=10)}
"""What was written longer ago comes from a mailbox that was just connected, or has waited so long that a receipt would be a mockery. A
letter takes its days. A call is answered by who picks it up, and one in vain by calling back."""
MOST_RECIPIENTS = 3
"""A mail to more than these was not put to us alone, if we are not among those whom it is to."""
AHEAD = timedelta(minutes=10)
"""Clocks differ; what is of tomorrow is not of now."""

TOLD_US = frozenset({None, "post", "reply", "direct", "comment", "review"})
"""Acts on a network by which something is said."""

A_DAY = timedelta(days=1)

_REQUEST = re.compile(
    r"(?:\b(?:pou(?:vez|rriez)|peux|pourrais|sauriez|auriez)[- ](?:vous|tu)\b"
    r"|\b(?:merci|pri[eè]re|svp|s'il (?:vous|te) pla[iî]t)\b[^.!?\n]{0,30}\b\w+(?:er|ir|re|oir)\b"
    r"|\bveuillez (?:(?:me|nous|m'|m’)\s?)?(?!agréer|agreer|recevoir|croire|trouver|accepter)\w+(?:er|ir|re|oir)\b"
    r"|\bje (?:souhaite(?:rais)?|voudrais|aimerais|demande|réclame|désire(?:rais)?)\b"
    r"|\b(?:dites|envoyez|rappelez|répondez|indiquez|confirmez|expliquez)[- ](?:moi|nous)\b|\brappelez[- ]moi\b"
    r"|\b(?:could|can|would|will) (?:you|someone|somebody)\b"
    r"|\b(?:please|kindly) (?!find|accept|note|do not reply)\w+"
    r"|\bi(?: would|'d|’d) (?:like|appreciate|be grateful)\b|\bi (?:need|want|request|am waiting|wish) (?:to|for|you|a|an|the|my)\b"
    r"|\b(?:let me know|get back to me|call me back|send me|tell me|waiting for (?:a|an|your) (?:answer|reply|response))\b"
    r"|\bj'attends (?:votre|une|de vos|toujours)\b|\bdans l'attente d(?:e votre|'une) réponse\b)",
    re.IGNORECASE,
)


def event_of(step: Step, said: Interaction, reading: Reading, *, now: datetime) -> EventKind | None:
    """Whether this entry is something to be answered at once, and as what. `step`: the same entry in the person's course."""
    fresh = FRESH.get(step.channel)
    if step.channel == "email" and not _put_to_us(said, reading):
        return None
    if fresh is None or not step.theirs or step.machine or step.act not in TOLD_US or not -AHEAD <= now - step.at <= fresh:
        return None
    if (step.tone or 0) < 0 and COMPLAINTS & set(step.labels):
        return "complained"
    if step.asks or _REQUEST.search(words_of(said)):
        return "asked"
    return None


def known_before(course: Iterable[Step], entry: str) -> bool:
    """Whether we had to do with them before they asked: since yesterday or longer, by another channel, or one of us had answered them. What
    came just before may be of the same hand that forges this."""
    steps = list(course)
    asked = next((step for step in steps if step.id == entry), None)
    return asked is None or any(is_answer(step) or step.channel != asked.channel or step.at < asked.at - A_DAY for step in steps)


def _put_to_us(said: Interaction, reading: Reading) -> bool:
    """One person wrote it, and to us: no blind copy, no list of somebody else's."""
    to = [party.identifier for party in said.parties if party.role == "to"]
    copied = [party.identifier for party in said.parties if party.role == "cc"]
    if sum(party.role == "from" for party in said.parties) != 1 or not to:
        return False
    if any(is_own(identifier, reading.own, reading.region) for identifier in to if identifier):
        return True
    return len(to) + len(copied) <= MOST_RECIPIENTS
