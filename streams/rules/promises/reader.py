"""Reads the promises out of a text: its times, the clauses that they stand in, and which of these undertake something."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from streams.rules.promises import speech
from streams.rules.promises.clauses import Kind, kind_of, text_of
from streams.rules.promises.dues import Now
from streams.rules.promises.line import Line
from streams.rules.promises.moments import Moment, moments_of
from streams.rules.promises.sentences import Clause, clauses_of, without_soft_breaks
from streams.rules.promises.text import Token, tokens_of

_WHAT = 120  # characters


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A time by which we said that something will be done. `due`: the last instant at which it is kept, in the zone of writing.

    `words`: the piece of the text that names the time; `what`: the clause around it, one line, at most 120 characters.
    """

    what: str
    due: datetime
    words: str


def promises_in(text: str, *, language: str | None, at: datetime, tz: str, region: str) -> tuple[Promise, ...]:
    """The promises of what we wrote at `at`, in the order of their dues; the same instant is one promise.

    `language` None: French and English are both tried. `region`: country code, for its holidays and its ways to write dates.
    Raises ZoneInfoNotFoundError (a KeyError) or ValueError for an unknown `tz`. The rules are in docs: what counts, and until when.
    """
    zone = ZoneInfo(tz)
    now = Now(at.astimezone(zone), zone, region)
    tokens = without_soft_breaks(_own_words(text, tokens_of(text)))
    found: dict[datetime, Promise] = {}
    for spoken in _languages(tokens, language):
        for promise in _in_language(text, tokens, spoken, now):
            found.setdefault(promise.due, promise)
        if found:
            break
    return tuple(found[due] for due in sorted(found))


_FRENCH = frozenset("le la les de du des et est vous nous je votre un une pour dans sur que qui avec ne pas au ce sera bonjour merci demain d' l' j'".split())
_ENGLISH = frozenset("the and is you we your of to will for in on with it that be have this our i i'll we'll by at hello thanks tomorrow are".split())


def _languages(tokens: list[Token], language: str | None) -> tuple[str, ...]:
    """The languages to read it in, the likelier first; a language that is not read is treated as unknown."""
    if language in ("fr", "en"):
        return (language,)
    words = [token.word for token in tokens]
    french, english = sum(w in _FRENCH for w in words), sum(w in _ENGLISH for w in words)
    return ("en", "fr") if english > french else ("fr", "en")


_QUOTED_BELOW = re.compile(
    r"^[ \t]*(?:-{2,} ?(?:original message|message d'origine|message original|forwarded message|message transf[ée]r[ée]) ?-{2,}|(?:on|le|am) .{4,80}(?:wrote|a [ée]crit)[  ]?:|_{10,})[ \t]*$",
    re.I | re.M,
)


def _own_words(text: str, tokens: list[Token]) -> list[Token]:
    """Without lines quoted by ">" and what stands below "On ... wrote:"."""
    below = _QUOTED_BELOW.search(text)
    end = below.start() if below else len(text)
    out: list[Token] = []
    quoted = False
    for i, token in enumerate(tokens):
        if token.start >= end:
            break
        if token.word[0] == "\n":
            quoted = False
        if token.word == ">" and (i == 0 or tokens[i - 1].word[0] == "\n"):
            quoted = True
        if not quoted:
            out.append(token)
    return out


def _in_language(text: str, tokens: list[Token], language: str, now: Now) -> list[Promise]:
    line = Line(tokens, language)
    moments = moments_of(line, now)
    if not any(m.due is not None and m.due > now.at for m in moments):
        return []
    clauses = clauses_of(line, moments)
    judge = _Judge(line, clauses, moments, at=now.at, swiss=now.region == "CH")
    out: list[Promise] = []
    for n, moment in enumerate(moments):
        if moment.due is None or moment.due <= now.at or not judge.kept(n):
            continue
        words = text[line.tokens[moment.start].start : line.tokens[moment.end - 1].end]
        clause = clauses[judge.clause_at[n]]
        out.append(Promise(what=_what(text, line, clause), due=moment.due, words=words))
    return out


def _what(text: str, line: Line, clause: Clause) -> str:
    whole = " ".join(text[line.tokens[clause.start].start : line.tokens[clause.end - 1].end].split())
    return whole if len(whole) <= _WHAT else whole[: _WHAT - 1] + "…"


class _Judge:
    """Decides over the times of one text; each clause is read at most once."""

    def __init__(self, line: Line, clauses: list[Clause], moments: list[Moment], *, at: datetime, swiss: bool) -> None:
        self.at = at
        self._swiss = swiss  # "jusqu'à vendredi" is a deadline in Switzerland
        self.line, self.clauses, self.moments = line, clauses, moments
        self.kinds: list[Kind | None] = [None] * len(clauses)
        self.texts: list[str | None] = [None] * len(clauses)
        self.clause_at: list[int] = []
        self.times: dict[int, list[Moment]] = {}
        c = 0
        for moment in moments:
            while c + 1 < len(clauses) and clauses[c + 1].start <= moment.start:
                c += 1
            self.clause_at.append(c)
            self.times.setdefault(c, []).append(moment)
        self.quoted = _quotes(line)
        self.addressed = any(word in _YOU for word in line.words)

    def text(self, c: int) -> str:
        found = self.texts[c]
        if found is None:
            clause = self.clauses[c]
            found = self.texts[c] = text_of(self.line, clause, self.times.get(c, []))
        return found

    def plain(self, c: int) -> str:
        return self.text(c).replace("à", "a")

    def kind(self, c: int) -> Kind:
        found = self.kinds[c]
        if found is None:
            found = self.kinds[c] = "past" if self._over_and_done(c) else kind_of(self.text(c) + self._ahead(c), self.line.language, addressed=self.addressed)
        return found

    def _over_and_done(self, c: int) -> bool:
        """ "Facture réglée le 3": a thing and its participle, without a verb."""
        if self.line.language != "fr" or c not in self.times:
            return False
        clause, first = self.clauses[c], self.times[c][0]
        before = self.line.tokens[clause.start : first.start]
        ahead = first.due is not None and first.said.span is not None and first.said.span.exact and (first.due - self.at).days <= 45
        if (ahead and len(self.line.words[first.start : first.end]) >= 3) or (first.said.span is not None and first.said.span.period):
            return False
        if first.relation in ("by", "before", "within") or (before and (before[-1].word in _NO_PARTICIPLES or before[-1].word.endswith(("ite", "ites")))):
            return False
        if not 1 <= len(before) <= 6 or not before[-1].raw.endswith(("é", "ée", "és", "ées")) or speech.BOOKED["fr"].search(self.plain(c)):
            return False
        return not any(t.word in _VERBAL or t.word.endswith(("ra", "ront", "rez")) for t in before)

    def _ahead(self, c: int) -> str:
        """The subject of what is said, where the clause goes on with "that": it tells who speaks."""
        if c + 1 < len(self.clauses) and self.clauses[c + 1].joint in ("que", "qu'", "that") and self.clauses[c + 1].sentence == self.clauses[c].sentence:
            return " " + self.clauses[c + 1].joint + " " + self.text(c + 1).partition(" ")[0]
        return ""

    def kept(self, n: int) -> bool:
        """Whether the time `n` is one by which we said that something will be done."""
        moment, c = self.moments[n], self.clause_at[n]
        clause = self.clauses[c]
        if moment.start in self.quoted or clause.asks or self._replaced(n) or self._restated(n):
            return False
        if n + 1 < len(self.moments) and self.moments[n + 1].relation == "until" and self.moments[n + 1].start - moment.end <= 1:
            return False  # "demain jusqu'à 19 h": when somebody is there
        if moment.relation == "until" and not (self.line.language == "fr" and self._swiss):
            return False
        if moment.length and _GIVE_ME[self.line.language].search(self.text(c)):
            return True
        if self._floats(moment) and self._triggered(c):
            return False
        if moment.length and (self._triggered(c) or (moment.loose and not moment.firm and not speech.COUNTS[self.line.language].search(self.text(c) + self._label(c)))):
            return False
        return self._ours(c) and not self._is_reference(moment)

    def _label(self, c: int) -> str:
        """What stands before a colon: "Délai de fabrication : 6 à 8 jours"."""
        return " " + self.text(c - 1) if c > 0 and self.clauses[c].joint == ":" else ""

    def _floats(self, moment: Moment) -> bool:
        """ "dans la journée", "the next day": of the day on which something happens first, if the sentence names such a thing."""
        of_day = moment.said.part is not None and moment.said.part.name == "day" and moment.said.span is None
        words = set(self.line.words[moment.start : moment.end])
        return of_day or bool(_NEXT_DAY & words) or ("day" in words and bool(_WHICH_DAY & words)) or ("jour" in words and bool(_WHICH_DAY & words))

    def _ours(self, c: int) -> bool:
        kind = self.kind(c)
        if self._tagged(c):
            return False
        if kind == "ours":
            return not self._reported_before(c) and not self._goes_on(c)
        if kind == "offered":
            return self._condition_met(c)
        if kind == "past":
            return self._elliptic(c)
        if kind == "asked":
            return self._shared_subject(c)
        return kind == "bare" and self._bare(c)

    def _tagged(self, c: int) -> bool:
        """ "..., nous écrivez-vous", "..., you tell us": the sentence is what the reader said."""
        sentence, tag = self.clauses[c].sentence, _TAG[self.line.language]
        return any(self.clauses[d].sentence == sentence and tag.search(self.text(d)) for d in range(max(0, c - 2), min(len(self.clauses), c + 4)) if d != c)

    def _elliptic(self, c: int) -> bool:
        """ "the skip is delivered on Tuesday, collected on Friday": a participle that goes on with a deed to come."""
        clause = self.clauses[c]
        if c == 0 or self.clauses[c - 1].sentence != clause.sentence or not _PARTICIPLE[self.line.language].search(self.text(c)):
            return False
        return clause.joint in (",", "and", "et", "puis", "then", ";") and self._ours(c - 1)

    def _condition_met(self, c: int) -> bool:
        """ "Dans le cas où la banque refuserait, nous vous réglerions le 9": a deed under a condition, not an offer."""
        sentence, language = self.clauses[c].sentence, self.line.language
        deed = _WE_WOULD[language].search(self.text(c))
        return bool(deed) and any(
            self.clauses[d].sentence == sentence and speech.CONDITION[language].search(self.plain(d)) and not _WISH[language].search(self.text(d))
            for d in range(max(0, c - 3), min(len(self.clauses), c + 3))
        )

    def _shared_subject(self, c: int) -> bool:
        """ "I'll keep one for you and send the invoice tomorrow": what looks like an order has our subject, said once."""
        clause = self.clauses[c]
        if c == 0 or self.line.language != "en" or self.clauses[c - 1].sentence != clause.sentence or clause.joint not in ("and", "then", ",", "but"):
            return False
        return self._ours(c - 1) and bool(_BARE_VERB.search(self.text(c))) and bool(speech.WILL["en"].search(self.text(c - 1)))

    def _goes_on(self, c: int) -> bool:
        """Whether it is another thing to do for somebody who was asked before: "... or drop in tomorrow", "... ou passer demain"."""
        clause = self.clauses[c]
        if c == 0 or self.clauses[c - 1].sentence != clause.sentence or self.kind(c - 1) not in ("asked", "theirs", "offered"):
            return False
        return bool(_INFINITIVE[self.line.language].search(self.text(c)))

    def _reported_before(self, c: int) -> bool:
        """Whether the clause goes on with what somebody else said: joined to it by "that", or a list of it."""
        clause = self.clauses[c]
        if c == 0 or self.clauses[c - 1].sentence != clause.sentence:
            return False
        if clause.joint in ("que", "qu'", "that"):
            before = self.kind(c - 1)
            return before in ("reported", "denied", "past")
        if self.kind(c - 1) == "reported" and clause.joint in (":", ",", "et", "and"):
            return not speech.WE[self.line.language].search(self.text(c))
        return False

    def _bare(self, c: int) -> bool:
        """A clause without a predicate goes with the one before it in the sentence, at its beginning with the one after it."""
        clause, language = self.clauses[c], self.line.language
        if c + 1 < len(self.clauses) and self.clauses[c + 1].joint in ("et", "and") and _LEFT_OUT.search(self.text(c + 1)):
            return False
        for d in range(c - 1, max(c - 5, -1), -1):
            if self.clauses[d].sentence != clause.sentence:
                break
            kind = self.kind(d)
            if kind in ("denied",) and (clause.joint in ("mais", "but") or speech.LAST_WORD[language].search(self.words(c)) or self._firm(c)):
                return True
            if kind == "past" and clause.joint == ":" and len(self.text(d).split()) <= 4:
                return True  # "File closed: end of June"
            if kind not in ("bare", "condition"):
                return kind == "ours" and not self._reported_before(d)
            if kind == "bare" and self._telling(d):
                return self._bare(d)
        for d in range(c + 1, min(c + 5, len(self.clauses))):
            if self.clauses[d].sentence != clause.sentence:
                break
            kind = self.kind(d)
            if kind not in ("bare", "condition"):
                return kind == "ours"
        return self._alone(c) or self._telling(c)

    def _telling(self, c: int) -> bool:
        """Whether the clause says something beside its time, though by none of the words known here: what we tell of days to come is what we do."""
        return len([w for w in self.text(c).split() if len(w) > 3 and w.isalpha()]) >= 2

    def words(self, c: int) -> str:
        clause = self.clauses[c]
        return " ".join(self.line.words[clause.start : clause.end])

    def _firm(self, c: int) -> bool:
        return any(m.firm for m in self.times.get(c, []))

    def _alone(self, c: int) -> bool:
        """A sentence that is only a time goes with the sentence before it."""
        if self._firm(c) and all(k.sentence != self.clauses[c].sentence or self.kind(d) != "asked" for d, k in enumerate(self.clauses[:c])):
            before = c - 1
            return before < 0 or self.kind(before) in ("ours", "denied", "bare")
        start = c
        while start > 0 and self.clauses[start - 1].sentence == self.clauses[c].sentence:
            start -= 1
        if start == 0:
            return False
        before = start - 1
        return not self.clauses[before].asks and self.kind(before) == "ours"

    def _triggered(self, c: int) -> bool:
        """Whether the sentence has a condition from which a length of time would run."""
        sentence, language = self.clauses[c].sentence, self.line.language
        for d in range(max(0, c - 4), min(len(self.clauses), c + 3)):
            if d > c and self.clauses[d].joint in ("et", "and", "mais", "but"):
                break
            if self.clauses[d].sentence == sentence and speech.CONDITION[language].search(self.plain(d)):
                if not speech.MILD[language].search(self.plain(d)):
                    return True
        return False

    def _replaced(self, n: int) -> bool:
        """ "tomorrow, Friday at the latest": the later one counts."""
        if n + 1 >= len(self.moments):
            return False
        this, after = self.moments[n], self.moments[n + 1]
        if after.due is None or this.due is None or not after.firm or after.due < this.due:
            return False
        between = self.line.words[this.end : after.start]
        return len(between) <= 2 and all(not w.isalpha() or w in ("ou", "or", "et", "and", "soit", "au", "at", "voire", "mais", "but") for w in between)

    def _restated(self, n: int) -> bool:
        """ "17 h, heure de Paris, soit en fin de matinée chez vous": the same instant in other words; the more precise ones count."""
        for a, b in ((n - 1, n), (n, n + 1)):
            if a < 0 or b >= len(self.moments):
                continue
            this, after = self.moments[a], self.moments[b]
            between = self.line.words[this.end : after.start]
            if len(between) > 6 or not any(w in _THAT_IS for w in between) or not all(w in _THAT_IS or w in _AROUND_IT for w in between) or this.due is None or after.due is None:
                continue
            first_counts = this.timed and not this.length
            if (n == b) == first_counts:
                return True
        return False

    def _is_reference(self, moment: Moment) -> bool:
        """ "your letter of 3 March", "la facture du 12", "the February 5 payment": names a thing, not when."""
        line, i = self.line, moment.start
        determined = "the" in (line.word(i), line.word(i - 1)) or line.word(i - 1) in ("your", "our", "my")
        if line.language == "en" and determined and moment.single and not moment.timed and moment.relation == "":
            numbered = any(w in ("st", "nd", "rd", "th", "of") for w in line.words[i : moment.end])
            after = line.word(moment.end)
            if not numbered and after.isalpha() and len(after) > 3 and after not in _NO_NOUNS:
                return True
        said = moment.said
        if said.relation == "" and said.clock is not None and said.span is None and line.word(moment.start) not in ("entre", "between", "de", "from"):
            if line.word(i - 1) in ("de", "du", "des") and line.word(i - 2).isalpha() and len(line.word(i - 2)) > 2:
                return True  # "votre train de 18 h 12"
            after = line.word(moment.end)
            if line.language == "en" and line.word(i - 1) in ("the", "your", "our") and after.isalpha() and len(after) > 2 and after not in _NO_NOUNS:
                return True
        if said.relation == "" and said.span is not None and said.span.period and not said.where and line.word(i) in ("de", "d'") and line.word(i - 1).isalpha():
            return True  # "la paie de mai"
        if line.word(i) in ("du", "de", "from", "of", "dated") or line.word(i - 1) in ("du", "of", "dated", "from", "de"):
            if moment.timed:
                return False
            thing = line.word(i - 1) if line.word(i) in ("du", "de", "from", "of", "dated") else line.word(i - 2)
            return thing in _THINGS
        return False


_YOU = frozenset("you your you'll you're vous votre vos".split())
_AROUND_IT = frozenset(", ( ) - — c' est a that is which your time for you chez vous so or le pont apres les fetes . pour".split())
_GIVE_ME = {"fr": re.compile(r"(?:laissez|donnez|accordez) - (?:moi|nous) (?:encore )?#l"), "en": re.compile(r"(?:give|allow|grant) (?:me|us) (?:another )?#l")}
_TAG = {
    "fr": re.compile(r"^(?:nous |me |m' )?(?:ecrivez|dites|disiez|precisez|ajoutez|dit|ecrit|assurez|affirmez|indiquez) - (?:vous|il|elle)(?: |$)|^(?:dites|ecrivez) vous"),
    "en": re.compile(r"^(?:so )?(?:you|he|she|they) (?:say|write|wrote|said|says|tell us|told us|tell me|told me|claim|claims|added|add)$"),
}
_PARTICIPLE = {
    "fr": re.compile(r"^(?:et |puis )?(?:\w+ )?\w+(?:ee?s?|is|ise|us?|ue|it|ite) #"),
    "en": re.compile(r"^(?:and |then )?(?:\w+ )?(?:\w+ed|sent|done|built|paid) (?:\w+ )?#"),
}
_NO_PARTICIPLES = frozenset("cle cles cote cotes kine cafe ete marche marches sante societe liberte beaute bonte fete comite conge conges degre degres pre the duree annee journee soiree matinee".split())
_VERBAL = frozenset("est sont sera seront etre ete etes serez suis sommes ai as a avons avez ont va vont je nous vous on il elle ils elles".split())
_NEXT_DAY = frozenset(("lendemain", "surlendemain"))
_WHICH_DAY = frozenset(("next", "following", "same", "after", "suivant", "meme"))
_LEFT_OUT = re.compile(r"(?<![\w])(?:exclus\w*|non compris\w*|excepte\w*|excluded|excepted|not included|not counted)(?![\w])")
_THAT_IS = frozenset("soit dire i.e ie e means meaning namely savoir donc".split())
_BARE_VERB = re.compile(rf"^(?:and |then |also )*(?:{speech.VERBS_EN})(?![\w])(?!.*(?<![\w])(?:us|me)(?![\w]))")
_WE_WOULD = {"fr": re.compile(r"(?<![\w])(?!pourr|voudr|aimer)\w+(?:rais|rions|rait)(?![\w])"), "en": re.compile(r"(?<![\w])would(?! (?:suit|you|work|like))(?![\w])")}
_WISH = {"fr": re.compile(r"(?<![\w])(?:souhait|voul|prefer|convien|arrang|agree|va)\w*"), "en": re.compile(r"(?<![\w])(?:suit|want|wish|prefer|like|convenient|works)\w*")}
_INFINITIVE = {
    "fr": re.compile(r"^(?:ou |et |puis |de |d' |a |bien |vous |nous |la |le |les |l' )*\w+(?:er|ir|re|oir)(?![\w])"),
    "en": re.compile(rf"^(?:or |and |then |to |either )*(?:{speech.VERBS_EN})(?![\w])"),
}
_NO_NOUNS = frozenset("week with when from that this then your before after between until unless will should would could which where latest under into your have without".split())
_THINGS = frozenset(
    "courrier lettre mail mails courriel message appel demande reclamation facture factures commande devis contrat visite releve echeance "
    "letter email mail message call request complaint invoice order quote contract statement bill note claim visit".split()
)


def _quotes(line: Line) -> frozenset[int]:
    """Places of tokens between quotation marks."""
    inside: set[int] = set()
    opened: int | None = None
    for i, word in enumerate(line.words):
        if word == "«" or (word == '"' and opened is None):
            opened = i
        elif word in ("»", '"') and opened is not None:
            inside.update(range(opened, i))
            opened = None
    return frozenset(inside | _theirs_in_dialogue(line))


_THEY = frozenset("client cliente clt cli customer cust caller user patient patiente visitor visiteur abonne locataire tenant guest member".split())
_US = frozenset("agent conseiller conseillere advisor adviser support rep operator operateur operatrice service nous moi me us staff bot assistant assistante team equipe sav".split())
_SELF = frozenset("je j' i i'll i'm nous we m' me mon ma my".split())


def _theirs_in_dialogue(line: Line) -> set[int]:
    """Places of what the reader says in a dialogue: lines that begin with "Customer:", when others begin with "Agent:" or it says "I"."""
    starts = [0, *(i + 1 for i, word in enumerate(line.words) if word[0] == "\n")]
    labels = {s: line.word(s) for s in starts if ":" in (line.word(s + 1), line.word(s + 2))}
    dialogue = any(label in _US for label in labels.values())
    inside: set[int] = set()
    for s, label in labels.items():
        if label not in _THEY:
            continue
        end = next((i for i in range(s, len(line.words)) if line.words[i][0] == "\n"), len(line.words))
        if dialogue or _SELF & set(line.words[s:end]):
            inside.update(range(s, end))
    return inside
