"""When somebody whose mailbox answers by itself says that they are back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules.absences import away_until

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 26, 10, tzinfo=PARIS)  # a Thursday


def back(text: str, language: str | None = None, at: datetime = AT) -> str | None:
    found = away_until(text, language=language, at=at, tz="Europe/Paris", region="FR")
    return found.astimezone(PARIS).strftime("%Y-%m-%d %H:%M") if found else None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I am out of the office until 14 December.", "2026-12-15"),
        ("Je suis absente jusqu'au 14 décembre inclus et vous répondrai à mon retour.", "2026-12-15"),
        ("Je suis en congés du 1er au 14 décembre. En cas d'urgence, appelez le 01 99 00 12 34.", "2026-12-15"),
        ("I am on annual leave from 30 November to 11 December inclusive.", "2026-12-12"),
        ("I will have limited access to e-mail between 1 and 10 December.", "2026-12-11"),
        ("Je suis en déplacement et serai de retour lundi 14 décembre.", "2026-12-14"),
        ("I am currently on leave and will return on December 14th, 2026.", "2026-12-14"),
        ("I am out of the office, returning Tuesday, December 1.", "2026-12-01"),
        ("Absence du bureau : retour le 3 décembre. Ma collègue Claire est absente le 1er décembre.", "2026-12-03"),
        ("Absent du 23 au 27 novembre, je reviens le 30.", "2026-11-30"),
        ("Je serai absent à partir du 27/11/2026. Je serai de retour le 07/12/2026.", "2026-12-07"),
        ("Je prendrai connaissance de vos mails à partir du 8 décembre, je suis en vacances.", "2026-12-08"),
        ("I'm away until Monday.", "2026-11-30"),
        ("I am away this week.", "2026-11-30"),
        ("Je suis absent aujourd'hui.", "2026-11-27"),
        ("En congé maternité jusqu'en mars 2027", "2027-04-01"),
        ("Absente pour deux semaines.", "2026-12-11"),
        ("Away for ten days.", "2026-12-07"),
        ("OOO: Nov 25 – Dec 2", "2026-12-03"),
        ("Je suis en vacances. Je reviens dans deux semaines.", "2026-12-10"),
        ("I'm out until Dec 7th; my colleague Ann is away until Dec 14th.", "2026-12-08"),
        ("De retour le 30/11. Claire est absente jusqu'au 11/12, écrivez plutôt à Paul.", "2026-11-30"),
        ("Notre magasin est exceptionnellement fermé jusqu'au 2 décembre pour inventaire.", "2026-12-03"),
        ("Je suis en congé parental jusqu'en septembre 2027.", "2027-10-01"),
        ("I am away this week and next, until 11 December.", "2026-12-12"),
    ],
)
def test_the_day_on_which_they_are_back(text: str, day: str) -> None:
    assert back(text) == f"{day} 00:00"
    assert back(f"\n{text}\n\nClaire, service client") == f"{day} 00:00"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Absent jusqu'au 30 novembre. Fermés du 24 décembre au 4 janvier.", "2026-12-01"),
        ("Je suis en déplacement jusqu'au 1er décembre, puis en congés du 21 décembre au 3 janvier.", "2026-12-02"),
        ("Absent du 23 novembre au 4 décembre, puis du 21 au 31 décembre.", "2026-12-05"),
        ("I'm travelling this week and back on Monday. I will be on leave again from 14 to 18 December.", "2026-11-30"),
        ("Our offices will be closed from December 24 through January 2. I am away until 30 November.", "2026-12-01"),
    ],
)
def test_of_several_absences_the_one_counts_that_holds(text: str, day: str) -> None:
    assert back(text) == f"{day} 00:00"


def test_an_hour_is_an_hour() -> None:
    assert back("Je suis absente jusqu'au 30/11 à midi.") == "2026-11-30 12:00"


@pytest.mark.parametrize(
    "text",
    [
        "We have received your message and will answer within 2 days.",
        "Votre demande du 12 décembre est enregistrée.",
        "I left the company on 1 October 2026.",
        "I was out of the office until 14 October 2026.",
        "Je suis en arrêt pour une durée indéterminée.",
        "I am away until 14 December 2031.",
        "Our offices will be closed from December 24 through January 2.",
        "Nos bureaux seront fermés du 24 décembre au 4 janvier.",
        "I will be out of the office from 18 to 22 January 2027.",
        "Merci de votre message. Nos bureaux sont fermés le week-end.",
        "Our offices are closed on weekends and public holidays.",
        "Our call centre is closed at night.",
        "Thanks! Our support desk is closed from 6pm to 9am.",
        "Votre ticket a été créé. Notre service est fermé entre 12 h et 14 h.",
        "Thanks! Our team is off on weekends and will answer on Monday.",
        "I am away until further notice, please write to Ann by 30 November.",
        "Our conference is on 14 December. We are never closed.",
        "I have left the company. Out of office until 31/12/9999.",
        "Absent jusqu'au 31/12/9999.",
        "semaines \n\n 31 until 1/1/0001 - on on dans 00",
        "",
    ],
)
def test_where_nothing_tells_nothing_is_waited_for(text: str) -> None:
    assert back(text) is None


WORDS = ["absent", "jusqu'au", "back", "until", "14", "décembre", "12/12", "on", "de retour", "2026", ".", "-", "\n", "lundi", "for"]


@given(
    st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join), st.sampled_from(["fr", "en", "de", None])
)
def test_whatever_is_read_lies_ahead_within_a_year(text: str, language: str | None) -> None:
    found = away_until(text, language=language, at=AT, tz="Europe/Paris", region="FR")
    assert found is None or 0 < (found - AT).total_seconds() <= 366 * 86400
