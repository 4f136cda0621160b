"""Two things that a message must not say, however good its fields are: that nobody answers, and tu to whom it says vous."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from streams.asking import sentences

_AGAIN = {
    "fr": r"(?:répond\w+|reviendr\w+ vers|revenir vers|recontact\w+|rappel(?:er|lerons|lera|lons|le)\b|donner(?:ons|a)? (?:de "
    r"|une )?(?:réponse|suite)"
    r"|apporter(?:ons|a)? (?:de |une )?réponse|traiter(?:ons|a)?\b|recevrez|obtiendrez)",
    "en": r"(?:answer|reply|respond|get back|write back|call (?:you )?back|come back to you|be in touch|be able to (?:answer|reply"
    r"|respond|help))",
}
NO_ANSWER = {
    "fr": (
        r"\bn(?:e |')(?:(?:vous|y|lui|leur|le|la|les|en) |l'|t')*(?:répond(?:s|ons|ions|rons|rai|ra|ront|ent)?|reviendr(?:ons|ai|a)"
        r"|recontacter(?:ons|ai|a)"
        r"|rappeller(?:ons|ai|a)|donner(?:ons|ai|a)|apporter(?:ons|ai|a)|traiter(?:ons|ai|a)|(?:donn|apport)(?:e"
        r"|ons)(?=[^.?!]*\b(?:suite|réponse))|traitons)\b[^.?!]{0,25}?\b(?:pas|plus(?! tard)|jamais|rien|aucune?)\b"
        r"(?! (?:plus tard|au-delà|après|seulement|que|sans|par une?|à la légère))",
        r"\bn(?:e |')(?:(?:vous|y|en) )*(?:po?u[vr]\w+|peut|peux|savons|saurions|saura|sommes|serons|suis|est|sera|comptons|souhaitons"
        r"|voulons|allons|va|vais)"
        r" (?:donc |malheureusement |hélas )?(?:pas|plus|jamais|guère)\b"
        rf"[^.?!]{{0,40}}\b{_AGAIN['fr']}",
        r"\bn(?:e |')(?:(?:vous|nous|y|en) )*(?:garanti|prome[ttn]|engage|assur|prévo)\w* (?:pas|rien|aucune?|jamais)\b"
        r"[^.?!]{0,40}(?:répon|délai|date|retour)",
        r"\bn(?:e |')(?:aurez|recevrez|obtiendrez|attendez|espérez)\b[^.?!]{0,20}\b(?:pas|aucune?|plus|jamais)\b[^.?!]{0,20}(?:réponse"
        r"|retour|nouvelles)",
        r"\b(?:aucune|nulle|pas de) (?:réponse|suite)\b[^.?!]{0,25}(?:\bn(?:e |')|\bavant\b|\bpossible)",
        r"\baucun(?:e personne|e? d'entre nous| collègue| conseiller| retour)\b[^.?!]{0,20}\bn(?:e |')",
        rf"\b(?:personne|nul) (?:chez \w+ )?n(?:e |')[^.?!]{{0,25}}{_AGAIN['fr']}",
        r"\bréponse ne (?:sera|viendra|pourra|vous (?:sera|parviendra))\b[^.?!]{0,20}\b(?:pas|jamais|plus)\b",
        r"\b(?:resteront?|restera|demeurer(?:a|ont)) sans (?:réponse|suite)",
        r"\bsans réponse de (?:notre|sa) part\b[^.?!]{0,60}\bconsidér",
        r"\bréponses? (?:\w+ ){0,2}?n(?:e |')(?:est|sont|sera|seront|peut|peuvent)\b[^.?!]{0,12}\b(?:pas|plus|jamais)\b(?! tard)",
        r"\b(?:impossible|incapables?|dans l'impossibilité|hors d'état|refusons|refuse|renonçons)\b[^.?!]{0,20} (?:de|d'"
        r"|à)[^.?!]{0,25}" + _AGAIN["fr"],
    ),
    "en": (
        r"(?<!you )\b(?:cannot|can't|can not|could not|couldn't|will not|won't|shall not|do not|don't|does not|doesn't|are not|aren't"
        r"|is not|isn't|"
        r"am not|unable|not able|never|hardly|scarcely|rarely|seldom)\b(?: (?:always|personally|even|then|yet|normally|usually"
        r"|necessarily|going|in a position|be|be able|able|to"
        rf"|plan|intend|expect|possibly|promise|you|every|commit|it|all)){{0,5}} {_AGAIN['en']}\b"
        r"(?! (?:\w+ ){0,2}?(?:later|after)\b| with an? (?:standard|form|ready)| by machine)",
        r"\bnot (?:every|all)\b[^.?!]{0,25}\b(?:answer|reply)",
        rf"\b(?:nobody|no one|none of us|no colleague)\b[^.?!]{{0,25}}\b{_AGAIN['en']}",
        r"\b(?:cannot|can't|do not|don't|will not|won't|does not|doesn't|unable to) (?:promise|guarantee|commit|undertake|say|tell)\b"
        r"[^.?!]{0,30}\b(?:answer|reply|response|when)",
        r"\byou (?:will not|won't|cannot|can't|should not|shouldn't) (?:get|have|receive|hear|expect)\b[^.?!]{0,20}\b(?:answer|reply"
        r"|response|from us)",
        r"\b(?:do not|don't) (?:expect|wait for|count on|rely on|hope for)\b[^.?!]{0,15}\b(?:answer|reply|response)",
        r"\bno (?:answer|reply|response)\b[^.?!]{0,15}\b(?:will|can|shall|before|until|is possible|is given)\b",
        r"\b(?:not be|go|remain|be left) (?:un)?(?:answered|replied)(?! by \d)",
        r"\bwithout (?:an )?(?:answer|reply) from us\b[^.?!]{0,60}\bconsider\b",
        r"\b(?:answer|reply|response) (?:(?:will|can|is|are|may) ?not|can't|won't) (?:be|come|reach|arrive|guaranteed|possible|certain"
        r"|planned)\b(?! (?:\w+ ){0,2}later)",
        rf"\b(?:refuse|decline|impossible(?: for us)?|not possible(?: for us)?|not sure(?: when)?(?: we)?) (?:to|can"
        rf"|will) (?:\w+ )? {_AGAIN['en']}",
    ),
}
"""That there is no answer, or none until then."""

_SPARED = {
    "fr": r"\b(?:si|s'il|tant que|au cas où)\b[^.?!]{0,40}\bn(?:e |')|\bvous ne\b[^.?!]{0,25}\brépondez\b|\bn(?:e "
    r"|')(?:nous )?(?:y )?répondez",
    "en": r"\b(?:if|should|unless|in case)\b[^.?!]{0,30}\b(?:not|n't|nobody|no one|cannot|unable)\b",
}

TU = re.compile(
    r"(?<!est )(?<!suis )(?<!été )(?<!sont )\b[Tt]u\b|\b[Tt]oi\b|\b[Tt]e (?=[a-zà-ÿ])|(?<![\w'’-])[Tt]['’](?=[a-zà-ÿ])"
    r"|(?<!\b[Ll][ea] )(?<!\b[Uu]n )(?<!\b[Cc]e )(?<!\bdu )(?<!\bau )(?<!\bde )(?<!\bbon )(?<!quel )"
    r"(?<!notre )(?<!votre )(?<!même )(?<!d'un )\b[Tt]on (?=[a-zà-ÿ{«])"
    r"|\b[Tt](?:a|es) (?=[a-zà-ÿ«])|\b(?:le|la|les) tien(?:ne)?s?\b"
    r"|\b(?i:réponds|dis|écris|appelle|rappelle|envoie|contacte|préviens|donne|fais|parle|raconte|explique|indique|précise|laisse"
    r"|reviens|signale)"
    r"-(?:nous|moi|le|la|lui|les)\b|(?:^|[.,;:!?«] ?)[Nn]'hésite\b|\b[Rr]éponds (?:\w+ )?à (?:ce|cette|notre)\b"
)
VOUS = re.compile(r"\b(?:vous|votre|vos|vôtres?)\b|\b\w{2,}ez-(?:nous|moi|le|la|les|lui|y|en)\b", re.IGNORECASE)
_SPOKEN = re.compile(r"«[^»]*»")


def no_answer(text: str, language: str, quoted: Iterable[str] = ()) -> str | None:
    """The sentence that says that we do not answer; None: none does. "If we have not answered" and a past say nothing of it."""
    return next((sentence for sentence in sentences(text, quoted) if _refuses(sentence, language)), None)


@lru_cache(maxsize=4096)
def _refuses(sentence: str, language: str) -> bool:
    found = re.search("|".join(NO_ANSWER[language]), sentence, re.IGNORECASE)
    return bool(found and not re.search(_SPARED[language], sentence, re.IGNORECASE))


def tu_and_vous(text: str, quoted: Iterable[str] = (), *, script: bool = False) -> str | None:
    """In French: the sentence that says tu, or vous, where the rest says the other. `script`: what stands between « and » is for whom one
    calls, the rest for the colleague who does."""
    quoted = tuple(quoted)
    if not script:
        return _mixed(list(sentences(text, quoted)))
    spoken = list(chain.from_iterable(sentences(each[0], quoted) for each in _SPOKEN.finditer(text)))
    return _mixed(spoken) or _mixed(list(sentences(_SPOKEN.sub(" ", text), quoted)))


def _mixed(said: list[str]) -> str | None:
    tu, vous = ([each for each in said if _says(form, each)] for form in (TU, VOUS))
    return (tu if len(tu) <= len(vous) else vous)[0] if tu and vous else None


@lru_cache(maxsize=4096)
def _says(form: re.Pattern[str], sentence: str) -> bool:
    return bool(form.search(sentence))
