from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.interaction import Own
from streams.rules import identifiers


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Anne+Shop@Example.FR", "email:anne+shop@example.fr"),
        ("<anne@example.fr>", "email:anne@example.fr"),
        ("anne@bücher.example", "email:anne@xn--bcher-kva.example"),
        ('"anne"@example.fr', "email:anne@example.fr"),
        ('"anne b"@example.fr', 'email:"anne b"@example.fr'),
        ("mailto:anne@example.fr.", "email:anne@example.fr"),
        ("anne@b@example.fr", None),
        ("anne", None),
        ("@example.fr", None),
        ("anne @example.fr", None),
        ("", None),
    ],
)
def test_one_address_has_one_spelling(given: str, expected: str | None) -> None:
    assert identifiers.email(given) == expected


@pytest.mark.parametrize(
    ("number", "region", "expected"),
    [
        ("06 39 98 12 34", "FR", "tel:+33639981234"),
        ("0033 6 39 98 12 34", "FR", "tel:+33639981234"),
        ("+33 (0)6 39 98 12 34", "FR", "tel:+33639981234"),
        ("33639981234", "FR", "tel:+33639981234"),
        ("06 39 98 12 34 poste 12", "FR", "tel:+33639981234"),
        ("07700 900461", "GB", "tel:+447700900461"),
        ("011 44 20 7946 0188", "US", "tel:+442079460188"),
        ("(415) 555-0142", "US", "tel:+14155550142"),
        ("044 555 01 23", "CH", "tel:+41445550123"),
        ("0470 12 34 56", "BE", "tel:+32470123456"),
        ("(514) 555-0142", "CA", "tel:+15145550142"),
        ("sip:+33639981234@pbx.example;user=phone", "FR", "tel:+33639981234"),
        ("Anonymous", "FR", None),
        ("266696687", "US", None),
        ("", "FR", None),
        ("4021", "FR", None),
        ("3949", "FR", None),
        ("12345678901234567890123", "FR", None),
        ("call me", "FR", None),
    ],
)
def test_a_number_is_read_as_dialled_in_its_region_and_a_withheld_one_is_none(number: str, region: str, expected: str | None) -> None:
    assert identifiers.tel(number, region) == expected


def test_handles_are_filled_with_their_server_and_postal_addresses_are_ascii() -> None:
    assert identifiers.mastodon("@Anne", "Piaille.FR") == "mastodon:anne@piaille.fr"
    assert identifiers.mastodon("anne@autre.example", "piaille.fr") == "mastodon:anne@autre.example"
    assert identifiers.mastodon("", "piaille.fr") is None
    assert identifiers.postal("FR", "75 011", "Hélène Sœur-Noël") == "postal:fr/75011/helene-soeur-noel"
    assert identifiers.postal("FR", "", "Anne") is None
    assert identifiers.scheme_of("tel:+33639981234") == "tel"


@pytest.mark.parametrize(
    ("identifier", "ours"),
    [
        ("email:anne@shop.example", True),
        ("email:anne@mail.shop.example", True),
        ("email:anne@notshop.example", False),
        ("email:solo@free.example", True),
        ("email:other@free.example", False),
        ("tel:+33199004000", True),
        ("tel:+33199004001", False),
        ("mastodon:shop@piaille.example", True),
        ("mastodon:anne@piaille.example", False),
        ("facebook:123", True),
        ("ext:4021", True),
        (None, False),
    ],
)
def test_ours_are_our_domains_addresses_numbers_and_handles(identifier: str | None, ours: bool) -> None:
    own = Own(names=("shop.example", "Solo@free.example", "01 99 00 40 00", "@shop@piaille.example", "facebook:123"))
    assert identifiers.is_own(identifier, own, "FR") is ours


@pytest.mark.parametrize(
    ("identifier", "ours"),
    [
        ("x:3344", True),
        ("x:33440", False),
        ("youtube:UCshop", True),
        ("bluesky:did:plc:shop", True),
        ("reddit:shop", True),
        ("tel:3344", False),
        ("mastodon:shop@piaille.example", False),
        ("email:shop@free.example", False),
    ],
)
def test_a_bare_account_name_is_ours_on_networks_alone(identifier: str, ours: bool) -> None:
    own = Own(names=("3344", "UCshop", "did:plc:shop", "@shop"))
    assert identifiers.is_own(identifier, own, "FR") is ours


@given(st.text(), st.sampled_from(["FR", "GB", "US", "CH", "BE", "CA", "DE"]))
def test_whatever_is_written_gives_an_identifier_that_reads_as_itself_or_none(text: str, region: str) -> None:
    address, number = identifiers.email(text), identifiers.tel(text, region)
    assert address is None or identifiers.email(address.partition(":")[2]) == address
    assert number is None or identifiers.tel(number.partition(":")[2], region) == number
    assert identifiers.is_own(None, Own(names=(text,)), region) is False


@settings(max_examples=1_000, deadline=None)
@given(
    st.sampled_from(["FR", "GB", "US", "CH", "BE", "CA", "DE", "IT", "ES", "RE", "JE", "RU", "MX", "BR", "SG", "XX"]),
    st.sampled_from(["", "0", "1", "00", "+", "+0", "+33", "+330", "+44", "+1", "+41", "+39", "+262", "33", "41", "8"]),
    st.text("0123456789", min_size=4, max_size=13),
)
def test_the_short_way_to_a_number_leads_where_the_long_way_does(region: str, before: str, digits: str) -> None:
    soon = identifiers._plain_tel(before + digits, region)
    assert soon is None or soon == identifiers._tel(before + digits, region)
