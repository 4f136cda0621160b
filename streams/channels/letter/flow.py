"""Lines as running text: paragraphs, divided words, columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from streams.channels.letter import words
from streams.channels.letter.blocks import line_height, rows
from streams.channels.letter.sheets import Line
from streams.channels.letter.words import fold


def flow(lines: Sequence[Line]) -> str:
    """Running text: lines joined to paragraphs at their gaps, words divided at a line's end made whole, columns one after the other."""
    ordered = [line for line in _columns(lines) if not words.PAGE_NUMBER.match(fold(line.text))]
    if not ordered:
        return ""
    tall = line_height(ordered)
    gaps = [below.top - above.bottom for above, below in pairwise(ordered) if below.page == above.page and below.top > above.top]
    usual = median(gaps) if gaps else 0.0
    said: list[str] = [ordered[0].text]
    seen = " ".join(line.text for line in ordered)
    for above, below in pairwise(ordered):
        gap = below.top - above.bottom
        new = below.page != above.page or gap > max(usual, 0.1 * tall) + 0.3 * tall or gap < -1.5 * tall or below.left - above.right > tall
        if new:
            said.append("\n\n")
        elif re.search(r"[^\W\d_]-$", said[-1]) and below.text[:1].islower():
            _join_divided(said, below.text, seen)
            continue
        elif above.right < 0.75 * max(line.right for line in ordered if line.page == above.page):
            said.append("\n")
        else:
            said.append(" ")
        said.append(below.text)
    return "".join(said).strip()


KEEPS_HYPHEN = re.compile(r"^(?:vous|nous|je|tu|il|elle|on|ils|elles|ce|ci|la|le|les|moi|toi|lui|leur|y|en|meme|memes|t)\b")


def _join_divided(said: list[str], below: str, seen: str) -> None:
    """ "ter-" + "miné": the hyphen goes, unless the compound is usual or stands elsewhere in the text."""
    first = said[-1].split()[-1]
    second = re.split(r"[\s,.;:!?)]", below, maxsplit=1)[0]
    if not (KEEPS_HYPHEN.match(fold(second)) or (first + second) in seen):
        said[-1] = said[-1][:-1]
    said.append(below)


def _columns(lines: Sequence[Line]) -> list[Line]:
    """Reading order: where several rows in turn leave the same gutter free, its left side is read before its right."""
    ordered: list[Line] = []
    for page in sorted({line.page for line in lines}):
        levels: list[list[Line]] = []
        for line in rows(line for line in lines if line.page == page):
            if levels and any(abs(line.middle - other.middle) < 0.6 * line.height for other in levels[-1]):
                levels[-1].append(line)
            else:
                levels.append([line])
        ordered.extend(_by_gutter(levels))
    return ordered


def _by_gutter(levels: list[list[Line]]) -> list[Line]:
    ordered: list[Line] = []
    place = 0
    while place < len(levels):
        gutter = _gutter(levels[place])
        end = place
        shared = gutter
        while shared and end < len(levels):
            narrowed = _narrow(shared, levels[end])
            if narrowed is None:
                break
            shared, end = narrowed, end + 1
        paired = sum(1 for row in levels[place:end] if len(row) > 1)
        if gutter and shared and paired >= 4:
            middle = (shared[0] + shared[1]) / 2
            run = [line for row in levels[place:end] for line in row]
            ordered += [line for line in run if line.left < middle] + [line for line in run if line.left >= middle]
            place = end
        else:
            ordered += sorted(levels[place], key=lambda line: line.left)
            place += 1
    return ordered


def _gutter(row: list[Line]) -> tuple[float, float] | None:
    """The widest free stretch between two long lines of one row."""
    row = sorted(row, key=lambda line: line.left)
    free = [(above.right, below.left) for above, below in pairwise(row) if above.width > 120 and below.width > 120]
    best = max(free, key=lambda gap: gap[1] - gap[0], default=None)
    return best if best and best[1] - best[0] > 8 else None


def _narrow(gutter: tuple[float, float], row: list[Line]) -> tuple[float, float] | None:
    """What of the gutter this row leaves free."""
    low, high = gutter
    for line in row:
        if line.right <= (low + high) / 2:
            low = max(low, line.right)
        elif line.left >= (low + high) / 2:
            high = min(high, line.left)
        else:
            return None
    return (low, high) if high - low > 4 else None
