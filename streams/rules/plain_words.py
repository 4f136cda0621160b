"""What the program says of a message that did not leave, a template or an order, for a reader in French: the code says it in English.

A table of sentences, and that of plain_refusals of what came in; `{}` stands for what differs from one to the next and is kept. What is
in neither, such as the answer of somebody else's server, stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from streams.rules.plain_refusals import REFUSALS

_BREAKABLE = re.compile(r" (?=[:;?!»])|(?<=«) ")

LONGEST = 2000
"""Of signs; what is longer is no sentence of ours."""
PARTINGS = 8
"""So many semicolons may part what happened from the remedy."""

FRENCH: tuple[tuple[str, str], ...] = (
    # of a message that did not leave
    ("the sender stopped in the middle", "l'envoi s'est arrêté en chemin"),
    ("the address cannot be written to: {}", "on ne peut pas écrire à cette adresse ({})"),
    ("the server does not let us in: {}", "le serveur ne nous laisse pas entrer : {}"),
    ("the server cannot be reached: {}", "le serveur est injoignable ({})"),
    ("the connection broke before the message: {}", "la connexion s'est coupée avant le message ({})"),
    ("the connection broke while the message was handed over: {}", "la connexion s'est coupée pendant la remise du message ({})"),
    ("the connection broke before the network answered: {}", "la connexion s'est coupée avant la réponse du réseau ({})"),
    ("the network cannot be reached: {}", "le réseau est injoignable ({})"),
    ("there is no complete postal address", "il n'y a pas d'adresse postale complète"),
    ("the letter has signs that cannot be printed here: {}", "la lettre contient des signes que l'on ne sait pas imprimer ici : {}"),
    ("the address does not fit into the window of the envelope: {}", "l'adresse n'entre pas dans la fenêtre de l'enveloppe : {}"),
    ("the letter cannot be written down: {}", "la lettre ne peut pas être déposée : {}"),
    ("there is no post of theirs that this would answer", "il n'y a pas de message de cette personne auquel répondre"),
    ("their post is not there any more", "le message auquel on répondait n'existe plus"),
    ("it broke off, and the conversation does not show it (yet)", "l'envoi s'est coupé, et la conversation ne le montre pas (encore)"),
    ("the server has forgotten by now whether it took it", "le serveur ne sait plus s'il l'a pris"),
    ("404: no bot has this token", "404 : aucun robot n'a ce jeton"),
    ("the 24 hours are over, and no template is set that says this", "les 24 heures sont passées, et aucun modèle ne le dit"),
    ("{} is not set", "{} n'est pas réglé"),
    ("{} rests: {}", "{} ne prend rien pour le moment : {}"),
    ("its limit is reached", "sa limite est atteinte"),
    # of receipts
    ("Many strangers ask at once", "Beaucoup d'inconnus demandent quelque chose à la fois"),
    (
        "Within an hour more strangers asked something ({}) than the house answers by itself. Further ones get no receipt until there is"
        " room again; what they ask waits for an answer all the same. Forged names are kept away by a mail server that checks SPF, DKIM and"
        " DMARC.",
        "En une heure, plus d'inconnus ont demandé quelque chose ({}) que la maison n'en accuse réception toute seule. Les suivants"
        " attendent qu'il y ait de nouveau de la place ; leurs questions attendent tout de même une réponse. Un serveur de courrier qui"
        " vérifie SPF, DKIM et DMARC écarte les noms falsifiés.",
    ),
    # of a template
    ("there is no such template", "ce modèle n'existe pas"),
    ("write it, or leave the channel out", "écrivez-le, ou laissez ce canal de côté"),
    ("write it, or another language's is used", "écrivez-le, sinon celui d'une autre langue sert"),
    ("write it: a person may use this channel and language", "écrivez-le : une personne peut avoir ce canal et cette langue"),
    ("its name says no channel and language", "son nom ne dit ni canal ni langue"),
    ("{}/<purpose>/<channel>.<fr or en>.j2", "{}/<but>/<canal>.<fr ou en>.j2"),
    ("it is not UTF-8", "il n'est pas en UTF-8"),
    ("save it as UTF-8 text", "enregistrez-le comme texte UTF-8"),
    ("it is no template", "ce n'est pas un modèle"),
    ("mend the template", "corrigez le modèle"),
    ("it is nested too deep to be read", "il est trop imbriqué pour être lu"),
    ("it is nested more than {} deep", "il est imbriqué sur plus de {} niveaux"),
    ("say it in sentences", "dites-le en phrases"),
    ("say it shorter", "dites-le plus court"),
    ("it cannot be filled ({})", "il ne peut pas être rempli ({})"),
    ("a template may say what rendering.Context has", "un modèle ne dit que ce que contient rendering.Context"),
    ("it has {} characters", "il a {} signes"),
    ("a message template has {} at most", "un modèle de message en a {} au plus"),
    ("it has more brackets than a message needs", "il a plus de parenthèses qu'il n'en faut à un message"),
    ("it has an invisible sign ({})", "il contient un signe invisible ({})"),
    ("take it out", "enlevez-le"),
    ("{} is not known to a message", "un message ne connaît pas {}"),
    ("known are {}", "il connaît {}"),
    ("the filter {} is not for messages", "le filtre {} n'est pas pour les messages"),
    ("use text, {{ fields }} and {% if %}", "prenez du texte, {{ champs }} et {% if %}"),
    ("use answer_by or answer_within in the block promise", "dites answer_by ou answer_within dans le bloc promise"),
    ("use conditions in the block promise", "dites conditions dans le bloc promise"),
    ("use {}", "prenez {}"),
    ("it computes", "il calcule"),
    ("say it in words", "dites-le en mots"),
    ("it has a loop, which no message needs", "il contient une boucle, dont aucun message n'a besoin"),
    ("it has a call, which no message needs", "il contient un appel, dont aucun message n'a besoin"),
    ("it has a macro, which no message needs", "il contient une macro, dont aucun message n'a besoin"),
    ("it has {}, which no message needs", "il contient autre chose que du texte ({}), dont aucun message n'a besoin"),
    ("the block {} is there twice", "le bloc {} y est deux fois"),
    ("make one of both", "n'en faites qu'un"),
    ("what stands outside of the blocks is never sent", "ce qui est hors des blocs ne part jamais"),
    ("put it into a block", "mettez-le dans un bloc"),
    ("the block {} is missing", "le bloc {} manque"),
    ("the block {} is never sent", "le bloc {} ne part jamais"),
    ("the block {} is inside another", "le bloc {} est dans un autre"),
    ("close that one first", "fermez d'abord celui-là"),
    ("a message has {}", "un message a {}"),
    ("it asks for {} things that may not be known", "il demande {} choses que l'on peut ignorer"),
    ("{} at most", "{} au plus"),
    ("it asks for what we know: {}", "il demande ce que nous savons : {}"),
    ("say it instead, or leave it out", "dites-le au lieu de le demander, ou laissez-le"),
    ("the subject is empty where {} is not known", "l'objet est vide quand on ignore {}"),
    ("the subject is empty", "l'objet est vide"),
    ("say in a line what it is about", "dites en une ligne de quoi il s'agit"),
    ("something is missing: {} where {} is not known", "il manque quelque chose : {}, quand on ignore {}"),
    ("something is missing: {}", "il manque quelque chose : {}"),
    ("ask with {}", "demandez-le avec {}"),
    ("take it out, or fill it", "enlevez-le, ou remplissez-le"),
    ("it is written in {}, and its name says {}: {}", "il est écrit en {}, et son nom dit {} : {}"),
    ("it is written in {}, and its name says {}", "il est écrit en {}, et son nom dit {}"),
    ("say it in {}", "dites-le en {}"),
    ("it does not name who it is for, so nobody is told of it", "il ne nomme pas à qui il s'adresse : personne n'en est averti"),
    ("begin with {}", "commencez par {}"),
    ("the number to call is missing", "le numéro à appeler manque"),
    ("say {{ phone }} where it is known", "dites {{ phone }} quand on le connaît"),
    ("it names a time of its own: {}", "il nomme un délai à lui : {}"),
    (
        "use answer_by or answer_within: this house keeps those",
        "prenez answer_by ou answer_within : ceux-là, cette maison les tient",
    ),
    ("use answer_by in the block promise", "dites answer_by dans le bloc promise"),
    (
        "it does not say until when there is an answer to who has asked",
        "il ne dit pas jusqu'à quand on répond à qui a posé une question",
    ),
    ("it does not say until when there is an answer", "il ne dit pas jusqu'à quand on répond"),
    ("it does not say under which conditions there is an answer", "il ne dit pas à quelles conditions on répond"),
    ("it names a day for an answer, and nobody has asked", "il nomme un jour pour une réponse, et personne n'a rien demandé"),
    ("it promises no answer: {}", "il ne promet pas de réponse : {}"),
    ("say until when there is one, or nothing of it", "dites jusqu'à quand, ou n'en dites rien"),
    ("it says that no answer of theirs is read: {}", "il dit que leur réponse n'est pas lue : {}"),
    ("take it out: an answer comes in here and is read", "enlevez-le : une réponse arrive ici, et elle est lue"),
    (
        "it has a mark of HTML or Markdown, which is read as it stands: {}",
        "il contient un signe de HTML ou de Markdown, qui se lit tel quel : {}",
    ),
    ("take it out: the HTML of a mail is made of its text", "enlevez-le : le HTML d'un courriel se fait de son texte"),
    ("it names a day by hand: {}", "il nomme un jour écrit à la main : {}"),
    (
        "use last_at or promised_by, which are said as the person reads days",
        "prenez last_at ou promised_by, dits comme la personne lit les jours",
    ),
    ("it says both tu and vous: {}", "il dit tu et vous : {}"),
    ("say one of both throughout", "tenez-vous à l'un des deux"),
    ("its subject has two lines", "son objet a deux lignes"),
    ("it offers no way to be left alone", "il n'offre pas de quoi être laissé tranquille"),
    ("end with {}", "finissez par {}"),
    ("it does not say how to be left alone", "il ne dit pas comment être laissé tranquille"),
    ("say in a sentence that a word is enough", "dites en une phrase qu'un mot suffit"),
    ("{} characters are more than the {} of the shortest network", "{} signes, c'est plus que les {} du réseau le plus court"),
    ("{} characters as X weighs them are more than the {} of {}", "{} signes comme X les compte, c'est plus que les {} de {}"),
    ("{} characters are more than the {} of {}", "{} signes, c'est plus que les {} de {}"),
    ("{} graphemes are more than the {} of {}", "{} signes, c'est plus que les {} de {}"),
    ("{} bytes are more than the {} of {}", "{} octets, c'est plus que les {} de {}"),
    ("{} short messages are more than the {} of {}", "{} SMS, c'est plus que les {} de {}"),
    ("it has {}", "il en a {}"),
    ("choose one of them", "choisissez-en un"),
    # of a preview, or of a command that could not be carried out
    ("it names no address", "elle ne nomme pas d'adresse"),
    ("decide it again", "faites-la décider de nouveau"),
    ("they never used an address themselves", "cette personne n'a jamais utilisé d'adresse elle-même"),
    ("they never said anything", "cette personne n'a jamais rien dit"),
    ("choose somebody who wrote or called", "choisissez quelqu'un qui a écrit ou appelé"),
    ("{} is archived", "{} est archivée"),
    ("{} is running", "{} est en cours"),
    ("{} is paused", "{} est suspendue"),
    ("{} is draft", "{} est un brouillon"),
    ("save it under another name", "enregistrez-la sous un autre nom"),
    ("only what runs can be paused", "on ne suspend que ce qui est en cours"),
    ("only what is paused can be resumed", "on ne reprend que ce qui est suspendu"),
    (
        "a paused one is resumed; an archived one is saved under another name",
        "une campagne suspendue se reprend ; une campagne archivée s'enregistre sous un autre nom",
    ),
    ("{} was changed by somebody else just now", "{} vient d'être modifiée par quelqu'un d'autre"),
    ("{} was changed since", "{} a été modifiée depuis"),
    ("look at it again", "regardez-la de nouveau"),
    ("look at the page again: it says something else now", "regardez la page de nouveau : elle dit autre chose maintenant"),
    ("look at the page again: it may be sent or withdrawn already", "regardez la page de nouveau : c'est peut-être déjà parti, ou retiré"),
    ("look at the page again", "regardez la page de nouveau"),
    ("look the person up again", "cherchez la personne de nouveau"),
    ("it is not waiting for anybody", "elle n'attend personne"),
    ("it is no longer to be decided", "il n'y a plus rien à décider"),
    ("there is no such entry", "cette entrée n'existe pas"),
    ("it is the same person", "c'est la même personne"),
    ("name two", "nommez-en deux"),
    ("they were joined meanwhile", "elles ont été réunies entre-temps"),
    ("separate an identifier from the person", "séparez une adresse de la personne"),
    ("what they have is theirs in turn with others", "ce qu'elle a est à d'autres aussi, tour à tour"),
    ("what {} has is theirs in turn with others", "ce qu'a {} est à d'autres aussi, tour à tour"),
    ("join an identifier that is theirs alone", "réunissez par une adresse qui n'est qu'à elle"),
    ("nothing was said by it", "rien n'a été dit par là"),
    ("{} is not theirs", "{} n'est pas à cette personne"),
    ("{} is all that this person has", "{} est tout ce qu'a cette personne"),
    ("there is nobody to separate it from", "il n'y a personne de qui la séparer"),
    ("{} owns no identifier", "{} n'a pas d'adresse"),
)


def in_words(text: str, language: str) -> str:
    """A sentence of the program, or "what; remedy", or "where: what; remedy", in the reader's language; then without the place."""
    if language != "fr" or len(text) > LONGEST:
        return text
    place, _, rest = text.partition(": ")
    for each in (text, rest) if " " not in place else (text,):
        for at in (found.start() for found in islice(re.finditer("; ", each), PARTINGS)):
            what, remedy = _said(each[:at]), _said(each[at + 2 :])
            if what and remedy:
                return f"{what}\u202f; {remedy}"
    return _said(text) or text


def _said(text: str) -> str | None:
    for pattern, french in _patterns():
        if found := pattern.fullmatch(text):
            return french.format(*(_said(group) or group for group in found.groups()))
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What is longest without its places comes first: it says most."""
    ordered = sorted((*FRENCH, *REFUSALS), key=lambda pair: len(pair[0].replace("{}", "")), reverse=True)
    return tuple((_pattern(english), _kept(french)) for english, french in ordered)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in english.split("{}")), re.DOTALL)


def _kept(french: str) -> str:
    """Braces that a template has stay braces."""
    return "{}".join(_BREAKABLE.sub("\u202f", part).replace("{", "{{").replace("}", "}}") for part in french.split("{}"))
