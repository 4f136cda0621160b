"""Who writes and who is written to, of all the blocks of a head. Places only break ties; what decides is what the blocks say."""

from __future__ import annotations

from collections.abc import Sequence

from streams.channels.letter import words
from streams.channels.letter.blocks import Block
from streams.channels.letter.contacts import is_contact
from streams.channels.letter.dates import find_date
from streams.channels.letter.marks import bare_name
from streams.channels.letter.sheets import Line
from streams.channels.letter.who import Correspondent, is_whole, read_block, same_name
from streams.channels.letter.words import fold

RIGHT = 450  # thousandths of the width: beyond the middle, where a window is

Known = tuple[Block, Correspondent]


def correspondents(
    blocks: Sequence[Block], foot: Sequence[Line], closing: Sequence[Line], region: str
) -> tuple[Correspondent, Correspondent | None]:
    """Who writes and who is written to. The foot of the page, and what stands under the letter, always speak of who writes."""
    closing = [line for line in closing if not find_date(line.text, region)]
    signed = [line.text for line in closing if not is_contact(line.text)]
    under = read_block(closing, region)
    below = read_block(foot, region, anonymous=True)
    known = [(block, read_block(block.lines, region)) for block in blocks]
    known = [(block, who) for block, who in known if who.name or who.postal or who.emails or who.phones]
    at = _sender_at(known, signed, below, under)
    sender = known[at][1] if at is not None else Correspondent()
    others = [
        (_recipient_score(block, who, region), -place, who)
        for place, (block, who) in enumerate(known)
        if place != at and who.name and not same_name(who.name, [sender.name or "", *signed])
    ]
    recipient = max(others, key=lambda other: other[:2])[2] if others else None
    rest = [(block, who) for place, (block, who) in enumerate(known) if place != at and who is not recipient]
    near = [who for block, who in rest if not who.postal or not who.name or len(block.lines) == 1]
    return _completed(sender, near, [below, under], signed, recipient), recipient


def _sender_at(known: Sequence[Known], signed: Sequence[str], below: Correspondent, under: Correspondent) -> int | None:
    """Which block is the sender's; None when they are named in none."""
    scored = [(_sender_score(block, who, signed, below), -place) for place, (block, who) in enumerate(known)]
    if not scored:
        return None
    at = -max(scored)[1]
    block, who = known[at]
    if same_name(who.name, signed):
        return at
    only = sum(1 for _, other in known if other.postal) < 2 and bool(who.postal) and not (who.emails or who.phones)
    if under.postal and not (who.emails or who.phones):
        return None
    if only and who.name and (speaks_to(block) or (bool(signed) and block.left > RIGHT and below.name is None)):
        return None  # the only one with an address is who it is for
    return None if len(known) == 1 and speaks_to(block) else at


def _sender_score(block: Block, who: Correspondent, signed: Sequence[str], below: Correspondent) -> float:
    score = 4.0 if same_name(who.name, signed) else 0.0
    score += 2.0 * bool(who.emails or who.phones)
    score += 1.0 * bool(who.postal) * (below.postal is None) + 1.0 * (bool(who.postal) and len(block.lines) == 1)
    score -= 3.0 * speaks_to(block)
    score -= 2.0 * any(words.HEADING.match(fold(line.text).strip()) for line in block.lines)
    return score - block.top / 400


def _recipient_score(block: Block, who: Correspondent, region: str) -> float:
    score = 3.0 * bool(who.postal) + 2.0 * speaks_to(block) - 1.0 * bool(who.emails or who.phones)
    score -= 1.5 * any(words.DELIVERY.search(fold(line.text)) and words.HEADING.match(fold(line.text).strip()) for line in block.lines)
    score -= 3.0 * (len(block.lines) == 1 and is_whole(block.lines[0].text, region))
    return score + block.left / 2000


def speaks_to(block: Block) -> bool:
    """A civility or "for the attention of": one does not address oneself so."""
    told = [fold(line.text) for line in block.lines[:3]]
    return any(words.CIVILITY.match(text) or words.COUPLE.match(text) or words.TO.match(text) for text in told)


def _completed(
    sender: Correspondent,
    near: Sequence[Correspondent],
    under: Sequence[Correspondent],
    signed: Sequence[str],
    recipient: Correspondent | None,
) -> Correspondent:
    """What the sender's own block lacks, from the foot, from blocks beside it, from what stands under the letter."""
    theirs = recipient or Correspondent()
    more = [sender, *under, *near]
    emails = dict.fromkeys(email for who in more for email in who.emails if email not in theirs.emails)
    phones = dict.fromkeys(phone for who in more for phone in who.phones if phone not in theirs.phones)
    addressed = next((who for who in more if who.postal), sender)
    reached = sender.postal or sender.emails or sender.phones
    heads = [who.name for who in near if who.name and not who.postal and reached]
    names = [sender.name, *heads[:1], addressed.name, *(bare_name(line) for line in signed)]
    return Correspondent(
        name=next((name for name in names if name), None),
        address=addressed.address,
        postal=addressed.postal,
        emails=tuple(emails),
        phones=tuple(phones),
    )
