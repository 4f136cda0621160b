"""Sentences of a text, and their clauses: what stands between commas and joining words."""

from __future__ import annotations

from typing import NamedTuple

from streams.rules.promises.expressions import Moment
from streams.rules.promises.line import Line
from streams.rules.promises.text import Token, words

_WRAPPED = 45  # characters; a shorter line was ended on purpose
_LEANING = words(
    "le la les l' un une des du de d' a au aux en dans sous avant pour par vers chez et ou que qui ce cette votre nos notre vos "
    "the an on by at in of for to before within and or your our this next that with from"
)
_SHORT = words(
    "m mr mme mlle mrs ms dr st ste tel env approx max min no n art ref cf ex av bd avr janv fevr juil sept oct nov dec lun mar "
    "mer jeu ven sam dim "
    "mon tue tues wed thu thur thurs fri sat sun jan feb apr jun jul aug sep inc ltd eg ie etc vs p pp prof h hr hrs j jrs a.m p.m appt"
)


def without_soft_breaks(tokens: list[Token]) -> list[Token]:
    """Without the line breaks that only wrap a paragraph."""
    out: list[Token] = []
    line_start = 0
    for i, token in enumerate(tokens):
        if token.word[0] != "\n":
            out.append(token)
            continue
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        before = out[-1].word if out else ""
        long = token.start - line_start >= _WRAPPED
        line_start = token.end
        if (
            following is not None
            and token.word.count("\n") == 1
            and (before[-1:].isalnum() or before in (",", "-", "'") or before in _LEANING)
        ):
            small = not following.capital and (following.word[0].isalnum() or following.word[0] in '("«')
            if before in _LEANING or (long and (small or before[-1:].isalnum())):
                continue
        out.append(token)
    return out


_FIRST, _WITHIN = 1, 2  # words of an expression of time
LONGEST = 60  # words of a clause: what goes on for longer is no sentence, and the patterns are run over each clause

MOST = 30  # clauses of a sentence: each is looked at beside those around it


class Clause(NamedTuple):
    """Tokens `start` to `end`. `joint`: the word or sign before it (",", "but", ""). `sentence`: its number; `asks`: it is a question."""

    start: int
    end: int
    joint: str
    sentence: int
    asks: bool


_JOINTS = words(
    "et mais puis donc car sinon alors tandis cependant toutefois neanmoins parce lorsque quand comme "
    "and but then so because while whereas otherwise however though although when nor yet"
)
_CONDITIONS = words("si if once unless provided lorsque quand when sauf apres after")
_SIGNS = words(", ; : ( ) — / • … > | →")


def clauses_of(line: Line, moments: list[Moment]) -> list[Clause]:
    """All clauses in the order of the text; signs inside of an expression of time part nothing."""
    inside = bytearray(len(line.words) + 1)
    for moment in moments:
        for k in range(moment.start + 1, moment.end):
            inside[k] = _WITHIN
        inside[moment.start] = _FIRST
    found: list[Clause] = []
    for i in _interjections(line):
        inside[i] = inside[i] or _WITHIN
    sentence, begin, opened, joint = 0, 0, 0, ""
    condition = -1  # where the last one began: "if it is not picked up by the 20th we send it back"
    for i, word in enumerate(line.words):
        if inside[i] == _WITHIN:
            continue
        if i - opened >= LONGEST:
            _add(found, opened, i, joint, sentence)
            opened, joint = i, ","
        if len(found) - begin >= MOST:
            sentence, begin = sentence + 1, len(found)
        if inside[i]:
            continue
        if _ends_sentence(line, i):
            _add(found, opened, i, joint, sentence)
            found[begin:] = [c._replace(asks=word == "?") for c in found[begin:]]
            if len(found) > begin:
                sentence += 1
            begin, opened, joint = len(found), i + 1, ""
        elif i - condition > 3 and condition >= opened and _begins_anew(line, i):
            _add(found, opened, i, joint, sentence)
            opened, joint, condition = i, ",", -1
        elif _parts(line, i):
            _add(found, opened, i, joint, sentence)
            keeps = word in _CONDITIONS or word in ("please", "pls", "plz", "kindly", "veuillez", "merci")
            joint = joint if opened == i and joint.isalpha() else word
            condition = i if word in _CONDITIONS else condition
            opened = i if keeps else i + 1
    _add(found, opened, len(line.words), joint, sentence)
    return found


_SAID_ASIDE = words(
    "however of course though therefore in turn naturally too en revanche bien entendu sur toutefois cependant donc quant a eux "
    "elle lui elles de notre cote for our part as "
    "agreed promised comme convenu promis please also sincerely hopefully indeed nevertheless naturellement evidemment pour sa "
    "leur meanwhile then alors la"
)


def _interjections(line: Line) -> list[int]:
    """Places of "however" and its like between two commas, with the commas: they part nothing."""
    found: list[int] = []
    words = line.words
    for i, word in enumerate(words):
        if word != ",":
            continue
        for size in (1, 2, 3, 4):
            if line.word(i + size + 1) == ",":
                if all(w in _SAID_ASIDE for w in words[i + 1 : i + size + 1]):
                    found += range(i, i + size + 2)
                break
    return found


def _begins_anew(line: Line, i: int) -> bool:
    """Whether our own deed begins here, behind a condition, without a comma."""
    if line.word(i) in ("we", "we'll", "i'll"):
        return line.word(i - 1) not in ("that", "which", "and", "or", "than", "what", "how")
    return (
        line.word(i) in ("nous", "je", "on")
        and line.word(i + 1) in ("vous", "te", "le", "la", "les", "lui")
        and line.word(i - 1) not in ("que", "qu'", "et")
    )


def _add(found: list[Clause], start: int, end: int, joint: str, sentence: int) -> None:
    if end > start:
        found.append(Clause(start, end, joint, sentence, False))


def _ends_sentence(line: Line, i: int) -> bool:
    word = line.words[i]
    if word[0] == "\n" or word in ("!", "?"):
        return True
    if word != ".":
        return False
    before, after = line.word(i - 1), line.word(i + 1)
    if not after:
        return True
    if not line.gap(i + 1) and after[0].isalnum():
        return len(before) > 3 and len(after) > 1 and before.isalpha() and line.tokens[i + 1].capital
    capital = line.tokens[i + 1].capital
    if before in ("h", "hr", "hrs", "j", "jrs", "min", "max", "pm", "am"):
        return capital
    if len(before) == 1 and before.isalpha():
        return capital and before in ("m", "h", "j", "a") and line.word(i - 2) == "."
    return before not in _SHORT


def _parts(line: Line, i: int) -> bool:
    word = line.words[i]
    if word in _SIGNS:
        return not (word == "/" and not line.gap(i)) and not (
            word == ":" and line.word(i + 1).isdigit() and not line.gap(i + 1) and line.word(i - 1).isdigit()
        )
    if word == "-":
        return line.gap(i) and line.gap(i + 1)
    if word in _CONDITIONS:
        return line.word(i - 1) not in ("comme", "meme", "even", "as", "only", "et", "plus", "d'")
    if word in _JOINTS:
        return not (word == "so" and line.word(i + 1) in ("that", "sorry", "far", "much", "long", "many")) and not (
            word == "comme" and line.word(i + 1) in ("convenu", "promis", "prevu")
        )
    if word in ("please", "pls", "plz", "kindly", "veuillez") or (word == "merci" and line.word(i + 1) in ("de", "d'")):
        return True
    if word in ("que", "qu'"):
        return line.word(i - 1) in _SAYING_FR
    if word == "that":
        return line.word(i - 1) in _SAYING_EN or line.word(i - 2) in _SAYING_EN
    return False


_SAYING_FR = words(
    "confirme confirmons dit dite dis disons assure assurons informe informons note noter annonce indique precise signale "
    "promets promettons promis garantis garantissons ecrit explique "
    "repondu affirme pense pensons crois espere esperons sachez savoir compris rappelle savons preciser confirmer assurer indiquer"
)
_SAYING_EN = words(
    "confirm confirmed say says said told tell tells assure assured inform informed note noted promise promised guarantee advise "
    "advised explained wrote writes "
    "think believe hope know understand mentioned stated states claims claimed reckons insists let her him them you me us customer client"
)
