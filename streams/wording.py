"""What a message must not say, however good its fields are: that nobody answers or reads an answer, tu to whom it says vous, something in
the other language, a day that its author knew; and how it says under which conditions there is an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from streams.asking import sentences
from streams.rules.small_words import WORDS

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

_TO_THIS = {
    "fr": r"(?: (?:pas|jamais|plus))?(?: directement)?(?: (?:à|par) (?:ce|cet|cette|notre|l')| au présent| ici|\W*(?:[.!,;:]|$))",
    "en": r"(?: directly)?(?: (?:to|by) (?:this|our|the)| here|\W*(?:[.!,;:]|$))",
}
_MAILBOX = {
    "fr": r"\b(?:boîte|adresse|messagerie|numéro|compte|ligne)\b",
    "en": r"\b(?:mailbox|inbox|address|account|number|line)\b",
}
NO_REPLY = {
    "fr": (
        rf"\bne (?:pas|jamais|plus) (?:y |nous )?répondre{_TO_THIS['fr']}",
        rf"(?<!vous )\bn(?:e |')(?:y |nous )?répondez{_TO_THIS['fr']}(?<!que)",
        r"\b(?:impossible|(?:pas|plus) possible|(?:pouvez|peut|devez|doit) (?:pas|plus)) (?:de |d'y "
        r"|y )?(?:nous )?répondre (?:à (?:ce|cet|cette)|ici)",
        r"\b(?:impossible|(?:pas|plus) possible|(?:pouvez|peut|devez) (?:pas|plus)) (?:d'y|y) répondre",
        r"\b(?:réponses?|retours?|messages? (?:reçus?|envoyés?))\b[^.?!]{0,40}\bne (?:\w+ )?(?:ser\w+|sont|est|pourr\w+|peuvent"
        r"|peut|parvien\w+|arriv\w+)[^.?!]{0,12}"
        r"\b(?:pas|jamais|plus)\b(?! tard)",
        rf"{_MAILBOX['fr']}[^.?!]{{0,40}}\bn(?:e |')(?:\w+ )?(?:est|sont|sera|a) (?:pas|plus|jamais|été) (?:\w+ )?(?:relev|lu"
        rf"|consult|surveill|suivi|trait)",
        rf"{_MAILBOX['fr']}[^.?!]{{0,40}}\bn(?:e |')(?:\w+ )?(?:reçoit|reçoivent|permet|accepte|prend|lit|relève|traite|surveille)\b"
        r"[^.?!]{0,15}\b(?:pas|plus|jamais|aucune?)\b",
        rf"\b(?:personne|nul) ne (?:lit|lira|relève|consulte|surveille|regarde)\b[^.?!]{{0,25}}(?:{_MAILBOX['fr']}|réponse|message)",
        r"\bn(?:ous|e) [^.?!]{0,12}\b(?:lisons|lirons|relevons|traitons|consultons) (?:pas|jamais|plus"
        r"|aucune?)\b[^.?!]{0,20}(?:réponse|retour|message)",
        r"\bn(?:e |')(?:(?:nous|y|lui) )*(?:adress|envoy|fait|faites|renvoy|écriv|post|retourn)\w* (?:pas|aucune?|jamais)(?: de"
        r"| d')? ?(?:réponses?|messages?|retours?|courri\w+)",
        r"\bn(?:e |')(?:\w+ )?(?:pouvons|peut|pouvez|saurions) (?:pas|rien) (?:recevoir|lire|traiter)\b[^.?!]{0,40}(?:répon|retour"
        r"|envo|écri|adress)",
        r"\b(?:ne sert|sert uniquement|uniquement|réservée?) (?:qu'|à |aux )?(?:l'|d')?envois?\b",
        r"\b(?:no-?reply|ne-?pas-?repondre)@|\b(?:non surveillée|non relevée|non consultée)\b",
        r"\bréponses? (?:\w+ ){0,3}(?:ignorée?s?|supprimée?s?|perdue?s?)\b",
    ),
    "en": (
        rf"\b(?:do not|don't|never|not to|no longer) (?:reply|respond|answer|write back)\b{_TO_THIS['en']}",
        r"\brefrain from (?:replying|responding|answering)\b",
        r"\b(?:cannot|can't|not possible to|impossible to|unable to) (?:reply|respond|answer|write back) to this\b",
        r"\b(?:replies|responses|answers|(?:a|any|your) (?:reply|response|answer)|messages sent)\b[^.?!]{0,40}\b(?:not|never|n't"
        r"|nobody|no one)\b[^.?!]{0,15}"
        r"\b(?:read|seen|monitored|processed|received|looked|reach|arrive|delivered|opened)",
        rf"{_MAILBOX['en']}[^.?!]{{0,40}}\b(?:not|never|n't|cannot|no longer)\b[^.?!]{{0,15}}\b(?:read|monitor\w*|watched|checked"
        rf"|receiv\w*|accept\w*|take|attended|staffed"
        r"|manned)",
        r"\b(?:unable|cannot|can't|not able)\b[^.?!]{0,30}\b(?:anything|whatever|what|mail|messages?"
        r"|replies) (?:that )?(?:you (?:send|write)|sent|written)\b",
        r"\bnothing (?:sent|written|that you send|you send|you write)\b[^.?!]{0,30}\b(?:read|seen|opened|kept|answered|arrives?)\b",
        r"\b(?:outgoing|outbound|sending)\b[^.?!]{0,15}\bonly\b|\bonly for (?:sending|outgoing)\b",
        r"\b(?:do not|don't|never) (?:send|write|direct|address) (?:an?y?|your) (?:reply|replies|answers?|response)",
        rf"{_MAILBOX['en']}[^.?!]{{0,20}}\bonly sends?\b",
        r"\b(?:unmonitored|unattended|send-only|outgoing-only|outbound-only)\b", r"\bno-?reply@",
        rf"\b(?:nobody|no one) (?:reads|will read|checks|looks at|monitors|watches)\b[^.?!]{{0,25}}(?:{_MAILBOX['en']}|repl|answer"
        rf"|message)",
        r"\b(?:replies|reply|responses?|answers?)\b[^.?!]{0,25}\b(?:is|are|will be|gets?) (?:ignored|deleted|discarded|lost|bounced)\b",
    ),
}
"""That an answer of theirs is not wanted, or not read. That none is needed is kind."""

_PERHAPS = {
    "fr": r"\b(?:si|s'il|sauf|que si|tant que|avant d|avant que|pressée?s?)\b",
    "en": r"\b(?:if|unless|until|before|except|in a hurry)\b",
}

_NOTHING = {
    "fr": r"(?:sans|aucune?|ni|pas d[e']|nul(?:le)?)",
    "en": r"(?:without|no(?! longer| means| one)|nor|not any|free of|free from|never any|at no)",
}
_BINDING_ELSE = {
    "fr": r"(?! (?:quant|sur|en matière|concernant|à (?:répondre|ce)|pour nous|(?:de |d')(?!achat|acheter|durée|votre|suite"
    r"|commande|aucun|quelque"
    r"|toute? (?:sorte|nature)|sa part)))",
    "en": r"(?! (?:as to|regarding|about|concerning|for us|from us|of ours|on our|to (?!buy|order|purchase|pay|go|stay|you\b)"
    r"|of (?!any|yours)))",
}
"""To what else one may be bound or not: our own day, say."""

CONDITIONS = {
    "fr": (
        rf"\b{_NOTHING['fr']} ?(?:\w+ ){{0,3}}?(?:frais|coût|surcoût|contrepartie|supplément|facture)s?\b"
        r"(?![^.?!,;]{0,20}\b(?:rembours|pris en charge|prise en charge|couvert|annul|dédui|offert))",
        rf"\b{_NOTHING['fr']} ?(?:\w+ ){{0,3}}?(?:engagement|obligation)s?\b{_BINDING_ELSE['fr']}",
        r"\bsans (?:que|avoir|rien|vous|devoir)\b(?![^.?!,;]{0,20}\b(?:nous|on)\b)[^.?!]{0,30}\b(?:engag|oblig|coût|pay|débours|factur)",
        r"\bgratuit(?:e|s|es|ement)?\b(?! qu(?:e|')\b)", r"\bà nos frais\b",
        r"\bn(?:e |')(?:(?:vous|te|t'|en|y) ?)*coût\w* (?:\w+ )?(?:rien\b|aucun|pas (?:un |d'argent|d'euro))",
        r"\bn(?:e |')(?:(?:vous|te|en|y) |t')*(?:engag|oblig)\w*[^.?!,]{0,12}\b(?:rien|pas|aucun\w*|à quoi)\b(?! nous)",
        r"\bn(?:e |')(?:vous factur\w* (?:rien|pas|aucun)|factur\w* (?:rien|aucun|pas (?:(?:nos|la|les|cette"
        r"|ces) )?(?:réponses?|conseils?|appels?)))",
        r"\bn(?:e |')(?:vous )?(?:sera|seront|est|sont) (?:pas|jamais|aucunement) (?:\w+ )?(?:factur|débit|payant)",
        r"\bn'(?:êtes|es) (?:engag|oblig|tenu|lié)\w* (?:à|par) rien\b",
        r"\bvous ne (?:serez|êtes|payez|paierez|devez|devrez)[^.?!,]{0,8}\b(?:rien|pas|aucunement|nullement)\b(?:(?<=rien)"
        r"| (?:\w+ )?(?:engag|oblig"
        r"|factur|débit|tenu|lié))",
        r"\brien (?:à (?:pay|débours|sign)\w*|n[e'] ?(?:vous )?(?:sera |est )(?:\w+ )?(?:factur|dû|demand|compt|débit|exig"
        r"|prélev|à pay)\w*)",
        r"\blibre de tout engagement",
    ),
    "en": (
        rf"\b{_NOTHING['en']} (?:\w+ ){{0,3}}?(?:charges?|costs?|fees?|strings|bill)\b(?![^.?!,;]{{0,20}}\b(?:refund|reimburs"
        rf"|cover|waive|dropp"
        r"|deduct))",
        rf"\b{_NOTHING['en']} (?:\w+ ){{0,3}}?(?:obligations?|commitments?)\b{_BINDING_ELSE['en']}",
        r"\bfree\b(?! (?:to|of(?! charge)|from|up|time|day|moment|only))",
        r"\bwithout (?:you(?:r)? )?(?:\w+ ){0,3}?(?:paying|owing|being (?:charged|bound|billed))",
        r"\b(?:costs?|binds?|commits?|obliges?) (?:you |anyone |anybody )?(?:to )?nothing\b", r"\bnothing to pay\b",
        r"\bnothing (?:will be |is |to be )(?:charged|billed|owed|due|invoiced)\b|\byou (?:will )?(?:pay|owe) nothing\b",
        r"(?:\b(?:not|never)|n't) cost (?:you |anyone |anybody )?(?:anything|any|a (?:penny|cent|thing|euro|pound)|money)\b",
        r"\b(?:it|this|that|which|you|\w+ing|answers?|repl(?:y|ies)) (?:\w+ ){0,2}?(?:not|never|\w+n't) (?:be )?(?:bind|bound"
        r"|commit|oblig)\w*"
        r"(?! (?:us|our|the)\b)",
        r"(?:\b(?:not|never)|n't) (?:be )?(?:charged?|bill(?:ed)?|invoiced?)(?=(?: (?:you|for|anything|a))?\b(?! (?:twice|ahead"
        r"|us|the|our|with)\b))",
        r"\byou (?:\w+ )?(?:(?:not|never)|\w+n't|need not) (?:have to )?(?:pay|owe)\b(?! (?:until|before|twice))", r"\bat our expense\b",
    ),
}
"""What it costs whom we answer, and to what it binds them."""

_CONTRARY = {
    "fr": re.compile(r"\b(?:pas|non|jamais|guère|ni|rien (?:n'est|de)|loin d'être|peu|n(?:e |')[^,;:.]{1,12} plus)\s+"
    r"(?:(?!(?:et|mais|que|seulement|uniquement|c|cela|tout)\b)\w+\s+){0,2}$", re.IGNORECASE),
    "en": re.compile(r"(?:\b(?:not|never|nothing is|no longer|hardly|far from|by no means|none of it is|next to|almost|nearly)|n't)\s+"
    r"(?:(?!(?:and|but|it|is|only|just|worry)\b)\w+\s+){0,2}$", re.IGNORECASE),
}
"""Before what would be a condition, it says that it is none."""

_UNSAID = {"fr": r"\?$|\b(?:si|s'il)\b (?:\w+ |l')?(?:c'est |est |était |serait )", "en": r"\?$|\bwhether\b|\bif it (?:is|were|was)\b"}

_WEEKDAY = {
    "fr": "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche", "en": "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
}
_MONTH = {
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "en": "january|february|march|april|may|june|july|august|september|october|november|december",
}
_DAY = {
    "fr": rf"(?:(?:{_WEEKDAY['fr']}),? )?(?:\d{{1,2}}(?:er)? (?:{_MONTH['fr']})\b)|(?:{_WEEKDAY['fr']})(?: (?:dernier|passé|matin"
    rf"|soir))?\b|hier\b|avant-hier\b"
    r"|(?:la semaine|le mois) (?:dernière?|passée?)|ce matin\b",
    "en": rf"(?:(?:{_WEEKDAY['en']}),? )?(?:(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH['en']})\b"
    rf"|(?:{_MONTH['en']}) \d{{1,2}}(?:st|nd|rd|th)?\b)"
    rf"|(?:last |this )?(?:{_WEEKDAY['en']})\b|yesterday\b|last (?:week|month|night)\b|this morning\b",
}
_DATED = {
    "fr": rf"(?:(?:{_WEEKDAY['fr']}),? )?\d{{1,2}}(?:er)? (?:{_MONTH['fr']})\b|(?:avant-)?hier\b|(?:la semaine"
    rf"|le mois) (?:dernière?|passée?)",
    "en": rf"(?:(?:{_WEEKDAY['en']}),? )?(?:(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH['en']})\b|(?:{_MONTH['en']}) \d{{1,2}})"
    r"|yesterday\b|last (?:week|month)\b",
}
_THEIRS = {
    "fr": r"\b(?:message|mail|courriel|courrier|lettre|appel|demande|réclamation|visite|commande|question|écrit|appelée?s?"
    r"|contactée?s?|téléphoné)s?",
    "en": r"\b(?:message|mail|email|letter|call|request|complaint|visit|order|question|wrote|called|rang|contacted|phoned)(?: (?:to )?us)?",
}
BY_HAND = {
    language: (
        r"(?<![\d./-])(?:(?:0?[1-9]|[12]\d|3[01])([/-])(?:0?[1-9]|[12]\d|3[01])\1(?:20)?\d\d|[0-3]\d\.[0-3]\d\.\d\d"
        r"|\d{1,2}\.\d{1,2}\.20\d\d|20\d\d-[01]\d-[0-3]\d)(?![./-]?\d)",
        rf"{_THEIRS[language]} (?:(?:reçue?|arrivée?|datée?|envoyée?|dated|received|sent) )?(?:du |de |d'|le |de la |of |from "
        rf"|on )?(?:{_DAY[language]})",
        rf"\b(?:votre|vos|ton|ta|tes|your) (?:\w+ ){{1,3}}?(?:du |de |d'|of |from |on |dated |last )?(?:{_DATED[language]})",
    ) for language in ("fr", "en")
}
"""A day of theirs that whoever wrote the template knew: the next person wrote on another. In figures, whatever the day is of: which of them
is the month is read in one way here and in another there."""

_NUMBERED = re.compile(
    r"(?:\bn[°º]s?|\bn(?:uméro|umber|o\.|r\.)s?|\br[ée]f(?:[ée]rences?|\.)?|\bversions?|\bv\.?|\breleases?|\b(?:art(?:icle)?"
    r"|mod(?:èle|el)|s[ée]ri(?:e|al)"
    r"|lot|batch)\.?|#) ?:? ?$",
    re.IGNORECASE,
)

_CLOSINGS = {
    "fr": frozenset(["cordialement", "salutations", "sincères", "respectueusement", "madame", "monsieur", "bonjour", "chère", "cher",
    "bientôt", "bonne", "journée"]),
    "en": frozenset(["regards", "sincerely", "yours", "dear", "kind", "best", "wishes", "faithfully", "hello", "soon"]),
}
_SMALL = {language: frozenset(WORDS[language].split()) for language in ("fr", "en")}
_ONLY = {
    "fr": (_SMALL["fr"] - _SMALL["en"]) | _CLOSINGS["fr"],
    "en": (_SMALL["en"] - _SMALL["fr"] - {"i", "but", "order", "die", "per", "son"}) | _CLOSINGS["en"],
}
"""Words of the one that are none of the other."""

_SAYS_SOMETHING = {
    "fr": frozenset(
        [
            "je", "j'", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "votre", "vos", "notre", "nos", "ton", "ta",
            "tes", "est", "sont", "sera", "avons", "avez", "ont", "merci"
        ]
    ) | _CLOSINGS["fr"] - {"bonne", "journée"},
    "en": frozenset([
            "i", "we", "you", "he", "she", "it", "they", "me", "us", "my", "your", "our", "their", "is", "are", "was", "were",
            "will", "would", "have", "has", "can", "please", "thank"
        ])
    | _CLOSINGS["en"] - {"best", "kind"},
}
"""Of a part of a sentence: it is said to somebody or states something. A few words that do neither are a name or a saying."""

_SAYING = {
    "fr": r"^\s*(?:comme (?:on dit|disent|disait|dit)|(?:dit|disait|disent|écrit|répond)(?:-\w+)?\b|selon\b|pour citer)",
    "en": r"^\s*(?:as )?(?:\w+ ){0,2}?(?:says?|said|puts? it|goes|writes?|wrote)\b",
}
"""After what others say in their language."""

_LONG = 6
"""Words of which a part says something, whatever they are."""

TU = re.compile(
    r"(?<!est )(?<!suis )(?<!été )(?<!sont )\b[Tt]u\b|\b[Tt]oi\b|\b[Tt]e (?=[a-zà-ÿ])|(?<![\w'’-])[Tt]['’](?=[a-zà-ÿ])"
    r"|(?<!\b[Ll][ea] )(?<!\b[Uu]n )(?<!\b[Cc]e )(?<!\bdu )(?<!\bau )(?<!\bde )(?<!\bbon )(?<!quel )"
    r"(?<!notre )(?<!votre )(?<!même )(?<!d'un )\b[Tt]on (?=[a-zà-ÿ{«])|\bde ton (?=(?:message|appel|mail|courri|avis|retour"
    r"|contrat|dossier|compte|choix|achat|côté|mot|temps|"
    r"aide|accueil|intérêt|attente)\w*)"
    r"|\b[Tt](?:a|es) (?=[a-zà-ÿ«])|\b(?:le|la|les) tien(?:ne)?s?\b"
    r"|\b(?i:réponds|dis|écris|appelle|rappelle|envoie|contacte|préviens|donne|fais|parle|raconte|explique|indique|précise|laisse"
    r"|reviens|signale)"
    r"-(?:nous|moi|le|la|lui|les)\b|(?:^|[.,;:!?«] ?)[Nn]'hésite\b|\b[Rr]éponds (?:\w+ )?à (?:ce|cette|notre)\b"
    r"|\b(?!(?i:peut|entre|contre|outre|puiss|doit|soit|faut)e?-)[^\W\d_]{3,}[eé]-(?:nous|moi)\b"
    r"|(?:^|[.;:!?«] ?|\bet |\bou )(?i:réponds|écris|dis|clique|appelle|sache|viens|prends|garde|regarde|envoie|tiens|fais|mets"
    r"|choisis|repose)"
    r" (?:simplement |juste |donc )?(?:ici|bien|pas|à|nous|sur|le|la|les|l'|un|une|ton|ta|tes|que|quand|où|avec|en)\b"
)
VOUS = re.compile(r"\b(?:vous|votre|vos|vôtres?)\b|\b(?!(?:ch|ass|r|n|all)ez\b)\w{2,}ez\b", re.IGNORECASE)
_SPOKEN = re.compile(r"«[^»]*»")


def no_answer(text: str, language: str, quoted: Iterable[str] = ()) -> str | None:
    """The sentence that says that we do not answer; None: none does. "If we have not answered" and a past say nothing of it."""
    return next((sentence for sentence in sentences(text, quoted) if _refuses(sentence, language)), None)


@lru_cache(maxsize=4096)
def _refuses(sentence: str, language: str) -> bool:
    found = re.search("|".join(NO_ANSWER[language]), sentence, re.IGNORECASE)
    return bool(found and not re.search(_SPARED[language], sentence, re.IGNORECASE))


def forbids_reply(text: str, language: str, quoted: Iterable[str] = ()) -> str | None:
    """The sentence that says that their answer is not wanted, or not read."""
    return next((sentence for sentence in sentences(text.replace("no-reply@", "noreply@"), quoted) if _forbids(sentence, language)), None)


@lru_cache(maxsize=4096)
def _forbids(sentence: str, language: str) -> bool:
    return bool(
        re.search("|".join(NO_REPLY[language]), sentence, re.IGNORECASE) and not re.search(_PERHAPS[language], sentence, re.IGNORECASE)
    )


def says_conditions(text: str, times: Iterable[str], language: str) -> bool:
    """In words of its own, beside the time of the answer: what it costs, or to what it binds."""
    said, times = list(sentences(text)), tuple(times)
    near = {at + by for at, each in enumerate(said) if any(time in each for time in times) for by in (-1, 0, 1)}
    return any(_says_condition(said[at], language) for at in near if 0 <= at < len(said))


def _says_condition(sentence: str, language: str) -> bool:
    sentence = sentence.replace("’", "'")
    if re.search(_UNSAID[language], sentence, re.IGNORECASE):
        return False
    return any(
        not _CONTRARY[language].search(sentence[: found.start()])
        for pattern in CONDITIONS[language] for found in re.finditer(pattern, sentence, re.IGNORECASE)
    )


def day_by_hand(text: str, language: str) -> str | None:
    """`text`: without what was filled in. What is said to be a number or a version is no day."""
    return next(
        (found[0] for pattern in BY_HAND[language] for found in re.finditer(pattern, text, re.IGNORECASE)
            if not _NUMBERED.search(text[: found.start()])), None,
    )


def other_language(text: str, language: str, quoted: Iterable[str] = ()) -> str | None:
    """The sentence, or part of one, that is in the other of both languages; a word or two of it, or what stands between quotation marks, is
    not."""
    text = re.sub(r"«[^»]*»|“[^”]*”|\"[^\"\n]*\"", " ", text) if not re.search(r"[«“][^»”]{80}", text) else re.sub(r"[«»“”]", "\n", text)
    for sentence in sentences(text, quoted):
        parts = [part for part in re.split(r"[,;:()]", sentence) if part.strip()]
        saying = any(re.search(_SAYING[language], part, re.IGNORECASE) for part in parts[1:])
        whole = _is_in_the_other(sentence, language, 2, 0.6) or _is_in_the_other(sentence, language, 3, 0.4)
        if whole and (len(parts) == 1 or _says_something(sentence, language)):
            return sentence
        for part in () if saying else parts:
            if _is_in_the_other(part, language, 3, 0.5) and _says_something(part, language):
                return part.strip()
    return None


@lru_cache(maxsize=4096)
def _is_in_the_other(said: str, language: str, least: int, share: float) -> bool:
    words = _words_in(said, language)
    own, others = (_words_of(each, words) for each in ((language, "en") if language == "fr" else (language, "fr")))
    return own == 0 and others >= least and others >= share * len(words)


def _says_something(said: str, language: str) -> bool:
    words, other = _words_in(said, language), _SAYS_SOMETHING["en" if language == "fr" else "fr"]
    return len(words) >= _LONG or any({word, before, f"{before}'"} & other for word in words for before in word.split("'")[:1])


def _words_in(said: str, language: str) -> list[str]:
    """In French without what a hyphen joins, as in "week-end": such English is French."""
    said = said.lower().replace("’", "'")
    if language == "fr":
        said = re.sub(r"\b[^\W\d_]+-(?!(?:vous|nous|moi|toi|le|la|les|lui|leur|y|en|je|tu|il|elle|on|ce)\b)[^\W\d_]+\b", " ", said)
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", said)


def _words_of(language: str, words: list[str]) -> int:
    """And "l'", "j'", which French puts before others."""
    return sum(word in _ONLY[language] or word.partition("'")[0] + "'" in _ONLY[language] for word in words)


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
