"""Is what a signal says found in the entries that it cites? Read anew, without the rules that said it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from schemas.documents import Step
from schemas.events import Number, Signal
from streams.rules.words import origin_sentence, signal_sentence

PARIS = ZoneInfo("Europe/Paris")


def prove(signal: Signal, course: Iterable[Step], *, now: datetime, language: str, name: str | None = None) -> str:
    """Every number of the signal is in its evidence, every digit of its sentences in its numbers, dates and quotations."""
    known = {step.id: step for step in course}
    assert signal.evidence and set(signal.evidence) <= known.keys(), signal.kind
    assert signal.since <= signal.at <= now and all(known[id_].at <= now for id_ in signal.evidence)
    for number in signal.numbers:
        assert number.entries and set(number.entries) <= set(signal.evidence), number.name
        cited = sorted((known[id_] for id_ in number.entries), key=lambda step: (step.at, step.id))
        assert any(abs(number.value - value) < 0.002 for value in recomputed(number, cited, signal)), (signal.kind, number)
    sentence = signal_sentence(signal, language, name, tz=PARIS.key)
    assert "?" not in sentence and "{" not in sentence, sentence
    instants = [signal.since, signal.at, signal.closed_at, *(signal.words.get(key) for key in ("made", "due", "last"))]
    dates = [datetime.fromisoformat(at) if isinstance(at, str) else at for at in instants if at is not None]
    allowed = {part for at in dates for part in parts(at)} | {f"{at.astimezone(PARIS):%H %M}"[n : n + 2] for at in dates for n in (0, 3)}
    allowed |= {str(max(1, round(value))) for number in signal.numbers for value in (number.value, number.value / 60)}
    allowed |= set(re.findall(r"\d+", signal.words.get("quotes", "") + signal.words.get("promise", "")))
    assert set(re.findall(r"\d+", sentence)) <= allowed, sentence
    if signal.origin:
        assert signal.origin.entry in known and known[signal.origin.entry].at == signal.origin.at <= signal.at
        products = set(re.findall(r"\d+", " ".join(signal.origin.products)))
        assert set(re.findall(r"\d+", origin_sentence(signal.origin, language, tz=PARIS.key))) <= parts(signal.origin.at) | products
    return sentence.replace("\u202f", " ")


def parts(at: datetime) -> set[str]:
    local = at.astimezone(PARIS)
    return {str(local.day), str(local.year), str(local.hour), str(local.minute)}


def recomputed(number: Number, cited: Sequence[Step], signal: Signal) -> set[float]:
    """What the entries that a number cites give for it; a set where the number is the median of some of their gaps."""
    times = [step.at for step in cited]
    gaps = [(after - before).total_seconds() / 86400 for before, after in pairwise(times)]
    match number.name:
        case "usual_gap_days" | "latest_gap_days":
            days = [at.astimezone(UTC).date() for at in times]
            visits = [gap for gap, (before, after) in zip(gaps, pairwise(days), strict=True) if before != after]
            return {median(visits), *((one + other) / 2 for one in visits for other in visits)}
        case "silent_days" if signal.kind == "quiet":
            return {(signal.at - times[-1]).total_seconds() / 86400}
        case "silent_days" | "within_days":
            return {(times[-1] - times[0]).total_seconds() / 86400}
        case "arrivals" | "messages" | "usual_contacts" | "latest_contacts":
            return {float(len(cited))}
        case "usual_call_s" | "latest_call_s":
            return {median(step.duration_s or 0 for step in cited)}
        case "usual_text_words" | "latest_text_words":
            return {float(median(step.length for step in cited))}
        case "promised_days":
            return {(promise.due - step.at).total_seconds() / 86400 for step in cited for promise in step.promises}
    raise AssertionError(f"a number that nobody checks: {number.name}")
