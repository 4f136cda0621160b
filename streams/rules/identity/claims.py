"""Whose number is it? What a person says of how to reach somebody: themselves, somebody else, a house that many share.

People do not say it by formula. What is read is the grammar around an address: who possesses it, who is to be reached by it, whose name
stands beside it. Where a sentence leaves it open the claim is `unsure`, and joins nobody by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from streams.rules.identifiers import email, mastodon, tel
from streams.rules.identity.boxes import is_shared_box
from streams.rules.identity.introductions import KIN, people_in
from streams.rules.identity.lexicon import lexicon
from streams.rules.identity.names import Name, compare, folded, read_name

Whose = Literal["self", "other", "shared", "unsure"]
LONGEST, LONGEST_CARD = 50_000, 2_000
NEAR, MOST_NAMED = 200, 30
"""How many letters around an address tell whose it is; after so many addresses a text is a list, and nobody's word."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: an identifier, or `customer:N`, `born:YYYY-MM-DD`."""

    value: str
    whose: Whose


def _words(text: str) -> str:
    return r"\b(?:" + "|".join(text.split()) + r")\b"


_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_HANDLE = re.compile(r"(?<![\w@])@[\w.\-]+@[\w\-]+(?:\.[\w\-]+)+")
_TEL = re.compile(r"(?<![\w/])(?:\+|00)?\(?\d(?:[\s.\-/()\u00a0\u202f]{0,3}\d){7,14}(?![\w/])")
_CUSTOMER = re.compile(
    r"(?:client|cliente|customer|compte|account|abonne|abonnee|abonnement|adherent|adherente|contrat|contract|dossier|"
    r"member|membership|police|policy)\W{0,3}"
    r"(?:n[o°º]?\.?|num(?:ero)?\.?|no\.?|nr\.?|number|id|ref(?:erence)?\.?|"
    r"reference)?\W{0,4}(?:(?:est|is)\W{1,3}(?:le\W)?)?((?=[a-z]{0,3}[-.]?\d)[a-z]{0,3}[-.]?\d[\d .\-]{2,14}\d)",
    re.I,
)
_NUMBER_BEFORE = re.compile(
    r"(?:reference|ref\.?|numero|number|n[o°º])\W{0,3}(?:de )?(?:client|customer|compte|account|"
    r"abonne)\w*\W{0,4}(?:(?:est|is)\W{1,3}(?:le\W)?)?([a-z]{0,3}\d[\d .\-]{2,14}\d)",
    re.I,
)
_BORN = re.compile(
    r"(?:\bborn\b|\bnee?\b|\bne\(e\)|birth|naissance|\bdob\b|anniversaire)[^.\n]{0,25}?(\d{4}-\d{2}-\d{2}|\d{1,2}[./ ]\d{1,2}[./ ]\d{4})"
)

_OTHER_POSSESSED = re.compile(
    r"\b(?:son|sa|ses|leur|leurs|his|her|their)\s+(?:\w+\s+){0,2}?(?:numero|portable|mobile|tel\w*|fixe|ligne|adresse|"
    r"mail|e-mail|courriel|email|phone|cell|number|line|address|handle|compte|account|profile?)"
)
_OTHER_REACHED = re.compile(
    r"\b(?:le|la|les|l[’'])\s?(?:joindre|appeler|rappeler|contacter|trouver|prevenir|avoir)\b|\blui\s+(?:ecrire|"
    r"telephoner|parler|repondre|laisser|envoyer)\b"
    r"|\b(?:call|phone|ring|reach|contact|email|e-mail|text|write to|ask|message|try)\s+(?:him|her|them)\b|\b(?:joignez|"
    r"appelez|contactez|rappelez)-(?:le|la|les)\b"
    r"|\b(?:il|elle|ils|elles)\s+(?:\w+\s+)?(?:est|sont|peut|peuvent|repond|repondra|suit)\b|\b(?:he|she|"
    r"they)\s+(?:\w+\s+)?(?:is|are|can|will|answers?|uses?|has|have)\b"
    r"|\b(?:he|she|they)[’'](?:s|re|ll)\b"
)
_RELAY = re.compile(
    r"\b(?:transmets|transmet|transfere|transferer|transferons|forward(?:ing|ed)?|fwd|relaie|relaye|pass(?:ing)? on|"
    r"fais suivre|faire suivre)\b|\b(?:message|mail|courriel|e-mail|email|note|lettre|letter)\s+(?:de|from|recu de|of)\b"
    r"|\bde la part de\b|\bon behalf of\b|\bau nom de\b|\bcc\b|\ben copie\b|\bcopied\b|\bvoyez avec\b|\bvoir avec\b|"
    r"\bplease see with\b|\bget in touch with\b|\b(?:demandez|adressez-vous) a\b"
    r"|\bmarie[es]?\s+a\b|\bmarried to\b|\bfan of\b|\bfan de\b|\b(?:epoux|husband|wife|mother|father|mum|dad|pere|mere|"
    r"maman|papa|partner|frere|soeur|brother|sister) (?:de|of|to)\b|\bje suis (?:surtout )?#"
    r"|\b(?:read|reads|follows?|like|likes|love|loves|retweet|boost|lis|adore|aime|suivez|repartage)\s+(?:\w+\s+)?#"
    r"|\b(?:recu|eu|got|get|received|had)\b[^#]{0,30}?\b(?:from|de|depuis|par|by)\s+#|\bm[’'](?:a|ont|avait|avaient)\b"
)
_ADJECTIVE = r"(?:[\w’'\-]+\s+){0,2}?"
_CONTACT = (
    r"(?:numeros?|num|nb|tel|telephone|phone|portable|port|mobile|mob|gsm|natel|cell|cellulaire|cellphone|fixe|ligne|landline|line|numbers?|"
    r"extension|poste|adresses?|address|mails?|e-mails?|emails?|courriel|messagerie|boite|mailbox|inbox|handle|profile?|id|pseudo|contact|"
    r"coordonnees|details|whatsapp|messages?|mastodon|compte|account)"
)
_MINE = re.compile(rf"\b(?:mon|ma|mes|my)\s+{_ADJECTIVE}{_CONTACT}\b|\b(?:mine|le mien|la mienne)\b")
_HANDLE_MINE = re.compile(r"\b(?:follow|find|suivez|trouvez|retrouvez)[ \-](?:me|moi)\b|\bi(?:[’']m| am)\s+(?:also\s+)?#")
_GENITIVE = re.compile(rf"\b(?!(?:it|that|he|she|here|there|what|who|name|how|let|today)[’']s)[a-z\-]+[’']s\s+{_ADJECTIVE}{_CONTACT}\b")
_COMPLEMENT = re.compile(
    rf"\b{_CONTACT}\s+(?:du|des|de|d[’'])\s*(?:la\s|les?\s|l[’'])?(?!{_CONTACT}\b|maison|secours|rechange|reponse|travail|bureau|client|"
    r"commande|dossier|domicile|jour|journee|#)[a-z]"
)
_HAVING = re.compile(r"\b(?:mon|ma|mes|my|our|notre|nos)\s+([a-z][\w’'\-]*)(?:\s+([a-z][\w’'\-]*))?")
_OF_AN_AFFAIR = lexicon("affairs")
"""What is somebody's and answers no telephone: my order, ma facture. Who has anything else has a person: my missus, ma compta."""
_SHARED = re.compile(
    _words(
        "standard switchboard operator operatrice exchange central centrale accueil reception loge secretariat siege bureau office "
        "headquarters hq mairie helpdesk hotline permanence"
    )
    + (
        r"|\b(?:main|general|central|public|shared|common)\s+(?:line|number|phone|office|desk|switchboard|mailbox|inbox)\b|"
        r"\b(?:numero|ligne|boite|adresse)\s+(?:general|generale|commune?|partagee?|collective|de la societe|"
        r"de l[’']entreprise|du service)\b"
    )
    + r"|\b(?:company|firm|team|family|household|shop|store)(?:[’']s)?\s+(?:line|number|phone|mailbox|inbox|address|mail|email)\b"
)
_SELF = re.compile(
    r"\b(?:je|j[’']|me|m[’']|moi|mon|ma|mes|mien|mienne|i|i[’'](?:m|ve|ll|d)|my|mine|me|myself|moi-meme)(?:\b|(?<=[’']))|-moi\b"
)
_ADDRESSED = re.compile(r"[\d@]")
_LABEL = re.compile(
    r"(?:[\W\d]|natel|cellulaire|cel|ligne|poste|dial|privat|whatsapp|"
    r"tel|telephone|phone|portable|port|mobile|mob|gsm|cell|fixe|landline|mail|e-mail|email|courriel|adresse|address|numero|number|"
    r"perso|personnel|personnelle|personal|prive|privee|private|pro|direct|directe|home|work|domicile|maison|contact)+"
)
"""Nothing but what kind of address it is: as on a card, the sender's."""
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?![\d+(])|\n+")
"""Where a sentence ends: not after "no." and "Tel.", which a number follows."""


def identifiers_in(text: str, region: str) -> Iterator[tuple[int, int, str]]:
    """(from, to, identifier) of every address, handle and number that stands in a text."""
    if not _ADDRESSED.search(text):
        return
    taken: list[tuple[int, int]] = []
    mailed = "@" in text
    for found in _HANDLE.finditer(text) if mailed else ():
        value = mastodon(found[0], "")
        if value:
            taken.append(found.span())
            yield *found.span(), value
    for found in _EMAIL.finditer(text) if mailed else ():
        value = email(found[0].strip(".-"))
        if value and not any(a < found.end() and found.start() < b for a, b in taken):
            taken.append(found.span())
            yield *found.span(), value
    for found in _TEL.finditer(text):
        written = re.sub(r"\(0\)", "", found[0])
        digits = re.sub(r"\D", "", written)
        if not (written.startswith(("+", "00", "0", "(0")) or len(digits) == 10):
            continue
        value = tel(written, region)
        if value and not any(a < found.end() and found.start() < b for a, b in taken):
            yield *found.span(), value


def claims_of(text: str, signature: str, about: str, speaker: Name | None, *, region: str) -> list[Claim]:
    """Every claim in what one person wrote or said, in order; a value may be claimed twice. Of what is huge the beginning is read."""
    found: list[Claim] = []
    for said, read, longest in ((text, _in_text, LONGEST), (signature, _in_signature, LONGEST_CARD), (about, _in_profile, LONGEST_CARD)):
        if said and _ADDRESSED.search(said):
            found += read(said[:longest], speaker, region)
    return list(dict.fromkeys(found)) if len(found) > 1 else found


def _in_text(text: str, speaker: Name | None, region: str) -> Iterator[Claim]:
    named = 0
    for sentence in _SENTENCE.split(text):
        for start, end, value in identifiers_in(sentence, region):
            named += 1
            if named > MOST_NAMED:
                return
            yield Claim(value=value, whose=_whose(sentence, start, end, value, speaker))
        yield from _numbers(sentence)


def _numbers(sentence: str) -> Iterator[Claim]:
    if not any(map(str.isdigit, sentence)):
        return
    plain = folded(sentence)
    for found in [*_CUSTOMER.finditer(plain), *_NUMBER_BEFORE.finditer(plain)]:
        value = re.sub(r"[^a-z0-9]", "", found[1])
        if len(value) >= 4:
            yield Claim(value=f"customer:{value}", whose="other" if re.search(KIN, plain) else "self")
    for found in _BORN.finditer(plain):
        yield Claim(value=f"born:{'-'.join(_date(found[1]))}", whose="other" if re.search(KIN, plain) else "self")


def _date(written: str) -> list[str]:
    parts = re.split(r"[./ \-]", written)
    return parts if len(parts[0]) == 4 else [parts[2], parts[1].zfill(2), parts[0].zfill(2)]


def _whose(sentence: str, start: int, end: int, value: str, speaker: Name | None) -> Whose:
    if is_shared_box(value):
        return "shared"
    before, after = sentence[max(0, start - NEAR) : start], sentence[end : end + NEAR]
    around = folded(f"{before} # {after}")
    if re.search(KIN, around) or _OTHER_POSSESSED.search(around) or _OTHER_REACHED.search(around) or _RELAY.search(around):
        return "other"
    if _SHARED.search(around):
        return "shared"
    if any(not _is_speaker(name, speaker) for name in people_in(f"{before}#{after}")):
        return "other"
    if _LABEL.fullmatch(around) or _HANDLE_MINE.search(around):
        return "self"
    if _GENITIVE.search(around) or _COMPLEMENT.search(around):
        return "other"
    if _MINE.search(around):
        return "self"
    if any(not {noun, after} & _OF_AN_AFFAIR for noun, after in _HAVING.findall(around)):
        return "other"
    if value.startswith("mastodon:"):
        return "unsure"
    return "self" if _SELF.search(around) or _LABEL.fullmatch(folded(before)) else "unsure"


def _is_speaker(name: Name, speaker: Name | None) -> bool:
    return speaker is not None and compare(name, speaker).fits


def _signs_as(name: Name, speaker: Name) -> bool:
    """Under another surname too: who married has two."""
    likeness = compare(name, speaker)
    return likeness.fits or (likeness.kind == "surname_conflict" and not likeness.slips + likeness.loose)


def _in_signature(signature: str, speaker: Name | None, region: str) -> Iterator[Claim]:
    """A card: its lines are the sender's own, but for those that a label gives to the house; a card with somebody else's name is theirs."""
    lines = [line for line in signature.splitlines() if line.strip()]
    names = [
        name
        for line in lines[:3]
        if not _FOR.match(folded(line))
        and not any(True for _ in identifiers_in(line, region))
        and (name := read_name(line.split(",")[0].strip()))
        and len(name.words) > 1
        and name.sure
    ]
    theirs = speaker is not None and bool(names) and not any(_signs_as(name, speaker) for name in names)
    for line in lines:
        plain = folded(line)
        for start, _, value in identifiers_in(line, region):
            label = folded(line[max(0, start - 25) : start])
            if is_shared_box(value) or _SHARED.search(plain) or _HOUSE.search(label):
                whose: Whose = "shared"
            elif theirs or re.search(KIN + r"\W*$", label):
                whose = "other"
            elif _foreign(line[:start], speaker):
                whose = "unsure"
            else:
                whose = "self"
            yield Claim(value=value, whose=whose)
        yield from _numbers(line)


def _foreign(label: str, speaker: Name | None) -> bool:
    """Words before an address that are neither a kind of address nor the sender's name: "Front desk", "Permanence", a firm."""
    words = re.findall(r"[a-z]{4,}", re.split(r"[|•/]|\s[–—-]\s|\d{2}", folded(label))[-1])
    name = read_name(label.strip(" \t:–—-|•"))
    return bool(words) and not any(_LABEL.fullmatch(word) for word in words) and not (name and _is_speaker(name, speaker))


_HOUSE = re.compile(r"\b(?:societe|entreprise|firme|company|cabinet|agence|magasin|boutique|atelier)\W*$")
_FOR = re.compile(r"\s*(?:p\s*[/.]?\s*o\b|p\.?\s*p\.?\b|pour\b|for\b|on behalf of|au nom de|de la part de|par delegation|per pro)")


def for_whom(signature: str) -> bool:
    """The card says that somebody writes for another: its first name is not the sender's."""
    return any(_FOR.match(folded(line)) for line in signature.splitlines()[:2])


def _in_profile(about: str, speaker: Name | None, region: str) -> Iterator[Claim]:
    """What a profile says of itself is its owner's, unless it is about somebody else."""
    for sentence in _SENTENCE.split(about):
        for start, end, value in identifiers_in(sentence, region):
            whose = _whose(sentence, start, end, value, speaker)
            alone = value.startswith(("email:", "tel:")) or not re.search(r"\w", sentence[:start])
            yield Claim(value=value, whose="self" if whose == "unsure" and alone else whose)
