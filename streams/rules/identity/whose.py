"""Whose an address is that stands in a sentence: by the grammar around it, never by a formula.

What tells of another, or of a house, is looked for first and in the whole sentence. That it is the speaker's own must be read in the clause
where it stands: they possess it, are to be reached by it, answer it, write from it. Whatever else is said of it is left open.
"""

from __future__ import annotations

import re
from typing import Literal

from streams.rules.identity.boxes import is_shared_box
from streams.rules.identity.introductions import KIN, people_in
from streams.rules.identity.lexicon import lexicon
from streams.rules.identity.names import Name, compare, folded

Whose = Literal["self", "other", "shared", "unsure"]
NEAR = 200
"""How many letters around an address tell whose it is. In the patterns it is "#", and its sentence is folded."""


def _words(text: str) -> str:
    return r"\b(?:" + "|".join(text.split()) + r")\b"


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
    r"|\b(?:a la place d[eu]|in place of|instead of)\b"
    r"|\bde la part de\b|\bon behalf of\b|\bau nom de\b|\bcc\b|\ben copie\b|\bcopied\b|\b(?:voyez|voir) avec\b(?! moi\b)|"
    r"\bplease see with\b|\bget in touch with\b(?! me\b)|\b(?:demandez|adressez-vous) a\b(?! moi\b)"
    r"|\bmarie[es]?\s+a\b|\bmarried to\b|\bfan of\b|\bfan de\b|\b(?:epoux|husband|wife|mother|father|mum|dad|pere|mere|"
    r"maman|papa|partner|frere|soeur|brother|sister) (?:de|of|to)\b|\bje suis (?:surtout )?#"
    r"|\b(?:read|reads|follows?|like|likes|love|loves|retweet|boost|lis|adore|aime|suivez|repartage)\s+(?:\w+\s+)?#"
    r"|\b(?:recu|eu|got|get|received|had)\b[^#]{0,30}?\b(?:from|de|depuis|par|by)\s+#|\bm[’'](?:a|ont|avait|avaient)\b"
    r"|\bm[’'](?:est|etait|sont)\s+\w+\s+(?:par|de|depuis|via)\b|\b(?:reached|(?:came|sent|passed|given|handed)\s(?:on\s)?to)\s+me\b"
    r"|\b(?:votre|your)\s+(?:appel|call|message|sms|text|mail|e-?mail|courriel)\s+(?:du|de|from|depuis)\s+(?:le\s+)?#"
    r"|#\s+(?:ne\s+)?(?:m[’']|me\s)(?:r?appelle|ecrit|telephone|contacte|envoie|harcele|relance|derange)\b"
    r"|\b(?:m[’'](?:appelle|appelez|appelles|ecrit|ecrivez|envoie|envoyez)|me (?:telephone|contacte|rappelle))\b[^#]{0,20}\b(?:du|"
    r"de|depuis|via)\s+#"
    r"|\b(?:calls?|rings?|texts?|e?mails?|writes?)\s+(?:to\s+)?me\s+from\s+#"
    r"|\b(?:telephone|portable|mobile|ecran|phone|cell|screen|display)\s+(?:m[’']|[a-z]+\s+)?(?:affiche|affichait|montre|indique|shows?|showed|"
    r"displays?|displayed|says)\b|\bs[’']affiche\s+(?:le\s+)?#|\b(?:i (?:see|saw)|je vois)\s+(?:le\s+)?#"
    r"|\b(?:sonne|rings?)\W+(?:et\s+|and\s+)?"
    r"(?:c[’']est|it is|it[’']s)\s+(?:le\s+)?#|\bappels? (?:manques?|en absence)\b|\bmissed (?:a |the )?calls?\b"
)
_NOT_MINE = re.compile(
    r"\b(?:pas|plus|jamais)\s+(?:\w+\s+)?(?:moi|le mien|la mienne|mon|ma)\b"
    r"|(?:\bnot|\bnever|\bno longer|n[’']t)\s+(?:\w+\s+)?(?:me|mine|my)\b"
    r"|\bn[’']est\s+(?:\w+\s+)?(?:pas|jamais)\s+(?:(?:le|la|au|a)\s+)?#|(?:\bis not|\bisn[’']t|\bnever was|\bwas never)\s+#"
)
_ADJECTIVE = r"(?:[\w’'\-]+\s+){0,2}?"
_CONTACT = (
    r"(?:numeros?|num|nb|tel|telephone|phone|portable|port|mobile|mob|gsm|natel|cell|cellulaire|cellphone|fixe|ligne|landline|line|numbers?|"
    r"extension|poste|adresses?|address|mails?|e-mails?|emails?|courriel|messagerie|boite|mailbox|inbox|handle|profile?|id|pseudo|"
    r"coordonnees|details|whatsapp|messages?|mastodon|compte|account)"
)
_ANSWERING = r"(?:reponds?|decroche|l[’']utilise|utilise|releve|lis|answers?|picks? up|uses?|reads?)"
_MINE = re.compile(
    rf"\b(?:mon|ma|mes|my)\s+(?:(?!(?:fournisseur|operateur|vendeur|reparateur|marchand|magasin|depanneur|"
    rf"facteur)\b)[\w’'\-]+\s+){{0,2}}?{_CONTACT}\b"
    r"(?!\s+(?:company|provider|operator|repair\w*|shop|man|guy|carrier|manager|supplier|people|dealer|carriers|plate|thief|bill|"
    r"plan|contract|insurance|service)\b|[’']s\b(?!\s+#)|"
    r"\s+(?:de|d[’'])\s*(?:dossier|client|cliente|commande|contrat|facture|suivi|colis|police|serie|siret|tva|compte)\b)"
    rf"|\b(?:mine|le mien|la mienne|a moi)\b|\bc[’']est moi\b(?!\s+qui\s+(?!{_ANSWERING}))"
    r"|\b(?:au|sur|a|via|par|depuis|de|on|at|to|from|tentez|essayez|composez|appelez|notez|try|use|call|dial|ring)\s+(?:mon|ma|"
    r"my)\s+#(?!\s*(?:[€$£]|eur|points|dollars|pounds))"
    rf"|\b(?:mon|my)\s+(?:changement\s+(?:d[’']|de\s+)|change\s+of\s+){_CONTACT}\b"
    r"|\bmy\s+(?:new|old|other|own|main|only|personal|private|work|home|second|real|current|usual)\s+one\b"
    rf"|\b(?:it is i|it[’']s me) who\s+{_ANSWERING}\b"
    r"|\bme connai\w+ (?:sous|par)\s+(?:le\s+)?#|\bknow me (?:as|by|under)\s+#"
)
_KIND = (
    r"(?:(?:nouveau|nouvel|nouvelle|ancien|ancienne|autre|propre|seule?|vraie?|bon|bonne|new|old|other|own|only|real|current|main|"
    r"spare|seconde?|deuxieme|troisieme|"
    r"personal|private|direct|home|work|phone|telephone|mobile|cell|e-?mail|mail|electronique|telephonique|actuel|actuelle|complet|complete|"
    r"perso|personnel|personnelle|prive|privee|pro|professionnel|professionnelle|de telephone|de portable|number|address|line)\s+){0,3}"
)
_IS = r"(?:(?:est|is|c[’']est|that[’']s|that is|it[’']s|it is|reste|remains|sera|will be)\s+)"
_IS_MINE = re.compile(
    rf"\b(?:mon|ma|my)\s+{_KIND}{_CONTACT}\s+{_KIND}\W*{_IS}(?:(?:le|la|au|toujours|maintenant|desormais|bien|still|now)\s+)*#"
    rf"|#\W+{_IS}(?:(?:aussi|bien|toujours|maintenant|desormais|also|still|now)\s+)*"
    rf"(?:(?:mon|ma|my)\s+{_KIND}{_CONTACT}(?:\s+(?:{_CONTACT}|perso\w*|prive|privee|pro|professionnel\w*|de (?:telephone|portable|"
    rf"tous les jours)))?"
    r"|moi|me|mine|le mien|la mienne|a moi)"
    r"(?=\s*(?:$|[^\w\s#]|(?:mais|but|now|maintenant|desormais|aussi|too|si|if|depuis|since|because|car|puisque|as well|again|from now|"
    r"a partir|pour (?:me|toute?s?|les|le)|for (?:now|all|any|calls)|from today)\b))"
)
"""Told in so many words, whoever else the sentence goes on about."""
_ASIDE = re.compile(r",\s[^,;:.!?#]{1,120},(?=\s)")
"""What stands between two commas and may be left out."""
_CORRECTS = re.compile(
    r",\s(?:enfin|ou|plutot|disons|c[’']est-a-dire|du moins|en fait|en realite|or|rather|well|i mean|that is|actually|at least|in fact)\b"
    r"|\b(?:celui|celle|ceux|celles)\s*(?:de\b|du\b|des\b|d[’'](?!aujourd))|\b(?:that|the one) of\b|\b(?!(?:it|that|he|she|here|"
    r"there|today|now|let|"
    r"what)[’']s)[a-z\-]+[’']s\b"
    r"|\bappartien|\bbelong|\bpartage|\bshare"
)
_MINDS = re.compile(
    r"\b(?:perd\w*|oubli\w*|demand\w*|confond\w*|reclam\w*|lost|loses?|losing|forg[eo]t\w*|asks?|asked|asking|hates?|loves?|deteste|"
    r"plain\w*|complain\w*|"
    r"adore)\b"
)
"""What somebody may do of a number and not be who answers it."""
_QUOTED = re.compile(r"\b(?:dit|disait|repete|says?|said|ecrit|writes?|wrote|replie[sd])\b[^#:«\"“]{0,15}[:«\"“]")
_ELSE = re.compile(r"\b(?:sinon|otherwise|or else|à défaut|failing that)\b", re.I)
"""After it another way is told."""
_SENT_THERE = re.compile(
    r"\b(?:mon|ma|mes|my)\s+(?:[\w’'\-]+\s+){0,2}?(?:mails?|e-mails?|emails?|courriels?|messages?|lettres?|letters?|appels?|calls?|texts?|sms)\s+"
    r"(?:[\w’'\-]+\s+){0,4}?(?:a|au|vers|to)\s+#"
)
"""My mails to #: of whoever gets them."""
_HANDLE_MINE = re.compile(
    r"\b(?:follow|find|suivez|trouvez|retrouvez)[ \-](?:me|moi)\b(?!\s+(?:an?|the|some\w*|any\w*|un|une|le|la|les|des|quelqu\w*)\b)|"
    r"\bi(?:[’']m| am)\s+(?:also\s+)?#|#\W{0,3}\((?:moi|me)\)"
)
_GENITIVE = re.compile(rf"\b(?!(?:it|that|he|she|here|there|what|who|name|how|let|today)[’']s)[a-z\-]+[’']s\s+{_ADJECTIVE}{_CONTACT}\b")
_COMPLEMENT = re.compile(
    rf"\b{_CONTACT}\s+(?:(?:du|des|de)\b|d[’'])\s*(?:la\s|les?\s|l[’'])?(?!{_CONTACT}\b|maison|secours|rechange|reponse|travail|bureau|client|"
    r"commande|dossier|domicile|jour|journee|#)[a-z]"
)
_OF_WHOM = re.compile(
    rf"\b{_CONTACT}\s+(?:of|for)\s+(?:the|your|an?)\s+(?!{_CONTACT}\b|office|time|moment|day|week|delivery|order|appointment)[a-z]"
)
_HAVING = re.compile(r"\b(?:mon|ma|mes|my|our|notre|nos)\s+([a-z][\w’'\-]*)(?:\s+([a-z][\w’'\-]*))?")
_OF_AN_AFFAIR = lexicon("affairs")
"""What is somebody's and answers no telephone: my order, ma facture. Who has anything else has a person: my missus, ma compta."""
_NO_ONE = re.compile(_CONTACT)
_PAST_IT = re.compile(
    r"\b(?:sans(?: passer par)?|without(?: going through)?|bypass\w*)\s+(?:le\s|la\s|l[’']|"
    r"the\s)?(?:standard|accueil|secretariat|reception|"
    r"central|switchboard|operator|front desk)\b|\b(?:sur|to|at|on)\s+(?:mon bureau|my desk)\b"
)
"""No house's for all that, nor yet anybody's: past the switchboard, on one's own desk."""
SHARED = re.compile(
    _words(
        "standard std switchboard operator operatrice exchange central centrale accueil reception loge secretariat siege bureau office "
        "headquarters hq mairie helpdesk hotline permanence"
    )
    + (
        r"|\b(?:main|general|central|public|shared|common)\s+(?:line|number|phone|office|desk|switchboard|mailbox|inbox)\b|"
        r"\b(?:numero|ligne|boite|adresse)\s+(?:general|generale|commune?|partagee?|collective|de la societe|"
        r"de l[’']entreprise|du service)\b"
    )
    + r"|\b(?:company|firm|team|family|household|shop|store)(?:[’']s)?\s+(?:line|number|phone|mailbox|inbox|address|mail|email)\b"
)
LABEL = re.compile(
    r"(?:[\W\d]|natel|cellulaire|cel|ligne|poste|dial|privat|whatsapp|nouveau|nouvelle|nouvel|ancien|ancienne|new|old|former|previous|"
    r"tel|telephone|phone|portable|port|mobile|mob|gsm|cell|fixe|landline|mail|e-mail|email|courriel|adresse|address|numero|number|"
    r"perso|personnel|personnelle|personal|prive|privee|private|pro|direct|directe|home|work|domicile|maison|contact)+"
)
"""Nothing but what kind of address it is: as on a card, the sender's."""

_BETWEEN = re.compile(
    r"[,;()–—]|\s-\s|(?<!\d)[.!?](?=\s)|\b(?:et|and|mais|but|ou|or|car|because|as|sinon|otherwise|puis|then|si|if|quand|when|donc|so|"
    r"que|qu[’']|that|until|jusqu[’']|while)(?=\W)"
)
"""Where a clause ends."""
_FILLERS, _ORDERS, _INTRODUCING = lexicon("fillers"), lexicon("orders"), lexicon("introducing")
_WORD = re.compile(r"[^\W\d_]+")

_ME = re.compile(
    r"\b(?:me|m[’'])\s?(?:r?appel|(?:re)?join|contact|r?ecri|telephon|r?envo|laiss|adress|trouv|retrouv|preven|avert|inform|"
    r"transmet|confirm|"
    r"repond|sollicit|avoir|bip|text|mail|faire|passer un|fass|tenir|touch|relanc)"
    r"|\b(?:r?appelez?|r?ecri(?:vez|s)|repond(?:ez|s)|r?envo(?:yez|ie)|contactez?|joi(?:gnez|ns)|laissez?(?!-moi\s+(?:(?:vous|te|"
    r"les?|la|y)\s+)?[a-z]+(?:er|ir|dre|ttre|re)\b)|adressez?|faites|prevenez|"
    r"avertissez|informez|telephonez?|transmettez|tenez|textez?|relancez?)(?:-(?:l[ea]s?|y))?-moi\b"
    r"|\b(?:passez?|donnez?)-moi (?:plutot |juste )?un\b|(?:^\W*|[,:#]\W*(?:c[’']est\s+)?|\b(?:r?appel\w+|joindre|joignable|joint|"
    r"telephon\w+|sonnez|ecri\w+|suis|serai)\s+)chez moi\b|\bpour moi\W*(?:#|c[’']est)|\bon me (?:trouve|joint)\b"
    r"|\b(?:rejoi(?:gnez|ns)|(?:re)?trouvez?|sonnez?|bipez?|parlez?|confirmez?|notifiez?|captez?|attrapez?|essayez?|tentez?)-moi\b"
    r"(?:\W|plutot|directement|donc|vite|s[’']il vous plait|aussi|maintenant|simplement){0,12}\b(?:au|sur|a|par|via)\s+(?:le\s+)?#"
    r"|\b(?:pour|pouvez|pourrez|peux|tenez a|voulez|souhaitez)\s+(?:aussi\s+|toujours\s+|bien\s+)?(?:me parler|"
    r"m[’']entendre)\b(?!\s+(?:du|de|d[’']))"
    r"|\b[a-z]{3,}ez-moi un (?:mail|message|texto|sms|coup de fil|appel|mot) (?:au|sur|a|par|via)\s+(?:le\s+)?#"
    r"|\bm[’'](?:avez|auras|aurez)\s+(?:au|sur|a)\s+(?:le\s+)?#|\b(?:tombe(?:z|rez|ras|s)|on tombe(?:ra)?)\s+sur moi\b|\b(?:voyez|voir|"
    r"parle[rz]) (?:avec|a) moi\b"
    r"|(?:^|[,;:.!?]\s+|\bplease\s+|\bkindly\s+|\bjust\s+|\byou (?:can|may|could)\s+)"
    r"(?:return my calls?|(?:hit|see|meet|tell|alert|update|nudge|bell|dial|beep|inform|poke|reply to|write to|come back to)\s+"
    r"(?:me(?: up| back)?)\s+(?:on|at|via)\s+#)"
    r"|#\s+me (?:convient|va|sert|suffit|ferait|joint|atteint|trouve)\b"
    r"|\b(?:le plus simple|le mieux)\b[^#]*\bm[’']"
    r"|\b(?:call|ring|phone|telephone|text|message|e-?mail|mail|write(?: back)?(?: to)?|reach|contact|get|catch|finds?|try|hold of|"
    r"repl(?:y|ies) to|answer|line|leave|whatsapp|buzz|ping|page|speak (?:to|with)|talk (?:to|with)|respond to|back to|touch with|"
    r"(?:send|confirm)(?: \w+){0,3}? to|send|drop|copy|notify|available to)\s+me\b(?!\s+(?:in touch|"
    r"through))(?<!find me)(?<!finds me)(?<!get me)(?<!call me)(?<!ring me)"
    r"|\b(?:finds?|get|call|ring) me\b(?!\s+(?:in touch|through|(?:an?|some\w*|any\w*|the)\s+(?!bit|little|while|day|morning|minute|"
    r"moment)))"
    r"|\bfor me it[’']s\b|\bgive me an?\b|\blet me know (?:on|at|by|via)\b"
)
"""They are who is reached."""
_BY_ANOTHER = re.compile(
    r"\b(?:from|about|whether|regarding|du|de|depuis|pour|qui a|who has)\s+(?:(?:le|la|the)\s+)?#"
    r"|\b(?:essaye|voulu|voulai[st]|tried|wanted|trying)\b[^#]*\b(?:me|m[’'])[^#]*\b(?:avec|with|using|via)\s+(?:le\s+)?#"
    r"|\b(?:me|moi)\b[^#]*\b(?:whether|who|(?<!matter )what|qui|quel(?:le)?s?(?! que)|pourquoi|why|how|comment)\b[^#]*#"
    r"|#\s+(?:ne\s+)?(?:m[’']|me\s)\s?(?!(?:convient|va|sert|suffit|ferait|joint|atteint|trouve|permet)\b(?!\s+(?:mal|pas|plus)\b))"
    r"|#\s+(?:calls|texts|rings|called|texted|rang|e?mailed|writes|wrote|asked|told|helped|bothers|answered|promised)\s+me\b"
    r"|\b(?:got|gets|came|comes|wrote|replied|spoke)\s+back\s+to\s+me\b|"
    r"\b(?:nobody|no one|no-one|none of (?:you|them)|some(?:one|body)|they|who|personne (?:ne\b|n[’'])|quelqu[’']un|qui (?:me\b|m[’']))"
)
"""Who would reach them, or does not, may do so by an address of their own; and what they are to be told of is no way to them."""
_TO_REACH = re.compile(
    r"\b(?:pour|to)\s+(?:vous\s|te\s|les?\s|la\s|l[’'])?\s?(?:r?appeler|(?:re)?joindre|contacter|telephoner|ecrire|prevenir|call|"
    r"ring|reach|contact|text|"
    r"write to|phone|e-?mail)\s+(?!me\b|back\b|moi\b)(?:[a-z]|[,#])"
    r"|#\s+(?:pour|to)\s+(?:vous|te|le|la|les|l[’'])?\s?(?:r?appeler|(?:re)?joindre|contacter|telephoner|ecrire|call|ring|reach|"
    r"contact|text|write to|phone)\b(?!\s+me\b)"
)
"""What they use it for: to get at another."""
_ADVERBS = (
    r"(?:(?:aussi|bien|maintenant|desormais|toujours|encore|souvent|plutot|parfois|deja|hier|tout|meme|plus|[a-z]+ment|"
    r"also|now|still|always|often|just|already|sometimes|myself|no longer|best|[a-z]+ly)\s+){0,4}"
)
"""Each word fits one of them alone: with two ways to read each, twenty in a row would take seconds, and forty for ever."""
_JE = r"(?:\bje\s+|\bj[’']\s?)(?:(?:ne|y|en|me|vous|te|nous|le|la)\s+|(?:n|m|l|y)[’']\s?)*"
_I = r"\bi(?:\s+|(?=[’']))" + _ADVERBS
_THERE = r"(?:(?:au|sur|a|le|la|chez|on|at|under|via|with)\b|#)"
_AT_IT = (
    rf"(?:(?:(?:au|sur|a|chez|on|at|under|via|with)\s+)?(?:(?:le|la|the|this|ce|cette)\s+)?(?:#|{_KIND}{_CONTACT}\b)"
    r"|(?:at home|at work|a la maison|chez moi|au travail)\s*,?\s+(?:on|at|au|sur)\s+(?:le\s+)?#)"
)
_A_NUMBER = rf"(?:{_KIND}{_CONTACT}\b(?!\s+(?:du|de|from|of)\s+(?:le\s+)?#)|\W*#)"
_OF_IT = (
    r"(?!(?:\s+[a-z]+ly)?\s+(?:d[’']|(?:(?:d[’']|l[’'])?(?:le|la|les|un|une|de|votre|vos|the|an?|my|out|house)\s+))"
    rf"(?!\s|#|(?:(?:la|le|the|an?|une?|my)\s+)?{_KIND}{_CONTACT}\b|(?:new|other|another|different|nouveau|nouvelle|autre)\b))"
)
"""And of nothing else: not the bill they keep, not the plumber they change."""
_I_ANSWER = re.compile(
    rf"{_JE}(?:suis|serai|reste|resterai|demeure|etais)\s+{_ADVERBS}(?:{_AT_IT}|passee?\s+(?:a|au|sur|chez)\b|(?:\w+\s+){{0,2}}?"
    r"(?:joignables?|disponibles?|contactables?|dispo|a (?:votre|ta) disposition)\b)"
    rf"|{_JE}(?:peux|pourrai|pourrais)\s+{_ADVERBS}(?:etre\s+)?(?:joint|contacte|appele|rappele|prevenu|trouve|joignable)"
    rf"|{_JE}(?:reponds|repondrai|decroche|decrocherai|releve|sers)\b"
    rf"|{_JE}(?:utilise|utilisais|consulte|conserve|possede|dispose|change|migre|bascule|ecoute)\b{_OF_IT}"
    rf"|{_JE}(?:passe|passais)\s+(?:a|au|sur)\b|{_JE}prefere\s+(?:le\s+|la\s+)?#"
    rf"|{_JE}(?:ai|avais)\s+{_ADVERBS}(?:(?:change|pris|garde|conserve|ouvert|cree|achete|adopte)\b{_OF_IT}|"
    rf"(?:une?|le|la|ce|cette|mon|ma)\s+(?:autre\W+)?{_A_NUMBER}|l[’']|#)"
    rf"|{_I}(?:(?:am|was)|[’']m)\s+{_ADVERBS}(?:{_AT_IT}|(?:available|reachable|contactable|found)\b)"
    rf"|{_I}(?:can|may|could|will|would|should|might|[’']ll)\s+{_ADVERBS}be\s+{_ADVERBS}(?:on|at|reached|contacted|called|found|"
    r"e-?mailed|phoned|telephoned|texted|reachable|available|got|messaged|rung|written)\b"
    rf"|{_I}(?:[’']ll\s+|will\s+|can\s+)?{_ADVERBS}(?:use|used|check|answer|monitor|own|keep|kept|prefer|pick(?:ed)? up|reply|"
    rf"respond)\s+{_ADVERBS}(?:it\s+)?(?:{_THERE}|from\b|(?:the|my)\s+{_KIND}{_CONTACT}\b(?!\s+(?:on|from)\s+(?:your|the)\b))"
    rf"|{_I}(?:have|[’']ve|had)\s+{_ADVERBS}(?:got\s+)?{_ADVERBS}(?:(?:an?|another|the|this)\s*{_A_NUMBER}|(?:changed|switched|"
    rf"moved)\b{_OF_IT}|#)"
    rf"|{_I}(?:got\s+(?:an?|another)\s+{_A_NUMBER}|(?:changed|switched|moved|switch|move)\b{_OF_IT})"
    rf"|\bi(?:[’']m| am)\s+(?:changing|switching|moving)\s+(?:to\s+(?:#|an?\s+(?:new|other|different)|another)|(?:my\s+)?{_CONTACT}\b)"
    r"|#\s+(?:sonne|vibre|rings?|buzzes)\s+(?:dans|in)\s+(?:ma|mon|my)\b"
    r"|#\W+(?:(?:qui|which|that)\s+)?(?:(?:sonne|arrive|rings?|goes|comes)\s+)(?:(?:directement|directly|"
    r"straight)\s+)?"
    r"(?:sur mon bureau|(?:to|at|on) my desk)\b|\b(?:ligne directe|direct line)\s+(?:sur mon bureau|(?:to|at|on) my desk)\b"
    r"|(?:^|[#,:]\s*)\W*(?:joignables?|disponibles?|reachable|available)\b"
)
"""They answer it, use it, have it, are there."""
_OFTEN = (
    r"(?:\s+(?:tous|toutes|les|jours|le|plus|souvent|encore|toujours|vraiment|desormais|maintenant|every|day|daily|most|often|"
    r"always|still|now|"
    r"really|regularly)){0,5}"
)
_THE_ONE = (
    r"(?:celle|celui|(?:the )?one)\s+(?:que\s+)?(?:je\s+|j[’']|i\s+)(?:[a-z]+ly\s+)?(?:garde|conserve|utilise|prefere|releve|"
    r"consulte|lis|keep|use|prefer|check|read)"
)
_THERE_I = (
    r"(?:je\s+(?:reponds|decroche|lis|suis joignable|serai joignable|recois (?:aussi )?(?:mes|tous mes|toutes mes) (?:appels|"
    r"messages|mails|factures|"
    r"courriels))|"
    r"i\s+(?:[a-z]+ly\s+)?(?:answer|pick up|read|am (?:reachable|available)|can be (?:reached|called|found|contacted)|"
    r"(?:get|receive) (?:all )?my (?:calls|messages|mails?|e-?mails?|texts|post)))\b(?!\s+(?:no|nothing|the|a|an|un|une|des)\b)"
)
_CALL = r"(?:appels?|rappel|coups? de fil|message|reponse|mail)"
_SAYS_SO = re.compile(
    rf"(?:{_JE}|\bi\s+)(?:ai|have|own|[’']ve got)\s+(?:deux|trois|plusieurs|two|three|several|2|3)\s+"
    r"(?:portables|mobiles|lignes|boites|comptes|mobiles|lines|mailboxes|inboxes|accounts)[^\w#]+"
    r"(?:(?:la|le|the|one|une?|meilleure?|best|premiere?|first|principale?|main|other|autre|seconde?|cel(?:le|ui)-ci|this|is|est|et|"
    r"and|\d+)[^\w#]+){0,12}#"
    rf"|\b{_THE_ONE}{_OFTEN}(?:,\s(?:pardon|sorry|desolee?|excuse\w*)[^,#]{{0,40}})?\s*[,:(]?\s+(?:(?:est|is|c[’']est|it[’']s|"
    rf"that[’']s)\s+)?(?:le\s+)?#"
    rf"|#\W+{_IS}{_THE_ONE}{_OFTEN}(?=\s*(?:$|[^\w\s]))"
    rf"|#\W+(?:ou|where)\s+{_THERE_I}"
    rf"|\b(?:c[’']est|it is|it[’']s)\s+(?:au|sur|on|at)\s+#\s+(?:que|that)\s+{_THERE_I}"
    r"|\bc[’']est\s+(?:du|de|depuis)\s+#\s+que\s+je\s+vous\s+(?:r?appelle|ecris|telephone)\b"
    rf"|{_JE}(?:attends|attendrai|aimerais|apprecierais|souhaite|souhaiterais|voudrais|prefere|prefererais)\s+(?:(?:bien|beaucoup|"
    rf"vivement|plutot|donc)\s+)?"
    rf"(?:d?[’']?etre\s+(?:r?appelee?|contactee?|jointe?|prevenue?)|(?:recevoir\s+)?(?:votre|ton|un|"
    rf"une)\s+(?:prompt\s+)?{_CALL})(?:\s+(?:plutot|directement))?\s+"
    r"(?:au|sur|a|via)\s+(?:le\s+)?#"
    r"|\bi(?:[’']d|[’']ll| would| should| will)?\s+(?:(?:be|very|most|so|rather|really)\s+)*(?:like|prefer|appreciate|grateful|glad|"
    r"happy|await|expect|want|welcome)\s+"
    r"(?:(?:of|for|it|if|to get|to receive|to have)\s+)*(?:to be (?:contacted|called|reached|rung|phoned|texted|e-?mailed)|"
    r"(?:an?|your|any)\s+(?:[a-z]+\s+)?(?:call|ring|text|reply|answer|e-?mail|message)|you (?:to |could |would )?(?:call|ring|text|"
    r"reply|phone|e-?mail))"
    r"(?:\s+back)?\s+(?:on|at|via)\s+#(?!\s+(?:to be|[a-z]+ed)\b)"
    rf"|#\W+(?:c[’']est la que|(?:that|it)[’']s where)\s+{_THERE_I}"
    r"|#\W+(?:je|i|i[’']ll)\s+(?:will\s+)?(?:decroche|decrocherai|pick up)(?=\s*(?:$|[^\w\s]))"
)
"""What goes beyond the clause: which of theirs it is, what they do there, how they wish to be called."""
_I_WRITE = re.compile(
    rf"(?:{_JE}|{_I})[^#]{{0,30}}?\b(?:ecris|ecrivais|ecrit|ecrirai|r?appelle|r?appelais|r?appelee?s?|r?appellerai|telephone|contactee?s?|envoie|"
    r"envoye|reponds|parle|writ(?:e|ing|ten)|wrote|call(?:ing|ed)?|ring(?:ing)?|rang|e?mail(?:ing|ed)?|phon(?:e|ing|ed)|text(?:ing|ed)?|"
    r"speak(?:ing)?|contacted|repl(?:y|ied|ying))\b[^#]*?"
    r"(?<!propos )(?<!sujet )(?<!cause )(?<!part )(?<!suite )(?<!raison )(?<!objet )\b(?:de|du|depuis|via|avec|from|using)\s+(?:le\s+)?#"
)
"""They write from it."""
_OF_A_THING = re.compile(
    r"\b(?:(?:the|an?|your|his|her|la|le|les|une?|des|votre|vos|leur|ce|cette)\s+|l[’'])[a-z\-]+\s+(?:de|du|depuis|from)\s+(?:le\s+)?#"
    r"|\b(?:parle|parlais|parlent|discute\w*)\s+(?:[a-z]+\s+)?avec\s+(?:le\s+)?#"
    r"|\b(?:been|was|were|ete)\s+(?:[a-z]+ly\s+)?(?:contacte|contacted|appelee?|rappelee?|phoned|called|rung|texted|e-?mailed|telephoned)"
)
"""A thing comes from there, or somebody else wrote."""
_BELIEVED = re.compile(
    r"\b(?<!je )(?:pense|pensez|pensait|croit|croyez|croyait|suppose[sz]?)\b[^#]*#|\b(?<!i )(?:thinks?|thought|believes?|believed|"
    r"assumes?|assumed)\b[^#]*#"
    r"|\b(?:vous avez (?:note|ecrit|mis)|you (?:wrote|noted|put|have written|have noted))\b[^#]*#"
    r"|^\W*(?:is|was|est-ce que|est-ce)\s+(?:le\s+|the\s+)?#|#\s+est-(?:il|elle|ce)\b"
    r"|\b(?:was|were|been|ete)\s+(?:[a-z]+ly\s+|deja\s+)?(?!chang|switch|mov|port|transf|remplac|replac|pass|bascul|renvoy|forward|"
    r"divert|redir|updated|"
    r"[a-z]+ly\b|deja\b)[a-z]{4,}\s+(?:by|par|to|au|a)\s+(?:(?:the|le|la|un|une|an?)\s+)?(?:[a-z]+\s+){0,3}?#"
)
"""Others hold it for theirs, or somebody asks; something of theirs was done there, or went there."""
_FIRST_PERSON = re.compile(r"\b(?:je|j[’']|me|m[’']|moi|mon|ma|mes|i|my|mine)(?:\b|(?<=[’']))")


def whose(sentence: str, start: int, end: int, value: str, speaker: Name | None) -> Whose:
    """Of the address that stands from `start` to `end`; `unsure`: it cannot be read."""
    if is_shared_box(value):
        return "shared"
    before, after = sentence[max(0, start - NEAR) : start].replace("#", " "), sentence[end : end + NEAR].replace("#", " ")
    after = _ELSE.split(after, maxsplit=1)[0]
    around = folded(f"{before} # {after}")
    plain = _ASIDE.sub(_left_out, around)
    mine = _IS_MINE.search(plain)
    anothers = KIN.search(around) or _OTHER_POSSESSED.search(around) or _OTHER_REACHED.search(around)
    if _RELAY.search(around) or (anothers and (not mine or _QUOTED.search(around))):
        return "other"
    if is_shared(around):
        return "shared"
    if any(not is_speaker(name, speaker) for name in people_in(f"{before}#{after}")):
        return "other"
    if _BELIEVED.search(around):
        return "unsure"
    if mine or LABEL.fullmatch(around) or _HANDLE_MINE.search(around):
        return "self"
    if any(telling.search(around) for telling in (_GENITIVE, _COMPLEMENT, _OF_WHOM, _NOT_MINE, _SENT_THERE)):
        return "other"
    said, named = _clause(around, speaker)
    short = said if plain == around else _clause(plain, speaker)[0]
    if _MINE.search(said) or _MINE.search(short):
        return "self"
    if any(not {noun, after} & _OF_AN_AFFAIR and not _NO_ONE.fullmatch(noun) for noun, after in _HAVING.findall(around)):
        return "other"
    if value.startswith("mastodon:"):
        return "unsure"
    direct = _PAST_IT.sub(" ", around)
    if direct != around and "?" not in around and not _beyond(direct, _FILLERS):
        return "self"
    theirs = any(_is_theirs(clause) for clause in (said, short))
    asked = around.rstrip().endswith("?")
    return "self" if named or theirs or (not asked and (_SAYS_SO.search(around) or _SAYS_SO.search(plain))) else "unsure"


def _left_out(aside: re.Match[str]) -> str:
    """Nothing in place of an aside; all of it where it may say that the address is another's after all."""
    kept = _CORRECTS.search(aside[0]) or (KIN.search(aside[0]) and not _MINDS.search(aside[0]))
    return aside[0] if kept else " "


def _is_theirs(clause: str) -> bool:
    """They are reached by it, answer it, or write from it."""
    return bool(
        (_ME.search(clause) and not _BY_ANOTHER.search(clause))
        or (_I_ANSWER.search(clause) and not _TO_REACH.search(clause))
        or (_I_WRITE.search(clause) and not _OF_A_THING.search(clause))
    )


def is_shared(words: str) -> bool:
    """A house's, by how it is called; `words` folded."""
    return bool(SHARED.search(_PAST_IT.sub(" ", words)))


def _clause(around: str, speaker: Name | None) -> tuple[str, bool]:
    """The clause of "#", with those before it that it goes on from; and whether it says nothing but the speaker's name."""
    at = around.index("#")
    begins = [0, *(cut.end() for cut in _BETWEEN.finditer(around, 0, at))]
    ends = [*(cut.start() for cut in _BETWEEN.finditer(around, at)), len(around)]
    begin, end = begins.pop(), ends.pop(0)
    while begins:
        left = _beyond(around[begin:end], _FILLERS)
        bare = left <= _ORDERS and _ME.search(around, begins[-1], begin)  # "to reach me, call #"
        if left and not bare:
            break
        begin = begins.pop()
    said, after = around[begin:end], around[end:]
    others = _beyond(said, _FILLERS)
    named = speaker is not None and bool(others & set(speaker.words)) and others <= _INTRODUCING.union(speaker.words)
    if ends and not others:  # "#, that is my mobile"
        said, named = around[begin : ends[0]], False
    return said, named and (not _WORD.search(after) or bool(_FIRST_PERSON.search(after)))


def _beyond(clause: str, known: frozenset[str]) -> set[str]:
    """The words of a clause that are none of these, and no kind of address."""
    return {word for word in _WORD.findall(clause) if word not in known and not LABEL.fullmatch(word)}


def is_speaker(name: Name, speaker: Name | None) -> bool:
    return speaker is not None and compare(name, speaker).fits
