"""Characters written by number or name, also those that nobody could mean."""

from __future__ import annotations

import pytest

from schemas.interaction import Interaction, Reading
from streams.channels import CHANNELS
from streams.channels.entities import unescape


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a &amp; b", "a & b"),
        ("&#233;t&#xe9;", "été"),
        ("&#0000065;&#128512;", "A😀"),
        ("&#1114112;", "\ufffd"),
        ("a&#" + "9" * 5000 + ";b", "a\ufffdb"),
        ("a&#" + "0" * 5000 + "65;b", "a\ufffdb"),
        ("&#x" + "f" * 5000 + ";", "\ufffd"),
        ("nothing", "nothing"),
    ],
)
def test_a_character_is_read_and_a_number_above_all_of_them_is_none(written: str, meant: str) -> None:
    assert unescape(written) == meant


def test_one_such_number_costs_no_call_of_a_telephone() -> None:
    call = '<call number="0199001401" duration="60" date="1714982400000" type="1" presentation="1" contact_name="{}" />'
    log = f"<calls count='2'>{call.format('&#' + '1' * 5000 + ';')}{call.format('Anne').replace('401', '402')}</calls>"
    assert len([one for one in CHANNELS["phone"](log.encode(), Reading()) if isinstance(one, Interaction)]) == 2


def test_an_entry_of_letters_without_end_takes_no_time() -> None:
    log = b"<calls count='1'><call " + b"x" * 300_000 + b' number="0199001401" duration="60" date="1714982400000" type="1" /></calls>'
    assert len([one for one in CHANNELS["phone"](log, Reading()) if isinstance(one, Interaction)]) == 1
