"""Every way to name a time, in both languages: until when it is kept. Written on Tuesday 3 March 2026 at 9:20, in Paris or London."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from streams.rules.promises import promises_in

FRENCH = """
à 17 h = 03 17:00
à 17h30 = 03 17:30
à 17:30 = 03 17:30
vers 15 h = 03 15:00
aux alentours de 15 h = 03 15:00
dès 14 h = 03 14:00
à partir de 14 h = 03 14:00
avant 11 h = 03 11:00
d'ici à 16 h = 03 16:00
pour 16 h = 03 16:00
à midi = 03 12:00
à midi et demi = 03 12:30
à midi moins le quart = 03 11:45
à huit heures = 04 08:00
à huit heures et quart demain = 04 08:15
à neuf heures moins dix = 04 08:50
à quinze heures trente = 03 15:30
à 3 heures de l'après-midi = 03 15:00
à 8 heures du soir = 03 20:00
demain à 8 heures du matin = 04 08:00
entre 14 et 16 h = 03 16:00
entre 14 h et 16 h = 03 16:00
de 14 à 16 h = 03 16:00
demain, 8h-12h = 04 12:00
demain 8-10h = 04 10:00
demain entre 10 h et midi = 04 12:00
aujourd'hui = 03
ce jour = 03
dans la journée = 03
dans le courant de la journée = 03
demain = 04
dès demain = 04
après-demain = 05
demain matin = 04 12:00
demain dans la matinée = 04 12:00
demain en fin de matinée = 04 12:00
demain après-midi = 04 18:00
demain aprem = 04 18:00
cet après-midi = 03 18:00
en fin d'après-midi = 03 18:00
ce soir = 03
dans la soirée = 03
en fin de journée = 03
avant la fin de la journée = 03
ce midi = 03 12:00
à l'heure du déjeuner = 03 13:00
demain à la première heure = 04 10:00
jeudi = 05
ce jeudi = 05
jeudi prochain = 05
mardi = 10
mardi prochain = 10
mardi en huit = 17
jeudi en quinze = 19
vendredi de la semaine prochaine = 13
la semaine prochaine, jeudi = 12
mercredi ou jeudi = 05
entre mercredi et vendredi = 06
de jeudi à samedi = 07
jeudi à 10 h = 05 10:00
jeudi matin, 10 h = 05 10:00
jeudi 5 mars à 10 h = 05 10:00
le jeudi 5 à 10 h = 05 10:00
le 12 = 12
le 12 mars = 12
le 12 mars 2026 = 12
le 12/03 = 12
le 12/03/26 = 12
le 12.03.2026 = 12
le 2026-03-12 = 12
le douze mars = 12
le 1er avril = 04-01
le premier avril = 04-01
au plus tard le 12 mars = 12
pour le 12 mars = 12
d'ici le 12 mars = 12
d'ici au 12 mars = 12
avant le 12 mars = 11
avant jeudi = 04
avant jeudi midi = 05 12:00
avant demain = 03
avant demain soir = 04
avant demain 15 h = 04 15:00
avant Pâques = 04-04
pour Pâques = 04-05
le lundi de Pâques = 04-06
avant le 14 juillet = 07-13
avant le week-end = 06
ce week-end = 08
cette semaine = 08
dans la semaine = 08
avant la fin de la semaine = 08
en fin de semaine = 08
d'ici la fin de la semaine = 08
la semaine prochaine = 15
dans le courant de la semaine prochaine = 15
en début de semaine prochaine = 10
début de semaine prochaine = 10
en milieu de semaine prochaine = 11
la semaine du 16 mars = 22
semaine 12 = 22
ce mois-ci = 31
avant la fin du mois = 31
fin du mois = 31
en fin de mois = 31
le mois prochain = 04-30
début avril = 04-10
en début de mois prochain = 04-10
mi-avril = 04-15
à la mi-avril = 04-15
fin avril = 04-30
d'ici fin avril = 04-30
courant avril = 04-30
en avril = 04-30
au cours du mois d'avril = 04-30
avant la fin de l'année = 12-31
sous 48 h = 05 09:20
sous 48 heures = 05 09:20
sous quarante-huit heures = 05 09:20
dans deux heures = 03 11:20
dans 1h30 = 03 10:50
dans une heure et demie = 03 10:50
dans l'heure = 03 10:20
dans une demi-heure = 03 09:50
dans un quart d'heure = 03 09:35
d'ici trois quarts d'heure = 03 10:05
d'ici 20 minutes = 03 09:40
sous 24 à 48 h = 05 09:20
sous 24/48h = 05 09:20
dans trois jours = 06
sous trois jours = 06
d'ici trois jours = 06
dans un délai de trois jours = 06
sous un délai maximum de 3 jours = 06
en moins de trois jours = 06
sous 2 à 4 jours = 07
dans deux ou trois jours = 06
sous huit jours = 11
sous huitaine = 11
sous quinzaine = 18
sous une semaine = 10
dans deux semaines = 17
dans un mois = 04-03
sous dix jours ouvrés = 17
sous 5 jours ouvrables = 09
dans les 24 heures ouvrées = 04 09:20
J+2 = 05
dans les 3 prochains jours = 06
à 10 h (heure de Montréal) = 03 16:00
à 15 h UTC = 03 16:00
demain à 10 h, heure de New York = 04 16:00
"""

ENGLISH = """
at 5pm = 03 17:00
at 5 p.m. = 03 17:00
at 5.30pm = 03 17:30
at 17:30 = 03 17:30
at 5 o'clock = 03 17:00
at five = 03 17:00
at five o'clock = 03 17:00
around 3 = 03 15:00
at about 3pm = 03 15:00
from 2pm = 03 14:00
before 11 = 03 11:00
by 4 = 03 16:00
by 4pm = 03 16:00
at noon = 03 12:00
at half four = 03 16:30
at half past four = 03 16:30
at quarter to six = 03 17:45
at a quarter past ten = 03 10:15
at twenty past three = 03 15:20
at ten to five = 03 16:50
at twenty-five to five = 03 16:35
at nine thirty tomorrow = 04 09:30
tomorrow at 8 in the morning = 04 08:00
tomorrow at 8 in the evening = 04 20:00
between 2 and 4 = 03 16:00
between 2 and 4pm = 03 16:00
between 10am and noon = 03 12:00
from 2 to 4pm = 03 16:00
tomorrow, 8am-12pm = 04 12:00
tomorrow 8-10am = 04 10:00
today = 03
later today = 03
tomorrow = 04
the day after tomorrow = 05
tomorrow morning = 04 12:00
in the morning = 04 12:00
tomorrow afternoon = 04 18:00
this afternoon = 03 18:00
late this afternoon = 03 18:00
this evening = 03
tonight = 03
by the end of the day = 03
by end of day = 03
by EOD = 03
by close of business = 03 18:00
by COB Thursday = 05 18:00
by lunchtime = 03 13:00
before noon = 03 12:00
first thing tomorrow = 04 10:00
first thing on Thursday = 05 10:00
on Thursday = 05
this Thursday = 05
next Thursday = 05
Tuesday = 10
next Tuesday = 10
Tuesday week = 17
a week on Thursday = 12
a week today = 10
a week tomorrow = 11
tomorrow week = 11
a fortnight on Thursday = 19
Thursday fortnight = 19
Friday of next week = 13
next week on Thursday = 12
on Thursday next week = 12
on Wednesday or Thursday = 05
between Wednesday and Friday = 06
Thursday at 10 = 05 10:00
on Thursday morning at 10 = 05 10:00
at 10 on Thursday = 05 10:00
on Thursday 5 March at 10am = 05 10:00
on Thursday the 5th = 05
on Thursday, March 5 = 05
on the 12th = 12
on 12 March = 12
on 12th March = 12
on the 12th of March = 12
on March 12 = 12
on March 12th, 2026 = 12
on 12/03 = 12
on 12/03/2026 = 12
on 2026-03-12 = 12
on the twelfth of March = 12
by 12 March at the latest = 12
no later than 12 March = 12
on or before 12 March = 12
before 12 March = 11
before Thursday = 04
before Thursday noon = 05 12:00
before tomorrow evening = 04
before Easter = 04-04
by Easter = 04-05
on Easter Monday = 04-06
before the weekend = 06
over the weekend = 08
this weekend = 08
this week = 08
by the end of the week = 08
before the week is out = 08
next week = 15
early next week = 10
at the beginning of next week = 10
late next week = 15
the week of 16 March = 22
in the week commencing 16 March = 22
this month = 31
by the end of the month = 31
before the month is out = 31
by month's end = 31
next month = 04-30
early in April = 04-10
in early April = 04-10
in mid-April = 04-15
by the middle of April = 04-15
in late April = 04-30
by the end of April = 04-30
in April = 04-30
during April = 04-30
by year end = 12-31
within 48 hours = 05 09:20
within forty-eight hours = 05 09:20
in two hours = 03 11:20
in an hour and a half = 03 10:50
in two and a half hours = 03 11:50
within the hour = 03 10:20
within half an hour = 03 09:50
in a quarter of an hour = 03 09:35
in twenty minutes = 03 09:40
in 24-48 hours = 05 09:20
in three days = 06
within three days = 06
in three days' time = 06
three days from now = 06
inside three days = 06
in under a week = 10
within a week = 10
in a week's time = 10
in a couple of days = 05
in a day or two = 05
in two to four days = 07
in the next three days = 06
within a fortnight = 17
in two weeks = 17
in a month = 04-03
within ten working days = 17
within 3-5 business days = 10
on the next working day = 04
at 10am Eastern = 03 15:00
at 10am EST = 03 15:00
tomorrow at 10am New York time = 04 15:00
at 4pm Paris time = 03 15:00
at 15:30 UTC = 03 15:30
"""


def _rows(table: str) -> list[tuple[str, str]]:
    return [(left.strip(), right.strip()) for left, _, right in (line.partition(" = ") for line in table.strip().splitlines())]


def _due(right: str, zone: ZoneInfo) -> datetime:
    """ "05", "04-05", "05 10:00": in March 2026 unless said; the end of the day unless said."""
    day, _, time = right.partition(" ")
    day = f"2026-{day}" if "-" in day else f"2026-03-{day}"
    return datetime.fromisoformat(f"{day}T{time or '23:59:59'}").replace(tzinfo=zone)


@pytest.mark.parametrize(("words", "due"), _rows(FRENCH))
def test_french_times(words: str, due: str) -> None:
    zone = ZoneInfo("Europe/Paris")
    at = datetime(2026, 3, 3, 9, 20, tzinfo=zone)
    for text in (f"Nous vous rappelons {words}.", f"Bonjour,\n{words[0].upper()}{words[1:]}, nous vous envoyons la réponse.\nMerci"):
        found = promises_in(text, language="fr", at=at, tz="Europe/Paris", region="FR")
        assert [promise.due for promise in found] == [_due(due, zone)], text
        assert found[0].words in text


@pytest.mark.parametrize(("words", "due"), _rows(ENGLISH))
def test_english_times(words: str, due: str) -> None:
    zone = ZoneInfo("Europe/London")
    at = datetime(2026, 3, 3, 9, 20, tzinfo=zone)
    for text in (f"We will call you {words}.", f"Hello,\n{words[0].upper()}{words[1:]}, we'll send the answer.\nThanks"):
        found = promises_in(text, language="en", at=at, tz="Europe/London", region="GB")
        assert [promise.due for promise in found] == [_due(due, zone)], text
        assert found[0].words in text
