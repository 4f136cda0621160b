"""However a text is made, the work that is done for it is bounded; the sizes are counted, not the time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from streams.rules.promises import judge, moments, promises_in, sentences, text
from streams.rules.promises.dues import Now
from streams.rules.promises.line import Line
from streams.rules.promises.moments import moments_of

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 3, 3, 9, 20, tzinfo=PARIS)
UNITS = [
    "1 ",
    "1,",
    "12 34 ",
    "à ",
    "à à 5 ",
    "jeudi ",
    "demain, jeudi ",
    "le 12 ",
    "dans ",
    "5 jours ",
    "5 days ",
    "an hour ",
    "5h",
    "1/",
    "0a",
    ", ",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_text_of_one_thing_over_and_over_takes_bounded_work(unit: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done: Counter[str] = Counter()
    reads, patterns, tried = Line.has, judge.pattern, moments.moment_at

    class Counting:
        """A pattern that tells how many letters it is run over."""

        def __init__(self, table: str, language: str) -> None:
            self.found = patterns(table, language)

        def search(self, said: str) -> object:
            done["letters"] += len(said)
            return self.found.search(said)

    def has(self: Line, i: int, *words: str) -> int:
        done["words"] += 1
        return reads(self, i, *words)

    def moment_at(*given: object) -> object:
        done["tried"] += 1
        return tried(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Line, "has", has)
    monkeypatch.setattr(judge, "pattern", Counting)
    monkeypatch.setattr(moments, "moment_at", moment_at)
    promises_in((unit * text.LIMIT)[: text.LIMIT], language=language, at=AT, tz="Europe/Paris", region="FR")
    assert done["tried"] <= moments.ATTEMPTS
    assert done["words"] <= 250 * moments.ATTEMPTS
    assert done["letters"] <= 3_000 * moments.ATTEMPTS


def test_a_clause_and_a_sentence_have_an_end() -> None:
    for unit in ("demain, jeudi ", "vous ", "5 jours ", "et "):
        line = Line(text.tokens_of((unit * text.LIMIT)[: text.LIMIT]), "fr")
        found = moments_of(line, Now(AT, PARIS, "FR"))
        clauses = sentences.clauses_of(line, found)
        widest = max((moment.end - moment.start for moment in found), default=0)
        assert all(clause.end - clause.start <= sentences.LONGEST + widest for clause in clauses)
        assert max(Counter(clause.sentence for clause in clauses).values(), default=0) <= sentences.MOST


def test_what_a_long_letter_promises_at_its_end_is_still_read() -> None:
    page = "Nous avons bien reçu votre courrier et les pièces du dossier, le 12 janvier puis le 3 février à 10 h. "
    said = page * 150 + "Nous vous rappelons demain."
    assert len(said) < text.LIMIT
    assert [p.due.day for p in promises_in(said, language="fr", at=AT, tz="Europe/Paris", region="FR")] == [4]
