"""How a letter lies on its pages: who sends it to whom, when, about what, and the words between salutation and name.

A French letter has the sender top left and the recipient in the window at the right, a British one the sender at the right, a business
has its name at the top and its address at the foot. So places only break ties here; what decides is what the blocks say: civilities,
contacts, the name under the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from statistics import median

import msgspec

from streams.channels.letter import words
from streams.channels.letter.address import Postal, country_of, find_postal
from streams.channels.letter.dates import NUMERIC, find_date
from streams.channels.letter.sheets import Line, Sheet
from streams.channels.letter.words import fold

EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w+/-])(?:\+|00)?\(?\d(?:[ .()/\u2013-]{0,3}\d){7,14}(?!\w)")
DIALLED = re.compile(r"\+|0[1-9]|00[1-9]|\(|\d{3}[ .-]\d{3}[ .-]\d{4}$")
SEPARATOR = re.compile(r"\s+[-–—·•|]\s+|\s*[•|]\s*|,\s+(?=\d{4,5}\s)")


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that lie together, top to bottom."""

    lines: tuple[Line, ...]

    @property
    def left(self) -> float:
        return min(line.left for line in self.lines)

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        return max(line.bottom for line in self.lines)


class Correspondent(msgspec.Struct, frozen=True, kw_only=True):
    """A sender or recipient as the page gives them. `address`: one line, without the name."""

    name: str | None = None
    address: str | None = None
    postal: Postal | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    sender: Correspondent
    recipient: Correspondent | None
    day: date | None
    subject: str | None
    text: str
    signature: str | None


def read_letter(sheets: Sequence[Sheet], region: str) -> Letter:
    """The parts of a letter; with none of them found, everything is its text."""
    first = _rows(sheets[0].lines) if sheets else []
    foot, first = _cut_foot(first, sheets[0].height if sheets else 0.0)
    start = _salutation(first)
    head = first[:start] if start is not None else _head_without_salutation(first, region)
    body = first[len(head) :]
    blocks = _blocks(head)
    later = [line for sheet in sheets[1:] for line in _cut_foot(_rows(sheet.lines), sheet.height)[1]]
    body, closing, after = _sign_off(body, head) if start is not None or _closes(body) else (body, [], [])
    sender, recipient = _correspondents(blocks, foot, closing, region)
    subject, subject_lines = _subject([*head, *body[:3]])
    text = _flow([line for line in body if line not in subject_lines])
    more = _flow([*after, *later])
    contacts = [line for line in [*(line for block in blocks for line in block.lines), *foot] if _belongs(line.text, sender)]
    signature = "\n".join(dict.fromkeys(line.text for line in [*closing, *contacts] if not find_date(line.text, region)))
    return Letter(
        sender=sender,
        recipient=recipient,
        day=_day(head, closing, [*first, *foot], region, is_letter=start is not None),
        subject=subject,
        text="\n\n".join(part for part in (text, more) if part) if start is not None or closing else _flow([*first, *later, *foot]),
        signature=signature or None,
    )


def _rows(lines: Iterable[Line]) -> list[Line]:
    """From top to bottom, those of one height from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.middle, line.left)):
        if rows and abs(line.middle - rows[-1][0].middle) < 0.45 * min(line.height, rows[-1][0].height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def _line_height(lines: Sequence[Line]) -> float:
    return max(median(line.height for line in lines), 1.0) if lines else 20.0


def _cut_foot(lines: list[Line], height: float) -> tuple[list[Line], list[Line]]:
    """What stands apart at the bottom of the page (address, contacts, legal form, page number), and the rest."""
    tall = _line_height(lines)
    place = len(lines)
    while place > 0 and lines[place - 1].top > 0.8 * height:
        place -= 1
    for cut in range(place, len(lines)):
        above = max((line.bottom for line in lines[:cut]), default=0.0)
        if cut and lines[cut].top - above < 1.2 * tall:
            continue
        foot = lines[cut:]
        told = [fold(line.text) for line in foot]
        apart = cut == 0 or lines[cut].top - above > 3 * tall
        formal = any(words.LEGAL.search(text) or words.PAGE_NUMBER.match(text) or _is_contact(text) for text in told)
        if len(foot) <= 8 and (apart or formal):
            return [line for line in foot if not words.PAGE_NUMBER.match(fold(line.text))], lines[:cut]
    return [], lines


def _salutation(lines: Sequence[Line]) -> int | None:
    """Where the letter begins to speak."""
    for place, line in enumerate(lines):
        text = fold(line.text).strip()
        if len(text) > 70 or not words.SALUTATION.match(text):
            continue
        below = lines[place + 1] if place + 1 < len(lines) else None
        addressed = (
            below is not None and below.top - line.bottom < 0.6 * line.height and (_is_street(below.text) or find_postal(below.text, "FR"))
        )
        if not addressed and (text[-1] in ",:!;." or words.BARE_SALUTATION.match(text)):
            return place
    return None


def _head_without_salutation(lines: list[Line], region: str) -> list[Line]:
    """The lines of the upper half down to the last that belongs to an address, a date or a subject."""
    last = 0
    for place, line in enumerate(lines):
        if line.top > 650:
            break
        text = fold(line.text)
        if find_postal(line.text, region) or _is_contact(line.text) or words.SUBJECT.match(text) or _dated(line.text, region):
            last = place + 1
    return lines[:last]


def _blocks(lines: Sequence[Line]) -> list[Block]:
    """Lines gathered by nearness: one under the other, or beginning at the same margin."""
    gathered: list[list[Line]] = []
    for line in lines:
        best: list[Line] | None = None
        for block in gathered:
            above = block[-1]
            gap = line.top - above.bottom
            shared = min(line.right, above.right) - max(line.left, above.left)
            beside = shared > 0.3 * min(line.width, above.width) or abs(line.left - above.left) < 1.5 * line.height
            if beside and -0.6 * line.height < gap < 0.95 * max(line.height, above.height) and line.top > above.top:
                best = block
        if best is not None:
            best.append(line)
        else:
            gathered.append([line])
    return [Block(lines=tuple(block)) for block in gathered]


def _closes(body: Sequence[Line]) -> bool:
    return any(words.CLOSING.search(fold(line.text)) for line in body[-8:])


def _sign_off(body: list[Line], head: Sequence[Line]) -> tuple[list[Line], list[Line], list[Line]]:
    """The body, the name (with place and date) under it, and what comes after: enclosures, a postscript."""
    after: list[Line] = []
    signed: list[Line] = []
    names = {fold(line.text) for line in head}
    rest = list(body)
    for place, line in enumerate(rest):
        if words.POSTSCRIPT.match(fold(line.text)) and place > len(rest) / 2:
            after, rest = rest[place:], rest[:place]
            break
    right = max((line.right for line in rest), default=0.0)
    tall = _line_height(rest)
    while len(rest) > 1:
        line, above = rest[-1], rest[-2]
        text = fold(line.text)
        if words.ENCLOSED.match(text):
            after.insert(0, rest.pop())
            continue
        apart = line.top - above.bottom > 0.9 * tall or abs(line.left - above.left) > 4 * tall or (bool(signed) and _name_like(above.text))
        short = line.width < 0.62 * max(right - min(item.left for item in rest), 1.0)
        dated = bool(find_date(line.text, "FR")) and short
        if not (
            text in names
            or dated
            or _is_contact(line.text)
            or (short and apart and _name_like(line.text))
            or (short and signed and _name_like(line.text))
        ):
            break
        if words.CLOSING.search(text) and text[-1:] in ",.!":
            break
        signed.insert(0, rest.pop())
    return rest, signed, after


def _name_like(text: str) -> bool:
    """A person's or a house's name, an office: few words, a capital first, no end of a sentence."""
    said = text.strip()
    return (
        0 < len(said.split()) <= 7
        and len(said) <= 60
        and said[:1].isupper()
        and said[-1] not in ".!?:;,"
        and not words.SALUTATION.match(fold(said))
    )


def _is_contact(text: str) -> bool:
    return bool(words.CONTACT.match(text.strip())) or bool(EMAIL.search(text)) or bool(_phones(text))


def _is_street(text: str) -> bool:
    folded = fold(text)
    return bool(words.STREET.search(folded)) and bool(re.match(r"^\d|.*\b(?:residence|lieu-dit|zone|bp|cs|box|bat|house|hameau)\b", folded))


def _dated(text: str, region: str) -> bool:
    """A line that is there to give the date."""
    if not find_date(text, region):
        return False
    folded = fold(text)
    return len(folded) < 60 and not words.SUBJECT.match(folded) and not words.NOT_DATED.search(folded)


def _phones(text: str) -> tuple[str, ...]:
    folded = fold(text)
    if words.LEGAL.search(folded) or words.REFERENCE.match(folded):
        return ()
    found = [match for match in PHONE.finditer(text) if not words.FAX.search(fold(text[: match.start()])[-14:])]
    labelled = words.CONTACT.match(text.strip()) is not None
    return tuple(match[0].strip() for match in found if (labelled or DIALLED.match(match[0])) and not NUMERIC.fullmatch(match[0].strip()))


def _emails(text: str) -> tuple[str, ...]:
    return tuple(match[0].replace(" ", "") for match in EMAIL.finditer(text))


def _belongs(text: str, who: Correspondent) -> bool:
    """A line with an address or number of theirs."""
    return any(email in who.emails for email in _emails(text)) or any(phone in who.phones for phone in _phones(text))


def _correspondents(
    blocks: Sequence[Block], foot: Sequence[Line], closing: Sequence[Line], region: str
) -> tuple[Correspondent, Correspondent | None]:
    """Who writes and who is written to. The foot of the page always speaks of the house that writes."""
    signed = [line.text for line in closing if not find_date(line.text, region) and not _is_contact(line.text)]
    below = _read_block(foot, region, anonymous=True)
    known = [(block, _read_block(block.lines, region)) for block in blocks]
    known = [(block, who) for block, who in known if who.name or who.postal or who.emails or who.phones]
    scored = [(_sender_score(block, who, signed, below), -place) for place, (block, who) in enumerate(known)]
    sender_at = -max(scored)[1] if scored else None
    if len(known) == 1 and _speaks_to(known[0][0]) and not _same_name(known[0][1].name, signed):
        sender_at = None  # the only block is who it is for
    sender = known[sender_at][1] if sender_at is not None else Correspondent()
    others = [
        (_recipient_score(block, who), -place, who)
        for place, (block, who) in enumerate(known)
        if place != sender_at and who.name and not _same_name(who.name, [sender.name or "", *signed])
    ]
    recipient = max(others, key=lambda other: other[:2])[2] if others else None
    near = [who for place, (_, who) in enumerate(known) if place != sender_at and who is not recipient and not who.postal]
    return _completed(sender, [below, *near], signed, recipient), recipient


def _sender_score(block: Block, who: Correspondent, signed: Sequence[str], below: Correspondent) -> float:
    score = 4.0 if _same_name(who.name, signed) else 0.0
    score += 2.0 * bool(who.emails or who.phones)
    score += 1.0 * bool(who.postal) * (below.postal is None)
    score -= 3.0 * _speaks_to(block)
    score -= 2.0 * any(words.HEADING.match(fold(line.text).strip()) for line in block.lines)
    return score - block.top / 400


def _recipient_score(block: Block, who: Correspondent) -> float:
    score = 3.0 * bool(who.postal) + 2.0 * _speaks_to(block) - 1.0 * bool(who.emails or who.phones)
    score -= 1.5 * any(words.DELIVERY.search(fold(line.text)) and words.HEADING.match(fold(line.text).strip()) for line in block.lines)
    return score + block.left / 2000


def _speaks_to(block: Block) -> bool:
    """A civility or "for the attention of": one does not address oneself so."""
    told = [fold(line.text) for line in block.lines[:3]]
    return any(words.CIVILITY.match(text) or words.COUPLE.match(text) or words.TO.match(text) for text in told)


def _same_name(name: str | None, others: Iterable[str]) -> bool:
    mine = set(re.findall(r"\w+", fold(name or "")))
    for other in others:
        theirs = set(re.findall(r"\w+", fold(other)))
        if (
            mine
            and theirs
            and len(mine & theirs) >= 0.66 * min(len(mine), len(theirs))
            and len(mine & theirs) >= min(2, len(mine), len(theirs))
        ):
            return True
        if mine and theirs and "".join(sorted(mine)) and fold(name or "").replace(" ", "") == fold(other).replace(" ", ""):
            return True  # recognition loses blanks
    return False


def _read_block(lines: Sequence[Line], region: str, *, anonymous: bool = False) -> Correspondent:
    """Name, address and contacts of one block. `anonymous`: its first line is not a name unless an address follows."""
    parts = [part.strip() for line in lines for part in SEPARATOR.split(line.text) if part.strip()]
    emails = tuple(dict.fromkeys(email for line in lines for email in _emails(line.text)))
    phones = tuple(dict.fromkeys(phone for line in lines for phone in _phones(line.text)))
    countries = [country_of(part) for part in parts]
    postals = [find_postal(part, region, countries[place + 1] if place + 1 < len(parts) else None) for place, part in enumerate(parts)]
    at = next((place for place, postal in enumerate(postals) if postal), None)
    until = at if at is not None else len(parts)
    above = [part for part in parts[:until] if not _is_contact(part) and not _formal(part, region)]
    streets = [place for place, part in enumerate(above) if _is_street(part)]
    named = above[: streets[0]] if streets else (above if at is None else above[: max(1, len(above) - 1)] if len(above) > 2 else above)
    where = above[len(named) :]
    name = next((_bare_name(part) for part in named if _bare_name(part)), None)
    if anonymous and (at is None or not streets):
        name = None
    if at is not None and not where and len(named) > 1 and streets == []:
        where = named[1:]
    country = [parts[at + 1]] if at is not None and at + 1 < len(parts) and countries[at + 1] else []
    return Correspondent(
        name=name,
        address=", ".join([*where, parts[at], *country]) if at is not None else None,
        postal=postals[at] if at is not None else None,
        emails=emails,
        phones=phones,
    )


def _formal(text: str, region: str) -> bool:
    """A reference, a date, a subject, a heading, the small print: neither name nor street."""
    folded = fold(text).strip()
    return bool(
        words.SUBJECT.match(folded)
        or words.REFERENCE.match(folded)
        or words.HEADING.match(folded)
        or words.PAGE_NUMBER.match(folded)
        or find_date(text, region)
        or (words.LEGAL.search(folded) and re.search(r"\d{3}", folded))
    )


def _bare_name(text: str) -> str | None:
    """Without civility and "for the attention of"; None for what is no name at all."""
    said = text.strip(" ,;:•✉")
    for lead in (words.TO, words.FROM, words.CIVILITY):
        match = lead.match(fold(said))
        if match and len(fold(said)) == len(said) and said[match.end() :].strip()[:1].isupper():
            said = said[match.end() :].strip()
    letters = sum(map(str.isalpha, said))
    return said if letters >= 2 and letters > 0.5 * len(said.replace(" ", "")) and len(said) <= 80 else None


def _completed(
    sender: Correspondent, more: Sequence[Correspondent], signed: Sequence[str], recipient: Correspondent | None
) -> Correspondent:
    """What the sender's own block lacks, from the foot, from blocks beside it, from the name under the letter."""
    theirs = recipient or Correspondent()
    emails = dict.fromkeys(email for who in (sender, *more) for email in who.emails if email not in theirs.emails)
    phones = dict.fromkeys(phone for who in (sender, *more) for phone in who.phones if phone not in theirs.phones)
    addressed = next((who for who in (sender, *more[:1]) if who.postal), sender)
    name = sender.name or next((_bare_name(line) for line in signed if _bare_name(line)), None)
    return Correspondent(name=name, address=addressed.address, postal=addressed.postal, emails=tuple(emails), phones=tuple(phones))


def _subject(lines: Sequence[Line]) -> tuple[str | None, list[Line]]:
    """What follows "Objet :", with the line below it when the first is full."""
    for place, line in enumerate(lines):
        match = words.SUBJECT.match(fold(line.text))
        if not match:
            continue
        said, taken = re.split(r"[:;]", line.text, maxsplit=1)[-1].strip(), [line]
        below = lines[place + 1] if place + 1 < len(lines) else None
        full = max(item.right for item in lines)
        if (
            below
            and below.top - line.bottom < 0.5 * line.height
            and (not said or (line.right > 0.8 * full and below.left >= line.left - 5))
        ):
            folded = fold(below.text)
            if not (words.SALUTATION.match(folded) or words.REFERENCE.match(folded) or words.SUBJECT.match(folded)):
                said, taken = f"{said} {below.text}".strip(), [line, below]
        return said or None, taken
    return None, []


def _day(head: Sequence[Line], closing: Sequence[Line], all_lines: Sequence[Line], region: str, *, is_letter: bool) -> date | None:
    """The date that the letter bears: in its head, else under it, else beside the word "date". Never one that the text tells of."""
    for line in [*head, *closing]:
        if _dated(line.text, region) and not words.REFERENCE.match(fold(line.text)):
            return find_date(line.text, region)
    if is_letter:
        return None
    for place, line in enumerate(all_lines):
        folded = fold(line.text)
        if words.DATED.match(folded) and not words.NOT_DATED.search(folded) and len(folded) < 40:
            beside = [
                line.text,
                *(other.text for other in all_lines[place + 1 : place + 3] if abs(other.middle - line.middle) < line.height),
            ]
            found = find_date(" ".join(beside), region)
            if found:
                return found
    return None


def _flow(lines: Sequence[Line]) -> str:
    """Running text: lines joined to paragraphs at their gaps, words divided at a line's end made whole, columns one after the other."""
    ordered = [line for line in _columns(lines) if not words.PAGE_NUMBER.match(fold(line.text))]
    if not ordered:
        return ""
    tall = _line_height(ordered)
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
        rows: list[list[Line]] = []
        for line in _rows(line for line in lines if line.page == page):
            if rows and any(abs(line.middle - other.middle) < 0.6 * line.height for other in rows[-1]):
                rows[-1].append(line)
            else:
                rows.append([line])
        ordered.extend(_by_gutter(rows))
    return ordered


def _by_gutter(rows: list[list[Line]]) -> list[Line]:
    ordered: list[Line] = []
    place = 0
    while place < len(rows):
        gutter = _gutter(rows[place])
        end = place
        shared = gutter
        while shared and end < len(rows):
            narrowed = _narrow(shared, rows[end])
            if narrowed is None:
                break
            shared, end = narrowed, end + 1
        paired = sum(1 for row in rows[place:end] if len(row) > 1)
        if gutter and shared and paired >= 4:
            middle = (shared[0] + shared[1]) / 2
            run = [line for row in rows[place:end] for line in row]
            ordered += [line for line in run if line.left < middle] + [line for line in run if line.left >= middle]
            place = end
        else:
            ordered += sorted(rows[place], key=lambda line: line.left)
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
