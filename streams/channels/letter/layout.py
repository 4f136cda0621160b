"""How a letter lies on its pages: who sends it to whom, when, about what, and the words between salutation and name.

A French letter has the sender top left and the recipient in the window at the right, a British one the sender at the right, a business
has its name at the top and its address at the foot. So places only break ties here; what decides is what the blocks say: civilities,
contacts, the name under the letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from streams.channels.letter.blocks import gather, rows
from streams.channels.letter.closing import sign_off
from streams.channels.letter.correspondents import correspondents
from streams.channels.letter.dates import find_date
from streams.channels.letter.flow import flow
from streams.channels.letter.frame import cut_foot, head_without_salutation, salutation
from streams.channels.letter.heading import find_day, find_subject
from streams.channels.letter.marks import is_reference
from streams.channels.letter.sheets import Line, Sheet
from streams.channels.letter.who import Correspondent, belongs, is_whole
from streams.channels.letter.words import fold

HEAD = 200  # thousandths of the width: where a following page repeats its letterhead


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    sender: Correspondent
    recipient: Correspondent | None
    day: date | None
    subject: str | None
    text: str
    signature: str | None
    references: tuple[Line, ...]  # what its head and foot say of customer, contract, case
    closed: bool  # it came to its end: closing words, or a name under it


def read_letter(sheets: Sequence[Sheet], region: str) -> Letter:
    """The parts of a letter; with none of them found, everything is its text."""
    first = rows(sheets[0].lines) if sheets else []
    foot, first = cut_foot(first, sheets[0].height if sheets else 0.0)
    start = salutation(first)
    head = first[:start] if start is not None else head_without_salutation(first, region)
    later = [_without_head(cut_foot(rows(sheet.lines), sheet.height)[1], head) for sheet in sheets[1:]]
    blocks = gather(head, lambda line: is_whole(line.text, region))
    body, closing, after = sign_off([first[len(head) :], *later], head, spoken=start is not None)
    is_letter = start is not None or bool(closing)
    sender, recipient = correspondents(blocks, foot, closing, region)
    subject, subject_lines = find_subject([*head, *body[:3]])
    told = [line for line in body if line not in subject_lines]
    parts = [told, after] if is_letter else [[*first, *(line for page in later for line in page), *foot]]
    contacts = [line for line in [*head, *foot] if belongs(line.text, sender)]
    signature = "\n".join(dict.fromkeys(line.text for line in [*closing, *contacts] if not find_date(line.text, region)))
    return Letter(
        sender=sender,
        recipient=recipient,
        day=find_day(head, closing, [*first, *foot], region, is_letter=start is not None),
        subject=subject,
        text="\n\n".join(said for part in parts if (said := flow(part))),
        signature=signature or None,
        references=tuple(line for line in [*head, *foot] if is_reference(line.text)),
        closed=bool(closing),
    )


def _without_head(lines: list[Line], head: Sequence[Line]) -> list[Line]:
    """A following page without what it repeats of the first one's head."""
    said = {fold(line.text) for line in head}
    return [line for line in lines if line.top > HEAD or fold(line.text) not in said]
