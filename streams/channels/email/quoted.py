"""Which lines of a mail are somebody else's: quoted between, below or above one's own, or forwarded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from streams.channels.email import phrases

Kind: TypeAlias = Literal["quoted", "forwarded", "signature", "footer", "banner"]
"""What a line is where it is not what they say."""

MARKED = re.compile(r"^\s{0,3}(?:>|\|(?:\s(?!.*\|\s*$)|$))")
_FIGURES = re.compile(r"\d[/.-]\d")
_LAST_FIGURE = re.compile(r"^.*\d")
_CODE = re.compile(r"^\s*(?:```|~~~)")
_LONGEST = 400  # characters of a line that are compared with the phrases
_SEEN = 4000  # lines that are looked at for the beginning of a quotation
_INTRODUCTION_LINES = 6
_COLONS = (":", "：", "--")
_WRAPPED_AT = 62  # characters of a marked line after which a program may have broken it without a mark


def mark_quotes(lines: Sequence[str], kinds: list[Kind | None], *, forwards: bool) -> None:
    """Says in `kinds` which lines are quoted or forwarded. `forwards`: the subject says that somebody else's mail is handed on."""
    kind: Kind = "quoted"
    below: Kind = "forwarded" if forwards else "quoted"
    ends = [at for at, line in enumerate(lines[: _SEEN + _INTRODUCTION_LINES]) if line.endswith(_COLONS)]
    position = end = 0
    code = False
    while position < len(lines):
        line = lines[position]
        if _CODE.match(line):
            code = not code and any(_CODE.match(later) for later in lines[position + 1 : position + 500])
        if code or not line.strip():
            position += 1
            continue
        if MARKED.match(line):
            kinds[position] = kind
            position += 1
            continue
        while end < len(ends) and ends[end] < position:
            end += 1
        colon = end < len(ends) and ends[end] < position + _INTRODUCTION_LINES
        if position < _SEEN and (length := introduction(lines, position, colon=colon)):
            begins: Kind = "quoted"
        elif position < _SEEN and (length := other_mail(lines, position)):
            begins = "forwarded" if phrases.FORWARDS.search(line[:_LONGEST]) else below
        elif _is_broken_off(lines, position):
            kinds[position] = kind
            position += 1
            continue
        else:
            kind = "quoted"
            position += 1
            continue
        after = _next_said(lines, position + length)
        if after is None or not MARKED.match(lines[after]):
            kinds[position:] = [begins] * (len(lines) - position)
            return
        kinds[position:after] = [begins] * (after - position)
        position, kind = after, begins


def _is_broken_off(lines: Sequence[str], position: int) -> bool:
    """The end of a marked line that a program broke for its length, between marked ones."""
    if position == 0 or position + 1 >= len(lines) or len(lines[position]) > 40 or not lines[position][:1].islower():
        return False
    return len(lines[position - 1]) >= _WRAPPED_AT and lines[position - 1].startswith(">") and lines[position + 1].startswith(">")


def _next_said(lines: Sequence[str], position: int) -> int | None:
    return next((i for i in range(position, min(position + 6, len(lines))) if lines[i].strip()), None)


def introduction(lines: Sequence[str], position: int, *, colon: bool = True) -> int:
    """The number of lines of an "On ..., Anne wrote:" that begins here; 0 when none does. Programs break it anywhere.

    `colon`: one of these lines may end it.
    """
    line = lines[position][:_LONGEST]
    if ("@" in line or "GMT" in line or "UTC" in line) and phrases.INTRODUCTION_BARE.match(line):
        return 1
    if not colon:
        return 0
    begins = line.rstrip()[-1:] not in (".", "!", "?") and phrases.INTRODUCTION_DATE.search(line) is not None
    joined = ""
    for length in range(1, _INTRODUCTION_LINES + 1):
        at = position + length - 1
        if at >= len(lines) or (not lines[at].strip() and length > 3) or (length > 1 and MARKED.match(lines[at]) and not begins):
            return 0
        joined = (joined + " " + lines[at][:_LONGEST].strip().lstrip("> "))[: 2 * _LONGEST].strip()
        if joined.endswith(_COLONS):
            return length if _introduces(joined, lines, position, length) else 0
        if len(joined) > _LONGEST or (length > 1 and joined[-1:] in ".!?"):
            return 0
    return 0


def _introduces(joined: str, lines: Sequence[str], position: int, length: int) -> bool:
    if len(joined) >= _LONGEST:
        return False
    dated = phrases.INTRODUCTION_DATE.search(joined) is not None
    named = phrases.ADDRESS.search(joined) is not None
    after = _next_said(lines, position + length)
    marked = after is not None and MARKED.match(lines[after]) is not None
    own = phrases.INTRODUCTION_NOT.search(joined[-60:]) and not (marked and dated and phrases.HOUR.search(joined))
    if phrases.INTRODUCTION_END.search(joined[-200:]) and not own:
        if not marked and _is_own(joined, named=named):
            return False
        if (dated or named) and (phrases.INTRODUCTION_START.match(joined) or (length <= 2 and len(joined) < 200)):
            return True
        return marked and length == 1 and len(joined) < 100
    if phrases.INTRODUCTION_NAMED.match(joined):
        return named or marked
    begins = position == 0 or not lines[position - 1].strip() or MARKED.match(lines[position - 1]) is not None
    return begins and marked and dated and named and len(joined) < 200 and phrases.INTRODUCTION_NOT.search(joined[-60:]) is None


def _is_own(joined: str, *, named: bool) -> bool:
    """Whether it is a sentence of their own about what somebody wrote: programs write a name as it stands in From, the address, and nearly
    always the hour; they do not say "your technician"."""
    after = joined.rpartition(">")[2] if ">" in joined else _LAST_FIGURE.sub("", joined.partition("@")[0])
    return phrases.SOMEBODY.search(after) is not None or not (named or phrases.HOUR.search(joined))


def other_mail(lines: Sequence[str], position: int) -> int:
    """The number of lines of a separator or of a block of fields that begins here; 0 where none does."""
    line = lines[position][:_LONGEST]
    start = line.lstrip(" \t*>")[:1]
    if start and start in "-_=—–~*" and phrases.RULE.match(line):
        after = _next_said(lines, position + 1)
        length = field_block(lines, after) if after is not None else 0
        return after - position + length if after is not None and length else 0
    if _is_separator(line):
        after = _next_said(lines, position + 1)
        length = field_block(lines, after) if after is not None else 0
        return after - position + length if after is not None and length else 1
    return field_block(lines, position)


def _is_separator(line: str) -> bool:
    if (len(line) <= 160 and phrases.SEPARATOR.match(line)) or (len(line) < 80 and phrases.FORWARD_INTRODUCTION.match(line)):
        return True
    return any(word in line for word in ("line", "LINE", "lig", "LIG", "Zeile", "Linie")) and phrases.TICKET_LINE.match(line) is not None


def field_block(lines: Sequence[str], position: int) -> int:
    """The lines of From, Sent, To, Subject in some order, with an address or a date; 0 where there are none: two words and
    colons alone are a list of one's own."""
    first = lines[position][:_LONGEST]
    if not _is_field(first):
        return _stacked_block(lines, position)
    fields, sender, dated, address, blanks, end = 0, False, False, False, 0, position
    for at in range(position, min(position + 14, len(lines))):
        line = lines[at][:_LONGEST]
        if not line.strip():
            blanks += 1
            if blanks > 1 and fields >= 3:
                break
            continue
        if found := phrases.FIELD_FROM.match(line):
            fields, sender = fields + 1, True
            address = address or phrases.ADDRESS.search(found[1]) is not None
        elif found := phrases.FIELD_SENT.match(line):
            fields += 1
            dated = dated or phrases.INTRODUCTION_DATE.search(found[1]) is not None
        elif found := phrases.FIELD_OTHER.match(line):
            fields += 1
            address = address or phrases.ADDRESS.search(found[1]) is not None
        elif phrases.ADDRESS.search(line) and not blanks:
            address = True
        elif blanks or fields == 0:
            break
        else:  # the end of a long field, if another follows
            continue
        end = at + 1
    certain = (sender and fields >= 3 and (dated or address)) or (sender and fields >= 2 and dated and address)
    return end - position if certain else 0


def _is_field(line: str) -> bool:
    if ":" not in line and "：" not in line:
        return False
    return bool(phrases.FIELD_FROM.match(line) or phrases.FIELD_SENT.match(line) or phrases.FIELD_OTHER.match(line))


def _stacked_block(lines: Sequence[str], position: int) -> int:
    """Who and when on two lines, then the names of fields on lines of their own, as Lotus Notes has them."""
    if position + 1 >= len(lines) or not _FIGURES.search(lines[position + 1][:80]):
        return 0
    names = [at for at in range(position + 2, min(position + 16, len(lines))) if phrases.FIELD_ALONE.match(lines[at][:80])]
    return names[-1] + 2 - position if len(names) >= 2 and len(lines[position]) < 120 else 0
