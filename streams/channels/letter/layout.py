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
from streams.channels.letter.correspondents import correspondents
from streams.channels.letter.dates import find_date
from streams.channels.letter.flow import flow
from streams.channels.letter.frame import closes, cut_foot, head_without_salutation, salutation, sign_off
from streams.channels.letter.heading import find_day, find_subject
from streams.channels.letter.sheets import Sheet
from streams.channels.letter.who import Correspondent, belongs


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    sender: Correspondent
    recipient: Correspondent | None
    day: date | None
    subject: str | None
    text: str
    signature: str | None


def read_letter(sheets: Sequence[Sheet], region: str) -> Letter:
    """The parts of a letter; with none of them found, everything is its text."""
    first = rows(sheets[0].lines) if sheets else []
    foot, first = cut_foot(first, sheets[0].height if sheets else 0.0)
    start = salutation(first)
    head = first[:start] if start is not None else head_without_salutation(first, region)
    body = first[len(head) :]
    blocks = gather(head)
    later = [line for sheet in sheets[1:] for line in cut_foot(rows(sheet.lines), sheet.height)[1]]
    body, closing, after = sign_off(body, head) if start is not None or closes(body) else (body, [], [])
    sender, recipient = correspondents(blocks, foot, closing, region)
    subject, subject_lines = find_subject([*head, *body[:3]])
    text = flow([line for line in body if line not in subject_lines])
    more = flow([*after, *later])
    contacts = [line for line in [*(line for block in blocks for line in block.lines), *foot] if belongs(line.text, sender)]
    signature = "\n".join(dict.fromkeys(line.text for line in [*closing, *contacts] if not find_date(line.text, region)))
    return Letter(
        sender=sender,
        recipient=recipient,
        day=find_day(head, closing, [*first, *foot], region, is_letter=start is not None),
        subject=subject,
        text="\n\n".join(part for part in (text, more) if part) if start is not None or closing else flow([*first, *later, *foot]),
        signature=signature or None,
    )
