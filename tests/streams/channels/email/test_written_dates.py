from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.channels.email.written_dates import written_date

MARCH = datetime(2024, 3, 4, 8, 15, tzinfo=UTC)


WRITTEN = """
lundi 4 mars 2024 09:15
Lundi 4 Mars 2024 09:15:00
lun. 4 mars 2024 à 09:15
4 mars 2024 à 08:15:00 UTC+0
4 mars 2024 à 09 h 15
Monday, March 4, 2024 9:15:00 AM
Mon, Mar 4, 2024 at 9:15 AM
Mon, 04 Mar 2024 09:15:00 +0100
3/4/24, 9:15 AM
04/03/2024 09:15 (GMT+01:00)
2024-03-04T09:15:00+0100
2024-03-04 09:15
04.03.2024 um 09:15 Uhr
Montag, 4. März 2024 um 09:15 Uhr
lunes, 4 de marzo de 2024 9:15
lunedì 4 marzo 2024 09:15
maandag 4 maart 2024 09:15
segunda-feira, 4 de março de 2024 09:15
poniedziałek, 4 marca 2024 09:15
den 4 mars 2024 09:15
4. marts 2024 09:15
pondělí 4. března 2024 9:15
2024. március 4., hétfő 9:15
4-mar-2024 9.15
Mon, 4 Mar 2024 08:15:00 GMT
"""


@pytest.mark.parametrize("written", WRITTEN.strip().split("\n"))
def test_a_date_is_read_as_programs_write_it_for_people(written: str) -> None:
    assert written_date(written, "Europe/Paris") == MARCH


def test_the_hour_may_be_of_the_afternoon_and_may_be_missing() -> None:
    assert written_date("Thu, Jan 28, 2016 at 4:00 PM", "UTC") == datetime(2016, 1, 28, 16, tzinfo=UTC)
    assert written_date("12/31/2024 12:05 AM", "UTC") == datetime(2024, 12, 31, 0, 5, tzinfo=UTC)
    assert written_date("4 juillet 2024", "UTC") == datetime(2024, 7, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "yesterday", "99/99/2024 09:15", "31 février 2024", "10:15", "4 brumaire 2024", "9" * 500])
def test_what_is_no_date_is_none(written: str) -> None:
    assert written_date(written, "Europe/Paris") is None
