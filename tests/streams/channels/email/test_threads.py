"""The text of an answer is all that the answer says and nothing of what it quotes, whatever program wrote it, in whatever language."""

from __future__ import annotations

import pytest

from streams.channels.email.cut import cut
from streams.channels.email.html import html_to_text
from tests.support.mail_styles import STYLES, UNSEEN, Posting, Style
from tests.support.threads import thread, words

CASES = [
    pytest.param(style, language, posting, html, id=f"{style.name}-{language}-{posting}-{'html' if html else 'plain'}")
    for style in (*STYLES, *UNSEEN)
    for language in style.intro
    for html in ([False, True] if style.html else [False])
    for posting in style.postings
    if not (html and style.html and posting != "top" and "<blockquote" not in style.html.open)
]


@pytest.mark.parametrize(("style", "language", "posting", "html"), CASES)
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_an_answer_is_read_without_what_it_quotes_and_whole(style: Style, language: str, posting: Posting, html: bool, depth: int) -> None:
    for seed in range(2):
        sent = thread(style, language, posting, depth, html=html, seed=seed)
        said = cut(html_to_text(sent.body) if html else sent.body)
        assert words([said.text]) == words(sent.said)
        assert said.signature is None
        assert {one.kind for one in said.cuts} <= {"quoted", "footer"}  # a footer: what the device adds
