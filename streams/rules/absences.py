"""Until when somebody's automatic answer says that they are away: the day on which they are back.

The times are read as in promises. "Until 14 December" means with that day, "until Monday" without it, as people say it. Of several
absences the one counts that has begun, or begins within SOON: who is away at Christmas is there in November. A house that is closed at
weekends, or at night, is not away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from streams.rules.promises.dues import Now
from streams.rules.promises.expressions import Moment
from streams.rules.promises.line import Line
from streams.rules.promises.moments import moments_of
from streams.rules.promises.reader import languages_of
from streams.rules.promises.sentences import without_soft_breaks
from streams.rules.promises.text import tokens_of

LONGEST = 3000
FARTHEST = timedelta(days=366)
SOON = timedelta(days=7)
SECOND = timedelta(seconds=1)

_BACK = re.compile(
    r"\b(?:(?:de|mon|notre) retour|retour(?:ne|nerai)?(?: au bureau)?|revien(?:s|drai|drons)|rentre(?:rai)?|repren(?:ds|drai|drons)|reprise"
    r"|rouvr\w+|réouverture"
    r"|back|return(?:ing)?|reopen\w*|resum(?:e|ing))\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\b(?:(?:joignable|disponible|présente?|répondr(?:ai|ons)|traiter\w*|connaissance)[^.!?\n]{0,60}(?:à partir|dès|à compter|après)"
    r"|(?:available|reachable|reply|respond|answer)[^.!?\n]{0,60}\b(?:from|as of|after|on))\b",
    re.IGNORECASE,
)
"""Of somebody who is away, that they are back; else, when they work."""
_AWAY = re.compile(
    r"\b(?:absen(?:te?s?|ce)|congés?|vacances|déplacement|arrêt|fermée?s?|fermeture|indisponibles?|injoignables?|hors du bureau"
    r"|pas (?:là|au bureau)|accès (?:limité|réduit)"
    r"|out of (?:the )?office|ooo|away|leave|vacation|holidays?|unavailable|not available|closed|travell?ing|not in the office"
    r"|sabbati(?:cal|que)"
    r"|limited access|no access|off (?:work|sick|duty)"
    r"|out(?= (?:today|tomorrow|until|till|from|this|next|for|all|on|between|through)\b)"
    r"|(?:en|in|at|attending|à|chez) (?:une? |an? |the )?(?:formation|réunion|conférence|séminaire|mission"
    r"|training|meeting|conference|seminar|client)\b)",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\b(?:fermée?s?|fermeture|closed|closes?)\b", re.IGNORECASE)
_HABIT = re.compile(
    r"\W*(?:(?:le|les|du|tous les|chaque|every|each|on|at|during|over|the)\s)*"
    r"(?:week-?ends?|soirs?|nuits?|nights?|evenings?|matins?|mornings?|afternoons?|après-midi)\W*",
    re.IGNORECASE,
)
"""When a house is closed again and again."""
_OTHERWISE = re.compile(r"\b(?:répondr\w+|traiter\w*|answer|reply|respond|get back to you)\W*(?:to you)?\W*$", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:coll[èe]gue|colleague|assistante?|binôme|manager|responsable)\b", re.IGNORECASE)
_RANGE = re.compile(
    r"\b(?:du|de|from|entre|between|starting)\b.{1,40}\b(?:au|à|to|through|thru|till|until|et|and)\b"
    r"|\d\s*[-–—]\s*(?:\d{1,2}\b(?![-–—])|[^\W\d]{3,}\.?\s\d)",
    re.IGNORECASE,
)
_TO = re.compile(r"\s(?:au|à|to|through|thru|till|until|et|and)\s|\s?[-–—]\s?", re.IGNORECASE)
_FROM = re.compile(r"^(?:du|de|from|entre|between|starting)\s", re.IGNORECASE)
_DASH = re.compile(r"\s*[-–—]\s*")
_SENTENCE = re.compile(r"[.!?;](?=\s|$)|\n\s*\n")


def away_until(text: str, *, language: str | None, at: datetime, tz: str, region: str) -> datetime | None:
    """The first instant at which they are back, after `at`; None where nothing tells. `tz`: in which their days are counted."""
    try:
        return _away_until(text[:LONGEST], language, at, Now(at.astimezone(ZoneInfo(tz)), ZoneInfo(tz), region))
    except OverflowError:  # "until 31/12/9999": for ever, and no day to wait for
        return None


def _away_until(text: str, language: str | None, at: datetime, now: Now) -> datetime | None:
    away = _AWAY.search(text)
    for spoken in languages_of(tokens_of(text), language):
        back, until = list[tuple[str, datetime]](), list[tuple[str, datetime]]()
        for moment, before, words, sentence in _times(text, spoken, now):
            told = f"{before}{words}"
            if (_BACK.search(told) or (away and _THERE.search(told))) and not _RANGE.search(words):
                back += [(sentence, one) for one in _begins(moment, now)]
            elif _AWAY.search(sentence) and not (_meant_otherwise(before) or _ever_again(moment, words, sentence)):
                until += [(sentence, one) for one in _ends(moment, words, now) if _holds(words, one, spoken, now)]
        ahead = [(sentence, one) for one_kind in (back, until) for sentence, one in one_kind if at < one <= at + FARTHEST]
        if ahead:
            return _of_the_first_sentence(ahead)
    return None


def _of_the_first_sentence(said: list[tuple[str, datetime]]) -> datetime:
    """People say of now first; "this week and next, until the 14th" is one absence."""
    return max(one for sentence, one in said if sentence == said[0][0])


def _meant_otherwise(before: str) -> bool:
    """"And will answer"; "my colleague Ann is away until"."""
    other = _OTHER.search(before)
    return bool(_OTHERWISE.search(before) or (other and _AWAY.search(before, other.end())))


def _ever_again(moment: Moment, words: str, sentence: str) -> bool:
    """"Closed at weekends", "closed from 6 pm to 9 am"."""
    if not _CLOSED.search(sentence) or moment.relation in ("until", "for"):
        return False
    return bool(_HABIT.fullmatch(words) or (moment.timed and moment.said.span is None))


def _holds(words: str, back: datetime, language: str, now: Now) -> bool:
    """It has begun by SOON. "From 21 to 31 December": its beginning borrows what it leaves out from its end."""
    if not _RANGE.search(words) or back <= now.at + SOON:
        return True
    first, last = (part.strip() for part in (*_TO.split(words, maxsplit=1), "")[:2])
    if not re.search(r"[^\W\d]{3,}|\d[/.]\d", _FROM.sub("", first)) and (number := re.search(r"\d+", first)):
        first = re.sub(r"\d+", number[0], last, count=1)
    begins = [moment.due for moment in moments_of(Line(tokens_of(_FROM.sub("", first)), language), now) if moment.due]
    return not begins or begins[0] > back or begins[0] <= now.at + SOON  # a beginning that is over is read as the next one


def _times(text: str, language: str, now: Now) -> Iterator[tuple[Moment, str, str, str]]:
    """Each time that is named, with what stands before it in its sentence, after the time named before; its words; the whole sentence."""
    line = Line(without_soft_breaks(tokens_of(text)), language)
    behind, opened = 0, 0
    for moment in moments_of(line, now):
        start, end = line.tokens[moment.start].start, line.tokens[moment.end - 1].end
        if not _DASH.fullmatch(text, behind, start):
            opened = start
        begins = max((found.end() for found in _SENTENCE.finditer(text, 0, start)), default=0)
        closes = _SENTENCE.search(text, end)
        yield moment, text[max(begins, behind) : start], text[opened:end], text[begins : closes.start() if closes else len(text)]
        behind = end


def _begins(moment: Moment, now: Now) -> list[datetime]:
    """Of "back on Monday", "back in two weeks"."""
    if moment.said.span is not None:
        return [datetime.combine(moment.said.span.first, time(0), now.zone)]
    due = moment.due or _after(moment, now)
    if due is None:
        return []
    return [due if moment.timed else datetime.combine(due.date(), time(0), now.zone)]


def _after(moment: Moment, now: Now) -> datetime | None:
    """"For ten days": of a promise nobody knows from when on, of an absence one does."""
    length = moment.said.length
    days = {"day": 1, "week": 7, "month": 30}.get(length.unit, 0) * length.amount if length and not moment.undated else 0
    return now.at + timedelta(days=float(days)) if days else None


def _ends(moment: Moment, words: str, now: Now) -> list[datetime]:
    """Of "away until", "away from ... to ...", "away for", "away today"; a single day to come may be another matter."""
    span = moment.said.span
    if moment.relation == "until" and span is not None and not span.exact and not span.period and not moment.timed:
        return [datetime.combine(span.first, time(0), now.zone)]
    lasts = span is not None and (span.last > span.first or span.first <= now.at.date())
    if moment.relation == "for" and moment.due is None and (over := _after(moment, now)):
        return [datetime.combine(over.date() + timedelta(days=1), time(0), now.zone)]
    if moment.due is None or not (moment.relation in ("until", "for", "between") or moment.length or lasts or _RANGE.search(words)):
        return []
    return [moment.due + SECOND if moment.due.second == 59 else moment.due]
