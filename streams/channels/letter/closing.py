"""How a letter ends: the last words, then the name (with office, address, place and date), then enclosures and a postscript."""

from __future__ import annotations

from collections.abc import Sequence

from streams.channels.letter import words
from streams.channels.letter.blocks import line_height
from streams.channels.letter.contacts import is_contact
from streams.channels.letter.dates import find_date
from streams.channels.letter.marks import is_street, name_like
from streams.channels.letter.sheets import Line
from streams.channels.letter.words import fold

MOST_SIGNED = 14  # lines; what is longer is more letter


def sign_off(pages: Sequence[list[Line]], head: Sequence[Line], *, spoken: bool) -> tuple[list[Line], list[Line], list[Line]]:
    """The body, the block under it and what comes after, annexed pages included. `spoken`: it began with a salutation, so that a name
    at its end is one even where no closing words are known."""
    for last in reversed(range(len(pages))):
        lines = [line for page in pages[: last + 1] for line in page]
        end = _formula(lines)
        if end is not None:
            signed, after = _after(lines[end:])
            return lines[:end], signed, after + [line for page in pages[last + 1 :] for line in page]
    lines = [line for page in pages for line in page]
    return _by_name(lines, head) if spoken else (lines, [], [])


def _formula(lines: Sequence[Line]) -> int | None:
    """The place after the closing words, when nothing follows that is not of a signature."""
    for place in reversed(range(len(lines))):
        if words.CLOSING.search(fold(lines[place].text)) and not words.ENCLOSED.match(fold(lines[place].text)):
            end = place + 1
            while end < len(lines) and _goes_on(lines[end - 1], lines[end], lines):
                end += 1
            signed, _ = _after(lines[end:])
            right = max(line.right for line in lines[:end])
            left = min(line.left for line in lines[:end])
            if len(signed) <= MOST_SIGNED and all(_of_a_signature(line, 0.72 * (right - left)) for line in signed):
                return end
            return None
    return None


def _goes_on(above: Line, below: Line, lines: Sequence[Line]) -> bool:
    """The closing words run on into the next line."""
    if above.page != below.page or below.top - above.bottom > 0.9 * line_height(lines) or abs(below.left - above.left) > 2 * above.height:
        return False
    full = above.width > 0.7 * max(line.width for line in lines)
    return below.text[:1].islower() or (full and above.text.rstrip()[-1:] not in ".,!")


def _after(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """What follows the closing words: the block of the one who signs, and enclosures with the postscript."""
    signed: list[Line] = []
    after: list[Line] = []
    for place, line in enumerate(lines):
        text = fold(line.text)
        if words.POSTSCRIPT.match(text):
            return signed, after + list(lines[place:])
        goes_on = bool(after) and line.page == after[-1].page and 0 <= line.top - after[-1].bottom < 0.6 * line.height
        goes_on = goes_on and abs(line.left - after[-1].left) < 2 * line.height
        (after if words.ENCLOSED.match(text) or goes_on else signed).append(line)
    return signed, after


def _of_a_signature(line: Line, width: float) -> bool:
    short = line.width < width and len(line.text) <= 70
    return short or is_contact(line.text) or is_street(line.text) or bool(find_date(line.text, "FR"))


def _by_name(body: list[Line], head: Sequence[Line]) -> tuple[list[Line], list[Line], list[Line]]:
    """Without closing words: up from the last line as long as lines are names, dates or contacts."""
    after: list[Line] = []
    signed: list[Line] = []
    names = {fold(line.text) for line in head}
    rest = list(body)
    for place, line in enumerate(rest):
        if words.POSTSCRIPT.match(fold(line.text)) and place > len(rest) / 2:
            after, rest = rest[place:], rest[:place]
            break
    right = max((line.right for line in rest), default=0.0)
    tall = line_height(rest)
    while len(rest) > 1:
        line, above = rest[-1], rest[-2]
        text = fold(line.text)
        if words.ENCLOSED.match(text):
            after.insert(0, rest.pop())
            continue
        apart = line.top - above.bottom > 0.9 * tall or abs(line.left - above.left) > 4 * tall or (bool(signed) and name_like(above.text))
        short = line.width < 0.62 * max(right - min(item.left for item in rest), 1.0)
        known = text in names or is_contact(line.text) or (short and bool(find_date(line.text, "FR")))
        if not known and not (short and name_like(line.text) and (apart or signed)):
            break
        signed.insert(0, rest.pop())
    return rest, signed, after
