"""The text of an answer is all that the answer says and nothing of what it quotes, whatever program wrote it, in whatever language."""

from __future__ import annotations

from itertools import product

import pytest

from streams.channels.email.cut import cut
from streams.channels.email.html import html_to_text
from tests.support.mail_styles import STYLES, UNSEEN, Style
from tests.support.threads import thread, words

CASES = [pytest.param(style, language, id=f"{style.name}-{language}") for style in (*STYLES, *UNSEEN) for language in style.intro]


@pytest.mark.parametrize(("style", "language"), CASES)
def test_an_answer_is_read_without_what_it_quotes_and_whole(style: Style, language: str) -> None:
    for posting, depth, html in product(style.postings, (1, 2, 3), (False, True)):
        if html and not (style.html and (posting == "top" or "<blockquote" in style.html.open)):
            continue
        sent = thread(style, language, posting, depth, html=html, seed=depth)
        said = cut(html_to_text(sent.body) if html else sent.body)
        assert words([said.text]) == words(sent.said), (posting, depth, html)
        assert said.signature is None
        assert {one.kind for one in said.cuts} <= {"quoted", "footer"}  # a footer: what the device adds


@pytest.mark.parametrize(("style", "language"), CASES)
def test_formulas_cards_and_legal_footers_change_nothing(style: Style, language: str) -> None:
    for posting, html in product(style.postings, (False, True)):
        if html and not (style.html and (posting == "top" or "<blockquote" in style.html.open)):
            continue
        sent = thread(style, language, posting, 2, html=html, seed=1, signed=True)
        said = cut(html_to_text(sent.body) if html else sent.body, sender=sent.signature.split("\n")[0])
        assert words([said.text]) == words(sent.said), (posting, html)
        assert said.signature == sent.signature, (posting, html)
