"""Answers that were written into a quoted mail without any mark of the program: "my answers below", "[Anne] Yes"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.channels.email import phrases
from streams.channels.email.quoted import MARKED, Kind, introduction, other_mail
from streams.channels.email.signature import folded

_LABEL = re.compile(r"^\s*[\[({]([^\])}\n]{2,40})[\])}]\s*:?\s*\S")
_SEEN = 4000  # lines of what is quoted
_SHORT = 1000  # characters said above: who writes a letter there has not written it below


def mark_answers(lines: Sequence[str], kinds: list[Kind | None], sender: str | None) -> None:
    """Takes out of what is quoted the paragraphs that begin with the sender's own name in brackets, as Outlook puts it. Where they say that
    the answers stand below and nothing shows which they are, all that the quoted mail says is kept: better too much than their words lost.
    """
    begin = next((at for at, kind in enumerate(kinds) if kind == "quoted" and lines[at].strip()), None)
    if begin is None or MARKED.match(lines[begin]):
        return
    head = other_mail(lines, begin) or introduction(lines, begin)
    end = begin + head
    while end < min(len(lines), begin + _SEEN) and kinds[end] == "quoted" and not MARKED.match(lines[end]) and not other_mail(lines, end):
        end += 1
    inside = range(begin + head, end)
    names = folded(sender or "")
    labels = [at for at in inside if (label := _LABEL.match(lines[at][:200])) and _is_sender(label[1], names)]
    for at in labels:
        while at < end and lines[at].strip():
            kinds[at] = None
            at += 1
    said_after = any(kind is None and lines[at].strip() for at, kind in enumerate(kinds) if at >= end)
    above = [lines[at] for at in range(begin) if kinds[at] is None]
    if not labels and not said_after and sum(map(len, above)) <= _SHORT and any(map(_announces, above)):
        for at in inside:
            kinds[at] = None


def _is_sender(label: str, names: frozenset[str]) -> bool:
    words = folded(label)
    initials = {word[0] for word in names}
    return bool(words) and (words <= names or (len(names) > 1 and len(words) == 1 and len(label) == len(names) and set(*words) == initials))


def _announces(line: str) -> bool:
    return len(line) < 200 and phrases.BELOW.search(line) is not None and phrases.MY_ANSWERS.search(line) is not None
