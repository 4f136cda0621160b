"""What fits into a message of each network, counted as it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.limits import LIMITS, SHORTEST, graphemes, segments, too_long, utf8_bytes, utf16_units, weighted


@pytest.mark.parametrize(
    ("network", "fits"),
    [("mastodon", 500), ("bluesky", 300), ("x", 280), ("whatsapp", 4096), ("facebook", 2000), ("telegram", 4096), ("instagram", 1000)],
)
def test_one_sign_more_is_too_long(network: str, fits: int) -> None:
    assert too_long("a" * fits, network) is None
    said = too_long("a" * (fits + 1), network)
    assert said and str(fits + 1) in said and str(fits) in said and network in said


@pytest.mark.parametrize(
    ("text", "count"),
    [("été", 3), ("e\u0301te\u0301", 3), ("👍🏽", 1), ("👨‍👩‍👧‍👦", 1), ("🇫🇷", 1), ("🇫🇷🇬🇧", 2), ("a❤️b", 3), ("", 0), ("नमस्ते", 4)],
)
def test_what_a_reader_takes_for_one_sign_counts_once_on_bluesky(text: str, count: int) -> None:
    assert graphemes(text) in (count, count + 1) if text == "नमस्ते" else graphemes(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("bonjour", 7), ("café", 4), ("cafe\u0301", 4), ("日本", 4), ("😀", 2), ("https://exemple.fr/une/adresse/tres/longue/vraiment", 23),
        ("voir http://a.fr ici", 32),
    ],
)
def test_x_weighs_its_signs(text: str, count: int) -> None:
    assert weighted(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("é" * 160, 1), ("ê" * 70, 1), ("ê" * 71, 2), ("€" * 80, 1),
        ("€" * 81, 2), ("😀" * 35, 1), ("😀" * 36, 2),
    ],
)
def test_short_messages_are_counted_by_their_alphabet(text: str, count: int) -> None:
    assert segments(text) == count


def test_a_network_that_is_not_in_the_table_gets_the_shortest() -> None:
    assert too_long("a" * SHORTEST.most, "threema") is None and too_long("a" * (SHORTEST.most + 1), "threema")


def test_every_row_says_where_it_is_from() -> None:
    assert all(limit.source.startswith("https://") and limit.most > 0 for limit in LIMITS.values())


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_count_falls_when_there_is_more(text: str, more: str) -> None:
    assert utf8_bytes(text + more) >= utf8_bytes(text) and utf16_units(text + more) >= utf16_units(text)
    assert graphemes(text) <= len(text) and graphemes(text + " " + more) >= graphemes(text)
