"""The wishes to be left alone in one line: where each stands, how far it goes, and what takes it back."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal, NamedTuple

from streams.rules.optout.grammar import Grammar, Said
from streams.rules.optout.objects import CLAUSE, SENTENCE, WAYS, Object, Objects, Way, within
from streams.rules.optout.reading import Line

Scope = Literal["campaigns", "channel", "all"]
FIXED: dict[str, Scope] = {"all": "all", "channel": "channel", "only": "channel", "campaigns": "campaigns"}
"""Sections of whole expressions, and what they ask."""
HERE: frozenset[Way] = frozenset({"social"})
"""Where somebody says "here"."""
NEAR = 60
"""So many characters may stand between an advertisement and what is said against it."""
REST = 90
"""So many characters of the clause behind a wish may change it: by whom, where, when."""


class Wish(NamedTuple):
    """`start`, `end`: in the characters of the line. `ways`: what the person wants no more of, where they name it."""

    scope: Scope
    start: int
    end: int
    ways: frozenset[Way] = frozenset()


def wishes(line: Line, by: Grammar) -> list[Wish]:
    """All wishes of the line, in no order."""
    return _Reader(line, by).wishes()


def rests_on(line: Line, by: Grammar, scope: Scope, start: int, end: int) -> tuple[int, int, tuple[Way, ...]]:
    """The piece that a wish of this scope rests on, and for "channel" the ways that are refused, as far as they are told.

    Without an expression that says so it is the sentence from `start` to `end`, and what is named in the line and not offered.
    """
    reader = _Reader(line, by)
    found = [wish for wish in reader.wishes() if wish.scope == scope]
    if found:
        first = min(found, key=lambda wish: (wish.start, -wish.end))
        start, end = first.start, first.end
    ways = frozenset[Way]().union(*(wish.ways for wish in found))
    return start, end, tuple(sorted(ways or reader.not_offered())) if scope == "channel" else ()


class _Reader:
    def __init__(self, line: Line, by: Grammar) -> None:
        self.by, self.text, self.said = by, line.text, Said(line.text, by.language)
        self.found: dict[str, list[tuple[int, int]]] = {}
        self.objects = Objects(line, by, lambda: self.none)

    @cached_property
    def none(self) -> list[tuple[int, int]]:
        """The pieces that are about something else."""
        meant = self.spans("even so")
        return [(a, b) for a, b in self.spans("none") if not self._is_asked(a) and not any(start <= a < end for start, end in meant)]

    def _starts(self, thing: Object) -> list[int]:
        return [place for place in range(thing.start, thing.end) if not place or self.text[place - 1] == " "]

    def _is_asked(self, place: int) -> bool:
        """ "I ask that you do not call" asks, "you do not call" complains."""
        before = [word for word in self.text[:place].split(" ")[-4:-1] if word != "plus"][-2:]
        if self.by.language == "fr" and before[-1:] not in (["que"], ["qu"], ["quon"]):
            return False
        if self.by.language == "fr" and (len(before) == 1 or before[0] in ",.?!"):
            return True
        return len(before) > 1 and self.by.sort("ask", before[-2] + " ", 0) >= 0 and (before[-1] in ("que", "qu", "that", "if", "it"))

    def spans(self, section: str) -> list[tuple[int, int]]:
        if section not in self.found:
            self.found[section] = self.by.sections[section].spans(self.said)
        return self.found[section]

    def wishes(self) -> list[Wish]:
        if bare := self.spans("bare"):
            return [Wish("campaigns", *bare[0])]
        found: list[Wish] = []
        for section, scope in FIXED.items():
            for start, end in self.spans(section):
                named = self.objects.others if section == "only" else self.objects.ways
                wish = self._meant(Wish(scope, start, end, named(start, end) if scope == "channel" else frozenset()))
                found += self._kept(wish, strict=wish.scope != "campaigns", cease=True, whole=True)
        campaigns = [wish for wish in found if wish.scope == "campaigns"]
        found = [wish for wish in found if not any(wish.start == one.start and wish.end < one.end for one in campaigns)]
        for operator in ("cease", "never", "unwanted", "nomore"):
            for start, end in self.spans(operator):
                if operator == "never" and self._has_subject(start):
                    continue
                if thing := self.objects.behind(end, cut=operator == "nomore"):
                    found += self._of(thing, start, cease=operator != "never")
        for section in ("before", "order"):
            for start, end in self.spans(section):
                if (section == "before" or not self._has_subject(start)) and (thing := self.objects.first(start, end)):
                    found += self._of(thing._replace(end=max(end, thing.end)), start, cease=section == "before")
        for start, end in self.spans("that"):
            if thing := self.objects.before(start):
                found += self._kept(self._wish(thing, start, end), strict=True, cease=True)
        return self._together(found) or self._loosely()

    def not_offered(self) -> frozenset[Way]:
        """The way that is named first of those that are not to be taken instead; all but these where no other is named."""
        offered = frozenset[Way]().union(*(self.objects.ways(start, self._clause_end(end)) for start, end in self.spans("open")))
        named = (self.objects.at(match.end()) for match in re.finditer(r"(?:\A| )(?=.)", self.text))
        first = next((thing.ways - offered for thing in named if thing and thing.ways - offered), None)
        return first or (frozenset(WAYS) - offered if offered else frozenset())

    def _loosely(self) -> list[Wish]:
        """Where no expression is known: something said against an advertisement, or against a way while another is offered."""
        found: list[Wish] = []
        sentences = [0, *(match.end() for match in SENTENCE.finditer(self.text))]
        against = [span for span in self.spans("against") if not within(self.none, *span)] if self.spans("against") else []
        offered: list[tuple[int, int]] | None = None
        for n, start in enumerate(sentences[:-1]):
            end = sentences[n + 1]
            near = sentences[min(n + 2, len(sentences) - 1)]
            if not any(start <= a < near for a, _ in against):
                continue
            if any(start <= a < end for section in ("fine", "if", "when", "where") for a, _ in self.spans(section)):
                continue
            for thing in self.objects.among(start, end):
                plain = thing.kind != "ads" or any(self.by.sort("plainad", self.text, place) > 0 for place in self._starts(thing))
                if not plain or within(self.none, thing.start, thing.end):
                    continue
                beside = [span for span in against if start <= span[0] < (near if thing.kind == "ads" else end)]
                beside = [span for span in beside if span[1] <= thing.start <= span[1] + NEAR or thing.end <= span[0] <= thing.end + NEAR]
                if offered is None:
                    offered = [span for span in self.spans("open") if not within(self.none, *span)]
                away = [span for span in offered if not within([span], thing.start, thing.end)]
                if beside and (thing.kind == "ads" or (thing.kind == "way" and away and not self.objects.ways(*away[0]) >= thing.ways)):
                    first, last = min(beside[0][0], thing.start), max(beside[0][1], thing.end)
                    found.append(self._wish(thing, first, last))
        return found

    def _of(self, thing: Object, start: int, *, cease: bool) -> list[Wish]:
        if thing.kind == "that":
            before = self.objects.before(start)
            return self._kept(self._wish(before, start, thing.end), strict=True, cease=cease) if before else []
        wish = self._narrowed(self._wish(thing, start, thing.end))
        return self._kept(wish, strict=wish.scope != "campaigns", cease=cease)

    @staticmethod
    def _wish(thing: Object, start: int, end: int) -> Wish:
        scope: Scope = "campaigns" if thing.kind == "ads" else "channel" if thing.kind == "way" else "all"
        return Wish(scope, start, end, thing.ways)

    # ---- how far

    def _meant(self, wish: Wish) -> Wish:
        """What a whole expression means with what follows it: "remove me from your files" and "... from your marketing files"."""
        if wish.scope != "campaigns":
            thing = self.objects.behind(wish.end)
            if (thing and thing.kind == "ads") or self._for_purpose(wish):
                return wish._replace(scope="campaigns", ways=frozenset())
            if wish.scope == "all":
                for start, end in self.spans("byway"):
                    if start == wish.end and (ways := self.objects.ways(start, end)):
                        return wish._replace(scope="channel", end=end, ways=ways)
        return wish

    def _for_purpose(self, wish: Wish) -> bool:
        start, end = self._sentence(wish)
        return any(start <= a and b <= end for a, b in self.spans("purpose"))

    def _narrowed(self, wish: Wish) -> Wish:
        """What the rest of the clause makes of it: "contact me by phone", "call me with your offers", "in any way"."""
        rest_end = self._clause_end(wish.end)
        if wish.scope == "campaigns":
            return wish
        if self._for_purpose(wish):
            return wish._replace(scope="campaigns", ways=frozenset())
        for start, end in self.spans("except"):
            if wish.end - 1 <= start <= rest_end + 2:
                thing = self.objects.behind(end)
                if thing and thing.kind == "way":
                    return wish._replace(scope="channel", ways=frozenset(WAYS) - thing.ways)
                if thing and thing.kind == "contact":
                    return wish
                return wish._replace(scope="campaigns", ways=frozenset())
        for start, end in self.spans("about"):
            if wish.start <= start and end <= rest_end:
                return wish._replace(scope="campaigns", end=end, ways=frozenset())
        if wish.scope == "all":
            if " y " in self.text[wish.start : wish.end] and (there := self.objects.before(wish.start)) and there.ways:
                return wish._replace(scope="channel", ways=there.ways)
            if any(wish.start <= start <= rest_end for start, _ in self.spans("anyway")):
                return wish
            for start, end in self.spans("byway"):
                if wish.end - 1 <= start and end <= rest_end:
                    return wish._replace(scope="channel", end=end, ways=self.objects.ways(start, end) or HERE)
        return wish

    def _clause_end(self, place: int) -> int:
        end = CLAUSE.search(self.text, place)
        stop = min(end.start() if end else len(self.text), place + REST)
        for start, _ in self.spans("but"):
            if place <= start < stop:
                return start
        return stop

    # ---- what takes it back

    def _kept(self, wish: Wish, *, strict: bool, cease: bool, whole: bool = False) -> list[Wish]:
        against = [span for span in self.none if span[0] < wish.end and wish.start < span[1]]
        if whole and wish.scope == "campaigns":  # "end my subscription" is none, "end my subscription to the newsletter" is one
            against = [span for span in against if not (wish.start <= span[0] and span[1] < wish.end)]
        if against or self._is_threat(wish):
            return []
        if strict and (self._for_a_while(wish, cease=cease) or self._elsewhere(wish)):
            return []
        return [wish]

    def _has_subject(self, place: int) -> bool:
        before = self.text[:place].split(" ")[-2:-1]
        return bool(before) and self.by.sort("subject", before[0] + " ", 0) >= 0

    def _sentence(self, wish: Wish) -> tuple[int, int]:
        start = max((match.end() for match in SENTENCE.finditer(self.text, 0, wish.start)), default=0)
        end = SENTENCE.search(self.text, wish.end - 1)
        return start, end.start() if end else len(self.text)

    def _is_threat(self, wish: Wish) -> bool:
        """ "If ... I unsubscribe", "answer me or I unsubscribe": the person says what they would do."""
        start, end = self._sentence(wish)
        said = Said(self.text[max(start, wish.start - REST) : wish.end], self.by.language)
        place = min(wish.start - start, REST)
        if not any(end >= place for _, end in self.by.sections["mine"].spans(said)):
            return False
        sentence = Said(self.text[start:end] + ". ", self.by.language)
        return bool(self.by.sections["if"].spans(sentence)) and not self.by.sections["kind"].spans(sentence)

    def _for_a_while(self, wish: Wish, *, cease: bool) -> bool:
        """Whether only an hour or a period is meant; it stands behind the wish, or opens the sentence."""
        sentence, _ = self._sentence(wish)
        rest_end = self._clause_end(wish.end)
        sections = ("when",) if cease else ("when", "when not cease")
        for name in sections:
            for start, end in self.spans(name):
                if wish.start <= start < rest_end + 1 or (start <= sentence + 12 and start >= sentence and end <= wish.start <= end + 30):
                    return True
        return False

    def _elsewhere(self, wish: Wish) -> bool:
        """Whether another number or address of the same kind is to be used."""
        rest_end = self._clause_end(wish.end)
        if any(wish.start <= start < rest_end + 1 for start, _ in self.spans("where")):
            return True
        if any(wish.start <= start < rest_end + 1 for start, _ in self.spans("where else")):
            return bool(self.spans("elsewhere"))
        return False

    def _together(self, found: list[Wish]) -> list[Wish]:
        """Three ways refused and none left open are all of them; contact refused while a way is offered is the others."""
        ways = frozenset[Way]().union(*(wish.ways for wish in found if wish.scope == "channel"))
        offered = [span for span in self.spans("open") if not within(self.none, *span) and not any(
            wish.start < span[1] and span[0] < wish.end for wish in found)]
        if not offered and len(ways & {"phone", "text", "email", "letter"}) >= 3 and not any(len(wish.ways) > 4 for wish in found):
            first = min(wish.start for wish in found if wish.ways)
            return [*found, Wish("all", first, max(wish.end for wish in found if wish.ways), ways)]
        if not offered and len(ways) > 1 and found and self._nothing_else(ways, found):
            return [*found, found[0]._replace(scope="all", ways=ways)]
        if self.spans("dead") and any(wish.scope == "channel" for wish in found):
            found = [wish._replace(scope="all") if wish.scope == "channel" else wish for wish in found]
        fixed = set(self.spans("all"))
        if offered:
            open_ways = frozenset[Way]().union(*(self.objects.ways(*span) for span in offered))
            found = [
                wish._replace(scope="channel", ways=frozenset(WAYS) - open_ways)
                if wish.scope == "all" and (wish.start, wish.end) not in fixed else wish
                for wish in found
            ]
        return found

    def _nothing_else(self, ways: frozenset[Way], found: list[Wish]) -> bool:
        """ "No message, no call", "no mail, no call, nothing": what is named stands for all there is."""
        said = [self.text[wish.start : wish.end] for wish in found if wish.scope == "channel"]
        nothing = any(start >= found[0].start for start, _ in self.spans("nothing"))
        return "phone" in ways and (nothing or any("message" in one for one in said))
