"""Times that are only mentioned: in quotation marks, in the reader's lines of a dialogue, in the name of a thing."""

from __future__ import annotations

from streams.rules.promises.expressions import Moment
from streams.rules.promises.line import Line
from streams.rules.promises.text import words

_THINGS = words(
    "courrier lettre mail mails courriel message appel demande reclamation facture factures commande devis contrat visite releve echeance "
    "letter email mail message call request complaint invoice order quote contract statement bill note claim visit "
    "celles celui celle ceux those ones"
)
_NO_NOUNS = words(
    "week with when from that this then your before after between until unless will should would could which where latest under "
    "into your have without"
)
_STAYS = words(
    "sejour reservation location vacances conges voyage periode salon stage absence stay booking holiday trip rental leave visit"
)
_OF = ("du", "de", "from", "of", "dated")


def names_a_thing(line: Line, moment: Moment) -> bool:
    """ "your letter of 3 March", "la facture du 12", "the February 5 payment", "votre train de 18 h 12", "la paie de mai"."""
    i, said = moment.start, moment.said
    before, after = line.word(i - 1), line.word(moment.end)
    noun_behind = line.language == "en" and after.isalpha() and len(after) > 2 and after not in _NO_NOUNS
    if said.relation == "" and said.span is None and said.clock is not None and line.word(i) not in ("entre", "between", "de", "from"):
        if before in ("de", "du", "des") and line.word(i - 2).isalpha() and len(line.word(i - 2)) > 2:
            return True
        if noun_behind and before in ("the", "your", "our"):
            return True
    if moment.timed:
        return False
    if line.word(i) in ("du", "from", "of") and before in _STAYS:
        return True
    if said.relation == "" and moment.single and noun_behind and len(after) > 3:
        determined = "the" in (line.word(i), before) or before in ("your", "our", "my")
        if determined and not any(w in ("st", "nd", "rd", "th", "of") for w in line.words[i : moment.end]):
            return True
    monthly = said.relation == "" and said.span is not None and said.span.period and line.word(moment.end - 1) in line.vocabulary.months
    if monthly and noun_behind and {"the", "your", "our"} & {line.word(i), before}:
        return True  # "the May bill"
    if (
        said.relation == ""
        and said.span is not None
        and said.span.period
        and not said.where
        and line.word(i) in ("de", "d'")
        and before.isalpha()
    ):
        return True
    if line.has(i - 2, "date", "of") and {"your", "the"} & set(line.words[max(0, i - 5) : i]):
        return True
    return (before if line.word(i) in _OF else line.word(i - 2) if before in _OF else "") in _THINGS


def quoted(line: Line) -> frozenset[int]:
    """Places of the words that somebody else said."""
    inside: set[int] = set()
    opened: int | None = None
    for i, word in enumerate(line.words):
        if word == "«" or (word == '"' and opened is None):
            opened = i
        elif word in ("»", '"') and opened is not None:
            inside.update(range(opened, i))
            opened = None
    return frozenset(inside | _theirs_in_dialogue(line))


_THEY = words("client cliente clt cli customer cust caller user patient patiente visitor visiteur abonne locataire tenant guest member")
_US = words(
    "agent conseiller conseillere advisor adviser support rep operator operateur operatrice service nous moi me us staff bot "
    "assistant assistante team equipe sav"
)
_SELF = words("je j' i i'll i'm nous we m' me mon ma my")


def _theirs_in_dialogue(line: Line) -> set[int]:
    """Lines that begin with "Customer:", when others begin with "Agent:" or when they say "I"."""
    starts = [0, *(i + 1 for i, word in enumerate(line.words) if word[0] == "\n")]
    labels = {s: line.word(s) for s in starts if ":" in (line.word(s + 1), line.word(s + 2))}
    dialogue = any(label in _US for label in labels.values())
    inside: set[int] = set()
    for s, label in labels.items():
        if label not in _THEY:
            continue
        end = next((i for i in range(s, len(line.words)) if line.words[i][0] == "\n"), len(line.words))
        if dialogue or _SELF & set(line.words[s:end]):
            inside.update(range(s, end))
    return inside
