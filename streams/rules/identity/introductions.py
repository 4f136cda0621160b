"""Who is named in a sentence, and by what name somebody says who they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.rules.identity.lexicon import lexicon
from streams.rules.identity.names import Name, fold, folded, is_organisation, read_name

_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ]\.(?:-[A-Z]\.)?|(?:M|Mr|Mrs|Mme|Mlle|Dr|Me)\.|[A-ZÀ-ÖØ-Þ][\w’'\-]*|d[eu] |da |dos |le |la |van |von |d[’'])"
_CAPITALS = re.compile(rf"(?<![\w@.]){_CAPITAL}(?:[ \u00a0]*{_CAPITAL})*")
_MARK = re.compile(r"\W{1,2}\(?(p[eè]re|fils|m[eè]re|fille|senior|junior|a[iî]née?|cadette?|sr|jr)\b\)?", re.I)
_NO_NAMES = lexicon("openers")


def _capitals(text: str) -> Iterator[tuple[str, int, int]]:
    """(words, from, to) of each run of words that are written as names are; words that only begin a sentence are left out."""
    for found in _CAPITALS.finditer(text):
        words = [(piece[0], found.start() + piece.start(), found.start() + piece.end()) for piece in re.finditer(r"[^\s\u00a0]+", found[0])]
        while words and (fold(words[0][0]) in _NO_NAMES or (words[0][0][:1].islower() and words[0][0][:2] not in ("d'", "d’"))):
            words.pop(0)
        if words and words[0][0][:2] in ("d'", "d’"):
            words[0] = (words[0][0][2:], words[0][1] + 2, words[0][2])
        while words and words[-1][0][:1].islower():
            words.pop()
        if words:
            yield " ".join(word for word, _, _ in words).strip(".,;:!?"), words[0][1], words[-1][2]


def people_in(text: str) -> Iterator[Name]:
    """Names of people that stand in a sentence: two capital words of which one is known, or one that is known."""
    for written, _, _ in _capitals(text):
        name = None if is_organisation(written) else read_name(written)
        if name and name.sure and (len(name.words) > 1 or len(name.words[0]) > 2):
            yield name


_KIN = r"\b(?:" + "|".join(sorted(lexicon("kin"))) + r")\b"
KIN, KIN_LAST = re.compile(_KIN), re.compile(_KIN + r"\W*$")
"""Who somebody is to the speaker: not the speaker."""

_STILL = r"(?:[^\w.!?]|encore|toujours|bien|juste|moi|a nouveau|de nouveau|only|just|me|again|actually)*$"
_SPEAKS = re.compile(
    r"\b(?:ici|c[’']?est|je suis|"
    r"j[’']?suis|je m[’']?appelle|on m[’']appelle|mon nom(?: complet)?(?:,[^.!?;]{1,100},)? est|"
    r"mon nom c[’']est|je me (?:re)?presente|this is|"
    r"it[’']s|it is|(?:i am|i[’']m)(?: called)?|(?:they|people) call me|"
    r"my (?:full )?name(?:[’']s|(?:,[^.!?;]{1,100},)? is)|the (?:full )?name(?:[’']s| is|,"
    r"(?=[^.!?;,]*\bi\b)(?![^.!?;,]*\b(?:think|believe|guess|was|am told)\b)[^.!?;,]{1,100}, is)|"
    r"name(?:[’\']s| is)?|nom|here is|"
    r"vous parle|vous appelle|speaking is|c[’']est de la part d(?:e|[’'])|"
    r"vous (?:parlez|causez|etes|avez|discutez)\b[\w ]{0,24}?\b(?:a|avec|affaire a|joint|en ligne)|"
    r"you(?:[’']re| are)\b[\w ]{0,24}?\b(?:to|with)|you(?:[’']ve| have)(?: got| reached)?)" + _STILL
)
"""Before the name of a speaker."""
_NAMED = re.compile(
    r"(?:\b(?:on|parents|pere|mere|parrain|marraine)(?:,[^.!?;,]{1,60},)? m[’'](?:a|ont|avaient) (?:prenomme|baptise)e?s?|"
    r"\bmes parents(?:,[^.!?;,]{1,60},)? m[’']ont appelee?|\b(?:parents|father|mother) (?:named|christened) me|"
    r"\bvoix que vous entendez(?:,[^.!?;,]{1,60},)? (?:est celle d(?:e\b|[’'])|appartient a)|"
    r"\bvoice (?:that )?you (?:hear|are hearing|can hear)(?:,[^.!?;,]{1,60},)? (?:belongs to|is that of)|"
    r"^\W*(?:celui|celle)(?: ou celle)? qui vous (?:telephone|appelle|parle)\b[^.!?;]{0,60}, (?:autrement dit|c[’']est-a-dire|"
    r"a savoir))\s*$"
)
"""As they were named; whom one calls may have another name."""
_SPOKE = re.compile(
    r"\W*(?:a l[’']appareil|au (?:telephone|bout du fil)|a l[’']autre bout|en ligne|a votre ecoute|ici\b|here\b|speaking|calling|"
    r"this side|again\b|"
    r"(?:de|a) nouveau\b|encore une fois|une fois de plus|once (?:more|again)|checking in|"
    r"(?:is|est) (?:what i[’']m called|my name|mon nom|comment je m[’']appelle)\b|"
    r"(?:(?:is (?:(?:calling|ringing|phoning) you|speaking)|est a l[’']appareil)(?=\s*(?:$|[^\w\s])))|on the (?:line|phone|"
    r"other end)|qui (?:vous )?(?:r?appelle|"
    r"parle|telephone)|vous (?:r?appelle|parle)|ringing|phoning)"
)
_MESSAGE_OF = re.compile(
    r"^(?:bonjour|bonsoir|allo|hello|hi|good (?:morning|afternoon|evening)|\W)*(?:this (?:message |"
    r"call )?is (?:a (?:voice )?message |a call )?from|"
    r"(?:ceci|c[’']est|voici) (?:est )?un (?:message|appel) d(?:e |[’']))\s*$"
)
"""What a call says of itself."""
_OF_THEM = re.compile(
    r"\b(?:que (?:j[’']|je\b)|i (?:got|received|had)\b|who (?:asked|wants?|told)|qui (?:m[’']|voudrait|veut|souhaite)|transmise?|"
    r"passed on|she|he|they|her|him|his|elle|lui|il (?:m[’']|vous|a|est|veut|"
    r"voudrait|souhaite|aimerait|demande)|je (?:vous |"
    r"te )?(?:l[ea]\b|l[’']))(?:\b|(?<=[’']))"
)
"""After a name: who bears it does not speak."""
_PASSED_ON = re.compile(
    r"\bje (?:vous |te )?(?:l[ea] |l[’'])(?:passe|transfere|mets)|\b(?:put|pass|connect|transfer)\w* (?:her|him|them)\b|"
    r"^\W*(?:on the (?:line|phone)|en ligne|au telephone) (?:for you|pour vous)\b"
)
"""They are put through by who speaks."""
_CALLS = re.compile(
    r"\W*(?:et|and)?\W*(?:je (?:vous )?r?(?:appelle|telephone)|je me permets|j[’'](?:appelle|habite)|i[’']m (?:calling|ringing)|i live)"
)
"""After it."""
_GREETING = (
    r"(?:allo|alo|coucou|euh|pardon|sorry|oui|non|bonjour|bonsoir|salut|rebonjour|re-bonjour|re|hello|hi|hey|there|good|morning|"
    r"evening|afternoon|day|yes|ok|alors|"
    r"monsieur|madame|messieurs|mesdames|messieurs-dames|mademoiselle|sir|madam|toujours|encore|again|a tous|a vous|everyone|all|\W)*"
)
_ALONE = (
    re.compile(r"(?:^|[,.;:!?…–—-]\s*)" + _GREETING + "$"),
    re.compile(
        r"\s*(?:(?:a|de|from|in|d[’'])\s+[\w’'\-]+(?: [\w’'\-]+)?\s*)?(?:$|[,.;:!?…–—-]|(?:bonjour|bonsoir|hello|good|"
        r"pour|for|about|regarding|concerning|concernant|au sujet|a propos|suite a|rapport a|with|avec)\b)"
    ),
)
_GREETED = re.compile(r"\b(?:bonjour|bonsoir|salut|hello|hi|hey|dear|morning|afternoon|evening|madame|monsieur|cher|chere)\s+$")
_NOT_THEIRS = re.compile(
    r"\b(?:pour|avec|parler a|de la part de|au nom de|demande|cherche|remplace|joindre|voir|passer|passez-moi|(?:vous|te) passe|"
    r"j[’']ai|i have|i[’']ve got|for|to|with|about|concernant|"
    r"behalf of|from|de|d[’']|of|a|chez|at|in|near|contre|par|by|et|and|dear|cher|chere)\W*$"
)
_THIRD = re.compile(
    r"\b(?:votre|vos|ton|your|m[’'](?:a|ont|avait)|que|qu[’']|that|because|if|si|quand|when|is|are|was|told|said|saw|vu|reponse|"
    r"message|voudrais|veux|cherche|want|need)\b"
)
_DOES = re.compile(
    r"\W*(?:ne|n[’']|m[’']|me|est|etait|a|avait|doit|devait|va|sera|ont|peut|pouvait|is|was|has|had|will|would|can|could|did|does|told|said|"
    r"asked|called|wrote|promised|sent|never|who|qui|dont|whose|and|et)\b"
)
"""Of whom one speaks: somebody told it, does it."""


def introduced(text: str, *, monsieur: bool = True) -> Name | None:
    """By what name somebody says who they are at the beginning of a call: told as theirs, alone in a clause, or the first there is.

    `monsieur`: as in `read_name`."""
    start = text[:240]
    best: tuple[int, Name] | None = None
    for written, begins, ends in _capitals(start):
        mark = _MARK.match(start, ends)
        name = read_name(written + (f" {mark[1]}" if mark else ""), monsieur)
        if name is None:
            continue
        before, after = folded(start[:begins]), folded(start[mark.end() if mark else ends :])
        rank = _rank(name, before, after)
        if rank is not None and (best is None or rank < best[0]):
            best = (rank, name)
    return best[1] if best else None


def _rank(name: Name, before: str, after: str) -> int | None:
    """How surely the speaker is meant, 0 the surest; None: somebody else is, or nobody."""
    full = len(name.words) > 1
    if _PASSED_ON.search(after[:100]):
        return None
    if _SPEAKS.search(before):
        return 0
    if _MESSAGE_OF.search(before) or _NAMED.search(before):
        return None if _OF_THEM.search(after[:100]) else 0
    if _NOT_THEIRS.search(before) or KIN_LAST.search(before):
        return None
    spoke = _SPOKE.match(after) and not (_DOES.match(after) and _OF_THEM.search(after[:100]))
    if spoke or (_CALLS.match(after) and not _GREETED.search(before)):
        return 0 if full or name.sure else 2
    if not full or len(before) > 80:
        return None
    if _ALONE[0].search(before) and _ALONE[1].match(after) and not _GREETED.search(before):
        return 1
    anothers = _GREETED.search(before) or KIN.search(before) or _THIRD.search(before) or _DOES.match(after)
    return 2 if name.sure and len(before) <= 60 and not anothers else None
