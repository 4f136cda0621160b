"""What all networks' objects are read with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from streams.channels.social.fields import epoch, host_of, text_in

PIECES = ["https://", "http://", "HTTP://", "a.example", "B", "/", "?", "#", ":80", "@", "\n", "\t", " ", "[::1]", "é", "..", "\\", "%41"]


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_the_server_of_an_address_is_the_one_of_the_standard(url: str) -> None:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    assert host_of(url) == host


@given(st.integers(31_536_000, 4_000_000_000), st.integers(0, 999))
def test_an_instant_is_the_same_in_seconds_milliseconds_and_microseconds_as_number_and_as_text(seconds: int, ms: int) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, milliseconds=ms)
    if seconds > 1_000_000_000:
        assert epoch(seconds * 1000 + ms) == epoch(str(seconds * 1_000_000 + ms * 1000)) == at
    assert epoch(f"{seconds}.{ms:03}") == at and epoch(seconds) == at.replace(microsecond=0)


def test_a_field_that_says_nothing_leaves_the_word_to_the_next() -> None:
    given_ = {"empty": "", "none": None, "list": ["a"], "yes": True, "number": 7, "text": "a"}
    assert text_in(given_, "empty", "none", "list", "yes", "number", "text") == "7"
    assert text_in(given_, "empty") == text_in(given_, "none") == text_in(["text"], "text") == ""
