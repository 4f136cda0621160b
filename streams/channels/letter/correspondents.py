"""Who writes and who is written to, of all the blocks of a head. Places only break ties; what decides is what the blocks say."""

from __future__ import annotations

from collections.abc import Sequence

from streams.channels.letter import words
from streams.channels.letter.blocks import Block
from streams.channels.letter.contacts import is_contact
from streams.channels.letter.dates import find_date
from streams.channels.letter.marks import bare_name
from streams.channels.letter.sheets import Line
from streams.channels.letter.who import Correspondent, read_block, same_name
from streams.channels.letter.words import fold


def correspondents(
    blocks: Sequence[Block], foot: Sequence[Line], closing: Sequence[Line], region: str
) -> tuple[Correspondent, Correspondent | None]:
    """Who writes and who is written to. The foot of the page always speaks of the house that writes."""
    signed = [line.text for line in closing if not find_date(line.text, region) and not is_contact(line.text)]
    below = read_block(foot, region, anonymous=True)
    known = [(block, read_block(block.lines, region)) for block in blocks]
    known = [(block, who) for block, who in known if who.name or who.postal or who.emails or who.phones]
    scored = [(_sender_score(block, who, signed, below), -place) for place, (block, who) in enumerate(known)]
    sender_at = -max(scored)[1] if scored else None
    if len(known) == 1 and speaks_to(known[0][0]) and not same_name(known[0][1].name, signed):
        sender_at = None  # the only block is who it is for
    sender = known[sender_at][1] if sender_at is not None else Correspondent()
    others = [
        (_recipient_score(block, who), -place, who)
        for place, (block, who) in enumerate(known)
        if place != sender_at and who.name and not same_name(who.name, [sender.name or "", *signed])
    ]
    recipient = max(others, key=lambda other: other[:2])[2] if others else None
    near = [who for place, (_, who) in enumerate(known) if place != sender_at and who is not recipient and not who.postal]
    return _completed(sender, [below, *near], signed, recipient), recipient


def _sender_score(block: Block, who: Correspondent, signed: Sequence[str], below: Correspondent) -> float:
    score = 4.0 if same_name(who.name, signed) else 0.0
    score += 2.0 * bool(who.emails or who.phones)
    score += 1.0 * bool(who.postal) * (below.postal is None)
    score -= 3.0 * speaks_to(block)
    score -= 2.0 * any(words.HEADING.match(fold(line.text).strip()) for line in block.lines)
    return score - block.top / 400


def _recipient_score(block: Block, who: Correspondent) -> float:
    score = 3.0 * bool(who.postal) + 2.0 * speaks_to(block) - 1.0 * bool(who.emails or who.phones)
    score -= 1.5 * any(words.DELIVERY.search(fold(line.text)) and words.HEADING.match(fold(line.text).strip()) for line in block.lines)
    return score + block.left / 2000


def speaks_to(block: Block) -> bool:
    """A civility or "for the attention of": one does not address oneself so."""
    told = [fold(line.text) for line in block.lines[:3]]
    return any(words.CIVILITY.match(text) or words.COUPLE.match(text) or words.TO.match(text) for text in told)


def _completed(
    sender: Correspondent, more: Sequence[Correspondent], signed: Sequence[str], recipient: Correspondent | None
) -> Correspondent:
    """What the sender's own block lacks, from the foot, from blocks beside it, from the name under the letter."""
    theirs = recipient or Correspondent()
    emails = dict.fromkeys(email for who in (sender, *more) for email in who.emails if email not in theirs.emails)
    phones = dict.fromkeys(phone for who in (sender, *more) for phone in who.phones if phone not in theirs.phones)
    addressed = next((who for who in (sender, *more[:1]) if who.postal), sender)
    name = sender.name or next((bare_name(line) for line in signed if bare_name(line)), None)
    return Correspondent(name=name, address=addressed.address, postal=addressed.postal, emails=tuple(emails), phones=tuple(phones))
