"""What this person says here and now: a mail's text without what it quotes, its signature and its footers."""

from __future__ import annotations

import re
from typing import NamedTuple

from streams.channels.email import phrases

_QUOTED = re.compile(r"^\s{0,3}(?:>|\|(?:\s(?!.*\|\s*$)|$))")
_CODE = re.compile(r"^\s*(?:```|~~~)")
_SIGNATURE_RULE = re.compile(r"^\s?(?:-- ?|— ?|--\s+)$")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
_LONGEST = 400  # characters of a line that are compared with the phrases
_SEEN = 4000  # lines that are looked at for the beginning of a quotation


class Said(NamedTuple):
    """`signature` None: none was found. `cut`: lines that were left out as quoted."""

    text: str
    signature: str | None
    cut: int


def cut(body: str) -> Said:
    """The sender's own words, in order; answers between quoted lines stay, without the lines they answer."""
    lines = [line.rstrip() if line.rstrip() != "--" else line[:3] for line in _CONTROLS.sub("", body.replace("\u2028", "\n")).split("\n")]
    lines = _without_banner(lines)
    own, dropped = _without_quotes(lines)
    own, signature = _without_signature(own)
    text = re.sub(r"\n{4,}", "\n\n\n", "\n".join(own)).strip("\n \t")
    return Said(text, signature, dropped)


def _without_banner(lines: list[str]) -> list[str]:
    """A gateway's warning stands first, one paragraph long."""
    begin = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if begin < len(lines) and phrases.BANNER.match(lines[begin][:_LONGEST]):
        end = begin
        while end < len(lines) and lines[end].strip() and end < begin + 6:
            end += 1
        if any(line.strip() for line in lines[end:]):
            return lines[end:]
    return lines


def _without_quotes(lines: list[str]) -> tuple[list[str], int]:
    own: list[str] = []
    dropped = position = 0
    code = False
    while position < len(lines):
        line = lines[position]
        if _CODE.match(line):
            code = not code and any(_CODE.match(later) for later in lines[position + 1 : position + 500])
        if not code:
            if _QUOTED.match(line):
                position, dropped = position + 1, dropped + 1
                continue
            if position < _SEEN and (length := _introduction(lines, position)):
                after = _next_said(lines, position + length)
                if after is not None and _QUOTED.match(lines[after]):
                    position, dropped = after, dropped + after - position
                    continue
                return own, dropped + len(lines) - position
            if position < _SEEN and _starts_other_mail(lines, position):
                return own, dropped + len(lines) - position
        own.append(line)
        position += 1
    return own, dropped


def _next_said(lines: list[str], position: int) -> int | None:
    return next((i for i in range(position, min(position + 6, len(lines))) if lines[i].strip()), None)


def _introduction(lines: list[str], position: int) -> int:
    """The number of lines of an "On ..., Anne wrote:" that begins here; 0 when none does. Programs break it anywhere."""
    if not lines[position].strip():
        return 0
    if phrases.INTRODUCTION_BARE.match(lines[position][:_LONGEST]):
        return 1
    joined = ""
    for length in range(1, 7):
        at = position + length - 1
        if at >= len(lines) or (not lines[at].strip() and length > 3):
            return 0
        joined = (joined + " " + lines[at].strip().lstrip("> "))[: 2 * _LONGEST].strip()
        if (
            joined.endswith((":", "：", "--"))
            and phrases.INTRODUCTION_END.search(joined[-200:])
            and not phrases.INTRODUCTION_NOT.search(joined[-60:])
        ):
            dated = phrases.INTRODUCTION_DATE.search(joined) is not None
            named = phrases.ADDRESS.search(joined) is not None
            if phrases.INTRODUCTION_START.match(joined) and (dated or named) and len(joined) < _LONGEST:
                return length
            if length <= 2 and (dated or named) and len(joined) < 200:
                return length
            after = _next_said(lines, position + length)
            if length == 1 and len(joined) < 100 and after is not None and _QUOTED.match(lines[after]):
                return length
            return 0
        if len(joined) > _LONGEST or (re.search(r"[.!?]\s*$", joined) and length > 1):
            return 0
    return 0


def _starts_other_mail(lines: list[str], position: int) -> bool:
    line = lines[position][:_LONGEST]
    if not line.strip():
        return False
    if (len(line) <= 160 and phrases.SEPARATOR.match(line)) or phrases.FORWARD_INTRODUCTION.match(line) or phrases.TICKET_LINE.match(line):
        return True
    if phrases.RULE.match(line):
        after = _next_said(lines, position + 1)
        return after is not None and _is_field_block(lines, after)
    return _is_field_block(lines, position)


def _is_field_block(lines: list[str], position: int) -> bool:
    """From, Sent, To, Subject in some order, with an address or a date: two words and colons alone are a list of one's own."""
    first = lines[position][:_LONGEST]
    if ":" not in first and "：" not in first:
        return False
    if not (phrases.FIELD_FROM.match(first) or phrases.FIELD_SENT.match(first) or phrases.FIELD_OTHER.match(first)):
        return False
    fields, sender, dated, address, blanks = 0, False, False, False, 0
    for line in (raw[:_LONGEST] for raw in lines[position : position + 14]):
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
        elif phrases.ADDRESS.search(line):
            address = True
        elif blanks or fields == 0:
            break
    return (sender and fields >= 3 and (dated or address)) or (sender and fields >= 2 and dated and address)


def _without_signature(lines: list[str]) -> tuple[list[str], str | None]:
    lines = _without_footers(lines)
    for position, line in enumerate(lines):
        if _SIGNATURE_RULE.match(line) and len(lines) - position <= 40 and any(later.strip() for later in lines[:position]):
            return _without_devices(lines[:position]), _joined(lines[position + 1 :])
        if _SIGNATURE_RULE.match(line) and len(lines) - position <= 15:
            return _without_devices(lines[:position]), _joined(lines[position + 1 :])
    lines = _without_devices(lines)
    closing = next((i for i in range(len(lines) - 1, max(-1, len(lines) - 26), -1) if phrases.CLOSING.match(lines[i][:_LONGEST])), None)
    if closing is None or closing == 0:
        return lines, None
    below = [line for line in lines[closing + 1 :] if line.strip()]
    if not below or len(below) > 16 or any(len(line) > 160 for line in below):
        return lines, None
    is_card = len(below) <= 3 and all(len(line) <= 60 and not re.search(r"[.?!]\s*$", line) for line in below)
    is_card = is_card or (sum(1 for line in below if phrases.CARD.search(line)) >= 1 and not re.search(r"[?!]\s*$", below[0]))
    return (lines[: closing + 1], _joined(lines[closing + 1 :])) if is_card else (lines, None)


def _without_footers(lines: list[str]) -> list[str]:
    """From the first legal or list footer on, if it stands in the last part and nothing is said after it."""
    for position in range(max(0, len(lines) - 60), len(lines)):
        footer = phrases.FOOTER.match(lines[position][:_LONGEST]) or _is_list_footer(lines, position)
        if position and footer and any(line.strip() for line in lines[:position]):
            kept = lines[:position]
            while kept and re.fullmatch(r"[\s_*=~—–-]*", kept[-1]) and not _SIGNATURE_RULE.match(kept[-1]):
                kept.pop()
            return kept
    return lines


def _is_list_footer(lines: list[str], position: int) -> bool:
    """A ruled line, then the name of a list or where to leave it."""
    below = "\n".join(lines[position + 1 : position + 4])
    return re.match(r"\s*[_-]{10,}\s*$", lines[position]) is not None and phrases.LIST_FOOTER.search(below) is not None


def _without_devices(lines: list[str]) -> list[str]:
    kept = list(lines)
    while kept and (not kept[-1].strip() or phrases.DEVICE.match(kept[-1][:_LONGEST]) or re.fullmatch(r"[\s_*=~—–-]+", kept[-1])):
        kept.pop()
    return kept


def _joined(lines: list[str]) -> str | None:
    text = "\n".join(line.strip() for line in _without_devices(lines)).strip()
    return re.sub(r"\n{3,}", "\n\n", text) or None
