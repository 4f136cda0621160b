"""Nobody's mail holds up the others: whatever is repeated or nested in it, it is read in a moment."""

from __future__ import annotations

from time import process_time

import pytest

from streams.channels.email.cut import cut
from streams.channels.email.forwarded import forwarded
from streams.channels.email.html import html_to_text

MOST_S = 1.0
BODIES = {
    "answers between": "> asked\nsaid\n" * 20_000,
    "signatures between": "> asked\n-- \nAda\n" * 15_000,
    "introductions": "On 4 Mar 2024, at 09:15, Anne <anne@house.example> wrote:\n" * 20_000,
    "half introductions": "On 4 Mar 2024\nat 09:15, Anne\n" * 30_000,
    "fields": "From: Anne <anne@house.example>\n" * 30_000,
    "fences": "```\nsaid\n" * 15_000,
    "blank": "\n" * 150_000,
    "rules": ("_" * 60 + "\n") * 10_000,
    "one line": "a@" * 80_000,
    "one line of colons": ": " * 80_000,
    "one line of dates": "Le 4 mars 2024 à 09:15, " * 20_000,
    "closings": "Kind regards,\nAda Quill\n" * 30_000,
    "long lines": ("word " * 2000 + "\n") * 100,
}
PAGES = {
    "quotations": "<blockquote>" * 2500 + "x" + "</blockquote>" * 2500,
    "containers": "<div class=gmail_quote>" * 2500 + "x",
    "containers beside": "<div class=gmail_quote><blockquote type=cite>x</blockquote></div>" * 15_000,
    "ruled": "<div style='border-top:solid 1pt'>" * 2500 + "x" * 150_000,
    "colours": "<blockquote><span style='color:red'>a</span>b?" * 2000,
    "coloured": "See my answers in red.<blockquote>" + "<font color=red>a</font> b? " * 15_000,
    "headers": "<div id=divRplyFwdMsg>x</div>" * 15_000,
    "many lines": "<br>" * 80_000,
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_is_read_in_a_moment(body: str) -> None:
    begun = process_time()
    cut(body, sender="Ada Quill")
    forwarded(body, "Europe/Paris")
    assert process_time() - begun < MOST_S


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_is_read_in_a_moment(page: str) -> None:
    begun = process_time()
    cut(html_to_text(page))
    assert process_time() - begun < MOST_S
