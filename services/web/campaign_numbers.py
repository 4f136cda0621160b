"""The numbers of a campaign's page: whom it concerns today, each counted once, and what it is worth, as a plot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from schemas.documents import FollowUp
from schemas.documents import Reason as Code
from schemas.interaction import CHANNELS, Channel
from services.web.bars import scale
from services.web.campaign_views import Numbers, Plot, PlotRow, Share, Useful
from services.web.views import Reason
from streams.rules.uplift import Uplift, difference

NAMED = 6
"""So many of those who wait for a colleague are named."""

LEAST_POINTS = 10
"""The scale reaches this far at least, on both sides together."""

ASKS = frozenset({"unsettled", "absent_long"})
LEFT_ALONE = "left_alone"
PARTS = ("asks", "coming", "written", "held", "left", "over")

Counts = Mapping[tuple[str, str | None, str | None, bool | None], int]
"""As `state.assignments.counts` gives them: (arm, channel, template, returned; None: not known yet)."""


def of_today(followups: Iterable[FollowUp], midnight: datetime) -> list[FollowUp]:
    """Those that wait for their time or for a colleague, and whatever was decided, or left, since midnight."""
    def is_of_today(each: FollowUp) -> bool:
        left = each.due_at if each.state == "composed" and each.due_at else each.decided_at
        return each.state in ("waiting", "asking") or max(left, each.decided_at) >= midnight

    return [each for each in followups if is_of_today(each)]


def numbers(followups: Iterable[FollowUp], names: Mapping[str, str], sentence: Callable[[Code], str]) -> Numbers:
    """Persons, each once. `sentence`: a reason in the reader's language."""
    counts: Counter[str] = Counter()
    channels: Counter[Channel] = Counter()
    asking: list[tuple[str, str]] = []
    against: Counter[str] = Counter()
    first: dict[str, Code] = {}
    for each in one_each(followups):
        what = part_of(each)
        counts[what] += 1
        if what == "coming" and each.channel:
            channels[each.channel] += 1
        if what == "asks":
            asking.append((each.person, names.get(each.person, each.person)))
        if what == "held":
            reason = deciding(each)
            against[reason.code] += 1
            first.setdefault(reason.code, reason)
    return Numbers(
        all=counts.total(),
        coming=counts["coming"],
        by_channel=tuple((channel, channels[channel]) for channel in CHANNELS if channels[channel]),
        asks=counts["asks"],
        asking=tuple(asking[:NAMED]),
        left=counts["left"],
        held=counts["held"],
        shares=tuple(
            Share(reason=Reason(ok=False, sentence=sentence(first[code])), code=code, count=count)
            for code, count in sorted(against.items(), key=lambda item: (-item[1], item[0]))
        ),
        written=counts["written"],
        over=counts["over"],
    )


def one_each(followups: Iterable[FollowUp]) -> list[FollowUp]:
    """Of everybody the one by which they are counted: what is still to be done comes before what was, and that before what was not."""
    weightiest: dict[str, FollowUp] = {}
    for each in followups:
        known = weightiest.setdefault(each.person, each)
        if PARTS.index(part_of(each)) < PARTS.index(part_of(known)):
            weightiest[each.person] = each
    return list(weightiest.values())


def part_of(followup: FollowUp) -> str:
    """Where it is counted: coming, asks, left, held, written or over; each somewhere."""
    match followup.state:
        case "waiting":
            return "coming"
        case "asking":
            return "asks"
        case "composed":
            return "written"
        case "held":
            return "left" if any(reason.code == LEFT_ALONE for reason in followup.reasons) else "held"
        case _:
            return "over"


def deciding(followup: FollowUp) -> Code:
    """The one reason that a held follow-up is counted by: the first that speaks against it; what only asks a colleague comes last."""
    against = sorted((reason for reason in followup.reasons if not reason.ok), key=lambda reason: reason.code in ASKS)
    return against[0] if against else Code(code="held", ok=False)


def useful(counts: Counts) -> Useful:
    """Over all, and by channel where there is more than one."""
    channels: list[Channel] = [channel for channel in CHANNELS if any(key[1] == channel and key[3] is not None for key in counts)]
    told = _told(counts)
    rows: list[tuple[Channel | None, Uplift]] = [(None, told)]
    rows += [(channel, _told({key: count for key, count in counts.items() if key[1] == channel})) for channel in channels]
    return Useful(told=told, plot=plot(rows), open=sum(count for key, count in counts.items() if key[3] is None))


def _told(counts: Counts) -> Uplift:
    sums: Counter[tuple[str, bool]] = Counter()
    for (arm, _, _, returned), count in counts.items():
        if returned is not None:
            sums[arm, returned] += count
    written, left = (sums[arm, True] + sums[arm, False] for arm in ("written", "left"))
    return difference(sums["written", True], written, sums["left", True], left)


def plot(rows: Iterable[tuple[Channel | None, Uplift]]) -> Plot:
    """One scale for all rows, of round points, wide enough for every interval and for 0."""
    rows = list(rows)
    ends = [0.0, *(100 * end for _, told in rows for end in (told.low, told.high) if end is not None)]
    step = scale(max(LEAST_POINTS, round(max(ends) - min(ends))))
    first = int(min(ends) // step) * step
    last = max(first + step, int(-(-max(ends) // step)) * step)

    def x(points: float) -> float:
        return round(100 * (points - first) / (last - first), 2)

    drawn = tuple(
        PlotRow(channel=channel, told=told, drawn=False, low=0, at=0, high=0)
        if told.low is None or told.high is None or told.estimate is None
        else PlotRow(channel=channel, told=told, drawn=True, low=x(100 * told.low), at=x(100 * told.estimate), high=x(100 * told.high))
        for channel, told in rows
    )
    return Plot(rows=drawn, ticks=tuple((x(points), points) for points in range(first, last + 1, step)), zero=x(0))
