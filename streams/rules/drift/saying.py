"""A judgement as a sentence: each number in it can be counted in the person's events."""

from __future__ import annotations

from datetime import UTC, datetime

from streams.rules.drift.house import Judgement


def why(judged: Judgement, *, now: float) -> str:
    """One English sentence."""
    silence = _span(judged.silent_days)
    if judged.last_at_s is None:
        if judged.first_at_s is None:
            return "Nothing is known of them yet."
        ours = "one message" if judged.unanswered == 1 else f"{judged.unanswered} messages"
        return f"Nothing has come from them in the {silence} since {_date(judged.first_at_s)}, when we first wrote; {ours} of ours in all."
    since = f"the last was on {_date(judged.last_at_s)}, {silence} before"
    if judged.visits == 1:
        said = f"They came on one day only, {_date(judged.last_at_s)}, {silence} before"
    elif judged.usual_gap_days is None:
        said = f"They came on {judged.visits} days; {since}"
    else:
        said = f"They came on {judged.visits} days, usually {_number(judged.usual_gap_days)} days apart; {since}"
        if judged.deadline_s is not None:
            said += ", longer than usual for them" if judged.deadline_s <= now else ", not yet unusual for them"
    if judged.unanswered:
        said += f", and {judged.unanswered} of our messages {'has' if judged.unanswered == 1 else 'have'} had no answer"
    return said + "."


def _date(at_s: float) -> str:
    return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%d}"


def _span(days: float) -> str:
    if days < 2.0:
        hours = int(days * 24)
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{int(days)} days"


def _number(value: float) -> str:
    return f"{value:g}"
