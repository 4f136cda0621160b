"""Backups of Android telephones: what they tell of calls."""

from __future__ import annotations

from schemas.errors import Refusal
from schemas.interaction import Interaction, Reading
from streams.channels.phone import parse
from tests.support.calling import one, parties, read, utc

ANDROID = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<calls count="3">
  <call number="0199001401" duration="60" date="1714982400000" type="1" presentation="1"
    contact_name="Odile &quot;O&quot; &#55357;&#56832;" />
  <call number="0639985577" duration="9" date="1714982500000" type="2" presentation="1" contact_name="(Inconnu)" />
  <call number="-1" duration="0" date="1714982600000" type="3" presentation="2" contact_name="null" />
"""


def test_android_backups_of_several_programs_are_the_same_calls() -> None:
    taken, out, missed = read(ANDROID + "</calls>", Reading())
    assert (taken.at, taken.direction, taken.measures) == (utc(2024, 5, 6, 8), "in", {"answered": True, "duration_s": 60})
    assert parties(taken) == [("caller", "tel:+33199001401", 'Odile "O" \U0001f600'), ("callee", None, None)]
    assert (out.direction, parties(out)[1]) == ("out", ("callee", "tel:+33639985577", None))
    assert (missed.measures, parties(missed)[0]) == ({"answered": False, "duration_s": 0}, ("caller", None, None))
    others = [
        "<alllogs><log number='0199001401' time='x' date='1714982400000' type='1' name='' new='1' dur='60'/></alllogs>",
        "Name,Number,Call Type,Date,Duration\nOdile,0199001401,Incoming,2024-05-06 10:00:00,00:01:00\n",
        '[{"name": "Odile", "phone_number": "0199001401", "type": "INCOMING", "date": "2024-05-06 10:00:00", "duration": "01:00"}]',
    ]
    for other in others:
        assert (one(other, Reading()).id, one(other, Reading()).measures) == (taken.id, taken.measures)


def test_android_what_is_whole_comes_out_of_a_file_that_is_cut_off() -> None:
    found = list(parse((ANDROID + "  <call number='06399").encode(), Reading()))
    assert [type(item) for item in found].count(Interaction) == 3
    assert "cut off" in str([item for item in found if isinstance(item, Refusal)])
