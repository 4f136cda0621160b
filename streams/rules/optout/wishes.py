"""The wishes to be left alone in one line: where each stands, how far it goes, and what takes it back."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from streams.rules.optout.grammar import Grammar
from streams.rules.optout.reading import Line

Scope = Literal["campaigns", "channel", "all"]
Way = Literal["phone", "text", "email", "letter", "social", "visit"]
WAYS: tuple[Way, ...] = ("phone", "text", "email", "letter", "social", "visit")
MOST_SKIPPED = 9
"""So many light words may stand between "stop" and what is to stop."""
REST = 90
"""So many characters of the clause behind a wish may change it: by whom, where, when."""
_CLAUSE = re.compile(r"[,.?!] ")
_SENTENCE = re.compile(r"[.?!] ")


class Wish(NamedTuple):
    """`start`, `end`: in the characters of the line. `ways`: what the person wants no more of, where they name it."""

    scope: Scope
    start: int
    end: int
    ways: frozenset[Way] = frozenset()


class Object(NamedTuple):
    """What is to stop. `kind` "that": something said before."""

    kind: Literal["ads", "way", "contact", "that"]
    start: int
    end: int
    ways: frozenset[Way] = frozenset()


def wishes(line: Line, by: Grammar) -> list[Wish]:
    """All wishes of the line, in no order."""
    return _Reader(line, by).wishes()


class _Reader:
    def __init__(self, line: Line, by: Grammar) -> None:
        self.line, self.by, self.text = line, by, line.text
        self.none = [span for span in by.spans("none", line.text, line.words) if not self._is_asked(span[0])]

    def _is_asked(self, place: int) -> bool:
        """ "I ask that you do not call" asks, "you do not call" complains."""
        before = self.text[:place].split(" ")[-3:-1]
        if self.by.language == "fr" and before[-1:] not in (["que"], ["qu"], ["quon"]):
            return False
        if self.by.language == "fr" and (len(before) == 1 or before[0] in ",.?!"):
            return True
        return len(before) > 1 and self.by.sort("ask", before[-2] + " ", 0) >= 0 and (before[-1] in ("que", "qu", "that", "if", "it"))

    def spans(self, section: str) -> list[tuple[int, int]]:
        return self.by.spans(section, self.text, self.line.words)

    def wishes(self) -> list[Wish]:
        if bare := self.spans("bare"):
            return [Wish("campaigns", *bare[0])]
        found: list[Wish] = []
        for scope in ("all", "channel", "campaigns"):
            for start, end in self.spans(scope):
                ways = self._ways(start, end) if scope == "channel" else frozenset()
                wish = self._meant(Wish(scope, start, end, ways))
                found += self._kept(wish, strict=wish.scope != "campaigns", cease=True, whole=True)
        campaigns = [wish for wish in found if wish.scope == "campaigns"]
        found = [wish for wish in found if not any(wish.start == one.start and wish.end < one.end for one in campaigns)]
        for operator in ("cease", "never", "unwanted", "nomore"):
            for start, end in self.spans(operator):
                if operator == "never" and self._has_subject(start):
                    continue
                if thing := self.object_at(end, cut=operator == "nomore"):
                    found += self._of(thing, start, cease=operator != "never")
        for section in ("before", "order"):
            for start, end in self.spans(section):
                if (section == "before" or not self._has_subject(start)) and (thing := self._first(start, end)):
                    found += self._of(thing._replace(end=max(end, thing.end)), start, cease=section == "before")
        for start, end in self.spans("that"):
            if thing := self._said_before(start):
                found += self._kept(self._wish(thing, start, end), strict=True, cease=True)
        return self._together(found)

    def _of(self, thing: Object, start: int, *, cease: bool) -> list[Wish]:
        if thing.kind == "that":
            before = self._said_before(start)
            return self._kept(self._wish(before, start, thing.end), strict=True, cease=cease) if before else []
        wish = self._narrowed(self._wish(thing, start, thing.end))
        return self._kept(wish, strict=wish.scope != "campaigns", cease=cease)

    @staticmethod
    def _wish(thing: Object, start: int, end: int) -> Wish:
        scope: Scope = "campaigns" if thing.kind == "ads" else "channel" if thing.kind == "way" else "all"
        return Wish(scope, start, end, thing.ways)

    # ---- what is to stop

    def object_at(self, place: int, *, cut: bool = False) -> Object | None:
        """What the words from here on name, light words passed over; None for anything else. `cut`: the clause must end soon behind it."""
        text, by, start = self.text, self.by, place
        skipped = adjectives = 0
        while skipped <= MOST_SKIPPED:
            if thing := self._thing(place):
                if thing.kind in ("way", "contact") and self._to_you(thing.end):
                    return None
                thing = self._joined(thing)
                return None if cut and not self._ends_soon(thing.end) else thing._replace(start=start)
            end = by.sort("light", text, place)
            if end < 0 and adjectives < 2 and place < len(text) and text[place] not in ",.?!":
                end = by.sort("adjective", text, place)
                if end < 0 and by.language == "en":
                    word = text.find(" ", place) + 1
                    end = word if self._thing(word) and not text[place:word].endswith("ing ") else -1
                adjectives += 1
            if end < 0:
                break
            place, skipped = end, skipped + 1
        if skipped <= 3 and (place >= len(text) or text[place] in ",.?!") and by.sort("it", text, start) >= 0:
            return Object("that", start, place)
        return None

    def _thing(self, place: int) -> Object | None:
        """A noun or verb of a known sort at this place: the longest."""
        best: Object | None = None
        for name in ("adnoun", *WAYS, "contact"):
            end = self.by.sort(name, self.text, place)
            if end > (best.end if best else place):
                if name == "adnoun":
                    best = Object("ads", place, end)
                elif name == "contact":
                    best = Object("contact", place, end)
                else:
                    best = Object("way", place, end, frozenset({name}))
        return best

    def _joined(self, thing: Object) -> Object:
        """With what it is joined to: "calling or texting me", "appels, mails et lettres"; "marketing emails" and "e-mails with offers"."""
        ways, kind, place = set(thing.ways), thing.kind, thing.end
        last = place
        for _ in range(14):
            if place >= len(self.text) or self.text[place] in ".?!":
                break
            if more := self._thing(place):
                if more.kind == "ads":
                    return Object("ads", thing.start, more.end)
                if self.by.sort("instead", self.text, more.end) >= 0:
                    break
                ways |= more.ways
                kind = "contact" if more.kind == "contact" and kind == "way" and not more.ways else kind
                place = last = more.end
                continue
            end = max(self.by.sort("light", self.text, place), self.by.sort("joining", self.text, place))
            if end < 0:
                break
            place = end
        if thing.kind == "contact" and ways:
            return Object("way", thing.start, last, frozenset(ways))
        return Object(kind, thing.start, last, frozenset(ways))

    def _to_you(self, place: int) -> bool:
        """Whether the person speaks of what they do themselves: "I want to stop calling you"."""
        return self.by.sort("toyou", self.text, place) >= 0

    def _ends_soon(self, place: int) -> bool:
        end = _CLAUSE.search(self.text, place)
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

    def _first(self, start: int, end: int) -> Object | None:
        while 0 <= start < end:
            if thing := self._thing(start):
                return self._joined(thing)
            start = self.text.find(" ", start) + 1
        return None

    def _said_before(self, place: int) -> Object | None:
        """The last thing named before, within two sentences, that the person has not done themselves."""
        ends = [match.end() for match in _SENTENCE.finditer(self.text, 0, place)]
        ends = [end for end in ends if end < place]
        start = ends[-3] if len(ends) >= 3 else 0
        found: Object | None = None
        at = start
        while at < place:
            thing = self._thing(at)
            if thing and thing.end <= place and not self._within(self.none, thing.start, thing.end) and not self._mine(at):
                if not (found and found.kind == "ads" and thing.kind != "ads"):
                    found = thing
            at = thing.end if thing else self.text.find(" ", at) + 1
        return found

    def _mine(self, place: int) -> bool:
        return self.text[:place].rsplit(" ", 2)[-2:-1] in (["i"], ["je"], ["j"], ["we"], ["my"], ["mon"], ["ma"])

    # ---- how far

    def _meant(self, wish: Wish) -> Wish:
        """What a whole expression means with what follows it: "remove me from your files" and "... from your marketing files"."""
        if wish.scope != "campaigns":
            thing = self.object_at(wish.end)
            if (thing and thing.kind == "ads") or self._for_purpose(wish):
                return wish._replace(scope="campaigns", ways=frozenset())
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
                thing = self.object_at(end)
                if thing and thing.kind == "way":
                    return wish._replace(scope="channel", ways=frozenset(WAYS) - thing.ways)
                if thing and thing.kind == "contact":
                    return wish
                return wish._replace(scope="campaigns", ways=frozenset())
        for start, end in self.spans("about"):
            if wish.start <= start and end <= rest_end:
                return wish._replace(scope="campaigns", end=end, ways=frozenset())
        if wish.scope == "all":
            if " y " in self.text[wish.start : wish.end] and (there := self._said_before(wish.start)) and there.ways:
                return wish._replace(scope="channel", ways=there.ways)
            if any(wish.start <= start <= rest_end for start, _ in self.spans("anyway")):
                return wish
            for start, end in self.spans("byway"):
                if wish.end - 1 <= start and end <= rest_end and (ways := self._ways(start, end) or {"social"}):
                    return wish._replace(scope="channel", end=end, ways=frozenset(ways))
        return wish

    def _ways(self, start: int, end: int) -> frozenset[Way]:
        found: set[Way] = set()
        while 0 < start + 1 <= end:
            for name in WAYS:
                if 0 < self.by.sort(name, self.text, start) <= end:
                    found.add(name)
            start = self.text.find(" ", start) + 1
            if start == 0:
                break
        return frozenset(found)

    def _clause_end(self, place: int) -> int:
        end = _CLAUSE.search(self.text, place)
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

    @staticmethod
    def _within(spans: list[tuple[int, int]], start: int, end: int) -> bool:
        return any(a < end and start < b for a, b in spans)

    def _has_subject(self, place: int) -> bool:
        before = self.text[:place].split(" ")[-2:-1]
        return bool(before) and self.by.sort("subject", before[0] + " ", 0) >= 0

    def _sentence(self, wish: Wish) -> tuple[int, int]:
        start = max((match.end() for match in _SENTENCE.finditer(self.text, 0, wish.start)), default=0)
        end = _SENTENCE.search(self.text, wish.end - 1)
        return start, end.start() if end else len(self.text)

    def _is_threat(self, wish: Wish) -> bool:
        """ "If ... I unsubscribe", "answer me or I unsubscribe": the person says what they would do."""
        start, end = self._sentence(wish)
        sentence = self.text[start:end] + ". "
        said = self.text[max(start, wish.start - REST) : wish.end]
        there = frozenset(sentence.split())
        place = min(wish.start - start, REST)
        if not any(end >= place for _, end in self.by.sections["mine"].spans(said, there)):
            return False
        return bool(self.by.sections["if"].spans(sentence, there)) and not self.by.sections["kind"].spans(sentence, there)

    def _for_a_while(self, wish: Wish, *, cease: bool) -> bool:
        """Whether only an hour or a period is meant; it stands behind the wish, or opens the sentence."""
        sentence, _ = self._sentence(wish)
        rest_end = self._clause_end(wish.end)
        sections = ("when",) if cease else ("when", "when not cease")
        for name in sections:
            for start, end in self.spans(name):
                if wish.start <= start < rest_end + 1 or (start <= sentence + 12 and start >= sentence and end <= wish.start):
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
        offered = [span for span in self.spans("open") if not self._within(self.none, *span) and not any(
            wish.start < span[1] and span[0] < wish.end for wish in found)]
        if not offered and len(ways & {"phone", "text", "email", "letter"}) >= 3 and not any(len(wish.ways) > 4 for wish in found):
            first = min(wish.start for wish in found if wish.ways)
            return [*found, Wish("all", first, max(wish.end for wish in found if wish.ways), ways)]
        fixed = set(self.spans("all"))
        if offered:
            open_ways = frozenset[Way]().union(*(self._ways(*span) for span in offered))
            found = [
                wish._replace(scope="channel", ways=frozenset(WAYS) - open_ways)
                if wish.scope == "all" and (wish.start, wish.end) not in fixed else wish
                for wish in found
            ]
        return found
