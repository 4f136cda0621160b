"""What this person says here and now: a mail's text without what it quotes, its signature and its footers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from schemas.interaction import Cut
from streams.channels.email import phrases
from streams.channels.email.inline import mark_answers
from streams.channels.email.quoted import Kind, mark_quotes
from streams.channels.email.signature import mark_below, signature_text

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
_MOST_BLANK = 2  # lines in a row


class Said(NamedTuple):
    """`signature` None: none was found. `cuts`: what of the body is not in `text`, in order; no line that says something is lost."""

    text: str
    signature: str | None
    cuts: tuple[Cut, ...]


def cut(body: str, *, sender: str | None = None, subject: str = "") -> Said:
    """The sender's own words, in order; answers between quoted lines stay, without the lines they answer.

    `sender`: the name in From, by which a signature is known. `subject`: whether it is a forwarded mail.
    """
    lines = [line.rstrip() if line.rstrip() != "--" else line[:3] for line in _CONTROLS.sub("", body.replace("\u2028", "\n")).split("\n")]
    kinds: list[Kind | None] = [None] * len(lines)
    banner = _banner(lines)
    kinds[:banner] = ["banner"] * banner
    own = kinds[banner:]
    mark_quotes(lines[banner:], own, forwards=phrases.FORWARD_SUBJECT.match(subject) is not None)
    kinds[banner:] = own
    mark_below(lines, kinds, sender)
    mark_answers(lines, kinds, sender)
    text, cuts = _told(lines, kinds)
    return Said(text, signature_text(lines, kinds), cuts)


def _banner(lines: Sequence[str]) -> int:
    """The number of lines of a gateway's warning: it stands first, one paragraph long."""
    begin = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if begin == len(lines) or not phrases.BANNER.match(lines[begin][:400]):
        return 0
    end = begin
    while end < len(lines) and lines[end].strip() and end < begin + 6:
        end += 1
    return end if any(line.strip() for line in lines[end:]) else 0


def _told(lines: Sequence[str], kinds: Sequence[Kind | None]) -> tuple[str, tuple[Cut, ...]]:
    """The lines that are theirs, with two blank ones in a row at most, one beside a cut; and the runs of those that are not."""
    text: list[str] = []
    cuts: list[Cut] = []
    blank = 0
    for line, kind in zip(lines, kinds, strict=True):
        if not line.strip():
            blank += kind is None
        elif kind is None:
            most = _MOST_BLANK if not cuts or cuts[-1].after < len(text) else 1
            text += [""] * (min(blank, most) if text else 0) + [line if text else line.lstrip()]
            blank = 0
        elif cuts and cuts[-1].kind == kind and cuts[-1].after == len(text):
            cuts[-1] = Cut(kind=kind, lines=cuts[-1].lines + 1, after=len(text))
        else:
            cuts.append(Cut(kind=kind, lines=1, after=len(text)))
    return "\n".join(text), tuple(cuts)
