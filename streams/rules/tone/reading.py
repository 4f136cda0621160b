"""A text as the words that tone is read from: small letters, no accents, contractions taken apart, each with its place."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LOOKED_AT = 20_000
"""So many characters are looked at: a longer text has shown its tone by then."""

LONGEST = 60
"""Of one word; what is longer is no word."""
FACES = r"[:;=8xX][-'^o]?[()\[\]DPpSsOo/\\|3]+(?!\w)|:'\(|<3|</3|\^\^|-_+-|>:\(|xD+\b|XD+\b|:-?\*|D:(?!\w)"
_PIECE = re.compile(
    r"(?P<word>[^\W\d_]+(?:['’ʼ`´][^\W\d_]+)*['’]?)"
    r"|(?P<number>\d+(?:[.,:]\d+)*[^\W\d_]{0,4})"
    rf"|(?P<face>(?<![\w]){FACES})"
    r"|(?P<stop>[.!?…]+|\n\s*\n|\n(?=\s*[-*•>])|[•|])"
    r"|(?P<pause>[,;:()—–]|\s-+\s|\n|/)"
    r"|(?P<quote>[\"“”«»])"
    r"|(?P<sign>[\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff]+)"
)
_QUOTED = re.compile(r"^[ \t]{0,8}>.*$", re.MULTILINE)
_ENGLISH_TAILS = {"t": "not", "s": "", "re": "are", "ve": "have", "ll": "will", "m": "am", "d": "would"}
_BEFORE_NOT = {
    "don": "do", "doesn": "does", "didn": "did", "isn": "is", "aren": "are", "wasn": "was", "weren": "were", "haven": "have", "hasn": "has",
    "hadn": "had", "won": "will", "wouldn": "would", "can": "can", "couldn": "could", "shouldn": "should", "mustn": "must", "needn": "need",
    "ain": "is", "shan": "shall",
}
_RUN_OF_THREE = re.compile(r"(\w)\1{2,}")
_DOUBLED = re.compile(r"(\w)\1+")
SHORT = {
    "en": {
        **{f"{stem}t": f"{full} not" for stem, full in _BEFORE_NOT.items() if stem not in ("won", "can", "shan")},
        "wont": "will not", "cant": "can not", "cannot": "can not", "im": "i am", "ive": "i have", "youre": "you are", "youve": "you have",
        "theyre": "they are", "thats": "that is", "whats": "what is", "u": "you", "ur": "your", "r": "are", "plz": "please", "pls": "please",
        "thx": "thanks", "thanx": "thanks", "thks": "thanks", "tnx": "thanks", "ty": "thanks", "tysm": "thanks so much", "cuz": "because",
        "bcuz": "because", "gr8": "great", "b4": "before", "msg": "message", "appt": "appointment", "dunno": "do not know", "gonna": "going to",
        "wanna": "want to", "gotta": "got to", "dont": "do not", "nvm": "never mind", "tho": "though", "rn": "right now", "yrs": "years",
        "hrs": "hours", "mins": "minutes", "cust": "customer", "govt": "government", "definately": "definitely", "recieve": "receive",
        "recieved": "received", "ppl": "people", "lemme": "let me", "gimme": "give me", "hes": "he is",
        "shes": "she is", "theres": "there is", "wouldve": "would have", "shouldve": "should have", "couldve": "could have", "smth": "something",
    },
    "fr": {
        "jai": "j ai", "cest": "c est", "c": "c est", "g": "j ai", "nest": "ne est", "jvous": "je vous", "jsuis": "je suis", "chui": "je suis",
        "chuis": "je suis", "pa": "pas", "tjs": "toujours", "tjrs": "toujours", "tjr": "toujours", "toujour": "toujours", "tjours": "toujours",
        "bcp": "beaucoup", "bp": "beaucoup", "pk": "pourquoi", "pq": "pourquoi", "pkoi": "pourquoi", "pr": "pour", "ds": "dans", "ac": "avec", "vs": "vous", "ns": "nous",
        "qd": "quand", "qqn": "quelqu un", "qqun": "quelqu un", "qqch": "quelque chose", "pb": "probleme", "pbs": "problemes", "pblm": "probleme",
        "rep": "reponse", "msg": "message", "tt": "tout", "tte": "toute", "ts": "tous", "mm": "meme", "vrmt": "vraiment", "vrm": "vraiment", "jms": "jamais",
        "jamai": "jamais", "rdv": "rendez vous", "svp": "s il vous plait", "stp": "s il te plait", "slt": "salut", "bjr": "bonjour", "mci": "merci", "mrc": "merci",
        "mrci": "merci", "nrv": "enerve", "ya": "y a", "yen": "y en", "jen": "j en", "jattends": "j attends", "jattend": "j attends", "jarrive": "j arrive",
        "ki": "qui", "koi": "quoi", "auj": "aujourdhui", "ajd": "aujourdhui", "dc": "donc", "pcq": "parce que",
        "psk": "parce que", "tro": "trop", "tel": "telephone", "rbt": "remboursement", "srx": "serieux", "reponce": "reponse", 
        "aucunes": "aucune", "aucuns": "aucun", "maleureusement": "malheureusement", "toujous": "toujours", "jcomprends": "je comprends",
        "jcomprend": "je comprends", "comprend": "comprends", "cetait": "c etait", "javais": "j avais", "jamias": "jamais",
    },
}
"""How people write in haste, spelled out (`ne` is left to the reader)."""


class Word(NamedTuple):
    """`norm`: as the lexicon spells it; `start`, `end`: its place in the text; `before`: 0 nothing, 1 a pause, 2 a full stop lies before it.

    `ne`: a French "ne" stood right before (it is left out: half of those who write leave it out themselves). `loud`: in capitals;
    `drawn`: with letters drawn out (sooo); `quoted`: between quotation marks; `ends`: the marks that close its sentence.
    """

    norm: str
    start: int
    end: int
    before: int
    sentence: int
    ne: bool
    loud: bool
    drawn: bool
    quoted: bool


class Text(NamedTuple):
    """`stops`: of each sentence, the marks at its end; `loud`: most of it is in capitals."""

    words: list[Word]
    stops: list[str]
    loud: bool


@lru_cache(maxsize=16384)
def folded(written: str) -> str:
    """Small letters without accents: Déçu -> decu, œuvre -> oeuvre."""
    low = written.lower()
    if not low.isascii():
        low = low.replace("œ", "oe").replace("æ", "ae").replace("’", "'").replace("ʼ", "'").replace("´", "'")
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return low.replace("`", "'")


def undoubled(norm: str) -> str:
    """One letter for two of the same: what most misspellings have in common (dissapointed, innadmissible)."""
    return _DOUBLED.sub(r"\1", norm)


@lru_cache(maxsize=16384)
def spelled(written: str, language: str) -> tuple[str, ...]:
    """The words of one written word: don't -> do not; j'ai -> j ai; bcp -> beaucoup."""
    low = folded(written).strip("'")
    if "'" not in low:
        short = SHORT[language].get(low)
        if short is None:
            low = _RUN_OF_THREE.sub(r"\1\1", low) if _RUN_OF_THREE.search(low) else low
            return (low,)
        return tuple(short.split())
    if low in ("aujourd'hui", "aujourd'huy"):
        return ("aujourdhui",)
    parts = low.split("'")
    if language == "en" and len(parts) == 2 and parts[1] in _ENGLISH_TAILS:
        head, tail = parts
        if tail == "t":
            return (_BEFORE_NOT.get(head, head), "not")
        return (head, _ENGLISH_TAILS[tail]) if _ENGLISH_TAILS[tail] else (head,)
    found: list[str] = []
    for part in parts:
        if part:
            found.extend(SHORT[language].get(part, part).split() if language == "fr" and len(part) > 1 else (part,))
    return tuple(found) or (low,)


def read(text: str, language: str) -> Text:
    """The words of the first `LOOKED_AT` characters, lines that quote another mail left out; one pass, linear."""
    text = _QUOTED.sub(lambda found: " " * len(found[0]), text[:LOOKED_AT])
    words: list[Word] = []
    stops: list[str] = []
    before, sentence, ne, quoted = 2, 0, False, False
    capitals = letters = 0
    for piece in _PIECE.finditer(text):
        kind = piece.lastgroup
        if kind == "word" or kind == "number":
            written = piece[0][:LONGEST]
            loud = len(written) > 2 and written.isupper()
            capitals += len(written) if written.isupper() else 0
            letters += len(written)
            drawn = _RUN_OF_THREE.search(written) is not None and kind == "word"
            for norm in spelled(written, language) if kind == "word" else (folded(written),):
                if language == "fr" and norm in ("ne", "n"):
                    ne = True
                    continue
                words.append(Word(norm, piece.start(), piece.end(), before, sentence, ne, loud, drawn, quoted))
                ne, before = False, 0
        elif kind == "stop":
            if before < 2 or not stops:
                stops.append(piece[0])
                sentence += 1
            elif stops:
                stops[-1] += piece[0]
            before, ne = 2, False
        elif kind == "pause":
            before = max(before, 1)
        elif kind == "quote":
            quoted = piece[0] != "»" and piece[0] != "”" and (not quoted or piece[0] in "«“")
        elif kind == "face":
            words.append(Word(piece[0], piece.start(), piece.end(), before, sentence, False, False, False, quoted))
        else:
            for place, sign in enumerate(piece[0]):
                at = piece.start() + place
                words.append(Word(sign, at, at + 1, before, sentence, False, False, False, quoted))
    stops.append("")
    return Text(words, stops, letters > 12 and capitals > 0.6 * letters)
