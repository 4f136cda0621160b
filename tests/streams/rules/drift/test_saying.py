"""What is said of a person: one sentence whose numbers can be counted in their events."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from streams.rules.drift import DEFAULT, judge, why

DAY = 86400.0
START = datetime(2026, 1, 5, 9, tzinfo=UTC).timestamp()


def test_the_sentences() -> None:
    weekly = [(START + n * 7 * DAY, True, "email") for n in range(5)]
    ours = [(START + 30 * DAY, False, "email")]
    at = START + 40 * DAY

    def said(events: list[tuple[float, bool, str]], now: float = at) -> str:
        return why(judge(events, DEFAULT, now=now), now=now)

    assert (
        said(weekly) == "They came on 5 days, usually 7 days apart; the last was on 2026-02-02, 12 days before, not yet unusual for them."
    )
    assert said([*weekly, *ours], START + 80 * DAY) == (
        "They came on 5 days, usually 7 days apart; the last was on 2026-02-02, 52 days before, longer than usual for them, "
        "and 1 of our messages has had no answer."
    )
    assert said(weekly[:2]) == "They came on 2 days; the last was on 2026-01-12, 33 days before."
    assert said(weekly[:1], START + 3700) == "They came on one day only, 2026-01-05, 1 hour before."
    assert said(ours) == "Nothing has come from them in the 10 days since 2026-02-04, when we first wrote; one message of ours in all."


events = st.lists(
    st.tuples(st.floats(0, 400).map(lambda days: START + days * DAY), st.booleans(), st.just("email")), min_size=1, max_size=30
)


@given(history=events)
def test_every_number_is_found_in_the_events(history: list[tuple[float, bool, str]]) -> None:
    now = START + 401 * DAY
    sentence = why(judge(history, DEFAULT, now=now), now=now)
    theirs = sorted(at for at, their, _ in history if their)
    last = theirs[-1] if theirs else min(at for at, _, _ in history)
    days = sorted({int(at // DAY) for at in theirs})
    gaps = [after - before for before, after in itertools.pairwise(days)][-24:]
    true = {
        str(len(days)),
        str(int((now - last) / DAY)),
        str(int((now - last) / 3600)),
        str(sum(at > last or not theirs for at, their, _ in history if not their)),
    }
    if gaps:
        true.add(f"{median([gap for gap in gaps if gap >= sum(gaps) / len(gaps) / 4][-12:]):g}")
    date = f"{datetime.fromtimestamp(last, UTC):%Y-%m-%d}"
    assert date in sentence and sentence.endswith(".") and "\n" not in sentence
    assert set(re.findall(r"[\d.]*\d", sentence.replace(date, ""))) <= true
