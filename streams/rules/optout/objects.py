"""What a wish is about: an advertisement, a way to be reached, contact at all - read from the words behind "stop" or "no more"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from streams.rules.optout.grammar import Grammar, may_begin
from streams.rules.optout.reading import Line

Way = Literal["phone", "text", "email", "letter", "social", "visit"]
WAYS: tuple[Way, ...] = ("phone", "text", "email", "letter", "social", "visit")
WRITTEN: frozenset[Way] = frozenset({"text", "email", "letter", "social"})
MOST_SKIPPED = 9
"""So many light words may stand between "stop" and what is to stop."""
MOST_JOINED = 14
CLAUSE = re.compile(r"[,.?!] ")
SENTENCE = re.compile(r"[.?!] ")


class Object(NamedTuple):
    """What is to stop. `kind` "that": something said before. `start`, `end`: in the characters of the line."""

    kind: Literal["ads", "way", "contact", "that"]
    start: int
    end: int
    ways: frozenset[Way] = frozenset()


def within(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether the piece shares a word with one of these."""
    return any(a < end and start < b for a, b in spans)


class Objects:
    """The objects of a line. `none`: gives the pieces that are about something else."""

    def __init__(self, line: Line, by: Grammar, none: Callable[[], list[tuple[int, int]]]) -> None:
        self.by, self.text, self.none = by, line.text, none

    def behind(self, place: int, *, cut: bool = False) -> Object | None:
        """What the words from here on name, light words passed over; None for anything else. `cut`: the clause must end soon behind it."""
        text, by, start = self.text, self.by, place
        skipped = adjectives = 0
        while skipped <= MOST_SKIPPED:
            if thing := self.at(place):
                if thing.kind in ("way", "contact") and self._to_you(thing.end):
                    return None
                thing = self._joined(thing)
                return None if cut and not self._ends_soon(thing.end) else thing._replace(start=start)
            end = by.sort("light", text, place)
            if end < 0 and adjectives < 2 and place < len(text) and text[place] not in ",.?!":
                end = by.sort("adjective", text, place)
                if end < 0 and by.language == "en":
                    word = text.find(" ", place) + 1
                    noun = self.at(word)
                    end = word if noun and noun.kind != "contact" and not text[place:word].endswith("ing ") else -1
                adjectives += 1
            if end < 0:
                break
            place, skipped = end, skipped + 1
        if skipped <= 3 and (place >= len(text) or text[place] in ",.?!") and by.sort("it", text, start) >= 0:
            return Object("that", start, place)
        return None

    def at(self, place: int) -> Object | None:
        """A noun or verb of a known sort at this place: the longest."""
        best: Object | None = None
        if not may_begin(self.by.language, "noun", self.text[place : self.text.find(" ", place)]):
            return None
        if (end := self.by.sort("adnoun", self.text, place)) > place:
            best = Object("ads", place, end)
        for way in WAYS:
            if (end := self.by.sort(way, self.text, place)) > (best.end if best else place):
                best = Object("way", place, end, frozenset({way}))
        if (end := self.by.sort("contact", self.text, place)) > (best.end if best else place):
            best = Object("contact", place, end)
        return best

    def _joined(self, thing: Object) -> Object:
        """With what it is joined to: "calling or texting me", "appels, mails et lettres"; "marketing emails" and "e-mails with offers"."""
        ways, kind, place = set(thing.ways), thing.kind, thing.end
        last = place
        both = False  # "write or call": not "write by phone"
        alike = False  # an "and" or "or" stands between: "calling or contacting me", but not "using Messenger to reach me"
        for _ in range(MOST_JOINED):
            if place >= len(self.text) or self.text[place] in ".?!":
                break
            if more := self.at(place):
                if more.kind == "ads":
                    return Object("ads", thing.start, more.end)
                if self.by.sort("instead", self.text, more.end) >= 0:
                    break
                both = both or (thing.kind == "contact" and more.kind == "way" and not ways and alike)
                ways |= more.ways
                kind = "contact" if more.kind == "contact" and kind == "way" and alike else kind
                place = last = more.end
                alike = False
                continue
            end = max(self.by.sort("light", self.text, place), self.by.sort("joining", self.text, place))
            if self.text[place] == "," and self._goes_on(place + 2):
                end = place + 2
            if end < 0:
                break
            alike = alike or self.text[place:end] in ("and ", "or ", "nor ", "not ", "et ", "ou ", "ni ", ", ")
            place = end
        if thing.kind == "contact" and ways and not both:
            return Object("way", thing.start, last, frozenset(ways))
        return Object(kind, thing.start, last, frozenset(ways))

    def _goes_on(self, place: int) -> bool:
        """Whether an enumeration goes on behind a comma: "the calls, the mails", "calling, texting"."""
        end = self.by.sort("enum", self.text, place)
        thing = self.at(max(end, place))
        return thing is not None and (end >= 0 or self.text[thing.start : thing.end].endswith("ing "))

    def _to_you(self, place: int) -> bool:
        """Whether the person speaks of what they do themselves: "I want to stop calling you"."""
        return self.by.sort("toyou", self.text, place) >= 0

    def _ends_soon(self, place: int) -> bool:
        end = CLAUSE.search(self.text, place)
        rest = self.text[place : end.start() if end else len(self.text)]
        if end and end[0] == "? ":
            return False
        place = 0
        while place < len(rest):
            step = max(self.by.sort(name, rest, place) for name in ("polite", "light", "noun", "joining"))
            if step <= place:
                return False
            place = step
        return True

    def first(self, start: int, end: int) -> Object | None:
        while 0 <= start < end:
            if thing := self.at(start):
                return self._joined(thing)
            start = self.text.find(" ", start) + 1
        return None

    def before(self, place: int) -> Object | None:
        """The last thing named before, within two sentences, that the person has not done themselves."""
        ends = [match.end() for match in SENTENCE.finditer(self.text, 0, place)]
        ends = [end for end in ends if end < place]
        start = ends[-3] if len(ends) >= 3 else 0
        found: Object | None = None
        at = start
        while at < place:
            thing = self.at(at)
            named = thing and thing.end <= place and not within(self.none(), thing.start, thing.end) and not self._mine(at)
            if named and not (found and found.kind == "ads" and thing and thing.kind != "ads"):
                found = thing
            at = thing.end if thing else self.text.find(" ", at) + 1
        return found

    def _mine(self, place: int) -> bool:
        return self.text[:place].rsplit(" ", 2)[-2:-1] in (["i"], ["je"], ["j"], ["we"], ["my"], ["mon"], ["ma"])

    def among(self, start: int, end: int) -> list[Object]:
        found: list[Object] = []
        while 0 <= start < end:
            thing = self.at(start)
            if thing and not (thing.kind == "way" and self._mine(start)):
                found.append(thing)
            start = thing.end if thing else self.text.find(" ", start) + 1 or end
        return found

    def others(self, start: int, end: int) -> frozenset[Way]:
        """What is refused where the way that is wanted comes first: what else is named, or all others."""
        named = [thing for thing in self.among(start, end) if thing.kind in ("way", "contact")]
        wanted = (named[0].ways if named else None) or WRITTEN
        refused = frozenset[Way]().union(*(thing.ways for thing in named[1:])) - wanted
        return refused or frozenset(WAYS) - wanted

    def ways(self, start: int, end: int) -> frozenset[Way]:
        found: set[Way] = set()
        while 0 < start + 1 <= end:
            for name in WAYS:
                if 0 < self.by.sort(name, self.text, start) <= end:
                    found.add(name)
            start = self.text.find(" ", start) + 1
            if start == 0:
                break
        return frozenset(found)
