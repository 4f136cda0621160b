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
from streams.rules.identity.names import Name, compare, fold, is_organisation, read_name

Whose = Literal["self", "other", "shared", "unsure"]


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: an identifier, or `customer:N`, `born:YYYY-MM-DD`."""

    value: str
    whose: Whose


def _words(text: str) -> str:
    return r"\b(?:" + "|".join(text.split()) + r")\b"


_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
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

_KIN = _words(
    "mari femme epoux epouse conjoint conjointe compagnon compagne copain copine concubin concubine partenaire frere "
    "soeur fils fille enfant enfants pere mere papa maman parents "
    "beau-pere belle-mere beau-frere belle-soeur grand-pere grand-mere oncle tante cousin cousine neveu niece voisin "
    "voisine ami amie amis collegue collegues collaborateur "
    "collaboratrice confrere consoeur patron patronne chef responsable directeur directrice gerant gerante associe "
    "associee secretaire assistant assistante comptable notaire "
    "avocat avocate tuteur tutrice curateur curatrice aidant proprietaire locataire gardien gardienne concierge "
    "remplacant remplacante successeur "
    "husband wife spouse partner boyfriend girlfriend fiance fiancee brother sister son daughter child children father "
    "mother dad mum mom mam parents uncle aunt cousin nephew niece "
    "neighbour neighbor friend colleague coworker co-worker boss manager director supervisor landlord tenant secretary "
    "accountant lawyer solicitor carer caretaker successor "
    "teammate flatmate roommate housemate in-law"
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
    r"maman|papa|partner|frere|soeur|brother|sister) (?:de|of)\b|\bje (?:lis|suis) (?:surtout )?@|\b(?:i )?(?:read|"
    r"follow|love|adore|aime|follows?)\b"
)
_SHARED = re.compile(
    _words("standard switchboard accueil reception secretariat siege bureau office headquarters hq mairie helpdesk hotline")
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
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ]\.(?:-[A-Z]\.)?|(?:M|Mr|Mrs|Mme|Mlle|Dr|Me)\.|[A-ZÀ-ÖØ-Þ][\w’'\-]*|d[eu] |da |dos |le |la |van |von |d[’'])"
_CAPITALS = re.compile(rf"(?<![\w@.]){_CAPITAL}(?:[ \u00a0]*{_CAPITAL})*")
_SHARED_BOX = frozenset(
    [
        "contact",
        "info",
        "infos",
        "information",
        "accueil",
        "hello",
        "bonjour",
        "bienvenue",
        "office",
        "admin",
        "administration",
        "mail",
        "courrier",
        "email",
        "service",
        "services",
        "support",
        "help",
        "aide",
        "sav",
        "sales",
        "vente",
        "ventes",
        "commercial",
        "commande",
        "commandes",
        "orders",
        "order",
        "compta",
        "comptabilite",
        "accounts",
        "accounting",
        "billing",
        "facturation",
        "factures",
        "invoice",
        "invoices",
        "rh",
        "hr",
        "jobs",
        "recrutement",
        "direction",
        "secretariat",
        "reception",
        "team",
        "equipe",
        "press",
        "presse",
        "marketing",
        "enquiries",
        "enquiry",
        "postmaster",
        "webmaster",
        "noreply",
        "no-reply",
        "shop",
        "boutique",
        "magasin",
        "mairie",
        "famille",
        "family",
        "foyer",
        "maison",
        "home",
        "les",
        "the",
    ]
)


def is_shared_box(identifier: str) -> bool:
    """A mailbox that by its name belongs to a house, not to a person: contact@, famille.dupont@."""
    if not identifier.startswith("email:"):
        return False
    local = identifier[6:].partition("@")[0].partition("+")[0]
    parts = re.split(r"[._\-]", local)
    return parts[0] in _SHARED_BOX and not (len(parts) > 1 and parts[0] in ("les", "the", "mail", "home"))


def identifiers_in(text: str, region: str) -> Iterator[tuple[int, int, str]]:
    """(from, to, identifier) of every address, handle and number that stands in a text."""
    taken: list[tuple[int, int]] = []
    for found in _HANDLE.finditer(text):
        value = mastodon(found[0], "")
        if value:
            taken.append(found.span())
            yield *found.span(), value
    for found in _EMAIL.finditer(text):
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
    """Every claim in what one person wrote or said, in order; the same value may be claimed twice."""
    found = [*_in_text(text, speaker, region), *_in_signature(signature, speaker, region), *_in_profile(about, speaker, region)]
    return list(dict.fromkeys(found))


def _in_text(text: str, speaker: Name | None, region: str) -> Iterator[Claim]:
    if not any(c.isdigit() for c in text) and "@" not in text:
        return
    for sentence in _SENTENCE.split(text):
        for start, end, value in identifiers_in(sentence, region):
            yield Claim(value=value, whose=_whose(sentence, start, end, value, speaker))
        yield from _numbers(sentence, speaker)


def _numbers(sentence: str, speaker: Name | None) -> Iterator[Claim]:
    folded = fold(sentence)
    for found in [*_CUSTOMER.finditer(folded), *_NUMBER_BEFORE.finditer(folded)]:
        value = re.sub(r"[^a-z0-9]", "", found[1])
        if len(value) >= 4:
            yield Claim(value=f"customer:{value}", whose="other" if re.search(_KIN, folded) else "self")
    for found in _BORN.finditer(folded):
        yield Claim(value=f"born:{'-'.join(_date(found[1]))}", whose="other" if re.search(_KIN, folded) else "self")


def _date(written: str) -> list[str]:
    parts = re.split(r"[./ \-]", written)
    return parts if len(parts[0]) == 4 else [parts[2], parts[1].zfill(2), parts[0].zfill(2)]


def _whose(sentence: str, start: int, end: int, value: str, speaker: Name | None) -> Whose:
    if is_shared_box(value):
        return "shared"
    around = fold(f"{sentence[:start]} # {sentence[end:]}")
    if re.search(_KIN, around) or _OTHER_POSSESSED.search(around) or _OTHER_REACHED.search(around) or _RELAY.search(around):
        return "other"
    if _SHARED.search(around):
        return "shared"
    if any(not _is_speaker(name, speaker) for name in people_in(f"{sentence[:start]}#{sentence[end:]}")):
        return "other"
    if _SELF.search(around):
        return "self"
    return "unsure"


def _is_speaker(name: Name, speaker: Name | None) -> bool:
    return speaker is not None and compare(name, speaker).fits


def people_in(text: str) -> Iterator[Name]:
    """Names of people that stand in a sentence: two capital words of which one is known, or one that is known."""
    for found in _CAPITALS.finditer(text):
        words = [word for word in re.split(r"[ \u00a0]+", found[0].strip()) if word]
        while words and fold(words[0]) in _NO_NAMES:
            words.pop(0)
        while words and words[-1][:1].islower():
            words.pop()
        while words and words[0][:1].islower():
            words.pop(0)
        if not words or is_organisation(" ".join(words)):
            continue
        name = read_name(" ".join(words).strip(".,"))
        if name and name.sure and (len(name.words) > 1 or len(name.words[0]) > 2):
            yield name


_NO_NAMES = frozenset(
    [
        "bonjour",
        "bonsoir",
        "salut",
        "allo",
        "oui",
        "non",
        "merci",
        "hello",
        "hi",
        "hey",
        "dear",
        "good",
        "morning",
        "evening",
        "afternoon",
        "yes",
        "no",
        "thanks",
        "thank",
        "this",
        "my",
        "mon",
        "ma",
        "mes",
        "je",
        "j'ai",
        "j",
        "i",
        "i'm",
        "it",
        "it's",
        "c'est",
        "ici",
        "here",
        "vous",
        "you",
        "nous",
        "we",
        "il",
        "elle",
        "he",
        "she",
        "please",
        "svp",
        "ma",
        "le",
        "la",
        "les",
        "un",
        "une",
        "the",
        "a",
        "an",
        "de",
        "du",
        "des",
        "et",
        "and",
        "ou",
        "or",
        "pour",
        "for",
        "avec",
        "with",
        "sur",
        "on",
        "au",
        "aux",
        "at",
        "to",
        "en",
        "in",
        "dans",
        "appelez",
        "rappelez",
        "call",
        "ring",
        "write",
        "ecrivez",
        "voyez",
        "voir",
        "contactez",
        "contact",
        "joignez",
        "mobile",
        "portable",
        "port",
        "tel",
        "telephone",
        "phone",
        "mail",
        "email",
        "e-mail",
        "courriel",
        "adresse",
        "address",
        "cordialement",
        "bien",
        "regards",
        "kind",
        "best",
        "sincerely",
        "yours",
        "veuillez",
        "cher",
        "chere",
        "votre",
        "vos",
        "your",
        "notre",
        "nos",
        "our",
        "comme",
        "quand",
        "si",
        "suite",
        "puis",
        "mai",
        "may",
        "june",
        "april",
        "august",
        "avril",
        "mars",
    ]
)


def _in_signature(signature: str, speaker: Name | None, region: str) -> Iterator[Claim]:
    """A card: its lines are the sender's own, but for those that a label gives to the house; a card with somebody else's name is theirs."""
    if not signature:
        return
    lines = [line for line in signature.splitlines() if line.strip()]
    names = [
        name
        for line in lines[:3]
        if not _FOR.match(fold(line))
        and not any(True for _ in identifiers_in(line, region))
        and (name := read_name(line.split(",")[0].strip()))
        and len(name.words) > 1
        and name.sure
    ]
    theirs = speaker is not None and bool(names) and not any(compare(name, speaker).fits for name in names)
    for line in lines:
        folded = fold(line)
        for start, _, value in identifiers_in(line, region):
            label = fold(line[max(0, start - 25) : start])
            if is_shared_box(value) or _SHARED.search(folded):
                whose: Whose = "shared"
            elif theirs or re.search(_KIN + r"\W*$", label):
                whose = "other"
            else:
                whose = "self"
            yield Claim(value=value, whose=whose)
        yield from _numbers(line, speaker)


_FOR = re.compile(r"\s*(?:p\s*[/.]?\s*o\b|p\.?\s*p\.?\b|pour\b|for\b|on behalf of|au nom de|de la part de|par delegation|per pro)")


def for_whom(signature: str) -> bool:
    """The card says that somebody writes for another: its first name is not the sender's."""
    return any(_FOR.match(fold(line)) for line in signature.splitlines()[:2])


def _in_profile(about: str, speaker: Name | None, region: str) -> Iterator[Claim]:
    """What a profile says of itself is its owner's, unless it is about somebody else."""
    for sentence in _SENTENCE.split(about or ""):
        for start, end, value in identifiers_in(sentence, region):
            whose = _whose(sentence, start, end, value, speaker)
            alone = value.startswith(("email:", "tel:")) or not re.search(r"\w", sentence[:start])
            yield Claim(value=value, whose="self" if whose == "unsure" and alone else whose)


_SPEAKS = re.compile(
    r"(?:\b(?:ici|c[’']est|je suis|je m[’']appelle|moi c[’']est|mon nom est|mon nom c[’']est|this is|it[’']s|it is|i am|"
    r"i[’']m|my name is|my name[’']s|name is|here is|vous parle|vous appelle|speaking is)\W*)$"
)
_SPOKE = re.compile(
    r"^\W*(?:a l[’']appareil|au telephone|au bout du fil|en ligne|a votre ecoute|here|speaking|calling|on the (?:line|"
    r"phone)|qui (?:vous )?(?:appelle|parle|telephone)|vous appelle|ringing|je (?:vous )?(?:appelle|rappelle)|"
    r"je me permets|j[’']appelle)"
)
_NOT_THEIRS = re.compile(
    r"(?:\b(?:pour|avec|parler a|de la part de|au nom de|demande|cherche|remplace|for|to|with|about|concernant|behalf of|"
    r"speak(?:ing)? (?:to|with)|ask(?:ing)? for|from|de|of|a|chez|at|in|contre|par|et|and)\W*)$"
)


def introduced(text: str) -> Name | None:
    """By what name somebody says who they are, at the beginning of a call."""
    start = text[:240]
    best: tuple[int, Name] | None = None
    for found in _CAPITALS.finditer(start):
        offset = found.start()
        words = [(piece[0], offset + piece.start(), offset + piece.end()) for piece in re.finditer(r"[^\s\u00a0]+", found[0])]
        while words and (fold(words[0][0]) in _NO_NAMES or words[0][0][:1].islower()):
            words.pop(0)
        while words and words[-1][0][:1].islower():
            words.pop()
        if not words:
            continue
        tail = re.match(r"\W{1,2}\(?(père|fils|mère|fille|senior|junior|aîné|cadet|sr|jr)\b\)?", start[words[-1][2] :], re.I)
        written = " ".join(word for word, _, _ in words).strip(".,;:!?") + (f" {tail[1]}" if tail else "")
        name = read_name(written)
        if name is None:
            continue
        before, after = fold(start[: words[0][1]]), fold(start[words[-1][2] + (tail.end() if tail else 0) :])
        if _SPEAKS.search(before) or _SPOKE.match(after):
            rank = 0
        elif _NOT_THEIRS.search(before) or re.search(_KIN + r"\W*$", before) or not name.sure or len(name.words) < 2 or words[0][1] > 60:
            continue
        else:
            rank = 1
        if best is None or rank < best[0]:
            best = (rank, name)
    return best[1] if best else None
