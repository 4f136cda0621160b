"""Who still comes, but less and less: rarer, shorter, one way less - and who does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from evidence import prove

from schemas.documents import Step
from schemas.events import Signal
from schemas.interaction import Channel
from streams.rules.signals import notice

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
MAIL, CALL = "email:anne@example.fr", "tel:+33144556677"


def contacts(
    gaps: Sequence[float], *, lengths: Sequence[int] = (), talks_s: Sequence[float] = (), channels: Sequence[Channel] = ()
) -> list[Step]:
    """A contact after each of the gaps, in days; `lengths` in words, `talks_s` in seconds, by the channel of each (email)."""
    at, steps = START, []
    for number, gap in enumerate(gaps):
        at += gap * DAY
        channel = channels[number] if channels else "phone" if talks_s else "email"
        identifier = CALL if channel == "phone" else MAIL
        steps.append(
            Step(
                at=at, id=f"m{number}/{identifier}", channel=channel, direction="in", theirs=True, identifier=identifier,
                length=lengths[number] if lengths else 0, duration_s=talks_s[number] if talks_s else None,
                answered=True if channel == "phone" else None,
            )
        )  # fmt: skip
    return steps


def fades(steps: Sequence[Step]) -> list[Signal]:
    noticed = notice("p_1", steps, now=steps[-1].at + DAY)
    return [signal for signal in noticed.signals if signal.kind == "fading"]


WEEKLY = [7, 8, 6, 7, 7, 8, 6, 7]


def test_who_comes_rarer_and_rarer_is_noticed_before_the_silence() -> None:
    steps = contacts([*WEEKLY, 10, 13, 16])
    (signal,) = fades(steps)
    assert signal.closed_at is None and signal.at == steps[-1].at and signal.since == steps[-4].at
    assert prove(signal, steps, now=signal.at, language="fr", name="Anne Lefèvre") == (
        "Anne Lefèvre nous contacte moins souvent depuis le 2 mars 2026 : "
        "d'ordinaire tous les 7 jours, ces derniers temps tous les 13 jours."
    )


def test_who_takes_up_the_old_rhythm_again_is_not_fading_any_more() -> None:
    steps = contacts([*WEEKLY, 10, 13, 16, 7, 7, 7])
    (signal,) = fades(steps)
    assert signal.closed_at is not None
    assert prove(signal, steps, now=steps[-1].at, language="en").endswith(" That has been over since 24 April 2026.")


@pytest.mark.parametrize(
    "gaps",
    [
        [7] * 14,
        [3, 20, 1, 9, 30, 2, 14, 5, 21, 4, 17, 9, 25],
        [7, 7, 7, 14],
        [*WEEKLY, 7, 21, 7],
        [20, 15, 12, 10, 8, 7, 6, 5, 4, 3],
        [0.01] * 12,
    ],
    ids=["a clock", "clumpy as ever", "too little known", "one long gap", "more and more often", "all in one visit"],
)
def test_who_does_not_fade(gaps: list[float]) -> None:
    assert fades(contacts(gaps)) == []


def test_calls_cut_short_and_shorter_messages_count_together_with_something_else() -> None:
    talks = [300, 240, 360, 280, 310, 300, 260, 330, 60, 45, 50]
    assert fades(contacts([7] * 11, talks_s=talks)) == []
    both = fades(contacts([*WEEKLY, 10, 13, 16], talks_s=talks))
    assert both[-1].words == {"how": "rarer", "also": "calls"}
    said = prove(both[-1], contacts([*WEEKLY, 10, 13, 16], talks_s=talks), now=both[-1].at, language="en", name="Anne")
    assert said.endswith("Anne has talked to us more briefly on the phone since 2 March 2026: usually 5 min, lately 50 s.")


def test_a_way_that_is_dropped_and_messages_that_become_curt() -> None:
    channels: list[Channel] = ["email", "social"] * 4 + ["email"] * 5
    steps = contacts([7] * 13, channels=channels, lengths=[90, 80, 100, 85, 95, 90, 80, 88, 92, 85, 12, 9, 10])
    (signal,) = fades(steps)
    assert signal.words == {"how": "texts", "also": "channel", "channel": "social"}
    assert prove(signal, steps, now=signal.at, language="fr", name="Anne") == (
        "Anne nous écrit plus court depuis le 16 mars 2026 : d'ordinaire 89 mots, ces derniers temps 10. "
        "Anne ne passe plus par ce canal (réseaux sociaux) : 4 fois jusque-là, puis 5 contacts sans."
    )
