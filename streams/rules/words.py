"""Judgements in words, in the reader's language: sentences that a colleague could say aloud to the person.

Every number and date in a sentence is in the signal or reason that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time

from schemas.documents import Reason
from schemas.events import Kind, Origin, OriginKind, Signal
from streams.rules.sentences import CHANNELS, CLOSED, KIND_NAMES, MESSAGES, ORIGIN_NAMES, ORIGINS, REASONS, SIGNALS

_OFFSET = re.compile(r"Etc/GMT([+-]\d+)")
"""West of Greenwich is plus there (POSIX), and minus for everybody else."""
_FIRST = re.compile(r"\b1\b")
_BREAKABLE = re.compile(r" (?=[:;?!»])|(?<=«) ")


def signal_sentence(signal: Signal, language: str, name: str | None = None, *, tz: str = "UTC") -> str:
    """The signal as one would say it; dates in the zone `tz`."""
    tongue = _tongue(language)
    numbers = {number.name: number.value for number in signal.numbers}
    instants = {"since": signal.since, "at": signal.at, "closed": signal.closed_at}
    instants |= {key: datetime.fromisoformat(signal.words[key]) for key in ("made", "due", "last") if key in signal.words}
    said = {key: day(at, tongue, tz) for key, at in instants.items() if at is not None}
    if due_at := instants.get("due"):
        said["time"] = format_time(due_at.astimezone(ZoneInfo(tz)), "short", locale=locale(tongue))
    said["who"] = name or {"fr": "Cette personne", "en": "This person"}[tongue]
    if signal.kind in ("promise_due", "promise_broken") and not name:
        said["who"] = {"fr": "cette personne", "en": "this person"}[tongue]
    said |= {"promise": signal.words.get("promise", ""), "quoted": _quoted(signal.words.get("quotes", ""), tongue)}
    said["channel"] = CHANNELS[tongue].get(signal.words.get("channel", ""), "")
    if "silent_days" in numbers:
        said["silent"] = days(numbers["silent_days"], tongue)
    if "usual_gap_days" in numbers:
        said["usual"] = every(numbers["usual_gap_days"], tongue)
    if "messages" in numbers:
        said["times"] = _times(numbers["messages"], tongue)
    if signal.kind == "fading":
        sentence = " ".join(_fades(how, numbers, said, tongue) for how in _ways(signal))
    else:
        sentence = SIGNALS[tongue][_which(signal, numbers)].format_map(_Said(said))
        if signal.kind == "discontent" and "leaving" in _labels(signal) and not _labels(signal).isdisjoint(CROSS):
            sentence += SIGNALS[tongue]["leaving"]
    ended = CLOSED[tongue][_end(signal)].format_map(_Said(said)) if signal.closed_at else ""
    return _typeset(sentence + ended, tongue)


def origin_sentence(origin: Origin, language: str, *, tz: str = "UTC") -> str:
    """What the change began with, as one would say it."""
    tongue = _tongue(language)
    said = ORIGINS[tongue][origin.kind].format(
        at=day(origin.at, tongue, tz), message=MESSAGES[tongue][origin.channel], products=", ".join(origin.products)
    )
    return _typeset(said, tongue)


def kind_name(kind: Kind, language: str) -> str:
    """One or two words for a signal's kind."""
    return KIND_NAMES[_tongue(language)][kind]


def origin_name(kind: OriginKind, language: str) -> str:
    """One or two words for what a change began with."""
    return ORIGIN_NAMES[_tongue(language)][kind]


def _typeset(text: str, tongue: str) -> str:
    """French marks do not stand alone at the end or beginning of a line."""
    return _BREAKABLE.sub("\u202f", text) if tongue == "fr" else text


def _ways(signal: Signal) -> list[str]:
    return [signal.words["how"], *(how for how in signal.words.get("also", "").split(",") if how)]


def _end(signal: Signal) -> str:
    """How it ended: a promise that was let pass did not end well, and one that nobody came back to was not settled."""
    if signal.kind == "promise_due" and signal.closed_at == datetime.fromisoformat(signal.words["due"]):
        return "promise_missed"
    if signal.kind == "promise_broken" and len(signal.evidence) < 2:
        return "other"
    return signal.kind if signal.kind in CLOSED["en"] else "other"


def _times(count: float, tongue: str) -> str:
    return {"fr": f"{plain(count)} fois", "en": "twice" if count == 2 else f"{plain(count)} times"}[tongue]


CROSS = frozenset({"discontent", "disappointment"})


def _labels(signal: Signal) -> frozenset[str]:
    return frozenset(signal.words.get("labels", "").split(","))


def _which(signal: Signal, numbers: Mapping[str, float]) -> str:
    if signal.kind == "discontent" and "leaving" in _labels(signal) and _labels(signal).isdisjoint(CROSS):
        return "leaves"
    if signal.kind == "quiet" and signal.closed_at:
        return "quiet_over"
    if signal.kind == "delighted":
        return "delighted_tells" if "recommendation" in _labels(signal) else "delighted"
    again = signal.kind in ("discontent", "misunderstood") and numbers.get("messages", 1) > 1
    return f"{signal.kind}_again" if again else signal.kind


def _fades(how: str, numbers: Mapping[str, float], said: Mapping[str, str], tongue: str) -> str:
    name, put = {
        "rarer": ("gap_days", every), "calls": ("call_s", lasting), "texts": ("text_words", _round), "channel": ("contacts", _round),
    }[how]
    usual, latest = put(numbers[f"usual_{name}"], tongue), put(numbers[f"latest_{name}"], tongue)
    return SIGNALS[tongue][how].format_map(_Said(said, usual=usual, latest=latest))


def _quoted(quotes: str, tongue: str) -> str:
    """The words that it rests on, as they were written."""
    pair = {"fr": "« {} »", "en": "“{}”"}[tongue]
    said = ", ".join(pair.format(" ".join(quote.split())) for quote in quotes.split("\n") if quote)
    return {"fr": " : ", "en": ": "}[tongue] + said if said else ""


def lasting(span_s: float, language: str) -> str:
    """A talk: 40 s, 3 min; no finer than one would say it."""
    return f"{max(1, round(span_s))} s" if span_s < 90 else f"{round(span_s / 60)} min"


def _round(value: float, language: str) -> str:
    return plain(round(value))


def reason_sentence(reason: Reason, language: str, *, tz: str = "UTC") -> str:
    """A reason as one would say it. A code that is not known here says itself."""
    tongue = _tongue(language)
    pattern = REASONS[tongue].get(reason.code)
    if pattern is None:
        return reason.code
    said: dict[str, str] = {number.name: plain(number.value) for number in reason.numbers}
    if "days" in said:
        said["span"] = days(next(number.value for number in reason.numbers if number.name == "days"), tongue)
    if "usual_gap_days" in said:
        said["usual"] = every(next(number.value for number in reason.numbers if number.name == "usual_gap_days"), tongue)
    said.update(_words(reason.words, tongue, tz))
    return _typeset(pattern.format_map(_Said(said)), tongue)


def every(gap_days: float, language: str) -> str:
    """A rhythm: every 11 days, every two or three hours - no finer than one would say it."""
    if gap_days < 1.5:
        return {"fr": "chaque jour", "en": "every day"}[_tongue(language)]
    return {"fr": f"tous les {plain(round(gap_days))} jours", "en": f"every {plain(round(gap_days))} days"}[_tongue(language)]


def days(span_days: float, language: str) -> str:
    number = max(1, round(span_days))
    return {"fr": f"{number} jour{'s' if number > 1 else ''}", "en": f"{number} day{'s' if number > 1 else ''}"}[_tongue(language)]


def day(at: datetime, language: str, tz: str = "UTC") -> str:
    """A day in full: 12 octobre 2026, 12 October 2026."""
    return dated(at.astimezone(ZoneInfo(tz)).date(), "long", language)


def dated(on: date, pattern: str, language: str) -> str:
    """A date in a pattern of Unicode's, the day's number without a zero before it. The first of a month is "1er" in French."""
    said = format_date(on, pattern, locale=locale(language))
    return _FIRST.sub("1er", said, count=1) if on.day == 1 and _tongue(language) == "fr" else said


def plain(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.1f}"


def locale(language: str) -> Locale:
    """English as in Britain: this house writes to Europe."""
    return Locale.parse({"fr": "fr_FR", "en": "en_GB"}[_tongue(language)])


def _words(words: Mapping[str, str], tongue: str, tz: str) -> dict[str, str]:
    said = dict(words)
    for name in ("at", "since"):
        if name in words:
            at = datetime.fromisoformat(words[name])
            said[name] = day(at, tongue, words.get("zone", tz))
            if name == "at":
                said["time"] = format_time(at, "short", tzinfo=ZoneInfo(words.get("zone", tz)), locale=locale(tongue))
    if "channel" in words:
        said["channel"] = CHANNELS[tongue].get(words["channel"], words["channel"])
    for name in ("language", "theirs"):
        if words.get(name):
            said[name] = locale(tongue).languages.get(words[name], words[name])
    if "kind" in words:
        said["kind"] = KIND_NAMES[tongue].get(words["kind"], words["kind"])
    if "zone" in words:
        said["zone"] = _OFFSET.sub(lambda match: f"UTC{-int(match[1]):+d}", words["zone"])
    if "network" in words:
        said["network"] = words["network"].title()
    return said


def _tongue(language: str) -> str:
    return "fr" if language.partition("_")[0].partition("-")[0] == "fr" else "en"


class _Said(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
