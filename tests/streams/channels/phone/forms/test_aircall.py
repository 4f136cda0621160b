"""Aircall: webhooks, answers of the API and exports are the same calls."""

from __future__ import annotations

from tests.support.calling import AIRCALL_CALL, one, parties, read, utc


def test_aircall_what_is_missed_waited_until_it_gave_up() -> None:
    call = one({"calls": [AIRCALL_CALL | {"answered_at": None}], "meta": {}})
    assert call.measures == {"answered": False, "wait_s": 67}
    assert len(call.parties) == 2, "nobody took it"


def test_aircall_export() -> None:
    table = (
        "line,datetime (UTC),direction,from,to,answered,user,duration (total),duration (in call),voicemail\n"
        'Accueil,2024-05-06 08:00:00,inbound,+33 1 99 00 14 01,+33 1 99 00 41 00,Yes,"Rémi Sol",67,60,\n'
        "Accueil,2024-05-06 09:00:00,outbound,+33 1 99 00 41 00,+33 6 39 98 55 77,No,,20,0,\n"
    )
    taken, unanswered = read(table)
    assert (taken.at, taken.direction, taken.measures) == (utc(2024, 5, 6, 8), "in", {"answered": True, "duration_s": 60})
    assert parties(taken)[2] == ("agent", None, "Rémi Sol")
    assert (unanswered.direction, unanswered.measures) == ("out", {"answered": False, "duration_s": 0})
