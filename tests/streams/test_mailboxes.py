"""Which mailboxes a setting names, and that no password comes out of it again."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Refused
from streams.mailboxes import Place, places
from streams.settings import read_settings


def test_a_mailbox_is_named_by_a_url() -> None:
    first, second = places("imaps://us%40house.example:s%2Cecret@mail.example, imap://us:p@127.0.0.1:1143/Kundschaft%2FS%C3%BCd?ca=/etc/own.pem")
    assert (first.host, first.port, first.tls, first.user, first.password, first.folder, first.near) == (
        "mail.example", 993, True, "us@house.example", "s,ecret", "INBOX", False,
    )  # fmt: skip
    assert first.source == "imap:us@house.example@mail.example/INBOX"
    assert (second.port, second.tls, second.folder, second.ca, second.near) == (1143, False, "Kundschaft/Süd", Path("/etc/own.pem"), True)
    assert places("") == () == places(" , ")


@pytest.mark.parametrize(
    "url",
    [
        "http://us:hidden@mail.example/INBOX",
        "imaps://mail.example/INBOX",
        "imaps://us@mail.example",
        "imaps://us:hidden@/INBOX",
        "imaps://us:hidden@mail.example:port/INBOX",
        "imaps://us:hidden@[mail.example/INBOX",
        "imaps://us:hidden@mail.example/INBOX?password=hidden",
        "imaps://us:hidden@mail.example/INBOX#hidden",
        "imaps://us:hid,den@mail.example/INBOX",
        "imaps://us:hidden@mail.example,imaps://us:other@mail.example/INBOX",
    ],
)
def test_what_names_none_is_refused_before_anything_starts_and_not_repeated(url: str) -> None:
    with pytest.raises(Refused) as refused:
        read_settings({"EGARD_IMAP_URLS": url}, env_file=Path("/nowhere"))
    assert refused.value.where.startswith("EGARD_IMAP_URLS") and not any(word in str(refused.value) for word in ("hid", "den@", "other"))


@given(st.text(min_size=1).filter(lambda text: not text.isspace()), st.text(min_size=1), st.text(min_size=1))
def test_any_name_and_password_can_be_written(user: str, password: str, folder: str) -> None:
    try:
        url = f"imaps://{quote(user, safe='')}:{quote(password, safe='')}@mail.example/{quote(folder, safe='')}"
    except UnicodeEncodeError:
        return
    [place] = places(url)
    assert (place.user, place.password, place.folder) == (user, password, folder)
    assert repr(place) == f"Place({place.source!r})"


def test_a_password_is_in_no_representation() -> None:
    place = Place(host="mail.example", port=993, tls=True, user="us", password="hidden", folder="INBOX")
    assert "hidden" not in f"{place} {place!r} {[place]} {place.source}"
