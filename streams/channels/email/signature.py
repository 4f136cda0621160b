"""What stands below a person's words and is none of them: a signature, a legal footer, what a device adds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import combining, normalize

from streams.channels.email import phrases
from streams.channels.email.quoted import Kind

_RULE = re.compile(r"^\s?(?:-- ?|— ?|--\s+)$")
_ORNAMENT = re.compile(r"[\s_*=~—–-]+")
_WORDS = re.compile(r"[^\W_]{2}")
_LONGEST = 400  # characters of a line that are compared with the phrases


def mark_below(lines: Sequence[str], kinds: list[Kind | None], sender: str | None) -> None:
    """Says in `kinds` which of the lines that nobody else wrote are a signature or a footer. `sender`: the name in From.

    They end where a quotation begins: what is said below it is said.
    """
    name = folded(sender or "")
    said: list[list[int]] = []
    for part in _parts(lines, kinds):
        own = [lines[at] for at in part]
        end = _footer(own, alone=not said)
        _mark(kinds, part[end:], "footer")
        begin = _below_rule(own[:end], name, alone=not said)
        if begin is not None:
            _mark_signature(lines, kinds, part[:end], begin)
        else:
            _mark(kinds, part[_devices(own[:end]) : end], "footer")
        left = [at for at in part if kinds[at] is None]
        if any(lines[at].strip() for at in left):
            said.append(left if begin is None else [])
    for number in {0, len(said) - 1} if said else ():
        own = [lines[at] for at in said[number]]
        closed = _below_closing(own, name)
        begin = _card(own, name, alone=number == 0) if closed is None else closed[0]
        if begin is not None:
            _mark_signature(lines, kinds, said[number][: closed[1] if closed else None], begin)


def _mark_signature(lines: Sequence[str], kinds: list[Kind | None], part: Sequence[int], begin: int) -> None:
    """From the line `begin` of a part on, up to a postscript; what a device adds before and after it is a footer."""
    own = [lines[at] for at in part]
    end = next((at for at in range(begin + 1, len(own)) if phrases.POSTSCRIPT.match(own[at])), len(own))
    last = begin + _devices(own[begin:end])
    _mark(kinds, part[begin:last], "signature")
    _mark(kinds, [at for at in part[last:end] if lines[at].strip()], "footer")
    kept = _devices(own[:begin])
    ornaments = all(_ORNAMENT.fullmatch(line) for line in own[kept:begin] if line)
    _mark(kinds, part[kept:begin], "signature" if ornaments else "footer")


def signature_text(lines: Sequence[str], kinds: Sequence[Kind | None]) -> str | None:
    """The first signature, without the line that sets it off."""
    begin = next((at for at, kind in enumerate(kinds) if kind == "signature"), None)
    if begin is None:
        return None
    end = begin
    while end < len(kinds) and kinds[end] == "signature":
        end += 1
    told = [lines[at].strip() for at in range(begin, end)]
    told = told[next((at for at, line in enumerate(told) if line and not _RULE.match(line)), len(told)) :]
    text = "\n".join(told[: _devices(told)]).strip()
    return re.sub(r"\n{3,}", "\n\n", text) or None


def _parts(lines: Sequence[str], kinds: Sequence[Kind | None]) -> list[list[int]]:
    """The numbers of the lines that are still theirs, one list for each run between what is quoted."""
    parts: list[list[int]] = [[]]
    for at, kind in enumerate(kinds):
        if kind is None:
            parts[-1].append(at)
        elif parts[-1] and lines[at].strip():
            parts.append([])
    return parts


def _mark(kinds: list[Kind | None], places: Sequence[int], kind: Kind) -> None:
    for at in places:
        kinds[at] = kind


def _footer(lines: Sequence[str], *, alone: bool) -> int:
    """Where the first legal or list footer begins, if something is said before it; else the number of lines."""
    for position in range(max(0, len(lines) - 60), len(lines)):
        line = lines[position][:_LONGEST]
        if line and (phrases.FOOTER.match(line) or _is_list_footer(lines, position)):
            if alone and not any(before.strip() for before in lines[:position]):
                continue
            while position and (phrases.SLOGAN.search(lines[position - 1][:_LONGEST]) or _is_ornament(lines[position - 1])):
                position -= 1
            return position
    return len(lines)


def _is_ornament(line: str) -> bool:
    return _ORNAMENT.fullmatch(line or " ") is not None and not _RULE.match(line)


def _is_list_footer(lines: Sequence[str], position: int) -> bool:
    """A ruled line, then the name of a list or where to leave it."""
    if re.match(r"\s*[_-]{10,}\s*$", lines[position]) is None:
        return False
    return phrases.LIST_FOOTER.search("\n".join(line[:_LONGEST] for line in lines[position + 1 : position + 4])) is not None


def _below_rule(lines: Sequence[str], name: frozenset[str], *, alone: bool) -> int | None:
    """Where a line of two dashes begins a signature. Of several, and of one without the blank that belongs to it, only those count that
    have something of a signature below them: people part their paragraphs so too."""
    rules = [at for at in range(max(0, len(lines) - 40), len(lines)) if _RULE.match(lines[at])]
    for number, position in enumerate(rules):
        below = lines[position + 1 : rules[number + 1] if number + 1 < len(rules) else len(lines)]
        doubtful = len(rules) > 1 or lines[position].strip() == lines[position]
        if doubtful and any(map(_WORDS.search, below)) and not any(_is_signed(line, name) for line in below):
            continue
        near = len(lines) - position <= 15
        if near or not alone or any(before.strip() for before in lines[:position]):
            return position
    return None


def _is_signed(line: str, name: frozenset[str]) -> bool:
    """Whether it has something that signatures have: a name, a number, an address, a link, a profession; what a program adds."""
    told = phrases.CARD.search(line) is not None or any(form.search(line) for form in phrases.CARD_KINDS.values()) or _is_device(line)
    return bool(line.strip()) and (told or _names(line, name)) and not is_sentence(line)


def is_sentence(line: str) -> bool:
    """Whether it says something: it asks, or has a word that stands in sentences and on no card."""
    return len(line.split()) > 3 and (line.rstrip().endswith("?") or phrases.SPOKEN.search(line) is not None)


def _below_closing(lines: Sequence[str], name: frozenset[str]) -> tuple[int, int] | None:
    """Where names and numbers begin below the formula that ends a letter, and where they end: what goes on to speak is said."""
    last = len(lines)
    closing = next((i for i in range(last - 1, max(-1, last - 26), -1) if phrases.CLOSING.match(lines[i][:_LONGEST])), None)
    if closing is None or closing == 0:
        return None
    postscript = next((at for at in range(closing + 1, last) if phrases.POSTSCRIPT.match(lines[at])), last)
    told = [at for at in range(closing + 1, postscript) if lines[at].strip()]
    spoken = next((begin for at in told if (begin := _goes_on(lines, at)) is not None), postscript)
    below = [lines[at] for at in told if at < spoken]
    if not below or len(below) > 16 or any(len(line) > 160 for line in below) or re.search(r"[?!]\s*$", below[0]) or is_sentence(below[0]):
        return None
    is_name = len(below) <= 3 and all(len(line) <= 60 and not re.search(r"[.?!]\s*$", line) for line in below) and _names(below[0], name)
    return (closing + 1, spoken) if is_name or any(phrases.CARD.search(line) for line in below) else None


def _goes_on(lines: Sequence[str], at: int) -> int | None:
    """Where somebody speaks on, if this line shows it: it asks, or is said of themselves, in a paragraph of its own; or it ends what the
    line above began."""
    if not is_sentence(lines[at]):
        return None
    if not lines[at - 1].strip():
        return at if lines[at].rstrip().endswith("?") or phrases.SPOKEN_I.search(lines[at]) else None
    return at - 1 if lines[at].lstrip()[:1].islower() and phrases.CARD.search(lines[at - 1]) is None else None


def _card(lines: Sequence[str], name: frozenset[str], *, alone: bool) -> int | None:
    """Where a visiting card begins that no formula announces: the sender's whole name and what may stand below it, or somebody's name
    and at least two of title, profession, number, address and link. `alone`: nothing else is said, so a profession must be there."""
    begin = found = len(lines)
    while begin and len(lines) - begin < 16 and _is_short(lines[begin - 1]):
        begin -= 1
        if lines[begin].strip() and (begin == 0 or not lines[begin - 1].strip() or _is(lines[begin], name)) and _names(lines[begin], name):
            found = begin
    above = next((line for line in reversed(lines[:found]) if line.strip()), "")
    card = [line for line in lines[found:] if line.strip()]
    if not card or above.rstrip().endswith((":", ",")):  # an address that they ask us to write down; an enumeration
        return None
    told = {kind for kind, form in phrases.CARD_KINDS.items() if any(form.search(line) for line in card)}
    certain = (_is(card[0], name) and len(card[0].split()) > 1) or (len(card) > 1 and len(told) > 1 and len(card[0].split()) > 1)
    return found if certain and (above or "work" in told or not alone) else None


def _is_short(line: str) -> bool:
    """A blank line, or one that is not a sentence."""
    return len(line) <= 90 and len(line.split()) <= 12 and (not re.search(r"[.?!:;,…]\s*$", line) or phrases.CARD.search(line) is not None)


def _names(line: str, name: frozenset[str]) -> bool:
    """Whether it can be a name: the sender's or a part of it, or a few words in capitals without figures."""
    words = re.findall(r"[^\W\d_][\w'’.-]*", phrases.CIVIL.sub("", line.split(",")[0].split(" - ")[0].strip()))
    if not words or len(words) > 6 or re.search(r"\d|@|[?!:;]", line):
        return False
    return set(folded(line)) <= name or all(word[0].isupper() or word.lower() in phrases.PARTICLES for word in words)


def _is(line: str, name: frozenset[str]) -> bool:
    """Whether it is the sender's whole name, in any order, with a title and perhaps a second first name."""
    words = folded(phrases.CIVIL.sub("", line.strip()))
    return bool(name) and name <= words and len(words) <= len(name) + 2


def folded(text: str) -> frozenset[str]:
    """The words of a name, without accents, capitals and particles."""
    plain = "".join(one for one in normalize("NFKD", text[:200].lower()) if not combining(one))
    return frozenset(word for word in re.findall(r"[^\W\d_]+", plain) if word not in phrases.PARTICLES)


def _is_device(line: str) -> bool:
    return phrases.DEVICE.match(line) is not None and phrases.DEVICE_WORD.search(line) is not None


def _devices(lines: Sequence[str]) -> int:
    """How many lines are left without those that a device or program added at the end, and ornaments."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _ORNAMENT.fullmatch(lines[end - 1]) or _is_device(lines[end - 1][:_LONGEST])):
        end -= 1
    return end
