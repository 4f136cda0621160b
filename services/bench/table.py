"""What was seen, as rows."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One number. `goal`: what it should be; `met` is None where there is none."""

    measure: str
    what: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None
    note: str = ""


def at_most(measure: str, what: str, value: float, goal: float, unit: str, note: str = "") -> Row:
    return Row(measure=measure, what=what, value=value, unit=unit, goal=f"<= {goal:g}", met=value <= goal, note=note)


def at_least(measure: str, what: str, value: float, goal: float, unit: str, note: str = "") -> Row:
    return Row(measure=measure, what=what, value=value, unit=unit, goal=f">= {goal:g}", met=value >= goal, note=note)


def seen(measure: str, what: str, value: float, unit: str, note: str = "") -> Row:
    return Row(measure=measure, what=what, value=value, unit=unit, note=note)


def line(row: Row) -> str:
    verdict = {True: "yes", False: "NO", None: ""}[row.met]
    return f"{row.measure:8} {row.what:46} {row.value:>10,.4g} {row.unit:9} {row.goal:>8} {verdict:3} {row.note}".rstrip()


def failed(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.met is False]
