"""Which of the times of a text are promises: each clause by itself, and with the clauses around it in its sentence."""

from __future__ import annotations

from datetime import datetime

from streams.rules.promises.clauses import Kind, kind_of, text_of
from streams.rules.promises.expressions import Moment
from streams.rules.promises.line import Line
from streams.rules.promises.mentions import names_a_thing, quoted
from streams.rules.promises.sentences import Clause
from streams.rules.promises.speech import pattern
from streams.rules.promises.subjects import begins_with_a_thing, subject_of
from streams.rules.promises.text import words

_A_DAY = 24 * 60  # minutes
_NEAR = 4  # clauses that are looked at before and after one
_YOU = words("you your you'll you're vous votre vos")
_THAT = ("que", "qu'", "that")


class Judge:
    """Decides over the times of one text; each clause is read at most once."""

    def __init__(self, line: Line, clauses: list[Clause], moments: list[Moment], *, at: datetime, swiss: bool) -> None:
        self.at = at
        self.swiss = swiss  # "jusqu'à vendredi" is a deadline in Switzerland
        self.line, self.clauses, self.moments = line, clauses, moments
        self.language = line.language
        self.kinds: list[Kind | None] = [None] * len(clauses)
        self.texts: list[str | None] = [None] * len(clauses)
        self.decided: list[bool | None] = [None] * len(clauses)
        self.clause_at: list[int] = []  # of each time
        self.times: dict[int, list[Moment]] = {}  # of each clause
        c = 0
        for moment in moments:
            while c + 1 < len(clauses) and clauses[c + 1].start <= moment.start:
                c += 1
            self.clause_at.append(c)
            self.times.setdefault(c, []).append(moment)
        self.quoted = quoted(line)
        self.addressed = any(word in _YOU for word in line.words)

    def kept(self, n: int) -> bool:
        """Whether the time `n` is one by which we said that something will be done."""
        moment, c = self.moments[n], self.clause_at[n]
        if moment.start in self.quoted or self.clauses[c].asks or self._replaced(n) or self._restated(n):
            return False
        following = self.moments[n + 1] if n + 1 < len(self.moments) else None
        if following is not None and following.relation == "until" and following.start - moment.end <= 1:
            return False  # "demain jusqu'à 19 h": when somebody is there
        if self._named_again_with_its_hour(n) or self._date_of_writing(moment):
            return False
        if moment.relation == "until" and not (self.language == "fr" and self.swiss):
            return False
        if moment.length and self._is("give me", c):
            return True
        if (moment.length or self._floats(moment)) and self._triggered(c):
            return False
        if moment.loose and not moment.firm and not self._waited_for(moment, c):
            return False
        return self._ours(c) and not names_a_thing(self.line, moment)

    def _waited_for(self, moment: Moment, c: int) -> bool:
        """ "Delivery takes 3 days", "réponse : 2 h", but not how long a deed itself takes: "the visit takes an hour"."""
        if self._is_rate(moment):
            return False
        text, length = self._text(c) + self._label(c), moment.said.length
        if not pattern("counts", self.language).search(text):
            return False
        short = length is not None and length.unit == "minute" and length.amount < _A_DAY
        return not (short or self._is("lasts", c)) or bool(pattern("waits", self.language).search(text.replace("à", "a")))

    def _is_rate(self, moment: Moment) -> bool:
        """ "45 euros de l'heure", "sixty miles an hour", "$80 an hour"."""
        word, before = self.line.word(moment.start), self.line.word(moment.start - 1)
        if word == "l'" and before in ("de", "a"):
            return True
        number, vocabulary = self.line.word(moment.start - 2), self.line.vocabulary
        counted = before.isdigit() or number.isdigit() or number in vocabulary.numbers or before in ("once", "twice", "times")
        return before in ("per", "par", "/", "half") or (word in ("a", "an") and counted)

    # A clause by itself

    def _text(self, c: int) -> str:
        found = self.texts[c]
        if found is None:
            found = self.texts[c] = text_of(self.line, self.clauses[c], self.times.get(c, []))
        return found

    def _plain(self, c: int) -> str:
        return self._text(c).replace("à", "a")

    def _is(self, table: str, c: int) -> bool:
        return bool(pattern(table, self.language).search(self._plain(c)))

    def _kind(self, c: int) -> Kind:
        found = self.kinds[c]
        if found is None:
            found = kind_of(self._text(c) + self._subject_ahead(c), self.language, addressed=self.addressed)
            if self._over_and_done(c):
                found = "past"
            elif found in ("ours", "bare") and self._anothers(c):
                found = "others"
            self.kinds[c] = found
        return found

    def _anothers(self, c: int) -> bool:
        """ "The bridge reopens on Monday", "votre banque vous enverra un code": the deed of somebody or something that is not ours."""
        subject = subject_of(self._text(c), self.language)
        if subject == "unknown":
            return not self._is("done by us", c)
        return subject == "theirs" and not self._is("we", c)

    def _over_and_done(self, c: int) -> bool:
        """ "Facture réglée le 3": a thing and its participle, without a verb; not when the date is of the weeks to come."""
        if self.language != "fr" or c not in self.times:
            return False
        first = self.times[c][0]
        before = self.line.tokens[self.clauses[c].start : first.start]
        if not 1 <= len(before) <= 6 or first.relation in ("by", "before", "within"):
            return False
        last, span = before[-1], first.said.span
        if not last.raw.endswith(("é", "ée", "és", "ées")) or last.word in _NO_PARTICIPLES or last.word.endswith(("ite", "ites")):
            return False
        if span is not None and (span.period or (span.exact and first.end - first.start >= 3 and (span.last - self.at.date()).days <= 45)):
            return False
        verbal = any(t.word in _VERBAL or t.word.endswith(("ra", "ront", "rez")) for t in before)
        return not verbal and not self._is("booked", c)

    def _telling(self, c: int) -> bool:
        """Whether it says something beside its time, though by none of the words known here: what we tell of days to come is what we do."""
        if begins_with_a_thing(self._text(c), self.language):
            return False
        return len([w for w in self._text(c).split() if len(w) > 2 and w.isalpha() and w not in _EMPTY]) >= 2

    def _only_times(self, c: int) -> bool:
        return not any(w.isalpha() and len(w) > 2 for w in self._text(c).split())

    def _firm(self, c: int) -> bool:
        return any(m.firm for m in self.times.get(c, []))

    # A clause among its neighbours

    def _same(self, c: int, d: int) -> bool:
        return 0 <= d < len(self.clauses) and self.clauses[d].sentence == self.clauses[c].sentence

    def _around(self, c: int) -> range:
        return range(max(0, c - _NEAR), min(len(self.clauses), c + _NEAR + 1))

    def _subject_ahead(self, c: int) -> str:
        """The subject of what is said, where the clause goes on with "that": it tells who speaks."""
        if self._same(c, c + 1) and self.clauses[c + 1].joint in _THAT:
            return f" {self.clauses[c + 1].joint} {self._text(c + 1).partition(' ')[0]}"
        return ""

    def _label(self, c: int) -> str:
        """What stands before a colon: "Délai de fabrication : 6 à 8 jours"."""
        return " " + self._text(c - 1) if c > 0 and self.clauses[c].joint == ":" else ""

    def _ours(self, c: int) -> bool:
        """Whether the clause undertakes something; the clauses of its sentence are decided in their order."""
        first = c
        while self._same(c, first - 1) and self.decided[first] is None:
            first -= 1
        for d in range(first, c + 1):
            if self.decided[d] is None:
                self.decided[d] = self._decide(d)
        return bool(self.decided[c])

    def _decide(self, c: int) -> bool:
        """What stands before `c` in its sentence is decided."""
        if any(d != c and self._same(c, d) and self._is("tag", d) for d in self._around(c)):
            return False  # "..., nous écrivez-vous", "..., you tell us": the sentence is what the reader said
        match self._kind(c):
            case "ours":
                return not self._reported_before(c) and not self._goes_on(c)
            case "bare":
                return self._bare(c)
            case "offered":
                return self._condition_met(c)
            case "past":
                return self._elliptic(c)
            case "asked":
                return self._shared_subject(c)
            case _:
                return False

    def _bare(self, c: int) -> bool:
        """A clause without a predicate goes with the one before it in the sentence, at its beginning with the one after it."""
        if self._same(c, c + 1) and self.clauses[c + 1].joint in ("et", "and") and self._is("left out", c + 1):
            return False
        named = c
        while self._only_times(named) and self._same(c, named + 1):
            named += 1
        if named > c and self.clauses[named].joint == ":":  # "Lundi : débarras"
            return self._kind(named) == "ours" or (self._kind(named) == "bare" and any(len(w) > 3 for w in self._text(named).split()))
        for d in range(c - 1, c - 1 - _NEAR, -1):
            if not self._same(c, d):
                break
            kind = self._kind(d)
            if kind == "denied" and (self.clauses[c].joint in ("mais", "but") or self._firm(c)):
                return True
            if kind == "past" and any(m.relation in ("by", "before", "within") for m in self.times.get(c, [])):
                return True  # "refund started, visible within 5 days"
            if kind == "past" and self.clauses[c].joint == ":" and len(self._text(d).split()) <= 4:
                return True  # "File closed: end of June"
            if kind == "bare" and self._telling(d):
                return bool(self.decided[d])
            if kind not in ("bare", "condition"):
                return kind == "ours" and not self._reported_before(d)
        for d in range(c + 1, c + 1 + _NEAR):
            if not self._same(c, d):
                break
            kind = self._kind(d)
            if kind not in ("bare", "condition"):
                return kind == "ours"
        return self._telling(c) or self._after_its_sentence(c)

    def _after_its_sentence(self, c: int) -> bool:
        """A sentence that is only a time goes with the sentence before it."""
        before = c - 1
        while self._same(c, before):
            before -= 1
        if before < 0:
            return self._firm(c)
        return not self.clauses[before].asks and self._kind(before) in (("ours", "denied", "bare") if self._firm(c) else ("ours",))

    def _reported_before(self, c: int) -> bool:
        """Whether the clause goes on with what somebody else said: joined to it by "that", or a list of it."""
        joint = self.clauses[c].joint
        if not self._same(c, c - 1):
            return False
        if joint == ":" and self._is("asks", c - 1):
            return False  # "you ask for a gesture: management decides on Monday"
        if joint in _THAT:
            return self._kind(c - 1) in ("reported", "denied", "past")
        return (
            joint in (":", ",", "et", "and") and self._kind(c - 1) == "reported" and not pattern("we", self.language).search(self._text(c))
        )

    def _goes_on(self, c: int) -> bool:
        """Whether it is another thing to do for somebody who was asked before: "... or drop in tomorrow", "... ou passer demain"."""
        return self._same(c, c - 1) and self._kind(c - 1) in ("asked", "theirs", "offered") and self._is("infinitive", c)

    def _elliptic(self, c: int) -> bool:
        """ "the skip is delivered on Tuesday, collected on Friday": a participle that goes on with a deed to come."""
        joint = self.clauses[c].joint
        return (
            self._same(c, c - 1)
            and joint in (",", "and", "et", "puis", "then", ";")
            and self._is("participle", c)
            and bool(self.decided[c - 1])
        )

    def _shared_subject(self, c: int) -> bool:
        """ "I'll keep one for you and send the invoice tomorrow": what looks like an order has our subject, said once."""
        if self.language != "en" or not self._same(c, c - 1) or self.clauses[c].joint not in ("and", "then", ",", "but"):
            return False
        return bool(self.decided[c - 1]) and self._is("bare verb", c) and self._is("will", c - 1)

    def _condition_met(self, c: int) -> bool:
        """ "Dans le cas où la banque refuserait, nous vous réglerions le 9": a deed under a condition, not an offer."""
        return self._is("we would", c) and any(
            self._same(c, d) and self._is("condition", d) and not self._is("wish", d) for d in self._around(c)
        )

    def _triggered(self, c: int) -> bool:
        """Whether the sentence has a condition from which a length of time would run."""
        for d in self._around(c):
            if d > c and self.clauses[d].joint in ("et", "and", "mais", "but"):
                break
            if self._same(c, d) and self._is("condition", d) and not self._is("mild", d):
                return True
        return False

    # A time among its neighbours

    def _floats(self, moment: Moment) -> bool:
        """ "dans la journée", "the next day": of the day on which something happens first, if the sentence names such a thing."""
        named = set(self.line.words[moment.start : moment.end])
        if moment.said.span is None:
            return moment.said.part is not None and moment.said.part.name == "day"
        return bool(_NEXT_DAY & named) or bool({"day", "jour"} & named and _WHICH_DAY & named)

    def _replaced(self, n: int) -> bool:
        """ "tomorrow, Friday at the latest": the later one counts."""
        if n + 1 >= len(self.moments):
            return False
        this, after = self.moments[n], self.moments[n + 1]
        if after.due is None or this.due is None or not after.firm or after.due < this.due:
            return False
        between = self.line.words[this.end : after.start]
        return len(between) <= 2 and all(not w.isalpha() or w in _JOINING for w in between)

    def _date_of_writing(self, moment: Moment) -> bool:
        """ "Lyon, le 5 mai 2026": the day on which it was written, in figures, is the head of a letter."""
        span = moment.said.span
        figures = any(w.isdigit() for w in self.line.words[moment.start : moment.end])
        return span is not None and span.exact and figures and not moment.timed and span.first == span.last == self.at.date()

    def _named_again_with_its_hour(self, n: int) -> bool:
        """ "our joiner can come on Friday, so I am sending him on Friday at 8": the day alone is no second promise."""
        this = self.moments[n]
        if this.timed or not this.single or n + 1 >= len(self.moments):
            return False
        after = self.moments[n + 1]
        same = self.clauses[self.clause_at[n]].sentence == self.clauses[self.clause_at[n + 1]].sentence
        return same and after.timed and after.due is not None and this.due is not None and after.due.date() == this.due.date()

    def _restated(self, n: int) -> bool:
        """ "17 h, heure de Paris, soit en fin de matinée chez vous": the same instant in other words; the more precise ones count."""
        for a, b in ((n - 1, n), (n, n + 1)):
            if a < 0 or b >= len(self.moments):
                continue
            this, after = self.moments[a], self.moments[b]
            between = self.line.words[this.end : after.start]
            if this.due is None or after.due is None or len(between) > 6 or not any(w in _THAT_IS for w in between):
                continue
            if all(w in _THAT_IS or w in _AROUND_IT for w in between) and (n == b) == (this.timed and not this.length):
                return True
        return False


_EMPTY = words(
    "the and for you your our with from this that are not all any but out off via per les des une est sont par sur aux nos vos "
    "mes ses son pas "
    "avec pour dans sous chez cher chere dear hello bonjour merci thanks best regards cordialement monsieur madame objet subject "
    "ref page tel fax paris london"
)
_NO_PARTICIPLES = words(
    "cle cles cote cotes kine cafe ete marche marches sante societe liberte beaute bonte fete comite conge conges degre degres "
    "pre the duree annee "
    "journee soiree matinee"
)
_VERBAL = words("est sont sera seront etre ete etes serez suis sommes ai as a avons avez ont va vont je nous vous on il elle ils elles")
_NEXT_DAY = words("lendemain surlendemain")
_WHICH_DAY = words("next following same after suivant meme")
_JOINING = words("ou or et and soit au at voire mais but")
_THAT_IS = words("soit dire i.e ie e means meaning namely savoir donc")
_AROUND_IT = words(", ( ) - — c' est a that is which your time for you chez vous so or le pont apres les fetes . pour")
