"""Whether a text asks a person for something that the house knows, and other things that a message must not or must say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from streams.asking_words import (
    ABOUT,
    ASKING,
    DATA,
    DEMANDS,
    FORMAL,
    HELD,
    HELD_AFTER,
    HOLDER,
    NEEDED,
    NEGATED,
    NOUNS,
    OTHERWISE,
    SPARED,
    WHETHER,
    WHICH,
    WHOSE,
)

_MAIL = {
    "fr": r"(?:e-?mails?|mails?|messages?|courriels?|courriers?|lettres?|nouvelles|appels?|(?:(?<=nos )|(?<=ces ))questions"
    r"|sollicitations?|relances?|rien)\b",
    "en": r"(?:e-?mails?|mails?|messages?|letters?|calls?|texts?|(?:(?<=our )|(?<=these ))questions|reminders?|news)\b",
}
"""What one may have no more of; "the boiler makes no more noise" leaves nobody alone."""

_WRITE = {
    "fr": r"(?:(?:r?écri[vr]|r?appel|recontact|contact|sollicit|relanc|dérang|importun|ennu[iy]|insist|reviendr|reven|revien|téléphon"
    r"|prendr(?=\w* de vos)"
    r"|prenions)\w*|écrit\b|demand\w+(?= (?:plus|pas)(?! d[eu']| rien))|(?:envo[iy]|adress|pos)\w*(?=[^.?!\n]{0,15}\b(?:plus|pas|jamais)"
    rf"[^.?!\n]{{0,20}}{_MAIL['fr']}))",
    "en": r"(?:(?:writ|ring|rang|rung|contact|bother|remind|insist|troubl|disturb|messag)\w*|(?:call|text|e?-?mail|ask)(?:s|ed"
    r"|ing)?\b(?! for)"
    rf"|com(?:e|ing) back|send\w*(?=[^.?!\n]{{0,20}}\b{_MAIL['en']}))(?! (?:the|an?|our|your) (?!question))",
}
_WRITTEN_TO = {
    "fr": rf"(?:recevoir\b|recevrez|recevras|recevra\b|avoir (?:de )?nos\b)(?=[^.?!\n]{{0,25}}\b{_MAIL['fr']}|\s*[.,:;?!])"
    rf"|être (?:r?appel|recontact|contact|sollicit"
    r"|relanc|dérang|importun)\w+|entendr\w+ parler de nous|nous lire\b",
    "en": r"hear(?:ing)? (?:\w+ )?(?:from|of) (?:us|me|this|it)|be(?:ing)? (?:written|called|rung|phoned|contacted|bothered|reminded|asked"
    rf"|texted|e-?mailed|disturbed|troubled)|(?:receiv|get)\w*(?=[^.?!\n]{{0,25}}\b{_MAIL['en']}|\s*[.,:;?!])",
}
_ONE = {
    "fr": r"(?:vous|tu|la personne|ils?|elles?)", "en": r"(?:you|they|he|she)",
}
_NO_MORE = {
    "fr": (
        rf"\b(?:nous|on|je) n(?:e |')(?:vous |t'|te |en |y |leur )*{_WRITE['fr']}(?<!ant)[^.?!\n]{{0,25}}?\b(?:plus|jamais)\b",
        rf"\b{_ONE['fr']} (?:ne )?(?:préfér|souhait|voul|voudr|veu|aim|désir)\w*[^.?!,;\n]{{0,30}}\bn(?:e |')(?:vous |t'|te |en |y )*"
        rf"(?:(?:pas|plus|rien|aucun\w*|jamais) )?(?:vous |t'|te |en |y )*(?:{_WRITE['fr']}|{_WRITTEN_TO['fr']})",
        rf"\b{_ONE['fr']} ne (?:souhait|voul|voudr|veu|désir)\w* (?:plus|pas|aucun\w*)\b[^.?!,;\n]{{0,25}}(?:\b{_MAIL['fr']}"
        rf"|{_WRITTEN_TO['fr']}"
        rf"|\bque nous (?:vous )?{_WRITE['fr']})",
        rf"\bne (?:plus|jamais) (?:vous |t'|te |leur |lui |la |le |les )(?:{_WRITE['fr']})",
        rf"\bplus (?:envie|besoin) d(?:e |')(?:nous lire|(?:nos|ces) {_MAIL['fr']}|être (?:appelée?|contactée?|sollicitée?))",
        rf"\b(?:assez|trop) (?:de |d')(?:nos|ces) {_MAIL['fr']}|\b(?:nos|ces) {_MAIL['fr']} (?:sont|seraient) de trop"
        rf"|\bnous nous tai(?:sons|rons)\b",
        rf"\b(?:refuser|bloquer|arrêter|suspendre|décliner) (?:nos|ces|tous nos|tous ces) {_MAIL['fr']}|\bne plus rien recevoir\b",
        rf"\b(?:nos|ces|tels) {_MAIL['fr']} (?:ne )?(?:(?:vous|te) |t')(?:\w+ )?(?:pès|gên|dérang|importun|lass|déplais|ennu"
        rf"|conviennent pas)",
        r"\b(?:préfér|aim|voul|veu)\w* (?:mieux )?(?:le silence|(?:être|rester) (?:en paix|tranquille))",
        rf"\bne (?:plus|pas|jamais) (?:en )?(?:{_WRITTEN_TO['fr']}|nous lire|être (?:importuné|dérangé)|avoir (?:de )?(?:nos"
        rf"|ces))", rf"\bne (?:{_WRITTEN_TO['fr']})[^.?!\n]{{0,10}}\b(?:plus"
        rf"|jamais|rien)\b",
        rf"\bvous ne (?:recevrez|serez)[^.?!\n]{{0,10}}\b(?:plus|aucun\w*|jamais)\b[^.?!\n]{{0,25}}(?:{_MAIL['fr']}|contact"
        rf"|appel|sollicit|relanc"
        r"|dérang)",
        rf"(?:^|[,;:–—(] ?|\bet )(?:et )?plus (?:jamais )?(?:d(?:e |')|aucun\w* )(?:(?:nos|ces|tels"
        rf"|telles) )?{_MAIL['fr']}(?! (?:vous|\w+ent\b))",
        r"\ben (?:rest\w+|demeur\w+) là\b", r"\blaiss\w+ (?:\w+ )?(?:en paix|tranquilles?)\b", r"\bn'(?:y )?insist\w+ (?:pas|plus)\b",
        rf"\b(?:arrêt|cess)\w+ (?:(?:là|tout|net)\b|(?:de |d')(?:vous |t'|te )?{_WRITE['fr']}|(?:nos|ces|tout|les|cet|ce) ?{_MAIL['fr']}"
        r")", r"\b(?:nous|on|j')(?: vous| en| y)* ?(?:arrêt|cess)\w+(?=\s*(?:[.,;:!?»]|$))",
        rf"\b(?:notre|mon) (?:tout )?derni(?:er|ère) {_MAIL['fr']}",
        r"\b(?:vous (?:retir|ray|ôt|enlev|sort|supprim)\w*|(?:retir|ray|ôt|enlev|sort|supprim)\w* votre (?:nom|adresse"
        r"|numéro)) (?:de |d')(?:la |cette |notre |nos |ces )?(?:liste|fichier|envoi)",
    ),
    "en": (
        rf"\b(?:we|i|nobody)(?:'ll)? (?:\w+ )?(?:(?:not|never|no longer)\b|\w+n't\b|(?:will"
        rf"|shall) no longer\b) (?:ever )?(?:{_WRITE['en']})"
        r"[^.?!\n]{0,30}?\b(?:again|any ?more|any longer|further)\b",
        rf"\b(?:we|i|nobody) (?:will |shall )?no longer (?:{_WRITE['en']})",
        rf"\b{_ONE['en']}(?:'d)?(?: would)?(?: much)? (?:rather|prefer\w*|wish|want\w*|like)(?: it)?(?: if)?(?: that)? (?:we|i"
        rf"|nobody|no one|us|me)\b"
        rf"[^.?!,;\n]{{0,12}}(?:\bnot?\b|n't\b|\bnever\b|\bstop\w*)[^.?!,;\n]{{0,12}}(?:{_WRITE['en']}"
        rf"|\bany ?more|(?=[,.]))",
        rf"\b{_ONE['en']}(?:'d)?(?: would)?(?: much)? (?:rather|prefer\w*|wish|want\w*|like) (?:to )?(?:not|never|no longer) (?:to )?"
        rf"(?:{_WRITTEN_TO['en']})",
        rf"\b{_ONE['en']} (?:\w+ )?(?:not|n't|no longer|\w+n't) (?:want|wish|like|care)\b[^.?!,;\n]{{0,20}}"
        rf"(?:{_WRITTEN_TO['en']}|\b(?:us|me) to {_WRITE['en']}|\b{_MAIL['en']})",
        rf"\b{_ONE['en']}(?:(?:'ll| will| shall| need) (?:not|never|no longer)| won't| needn't) (?:{_WRITTEN_TO['en']})", rf"\b(?:not to"
        rf"|no longer) (?:{_WRITTEN_TO['en']})",
        rf"(?:^|[,;:–—(] ?|\band |\b(?:want|get|receive|send) (?:you )?)(?:and )?no more (?:(?:of )?(?:such|these|our"
        rf"|this) )?{_MAIL['en']}(?! (?:to|for) )",
        rf"\b(?:our|my) (?:very )?last {_MAIL['en']}|\bnot interested in hearing from",
        rf"\b(?:end|stop)s? (?:(?:these|our|such|the|this|all) )?{_MAIL['en']}|\b(?:these|our|such) {_MAIL['en']} (?:to )?(?:stop|end)",
        rf"\b(?:we|i)(?:'ll| will| shall)? (?:stop|cease)(?: (?:to )?{_WRITE['en']}| sending| there| at once|(?=\s*(?:[.,;:!?)”]|$)))",
        r"\bleave (?:it (?:there|at that)|you (?:alone|be|in peace|to it))\b|\bto be left (?:alone|in peace)\b",
        rf"\b(?:ask|tell|telling|asking) (?:us|me) (?:to stop|not to {_WRITE['en']})|\bto stop (?:hearing from"
        rf"|{_WRITTEN_TO['en']}|{_WRITE['en']})",
        rf"\b(?:rather|prefer|wish|like|want)(?: to)? (?:get|receive|have|see|be sent)? ?(?:no|none of|no more of) (?:more "
        rf"|further )?(?:(?:our|such|these) )?"
        rf"{_MAIL['en']}(?! (?:to|for) )",
        rf"^\W*(?:would you )?(?:rather|prefer) (?:not|never) (?:to )?(?:{_WRITTEN_TO['en']})|\bprefer (?:silence|peace|quiet)\b",
        rf"\bno (?:further|more) contact\b|\b(?:receive|get) no further {_MAIL['en']}|\b(?:be|stay) left (?:alone|in peace)\b",
        r"\bwe(?:'ll| will)? (?:stop|(?:keep|kept|stay|stayed) (?:quiet|silent)|fall silent)(?: (?:the moment|as soon as|when"
        r"|once|if) you (?:say|tell|ask)|\s*[.,?!])",
        rf"\b(?:not|n't) want (?:any of )?(?:these|this)(?=\s*[.,;:?!])|\benough of (?:our|these|such) {_MAIL['en']}",
        r"\b(?:we|i) (?:won't|will not|shall not) (?:call|ring|write|ask|come back)(?: again)? (?:if|once|when) you (?:tell|ask|say)",
        rf"\b(?:tired of|had enough of|don't want|do not want|too many) (?:(?:our|these|such) )?{_MAIL['en']}",
        rf"\b(?:these|our|such) {_MAIL['en']} (?:\w+ ){{1,2}}(?:nuisance|unwelcome|unwanted|bother|disturb|trouble|annoy)",
        r"\btake (?:you|them|your name) off|\boff (?:the|our|this) list\b",
        r"\blast (?:time )?(?:that )?you (?:will |shall )?hear (?:from (?:us|me)|of (?:us|this|it)(?=\s*(?:[.,;:!?)]|$)))",
    ),
}
"""That one is written to, called or asked no more: nothing else that ends, and not what we would rather not do."""

_WAY = {
    "fr": r"\bun(?: simple| seul| petit)? (?:« ?)?(?:mot|signe|clic|message|courriel|mail|e-mail|appel|coup de fil"
    r"|non)\b(?! d[eu'](?! vous| votre))"
    r"|\bune(?: simple| seule)? (?:réponse|ligne)\b(?! (?:sous|d[eu'](?! vous| votre)))"
    r"|\b(?:dites|dis|écrivez|écris|répondez|réponds|appelez|appelle|téléphonez|cliquez|clique|signalez|signale|prévenez|préviens|indiquez"
    r"|envoyez|envoie|tapez|tape|demandez|suivez|cochez|contactez|faites-le|fais-le)\b|\bsuffi(?:t|ra)\b|\ble lien\b|https?:|\bstop\b"
    r"|\b(?:pouvez|peux|peut) (?:\w+ ){0,4}?(?:le |nous |l')*(?:dire|écrire|répondre|cliquer|demander|signaler|choisir|désactiver)"
    r"|\bsi vous (?:nous|me) le (?:dites|demandez)|\bsur (?:simple )?demande\b|\ben (?:\w+ )?(?:répondant|cliquant|écrivant"
    r"|disant|appelant)\b|\b(?:le )?not(?:er|ez)\b",
    "en": r"\b(?:a|one)(?: single| short| quick| simple)? (?:word|line|reply|click|note|nod|no)\b(?! (?:of|within|from us))"
    r"|\ban answer from you\b"
    r"|(?:^|[,;:?!–—“(]\s*(?:then |and |so )?|\b(?:please|just|simply|can|may|could|only|and|or|do|need to|have to|free to) )"
    r"(?:just |simply |always |only )?(?:tell|say|let (?:us|me) know|reply|answer|write|click|follow|ring|call us|press|tick"
    r"|text|send|ask us|"
    r"note (?:it|that))\b|\b(?:if|once|when|moment) you (?:tell|say|ask)\b|\bby (?:telling|saying|replying|answering|writing"
    r"|clicking)\b|\blink\b|https?:|\bstop\s*[?”]",
}
"""What a person can do, or ask, for it."""

_BOTH = {
    "fr": r"\b(?:vous|te|se|t') ?dés(?:inscri|abonn)\w*|\bdés(?:inscri(?:re|vez|vous|ption)|abonn(?:er|ez|ement))\b"
    r"|(?:^|[\n.?!:\-–—«] ?)stop\s?[?:,]|\b(?:dites|répond(?:ez|re)|écri(?:vez|re)|dire|envoye[rz]"
    r"|tape[rz])(?:-nous)?(?: simplement| juste)? (?:« ?)?stop\b",
    "en": r"\bunsubscrib(?:e|ing)\b|\bopt(?:ing)? out\b|(?:^|[\n.?!:\-–—“] ?)stop\s?[?:,]"
    r"|\b(?:say|reply|answer|write|send|text)(?: just| simply)? (?:“ ?)?stop\b",
}
"""What is both."""

_IMPOSSIBLE = {
    "fr": r"\b(?:impossible|pas|jamais|sans|aucun\w*)\b[^.?!,;:\n]{0,25}$",
    "en": r"(?:\b(?:cannot|not|never|no way|impossible|without)\b|n't\b)[^.?!,;:\n]{0,25}$",
}
_OF_ITS_OWN = re.compile(r"\b(?:si|s'il|quand|lorsque|if|when|whenever|should|unless)\b|\?$", re.IGNORECASE)
"""A way, in the sentence beside, to something else."""

MARKUP = (
    r"</?(?:a|abbr|b|big|blockquote|body|br|button|center|code|dd|del|div|dl|dt|em|font|footer|h[1-6]|head|header|hr|html|i|img|ins|li|link"
    r"|mark|meta|ol|p|pre|q|script|section|small|span|strike|strong|style|sub|sup|table|tbody|td|th|thead|title|tr|u|ul)(?=[\s/>])"
    r"[^<>\n]{0,200}>", r"<!--",
    r"&(?:nbsp|amp|lt|gt|quot|apos|euro|copy|hellip|[nm]dash|[lr][ads]quo|laquo|raquo|oelig|[a-z](?:acute|grave|circ|uml|cedil"
    r"|tilde)|#\d{2,5}"
    r"|#x[\da-f]{2,5});",
    r"\*\*[^*\s][^*\n]*\*\*", r"\]\(https?:", r"^#{1,6} (?=\S)",
)
"""What another program would make bold or a link of; here it is read as it stands."""

_FIELD = (
    r"(?:pré)?nom|name|date|jour|day|numéro|number|produit|product|référence|reference|montant|amount|lien|link|objet|subject|votre"
    r"|your|insér|insert"
    r"|ici|here|à (?:préciser|remplir|compléter)|fill|xx"
)
HOLES = (
    r"\bNone\b", r"(?<=[\w»”])\s[,.](?!\.)", r"\{[{%#]", r"[%#}]\}", r"«\s*»", r"“\s*”", r"\(\s*\)", r",\s*,",
    r"(?<!\.)\.\s?\.(?!\.)", r":\s*[.,]",
    r"\b(?:TODO|FIXME|XXX+|TBD|TBC|lorem ipsum|à compléter|to be completed)\b", r"\[[^\]\n]{2,40}\]",
    r"<[A-Za-zÀ-ÿ_ ]{3,40}>", r"\{[A-Za-zÀ-ÿ_ ]{2,40}\}", r"%[A-Za-z_]{2,40}%", r"\*\|[^|\n]{1,40}\|\*", r"\b__[A-Za-zÀ-ÿ]\w*__\b",
    r"\b\d?[Xx]{2,}(?:[ /][Xx]{2,})*\b", r"_{3,}", r"\.{5,}|…{2,}|…\.{2,}", r"\$\{?[A-Za-z_]{2,30}\b\}?",
    r"[#@]{1,2}[A-ZÀ-Ý_]{3,30}[#@]{1,2}",
    r"\b(?:PR[ÉE]NOM|NOM(?= D| CLIENT)|FIRST ?NAME|LAST ?NAME|NAME(?= OF|\b[ ,]*$)|NUM[ÉE]RO D|DATE D)[A-ZÀ-Ý' ]*",
    rf"\((?i:{_FIELD})(?: (?:du|de la|de l'|d'|of (?:the )?)[^()\n]{{2,30}})?\)",
    r"\((?i:à \w+(?:er|ir)|to be \w+|insér\w+[^()\n]*|insert [^()\n]*)\)",
)


def asks_for(text: str, known: frozenset[str], language: str, quoted: Iterable[str] = ()) -> str | None:
    """The first sentence that asks for one of the fields `known`; None: none does. `quoted`: what they or we said, which asks nobody."""
    fields = frozenset(known & (NOUNS[language].keys() | OTHERWISE[language].keys()))
    return next((sentence for sentence in sentences(text, quoted) if _asks(sentence, fields, language)), None)


def leaves_alone(text: str, language: str) -> bool:
    """It says what a person can do to have no more of this: in one sentence, or in two beside one another."""
    said = list(sentences(re.sub(r"(?<=\S)\n(?=[a-zà-ÿ])", " ", text.replace("’", "'"))))
    return any(
        _says_both(each, language)
        or (_ends(each, language) and any(_gives_a_way(one, language) for one in (*said[max(0, at - 1) : at], *said[at + 1 : at + 2])))
        for at, each in enumerate(said)
    )


@lru_cache(maxsize=4096)
def _says_both(sentence: str, language: str) -> bool:
    both = re.finditer(_BOTH[language], sentence, re.IGNORECASE)
    if any(not re.search(_IMPOSSIBLE[language], sentence[: found.start()], re.IGNORECASE) for found in both):
        return True
    return _ends(sentence, language) and bool(re.search(_WAY[language], sentence, re.IGNORECASE))


def _ends(sentence: str, language: str) -> bool:
    return bool(_one_of(_NO_MORE[language], sentence))


def _gives_a_way(sentence: str, language: str) -> bool:
    return bool(re.search(_WAY[language], sentence, re.IGNORECASE)) and not _OF_ITS_OWN.search(sentence)


def marked_up(text: str) -> str | None:
    """A mark of HTML or Markdown."""
    found = re.search("|".join(MARKUP), text, re.IGNORECASE | re.MULTILINE)
    return found[0] if found else None


def left_over(text: str, filled: Iterable[str] = ()) -> str | None:
    """A hole where something was to be filled in, or what its author meant to fill in by hand; with the words before it. `filled`: what was
    filled in, around which brackets are no hole."""
    for each in filled if "[" in text else ():
        text = text.replace(f"[{each}]", each)
    return next((hole for line in text.split("\n") if (hole := _hole(_TAG.sub("", line)))), None)


_TAG = re.compile(rf"^\[(?!(?i:[^\]]*\b(?:{_FIELD})))[^\]\n]{{2,40}}\](?= [A-ZÀ-Ý])")
"""At the beginning of a subject: whose it is, or what kind of message."""


_NUMERAL = re.compile(
    r"\b(?!(?i:monsieur|madame|mademoiselle|m|mme|mlle|mr|mrs|ms|miss|cher|chère|dear|bonjour|hello|commande|order|contrat"
    r"|contract|dossier|file"
    r"|case|client|customer|facture|invoice|offre|offer|réf|référence|ref|reference|numéro|number|tél|rendez-vous|appel|call|du"
    r"|le|la|au|the|on"
    r"|prix|price|montant|amount|avant|before|réponse|answer|sous|within|dans|article|produit|product|agence|magasin|modèle"
    r"|model|ville|store|city|remise|garantie"
    r"|jour|day|date|heure|nom|prénom|name|votre|notre|your|our)\b)"
    r"(?:[A-ZÀ-Ý][a-zà-ÿ]+|(?i:siècle|tome|volume|chapitre|chapter|century|part|titre|title)) XXX?(?!\w)(?![\w /]*[Xx]{2}"
    r"| ?(?:[%€$]|euros?\b|jours?\b|days?\b|h\b))"
)
"""Behind a name, as of a king: a number in Roman numerals."""


@lru_cache(maxsize=4096)
def _hole(line: str) -> str | None:
    numerals = {found.end() for found in _NUMERAL.finditer(line)}
    holes = (found for found in re.finditer("|".join(HOLES), line) if not (found[0].startswith("X") and found.end() in numerals))
    found = next(holes, None)
    return " ".join(line[max(0, found.start() - 25) : found.end()].split()) if found else None


_FIRST = re.compile(r"\W*(?:(?:et|and|d'abord|first|so)\b)?\W*", re.IGNORECASE)
_LAST = re.compile(r"\W*(?:encore|again)?\W*", re.IGNORECASE)
"""What stands around "your number?"."""


_BUT = re.compile(r"[;:,]?\s*\b(?:mais|cependant|toutefois|en revanche|but|however|yet)\b,?\s*|\s*;\s*", re.IGNORECASE)
"""What follows is not spared by what stands before."""


@lru_cache(maxsize=4096)
def _asks(sentence: str, fields: frozenset[str], language: str) -> bool:
    """One of its parts does."""
    question = "?" if _is_question(sentence) else ""
    return any(_part_asks(f"{part}{question}", fields, language) for part in _BUT.split(sentence) if part.strip())


def _part_asks(part: str, fields: frozenset[str], language: str) -> bool:
    if _one_of(SPARED[language], part):
        return False
    return _in_other_words(part, fields, language) or _by_name(part, fields, language) or _wants_a_datum(part, fields, language)


_ON_A_FORM = frozenset({"name", "reference"})


def _wants_a_datum(part: str, fields: frozenset[str], language: str) -> bool:
    """It names what is a datum and nothing else, and not as one that is there."""
    nouns = "|".join(noun for field in sorted(fields & DATA[language].keys()) for noun in DATA[language][field])
    if not nouns or _one_of(HELD[language], part):
        return False
    formal = re.search(FORMAL[language], part, re.IGNORECASE) if fields >= _ON_A_FORM and _one_of(DEMANDS[language], part) else None
    if formal and not any(re.search(each[language], part[: formal.start()], re.IGNORECASE) for each in (NEGATED, ABOUT)):
        return not re.match(HELD_AFTER[language], part[formal.end() :], re.IGNORECASE)
    return any(
        not re.search(ABOUT[language], part[: found.start()], re.IGNORECASE)
        and not re.search(NEGATED[language], part[: found.start()], re.IGNORECASE)
        and not re.match(HELD_AFTER[language], part[found.end() :], re.IGNORECASE)
        for found in re.finditer(rf"{HOLDER[language]}(?:{nouns})(?!\w)", part, re.IGNORECASE)
    )


def _in_other_words(sentence: str, fields: frozenset[str], language: str) -> bool:
    patterns = tuple(pattern for field, several in OTHERWISE[language].items() if field in fields for pattern in several)
    return bool((_is_question(sentence) or _one_of(DEMANDS[language], sentence)) and patterns and _one_of(patterns, sentence))


def _by_name(sentence: str, fields: frozenset[str], language: str) -> bool:
    """It asks for "your number"; not about it, and not whether it is still the same."""
    nouns = "|".join(noun for field in sorted(fields & NOUNS[language].keys()) for noun in NOUNS[language][field])
    if not nouns:
        return False
    if _is_question(sentence) and re.search(rf"(?:{WHICH[language]})(?: (?:est|is|was|était))? (?:\w+ )?(?:{nouns})(?!\w)", sentence, re.I):
        return True
    things = [
        found for found in re.finditer(rf"{WHOSE[language]}(?:{nouns})(?!\w)", sentence, re.IGNORECASE)
        if not re.search(ABOUT[language], sentence[: found.start()], re.IGNORECASE)
    ]
    alone = things and _FIRST.fullmatch(sentence, 0, things[0].start()) and _LAST.fullmatch(sentence, things[-1].end())
    if alone and _is_question(sentence):
        return True
    for found in things:
        asked = _last_of(ASKING[language], sentence, found.start())
        if asked is not None and not re.search(WHETHER[language], sentence[asked : found.start()], re.IGNORECASE):
            return True
        if _one_of(NEEDED[language], sentence[found.end() :]):
            return True
    return False


def _is_question(sentence: str) -> bool:
    return sentence.rstrip(" »”\"").endswith("?")


def _last_of(patterns: tuple[str, ...], text: str, before: int) -> int | None:
    """Where the last of them ends."""
    return max((found.end() for found in re.finditer("|".join(patterns), text, re.IGNORECASE) if found.end() <= before), default=None)


def _one_of(patterns: tuple[str, ...], text: str) -> re.Match[str] | None:
    return re.search("|".join(patterns), text, re.IGNORECASE)


def sentences(text: str, quoted: Iterable[str] = ()) -> Iterator[str]:
    """Of what is said by us alone: without `quoted`."""
    text = text.replace("\u00a0", " ")
    for each in quoted:
        text = text.replace(each, " ")
    text = re.sub(r"([»”])\s*(?=[A-ZÀ-Ý])", r"\1\n", text)
    for sentence in re.findall(r"[^.?!\n]+[.?!]?", text):
        if sentence.strip():
            yield " ".join(sentence.split())
