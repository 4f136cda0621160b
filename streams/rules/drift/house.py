"""What is learnt from everybody of a house, and what is judged of one person."""

from __future__ import annotations

import hashlib

import msgspec


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """How a house's persons come back: gaps in days, Weibull of one shape, each person's rate Gamma(weight, scale) over the house.

    The next gap is then Burr XII: P(gap > s) = (1 + s^shape / A)^-R, with R = weight + the person's gaps, A = scale + their sum of
    gap^shape, older ones counting memory^age. After visit n the person leaves for good with chance leaving * settling / (settling + n - 1).
    """

    shape: float
    weight: float
    scale: float
    memory: float
    leaving: float
    settling: float
    channels: dict[str, float] = {}  # what `scale` is multiplied with for persons of this channel


class House(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one person's judgement takes from everybody else. Times in days, `fitted_at` in seconds since 1970."""

    own: Renewal  # of the gaps between active days
    visits: Renewal  # of the gaps between visits: active days nearer than `visit_days` are one
    typical_days: float = 21.0  # the median over persons of their mean gap
    visit_days: float = 5.0
    horizon_days: float = 84.0  # silent for so long, or three own mean gaps if that is longer: lost
    means: tuple[float, ...] = ()  # of the features, where the correction was learnt
    spreads: tuple[float, ...] = ()
    slopes: tuple[float, ...] = ()  # of the correction, a feature each; none: nothing was learnt
    shift: float = 0.0
    doubt: float = 1.0  # the variance of that shift from one time to another: what comes is never quite what was
    fixed_days: float = 84.0  # a silence that tells for everybody alike
    stretches: tuple[tuple[float, float], ...] = ((0.02, 2.4), (0.05, 1.6), (0.1, 1.0), (0.2, 0.6), (0.3, 0.4))
    """Share of false alarms -> by how much the deadlines are stretched."""
    fitted_at: float = 0.0
    persons: int = 0  # from whom it was learnt
    version: str = ""  # twelve letters that change when a number does; when it was fitted does not matter


def named(house: House) -> House:
    """With the version that its numbers give."""
    plain = msgspec.structs.replace(house, fitted_at=0.0, version="")
    return msgspec.structs.replace(house, version=hashlib.sha256(msgspec.json.encode(plain)).hexdigest()[:12])


_USUAL = Renewal(shape=1.2, weight=0.8, scale=20.0, memory=0.8, leaving=0.12, settling=2.5)
_STRETCHES = ((0.02, 2.6), (0.05, 1.8), (0.1, 1.2), (0.2, 0.8), (0.3, 0.6))
DEFAULT = named(House(own=_USUAL, visits=_USUAL, visit_days=0.5, fixed_days=35.0, stretches=_STRETCHES))
"""Of a house of which nothing is known: people who come about every three weeks, some much more often. Who came every week is missed
after some four, who came every month after nine."""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One person at one time. `risk`: the chance that nothing more comes in, of their own accord, for `horizon_days` from now on."""

    risk: float
    horizon_days: float
    deadline_s: float | None  # from when on their silence surprises; None: too few visits, or none
    visits: int  # active days
    usual_gap_days: float | None  # the median of the latest twelve gaps between visits (usual.py); None below two
    silent_days: float
    first_at_s: float | None
    last_at_s: float | None  # None: nothing ever came from them
    unanswered: int  # what we sent since
    house: str  # the version it was judged by
