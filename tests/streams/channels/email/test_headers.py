from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.channels.email.headers import Address, addresses, date_of, decode_words, text_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ada@quill.example", [(None, "ada@quill.example")]),
        ('"Quill, Ada" <ada@quill.example>, b@c.example', [("Quill, Ada", "ada@quill.example"), (None, "b@c.example")]),
        ("Quill, Ada <ada@quill.example>", [("Quill, Ada", "ada@quill.example")]),
        ("ada@quill.example (Ada Quill)", [("Ada Quill", "ada@quill.example")]),
        ("'Ada' <ada@quill.example>", [("Ada", "ada@quill.example")]),
        ('"ada@quill.example" <ada@quill.example>', [(None, "ada@quill.example")]),
        ("Team: a@b.example, B <b@b.example>;, c@b.example", [(None, "a@b.example"), ("B", "b@b.example"), (None, "c@b.example")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?Q?Ad=C3=A9la=C3=AFde,_Quill?= <ada@quill.example>", [("Adélaïde, Quill", "ada@quill.example")]),
        ("Ada <ada@quill.example> Bob <bob@quill.example>", [("Ada", "ada@quill.example"), ("Bob", "bob@quill.example")]),
        ("ada @ quill . example", [(None, "ada@quill.example")]),
        ("<@relay.example:ada@quill.example>", [(None, "ada@quill.example")]),
        ('"Ada \\"Q\\" Quill" <ada@quill.example>', [('Ada "Q" Quill', "ada@quill.example")]),
    ],
)
def test_addresses_as_found_in_the_wild(value: str, expected: list[tuple[str | None, str]]) -> None:
    assert addresses([value]) == [Address(*one) for one in expected]


@pytest.mark.parametrize("length", [2_900, 3_100, 50_000])
def test_behind_a_name_without_end_stands_somebodys_address(length: int) -> None:
    [found] = addresses([f"Ada {'x' * length} <ada@quill.example>"])
    assert found.address == "ada@quill.example" and (found.name or "").startswith("Ada x")


def test_words_split_inside_a_character_are_joined_before_they_are_decoded() -> None:
    assert decode_words("=?utf-8?B?UsOp?= =?utf-8?B?cG9uc8M=?= =?utf-8?B?qSE=?=") == "Réponsé!"
    assert text_of("=?unknown?Q?na=EFve?=  =?iso-8859-1?q?_caf=E9?=") == "naïve café"
    assert decode_words("=?utf-8?X?no?=") == "=?utf-8?X?no?="


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Tue, 5 Mar 2024 10:20:00 +0100 (CET)", datetime(2024, 3, 5, 9, 20, tzinfo=UTC)),
        ("5 Mar 24 10:20 GMT", datetime(2024, 3, 5, 10, 20, tzinfo=UTC)),
        ("mar., 5 Mar 2024 10:20:00 CEST", datetime(2024, 3, 5, 8, 20, tzinfo=UTC)),
        ("2024-03-05T10:20:00+01:00", datetime(2024, 3, 5, 9, 20, tzinfo=UTC)),
        ("Tue, 5 Mar 2024 10:20:00 -0000", datetime(2024, 3, 5, 10, 20, tzinfo=UTC)),
        ("Tue, 32 Mar 2024 10:20:00 +0100", None),
        ("", None),
    ],
)
def test_dates_in_many_hands(value: str, expected: datetime | None) -> None:
    assert date_of(value, "Europe/Paris") == expected


@given(st.text(max_size=200))
def test_no_header_is_too_odd_to_be_read(value: str) -> None:
    text_of(value)
    date_of(value, "Europe/Paris")
    addresses([value])
