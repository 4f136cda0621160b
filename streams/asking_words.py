"""How one asks, in two languages: what a field is called, the verbs that ask for it, and the questions that name it in other words.

Nobody lists every way to ask. What is a datum and nothing else (`DATA`: "your customer number") is asked for wherever it is named, unless
the words say that it is there, was given or is not wanted (`HELD`); what is more than that ("your contract") needs a verb that asks.
"""

from __future__ import annotations

NOUNS: dict[str, dict[str, tuple[str, ...]]] = {
    "fr": {
        "name": ("noms?", "prénoms?", "identité", "vous (?:vous )?appel\\w+"),
        "address": ("adresse (?:e-?mail|mail|électronique|de courriel)", "e-?mail", "courriel"),
        "postal": ("adresse(?: postale)?", "code postal", "domicile"),
        "phone": ("(?:numéro de )?(?:téléphone|portable|mobile)", "coordonnées", r"numéro(?=\s*[.?!,]|$)"),
        "reference": (
            "(?:numéro|n°)s? (?:de |du |d')?(?:votre |vos )?(?:contrat|client|dossier|commande|facture|abonnée?|police|sinistre)s?",
            "références?", "contrat", "dossier", "numéro (?:qui figure|inscrit|imprimé|porté)",
        ),
        "product": (
            "(?:modèle|marque|type|nom) (?:de |du |d')?(?:votre |l')?(?:produit|appareil|article|équipement|machine|matériel)",
            "modèle de votre \\w+", "nom du modèle", "(?:produit|appareil|article|modèle|équipement) (?:concerné|en question|en cause)",
            "quel produit",
        ),
        "asked": ("question", "(?:objet|motif|raison|sujet|but|cause)s? de (?:votre|son|sa) (?:demande|message|appel|courrier"
        "|lettre|visite)"),
        "last_at": ("(?:date|jour) (?:de votre|du|de la) (?:dernier |dernière )?(?:message|appel|courrier|contact|demande|lettre|visite)",),
        "spoke_with": ("nom (?:de la personne|de celui|de celle|du collègue|du conseiller|de votre (?:interlocut|conseill)\\w+)",),
    },
    "en": {
        "name": ("(?:full |first |last |family )?names?", "who you are"),
        "address": ("e-?mail(?: address)?",),
        "postal": ("(?:postal |home )?address", "post ?code", "zip code"),
        "phone": ("(?:tele)?phone(?: number)?", "mobile(?: number)?", "contact (?:number|details)", r"number(?=\s*[.?!,]|$)"),
        "reference": (
            "(?:contract|customer|account|case|order|invoice|policy|client|claim)(?: number| reference| id)",
            "reference(?: number)?", "file number", "contract",
        ),
        "product": (
            "(?:model|make|type|name) of (?:your |the )?(?:product|appliance|device|machine)", "(?:model|make) of your \\w+",
            "which product", "(?:product|model) name",
        ),
        "asked": (r"(?<!\ba )question", "(?:subject|reason|purpose|object|cause|point)s? (?:of|for) (?:your|their) (?:request"
        "|message|call|letter"
        r"|visit)"),
        "last_at": (
            "(?:date|day) of your (?:last )?(?:message|call|letter|request|visit)",
            "(?:date|day) (?:on which |when |that )?you (?:last )?(?:rang|called|phoned|wrote|contacted|visited)",
        ),
        "spoke_with": ("name of (?:whoever|the (?:person|colleague|adviser|one)|your adviser)",),
    },
}
"""What a field is called when it is asked for."""

WHOSE = {"fr": r"\b(?:votre|vos|son|sa|ses|le|la|les|du|de|d'|l')\s*", "en": r"\b(?:your|their|the|his|her|a|an)\s+"}
DATA: dict[str, dict[str, tuple[str, ...]]] = {
    "fr": {
        "name": (r"(?:noms?|prénoms?)(?! d[eu'])(?: et (?:vos |votre )?(?:pré)?noms?)?(?: de famille)?", "identité"),
        "postal": ("adresses?(?! (?:e-?mail|mail|électronique|de courriel))(?: postale)?", "code postal"),
        "address": ("adresses? (?:e-?mail|mail|électronique|de courriel)",),
        "phone": (
            "coordonnées", "numéros?(?: de (?:téléphone|portable|mobile))?(?! d[eu'])",
            "numéros? (?:de (?:téléphone|portable|mobile) )?(?:où|auquel|sur lequel|pour vous)",
        ),
        "reference": (
            r"(?:numéro|n°|code|identifiant)s? (?:de |du |d')?(?:votre |vos )?"
            r"(?:contrat|client|dossier|commande|facture|abonn\w+|adhérent|police|sinistre|compte)s?",
            "identifiants?", "matricule", "références?(?: client)?", r"numéro (?:qui figure|inscrit|imprimé|porté)",
        ),
    },
    "en": {
        "name": ("(?:full |first |last |family )?names?(?! of)", "surname", "identity"),
        "postal": ("(?:postal |home )?address(?:es)?", "post ?code", "zip code"),
        "address": ("e-?mail address(?:es)?",),
        "phone": (
            "(?:(?:tele)?phone|mobile|contact)? ?numbers?(?! of)", "contact details",
            "number (?:(?:on |at |by )?(?:which|where)|we (?:can|may|could)|you can|you may|that reaches)",
        ),
        "reference": (
            "(?:contract|customer|account|case|order|invoice|policy|client|claim|membership|file)(?: number| reference| id| code)s?",
            "references?",
        ),
    },
}
"""What is a datum and nothing else."""

FORMAL = {
    "fr": r"\b(?:(?:nom de famille|nom et prénom|nom, prénom|code postal)s?|(?:numéro|n°|code) (?:de )?(?:client|contrat|dossier"
    r"|abonné|téléphone)|matricule"
    r"|adresse (?:e-?mail|mail|électronique|postale))\b",
    "en": r"\b(?:surname|full name|post ?code|zip code|(?:customer|contract|account|policy|case|phone|telephone|order) number"
    r"|e-?mail address|home address"
    r"|house address|postal address)s?\b",
}
"""What is a datum even where it is nobody's, as on a form."""

HOLDER = {
    "fr": r"\b(?:votre|vos|son|sa|ses)\s+(?:propre )?",
    "en": r"\b(?:your|their|his|her)\s+(?:(?:own|full|complete|current|exact|present|correct) )?",
}

_NOT_YET = {
    "fr": r"(?! (?:besoin|perdu|égar|pas|plus|à|fallu|mal|encore|seulement|nul))",
    "en": r"(?! (?:\w+ )?(?:lost|mislaid|misplaced|no|not|yet|to|need\w*|only|ask\w*|lack\w*))",
}
HELD: dict[str, tuple[str, ...]] = {
    "fr": (
        rf"\b(?:nous|on|je|j'|qui|il|elle)(?: (?:l'|les|la|le|vous|en|y))* ?(?:avons|ai|a|aura|aurons|avait|avions)\b{_NOT_YET['fr']}",
        r"\bmerci (?:bien |encore )?(?:de|d'|pour)\b(?=[^.?!]*\b(?:avoir|avez)\b)",
        r"\bvous (?:nous |m'|l'|les |y |lui )*(?:avez|aviez) (?:déjà |bien |si \w+ )?(?:donn|indiqu|communiqu|transmis|laiss|fourni"
        r"|dit|écrit"
        r"|envoy|précis|appris)",
        r"\b(?:gard(?:ons|ez)|conserv(?:ons|ez)|conna(?:issons|ît|is|issent)|savons|sait|retrouv(?:ons|erez)|trouverez|notons"
        r"|joignons|tenons"
        r"|utilis(?:ons|ez)|composez|protég\w+|enverrons|envoyons|inscrivons|vérifi(?:ons|erons)|rappeler(?:ons|ai)|a votre"
        r"|chang\w+|déménag\w+"
        r"|y compris|même sans|oubliez (?:votre|vos))\b",
    ),
    "en": (
        rf"\b(?:we|i|he|she|they|who|that|colleague|adviser|technician|engineer|already)(?: \w+)? ha(?:s|ve|d)\b{_NOT_YET['en']}",
        rf"\b(?:we|i)(?:'ve|'ll)\b{_NOT_YET['en']}",
        r"\b(?:we|i) (?:have )?(?!need|ask|want|lack|miss|request|wait|wonder)\w+ed\b",
        r"\bthank(?:s| you)\b(?!.*\bin advance\b)[^.?!]* for\b",
        r"\byou (?:have |had |already |kindly |once )*(?:gave|given|told|sent|wrote|written|mentioned|included|left|enclosed|quoted)\b",
        r"\b(?:we|i) (?:(?:will|shall|can|still|always|also|only) )*(?:keep|kept|hold|held|know|knew|found|find|noted|used?|read"
        r"|received|got"
        r"|remember|see|ring|call|reach|copy|print|look)\b",
        r"\b(?:know|knows|keep|keeps|dial|ring the|call the|(?<!you can )use|changed?|moved?|including|even without|forget your)\b",
    ),
}
"""A datum in these words is there, or stays where it is."""

HELD_AFTER = {
    "fr": r"[^.?!,;:]{0,30}?(?:\b(?:n'|ne )?(?:est|sont|(?:ouvr|donn)e(?:nt)?|figure(?:nt)?|reste(?:nt|ra|ront)?|se trouve(?:nt)?"
    r"|suffi\w+|apparaî\w+|a|ont|avait"
    r"|sera|seront)\b| :)"
    r"(?!-)(?! (?:encore |toujours |bien |plus |très |donc )*(?:nécessaire|utile|requis|manquant|à\b|indispensable|bienvenu|attendu|souhait"
    r"|inconnu|illisible|absent|précieu|ce qui|ce qu'il|la seule|le seul|tout ce))",
    "en": r"[^.?!,;:]{0,30}?(?:\b(?:is|are|stands?|stays?|remains?|appears?|was|were|has|had|got|went|came|tells?|told|gives?|gave"
    r"|leads?|led|stood|lay|brought|makes?|made|lets?|changes?|entitles?|opens?|works?|counts?|shows?|need not|will (?:be"
    r"|stay))\b(?!\W*$)|: ?\S*\d)"
    r"(?! (?:still |also |very |now |just )*(?:needed|required|missing|lacking|necessary|all|what|the (?:only|one)|wanted|welcome|useful"
    r"|not known|unknown|unclear|to be|helpful|illegible))",
}
"""What is said of a datum that is there."""

NEGATED = {
    "fr": r"\bn(?:e |')(?!(?:\w+ ){0,2}?(?:oubli|hésit|omett|manqu\w+ pas|avons|ai\b|retrouv|trouv|parven|voyons|lisons|saurions"
    r"|savons|connaiss))"
    r"(?:\w+[ '-]){0,4}?(?:pas|jamais|plus(?! que)|rien|aucune?|ni)\b|\b(?:ni|aucune?|inutile|superflu|sans avoir)\b",
    "en": r"\b(?:never|do not|don't|does not|doesn't|need not|needn't|no longer|nothing|neither|nor|no|will not|won't"
    r"|without (?:having|asking))\b"
    r"(?! (?:forget|hesitate|omit|fail|have|know|find|see|yet))(?! to pay)",
}
"""Before a datum: it is not wanted."""

WHICH = {"fr": r"\b(?:quel|quelle|quels|quelles|comment)\b", "en": r"\b(?:what|which)\b"}

ABOUT = {
    "fr": r"\b(?:sur|dans|pour|selon|par|sous|au sujet|à propos|concernant|au|aux|à|chez|lors|parler)\s*(?:de\s*|du\s*|d')?$",
    "en": r"\b(?:on|about|(?<!fill )in|under|to|(?<!us )(?<!me )of|regarding|concerning|by|from|near|into)\s*$",
}
"""Whoever asks "about your contract" does not ask for it."""

ASKING = {
    "fr": (
        r"\bquel(?:le)?s? (?:est|sont|était|étaient)\b", r"\bcomment vous (?:vous )?appel", r"\bdemander\b",
        r"\bnotez\b", r"\b(?:épel|remett|redonn|gliss|recopi|report|repren|résum|retrac|relat|évoqu|situ|nomm|désign|détaill|list"
        r"|expliqu|expos)(?:ez|er)\b", r"\battendons\b",
        r"\b(?:lire|dicter|relire)\b(?=[^.?!]* (?:num|réf|nom))",
        r"\b(?:rappel|indiqu|communiqu|donn|précis|renvoy|envoy|confirm|vérifi|renseign|mentionn|laiss|complét|rapport|ajout|répét|cit|"
        r"saisiss|transmett|fourniss|rempliss|inscriv|joign|prépar|appor|apport|oubli)(?:ez|er)\b",
        r"\b(?:transmettre|fournir|remplir|inscrire|joindre|saisir|redire)\b", r"\b(?:dites|redites|munissez-vous|munir)\b",
        r"\brépond(?:ez|re)\b[^.?!]{0,30} avec(?= v(?:otre|os))",
        r"\b(?:avons|ai|aurons|aurions) besoin d", r"\bil (?:ne )?(?:(?:nous|me) )?(?:faut|faudrait|manque)\b",
        r"\bavez-vous(?: toujours| encore)?(?= v)",
    ),
    "en": (
        r"\bwhat(?:'s| is| are| was)\b", r"\b(?:tell|give|send|remind|drop|text|post|dictate|read|ping|name|show|write|leave"
        r"|pass) (?:us|me)\b", r"\blet (?:us|me) (?:know|have)\b",
        r"\b(?:confirm|provide|state|specify|include|quote|enter|supply|mention|share|write|type|add|attach|repeat|verify|check|bring)\b",
        r"\b(?:reply|answer|respond|come back)\b[^.?!]{0,20} with(?= your)", r"\b(?:we|i)(?: will| would| shall| still)? need\b",
        r"\bhave\b(?=[^.?!]{0,40}\b(?:ready|at hand|to hand)\b)", r"\bdo you (?:still )?have(?= your)",
        r"\bask (?:for|them|is|of you is)\b",
        r"\bmay (?:i|we) (?:have|take|ask)\b", r"\bgrateful (?:for|if)\b", r"\bappreciate\b",
        r"\b(?:can|could) (?:i|we) (?:have|take|get)\b",
    ),
}
"""What is asked for stands behind it."""

NEEDED = {
    "fr": (r"\b(?<!n')(?:est|sont|serait|seraient|sera) (?:nécessaires?|utiles?|indispensables?|requise?s?|bienvenue?s?)\b",
           r"\b(?:manque|manquent|fait défaut|font défaut|rendrai(?:en)?t service|aiderai(?:en)?t)\b",
    r"\bs'il (?:vous|te) plaît\b",
           r"(?:-vous|veuillez|merci de|vouloir) (?:bien )?(?:nous|me) (?:le|la|les) (?:re)?(?:rappeler|dire|donner|communiquer"
           r"|indiquer|confirmer|transmettre|envoyer|préciser)\b",
           r"ez-(?:le|la|les)-(?:nous|moi)\b"),
    "en": (r"\bwould (?:help|be (?:a help|of help|helpful|useful|welcome|nice|good))\b",
    r"\b(?:is|are) (?:needed|required|necessary|missing)\b",
           r",? please\W*$",
           r"\b(?:please|(?:could|can|would) you) (?:\w+ )?(?:give|send|tell|repeat|remind|share|confirm) (?:it|them|us)\b"),
}
"""What is asked for stands before it."""

_POLITE = {
    "fr": (
        r"\b(?:pou[vr]\w+-vous|veuillez|merci d[e']|prière de|auriez-vous|aimerions|souhait(?:ons|erions)|voudrions|bien vouloir"
        r"|voulez-vous)",
        r"\b(?:faire|laisser|fais|faites)(?:-lui)? (?:\w+ )?(?:ré)?(?:raconter|expliquer|décrire|répéter|redire|préciser|résumer)\b",
        r"\b(?:ré)?(?:expliquez|résumez|décrivez|détaillez|exposez|reformulez|répétez|racontez|rappelez|précisez|dites)\b",
        r"(?<!vous )(?<!vous nous )(?<!vous l')(?<!vous y )(?<!vous en )\b(?!(?:ch|ass|r|n|av|sav|pouv|voul|dev|all)ez\b)\w{2,}ez\b",
        r"\b(?:aider\w*|rendr\w+ service|utiles?|bienvenue?s?|précieu\w+|parfait|gré|obligés?|reconnaissants?|nécessaires?"
        r"|indispensables?)\b",
        r"\b(?:peinons|peine|cherchons|ignorons|aimerait|dépann\w+)\b",
        r"\b(?:heureux|curieux|intéressés?|ravis) de (?:savoir|connaître|apprendre|lire)\b",
        r"\b(?:manqu\w+|fai(?:t|saient) défaut|attendons|attends|besoin|faut|faudrait|reste(?:nt|rait)? (?:\w+ )?à)\b",
    ),
    "en": (
        r"\b(?:please|kindly|could you|can you|would you|will you|ask)\b", r"\b(?:we|i) (?:would|'d) (?:like|love) (?:you )?to\b",
        r"\bfind out\b", r"\b(?:refresh|jog) (?:our|my) memory\b",
        r"(?:^|[,:;“\"] ?|\band |\bplease |\bkindly |\bjust |\bdo )(?:say|write|put|fill|complete|enter|tick|return|jot|note|drop"
        r"|send|give|take|walk|read"
        r"|spell|text|dm|name)\b",
        r"\b(?:help\w*|useful|welcome|grateful|glad|happy|curious|keen|missing|lack\w*|need\w*|waiting for|await\w*|speed|quicker"
        r"|faster)\b",
        r"\b(?:struggl\w+|wonder\w*|trying to|cannot (?:make|work|place))\b", r"(?:^|[,:;“] ?|\band )(?:scan|fax|run|talk)\b",
        r"\b(?:line|word|note) (?:telling|saying|on|about)\b", r"\b(?:telling|reminding|letting) us\b",
        r"(?:^|[,:;“\"] ?|\band |\bto |\bjust )(?:describe|explain|repeat|summari[sz]e|restate|outline|detail|recap|tell|remind|let)\b",
    ),
}
DEMANDS = {language: (*ASKING[language][1:], *_POLITE[language]) for language in ASKING}
"""Without any of these, and no question, nobody is asked for anything."""

WHETHER = {"fr": r"\b(?:si|s'il|quand|lorsque|dès que|au cas où)\b", "en": r"\b(?:if|whether|when|once|as soon as|in case)\b"}
"""What stands behind is no thing that is asked for."""

OTHERWISE: dict[str, dict[str, tuple[str, ...]]] = {
    "fr": {
        "matter": (
            r"\bde quoi (?:donc )?(?:il )?(?:s'agissait|était(?:-il)? question|retourn|parliez|vouliez)", r"\bde quoi vous\b",
            r"\b(?:quel|quelle|quoi|qui|que|où|quand|comment)\b[^.?!]*\bdéjà\b(?! (?:été|eu|vu|fait|essay|pens))",
            r"\bce qui (?:vous )?a(?:vait)? (?:bien )?(?:pu )?(?:vous )?(?:fait|amené|poussé|conduit|valu|décidé|motivé)\b",
            r"\b(?:retrac|repren|relat|refai|expos)\w*\b[^.?!]{0,25}\b(?:les faits|l'histor\w+|le récit|le fil|début|toute l'affaire)",
            r"\b(?:en|de) (?:re)?joindre une (?:photo)?copie\b",
            r"\b(?:qu'|que|quel(?:le)?s?|lequel|laquelle|quoi|quand|pourquoi|avec qui)\b[^.?!]{0,20}\b(?:(?!\w+riez)\w+iez|avez)-vous\b"
            r"(?![^.?!]*\b(?:pens|aim|appréc|ressent|préfér|plu|entend|connu|trouvé|envie|besoin|question|autre))",
            r"\b(?:scan|numérisation) (?:de votre|du|de la) (?:\w+ )?(?:lettre|courrier|message)",
            r"\b(?:seconde|deuxième|nouvelle|autre) (?:photo)?copie\b", r"\b(?:nouvel|second|autre) exemplaire\b",
            r"\b(?:photo)?copie (?:de votre|du|de la|de ce|de l')\s?(?:\w+ )?(?:lettre|courrier|message|mail|courriel|demande|réclamation)",
            r"(?=[^.?!]*\b(?:lettre|courrier|message|mail|courriel)\b)[^.?!]*\bnous (?:le|la|les) (?:renvoyer|retourner|réexpédier"
            r"|réadresser|redonner)\b",
            r"(?:rappel|redi[rt]|redites|répét)\w*[^.?!]*\bde quoi (?:il )?s'agit", r"\bde quoi s'agit-il\b",
            r"\b(?:à|pour|sur|de) quel(?:le)? (?:sujet|propos|raison|motif|problème)\b",
            r"\bquel(?:le)?s? (?:est|était|étaient|sont|fut) (?:donc |exactement )?(?:le |la |l'|les |votre |vos |son |sa |ses )"
            r"(?:sujet|objet|motif|raison|problème|souci|demande|réclamation|besoin|difficulté|panne)",
            r"\bce qui (?:vous|l'|t')\s?(?:amèn|a(?:vait)? amen|a(?:vait)? pouss)", r"\bqu'est-ce qui vous (?:amèn|a amen)",
            r"\bce qu(?:e vous|'il|'elle|'on) (?:vouli|souhaiti|cherchi|demandi|désiri|attendi|voulai|souhaitai|demandai"
            r"|(?:nous )?a(?:vez|viez|vait)? "
            r"(?:écri|demand|signal))",
            r"\b(?:qu|que|qu'est-ce que vous) ?(?:vouliez|souhaitiez|cherchiez|demandiez|désiriez)",
            r"(?=[^.?!]*(?:\brenvo|\bretrans|copie|nouveau|encore|une fois|premi|précéd|derni))\b(?:joign|renvoy|envoy|transmett"
            r"|transfér|retransm)\w*[^.?!]{0,40}"
            r"\bvotre (?:\w+ )?(?:message|courrier|lettre|mail|demande)\b",
            r"\bce qui (?:\w+ )?(?:n(?:e |')\w+ (?:pas|plus)|s'(?:est|était) passé|(?:est|était) arrivé|posait|gênait|clochait"
            r"|s'est produit)",
            r"\bque (?:s'est-il passé|vous est-il arrivé)", r"\bqu'est-ce qui (?:n(?:e |')|s'est passé|cloch|vous arrive)",
            r"\bpourquoi (?:donc )?(?:nous )?a(?:vez|viez)[- ]vous\b",
            r"\bpourquoi (?:vous|il|elle|on)\b[^.?!]{0,15}(?:écri|appel|contact)",
            r"\b(?:expliqu|résum|décri|détaill|expos|reformul|répét|redi[rt]|rappel|précis|racont)\w*(?:-nous"
            r"|-moi)?(?: (?!pas\b)\w+){0,4}? "
            r"(?:votre|la|le|son|sa|l')\s?(?:demande|problème|question|situation|souci|message|réclamation|besoin|difficulté|affaire|panne|"
            r"histoire)\b",
        ),
        "last_at": (
            r"\b(?:le jour|la date|l'heure) (?:où|à laquelle|auquel) vous\b[^.?!]{0,15}(?:écri|appel|contact|téléphon)",
            r"\bquand (?:remont|dat)\w*", r"\bil y a combien de temps\b",
            r"\b(?:quand|quel jour|à quelle date|à quel moment|depuis quand)\b[^.?!]{0,12}\ba(?:vez|viez)[- ]vous\b[^.?!]{0,15}"
            r"(?:écri|appel|contact|adress|envoy|joint)",
            r"\b(?:quand|quel jour|à quelle date)\b (?:vous|il|elle)\b[^.?!]{0,15}(?:écri|appel|contact)",
            r"\b(?:quel jour|quelle date)\b[^.?!]{0,25}\b(?:vous|il|elle)\b[^.?!]{0,12}(?:écri|appel|contact)",
            r"\bde quand (?:date|datait)", r"\bdepuis (?:quand|combien de temps) attend",
        ),
        "last_channel": (r"\bpar quel(?:le)? (?:moyen|canal|voie)\b[^.?!]{0,12}\ba(?:vez|viez)\b",),
        "spoke_with": (
            r"\b(?:avec|à) qui (?:a(?:vez|viez)|étiez|a-t-(?:il|elle))\b",
            r"\bqui (?:vous|l')\s?a(?:vait)? (?:répondu|vendu|servi|reçu|renseign|aid|parl|reç)",
            r"\b(?:conseill|interlocut|technicien|collègue)\w*\b[^.?!]*\b(?:lequel|laquelle)\b",
            r"\b(?:lequel|laquelle|qui) (?:de|parmi) (?:nos|mes) (?:collègues|conseill|technicien|interlocut|vendeu)\w*",
            r"\bqui (?:donc )?,? ?(?:chez nous|de chez nous|de notre équipe|dans l'équipe)\b[^.?!]{0,15}\ba(?:vait|vez|viez)?\b",
            r"\bquel(?:le)? (?:conseill|interlocut|collègue|technicien)\w+\b[^.?!]{0,20}\ba(?:vez|viez|vait)?\b",
        ),
        "promised": (
            r"\bqu(?:e|'est-ce qu[ei']?)\b[^.?!]{0,20}\ba(?:v(?:ait|ions|ons))?(?:-t)?(?:-on|-nous)? ?(?:promis|dit|annoncé|répondu"
            r"|proposé)",
            r"\bce qu(?:e |i |')(?:nous |vous |on |lui )+a(?:v(?:ait|ions|ons))? (?:été )?(?:promis|dit|annoncé|répondu|proposé)",
            r"\b(?:sur|à|de) quoi (?:\w+ ){0,3}?(?:\w')?(?:étai(?:t|ent|ons)|est|sommes|avons|avait)(?:-\w+)* (?:\w+ )?(?:engag"
            r"|promis|convenu)",
            r"\bpour quand\b[^.?!]{0,25}\b(?:promis|dit|annoncé)",
            r"\b(?:vous|lui) a(?:vait|vaient)?(?:-t)?(?:-(?:on|il|elle))? (?:donc |déjà )?(?:promis|annoncé)\b(?=[^.?!]*\?)",
            r"\b(?:promis|annoncé)\b[^.?!]*\b(?:quoi|pour quand|lequel|laquelle)\b",
        ),
        "product": (
            r"\b(?:quel|lequel|laquelle)(?:le)?(?: de nos)? ?(?:produits?|appareils?|modèles?|articles?|équipements?)?\b"
            r"[^.?!]{0,10}\b(?:a(?:vez|viez)-vous|possédez|utilisez|détenez)",
            r"\b(?:est-ce|c'est|était-ce|s'agit-il)\b[^.?!]*\bque vous (?:possédez|détenez|utilisez|avez (?:achet|pri|command))",
            r"\b(?:appareil|produit|modèle|machine|équipement)\b[^.?!]*\b(?:lequel|laquelle)\b(?![^.?!]*\b(?:intéress|souhait|aimer"
            r"|voud|plai|tent))",
            r"\bque? ?(?:nous )?(?:avez|aviez)-vous achet", r"\bqu'avez-vous achet",
            r"\bquel(?:le)? (?:appareil|produit|modèle|machine|équipement)\b(?![^.?!]*\b(?:intéress|souhait|convien|aimeri|voud|voul"
            r"|cherch|plai|tent))",
        ),
        "name": (
            r"\bà qui (?:avons-nous|ai-je|a-t-on) (?:l'honneur|affaire)", r"\bqui êtes-vous\b", r"\bqui vous êtes\b",
            r"\bqui (?:est à l'appareil|parle|écrit)\b",
            r"\bcomment (?:doit-on|devons-nous|faut-il) (?:vous|l')\s?appeler",
        ),
        "reference": (r"\bsous quel(?:le)? (?:numéro|référence|nom)\b",),
        "reachable": (
            r"\bcomment (?:pouvons-nous|peut-on|puis-je|faut-il|devons-nous) (?:vous|le|la) (?:re)?(?:joindre|contacter|rappeler|répondre)",
            r"\b(?:à|sur) quel(?:le)? (?:numéro|adresse|ligne)\b",
            r"\bnuméro (?:où|auquel|sur lequel|pour) (?:vous|le|la|on|nous)\b",
        ),
        "postal": (r"\boù (?:vous )?(?:habit|demeur|résid|log|viv)ez",),
    },
    "en": {
        "matter": (
            r"\bwhat (?:it|this|that|your \w+|their \w+) (?:is|was|were) (?:all )?about\b",
            r"\bwhat\b(?! (?:else|could|can|should|would|might|more))(?=[^.?!]*\b(?:had|have|did|were|was|wrote|called|rang|asked"
            r"|contacted)\b)[^.?!]{0,20}"
            r"\byou\b[^.?!]{0,15}\b(?:writ\w+|wrote|contact\w*|call\w*|rang|rung|ask\w*|complain\w*|get in touch"
            r"|got in touch)\b(?! for us)",
            r"\b(?:what|which|whom?|when|where|why)\b[^.?!]{0,20}\b(?:did|had|were|have) you\b"
            r"(?![^.?!]*\b(?:th(?:ink|ought)|like|love|enjoy|feel|felt|prefer|hear|heard|find|found|mind|best|most|else))",
            r"\b(?:scan|fax|photograph) (?:in )?your (?:\w+ )?(?:letter|message)\b",
            r"\b(?:run|walk|take|talk) (?:us|me) (?:\w+ )?through\b",
            r"\b(?:second|further|fresh|new|another) (?:photo)?copy\b",
            r"\b(?:photo)?copy of (?:your|the) (?:\w+ )?(?:letter|message|e-?mail|mail|request|complaint)\b",
            r"\bwhat (?:first |had |has )?(?:prompt|led|lead|caus|mov)\w* (?:you|them)\b",
            r"\b(?:everything|all) that (?:has |had )?happened\b", r"\bthe (?:whole|full) (?:story|history)\b",
            r"\b(?:send|forward|post|mail|resend)\w* (?:us )?your (?:\w+ )?(?:letter|message|mail|e-mail"
            r"|request)\b[^.?!]{0,20}\b(?:again|once more)\b",
            r"\bwhat(?:'s| is| was| were) (?:it|this|that|your \w+) (?:all )?about\b",
            r"\bwhat (?:exactly )?(?:did|had) (?:you|they) (?:want|need|ask|writ|call|contact|wish|hope|wonder)",
            r"\bwhat (?:you|they) (?:had |have )?(?:wanted|needed|asked|wrote|written|were (?:asking|looking|hoping))",
            r"\bwhy (?:did|had|have) (?:you|they) (?:\w+ )?(?:writ|call|contact|got|get|been)",
            r"\bwhy (?:you|they) (?:had |have )?(?:wrote|writ|call|contact|got)", r"\bwhat (?:brought|brings|made) (?:you|them)\b",
            r"\bwhat (?:was|is|were|seems to be|seemed to be) (?:the|your|their) (?:\w+ )?"
            r"(?:problem|issue|matter|request|concern|complaint|enquiry|inquiry|query|reason|trouble)",
            r"\b(?:describ|explain|repeat|summari[sz]|restat|outlin|go over|run (?:us )?through|remind (?:us|me) of|recap"
            r"|tell us(?: again)? about|"
            r"walk us through)\w*(?: (?!not\b)\w+){0,2}? (?:your|the|their) (?:\w+ )?"
            r"(?:problem|issue|question|request|situation|message|complaint|matter|concern|enquiry|inquiry|query|fault)\b",
            r"\b(?:describ|explain|outlin|tell us)\w*[^.?!]{0,30}\bwhat (?:trouble|problem|difficult\w+) (?:you|they)\b",
            r"\b(?:forward|resend|send|attach|enclose)\b(?=[^.?!]*\b(?:copy|again|once more|earlier|first|previous|original"
            r"|last))[^.?!]{0,40}"
            r"\byour (?:\w+ )?(?:message|letter|mail|e-mail|request)\b",
            r"\bwhat (?:exactly )?(?:was|is|went|had gone|has gone|happened|had happened|has happened)(?: wrong| amiss|\W*$| (?:to|with"
            r"|at|on|that|back)\b)",
            r"\bwhat(?:'s| is| was)? (?:the|your|their) (?:\w+ )?(?:problem|issue|matter|trouble|request|concern|complaint|enquiry"
            r"|question|query)\b",
            r"\bwhat (?:it is |it was )?(?:you|they) (?:were|had been) (?:\w+ )?(?:after|looking|asking|hoping|waiting|calling|writing)\b",
        ),
        "last_at": (
            r"\b(?:when|on (?:what|which) (?:day|date))\b (?:did|had|have) (?:you|they) (?:\w+ )?(?:writ|call|contact|ring|phone"
            r"|get|got|send|sent"
            r"|reach|ask|been)",
            r"\b(?:which|what) (?:day|date)\b[^.?!]{0,25}\b(?:you|they)\b[^.?!]{0,10}(?:wrote|write|call|contact|sent)",
            r"(?:^\W*|\b(?:us|me|say|remember|recall|know|of|and) (?:again )?)when (?:you|they) (?:had |have |last )*(?:wrote|writ"
            r"|called|rang|contacted|sent|got)",
            r"\b(?:day|date)\b(?: on which| when| that)? (?:you|they) (?:had |have |last )*(?:wrote|called|rang|phoned|contacted)",
            r"\bhow long (?:have|had) (?:you|they) (?:been )?wait", r"\bhow long ago\b",
            r"\bwhen (?:was|were|did) your (?:\w+ )?(?:letter|message|call|mail|e-mail|request|visit)",
        ),
        "last_channel": (r"\bhow (?:did|had|have) you (?:\w+ )?(?:contact|reach|get in touch|got in touch)",),
        "spoke_with": (
            r"\bwho(?:m)? (?:did|had|have) (?:you|they) (?:\w+ )?(?:sp(?:ea|o)k|talk|deal|dealt|seen|see|met|meet)",
            r"\bwho(?:m|ever)?\b[^.?!]{0,12}\b(?:you|they) (?:last |had |have )?(?:sp[eo][ao]?k\w*|dealt|talked|saw|met)\b",
            r"\bwhich (?:adviser|colleague|engineer|technician|person)\b[^.?!]*\byou\b(?![^.?!]*\b(?:would|prefer|like)\b)",
            r"\b(?:which|who) of (?:my|our|the|us) ?(?:colleagues?|people|team|advisers?|staff|engineers?|technicians?)?\b"
            r"(?![^.?!]*\b(?:would|could|should|may|might)\b)",
            r"\b(?:to|with) whom (?:did |had |have )?(?:you|they)\b", r"\bwho (?:you|they) (?:had |have )?(?:spoke|talked|dealt)",
            r"\bwho(?:m)? (?:of us )?(?:answered|helped|sold|served|advised|spoke (?:to|with)) (?:you|them)",
        ),
        "promised": (
            r"\bwhat (?:did|had|have|were|was) (?:we|you|they|us)\b[^.?!]{0,15}\b(?:promise|told|tell|offer|said|say)",
            r"\b(?:did|had|has|have|was|were)\b[^.?!]{0,30}\bpromised?\b(?=[^.?!]*\?)",
            r"\bwhat (?:we|i|my colleague|our colleague) (?:had |have )?(?:undertaken|committed|undertook|agreed|pledged)\b",
            r"\bwhat (?:we|you|they) (?:had |have |were |was )?(?:been )?(?:promised|told|offered)", r"\bby when (?:did|had) we\b",
        ),
        "product": (
            r"\b(?:what|which)(?: one)?(?: of our)? ?(?:products?|appliances?|models?|devices?|machines?)?\b (?:do|did|have"
            r"|had) you (?:\w+ )?(?:own|have|buy|bought|use|got)\b",
            r"\b(?:what|which)(?: \w+){0,2} you (?:had |have )?(?:bought|own|ordered|purchased)\b",
            r"\bwhat (?:did|have) you (?:buy|bought|order)",
            r"\b(?:appliance|product|model|device|machine)\b[^.?!]*\bwhich\b(?![^.?!]*\b(?:would|prefer|like|interest|tempt)\b)",
            r"\b(?:is|was|were|are) (?:it|they|that)\b[^.?!]*\b(?:you|they) (?:own|bought|ordered|use|purchased|have at home)\b",
            r"\bwhich (?:one )?of our \w+\b(?![^.?!]*\b(?:would|might|could|should|interest|like|prefer|tempt|next)\b)",
            r"\b(?:what|which) (?:model|product|appliance|device|machine)\b(?![^.?!]*\b(?:interest|would|want|prefer|suit|look|like"
            r"|recommend))",
        ),
        "name": (r"\bwho are you\b", r"\bwho you are\b", r"\bwho am i (?:speaking|talking)",
        r"\bwhom? (?:do|am|are) (?:we|i) (?:have the|speaking|writing)",
                 r"\bwhat (?:should|may|do) we call you\b"),
        "reference": (r"\bunder (?:which|what) (?:number|reference|name)\b",),
        "reachable": (
            r"\bhow (?:can|may|should|do) (?:we|i) (?:best )?(?:reach|contact|call|get hold of|get back to) (?:you|them)\b",
            r"\b(?:on|at) (?:what|which) (?:number|address)\b", r"\bnumber (?:that )?(?:we can|you can be|you may be)\b",
            r"\bwhere (?:can|should|may|do) (?:we|i) (?:reach|write|send|call)\b",
        ),
        "postal": (r"\bwhere (?:do )?(?:you|they) live\b",),
    },
}
"""Questions for a field that do not call it by its name; `reachable`: by the way by which we write."""

SPARED: dict[str, tuple[str, ...]] = {
    "fr": (r"\bne (?:pas|plus|jamais) (?:\w+ ){0,3}?(?:(?:re)?demander|répéter|redire|(?:ré)?expliquer|raconter|décrire)\b",
    r"\brien à\b", r"\binutile d", r"\b(?:manque|besoin de) rien\b", r"\bmerci (?:encore )?(?:de nous |de m')?d?'?avoir\b",
           r"\bn'avez (?:pas|plus|nul) (?:à|besoin)\b", r"\bsans (?:avoir à|devoir)\b", r"\bpas besoin d", r"\bde nous avoir\b",
           r"\bne (?:vous|lui) demand\w+",
           r"\b(?:nous|je) (?:(?:allons|vais|pouvons|pourrons|venons de|vous|y) )+"
           r"(?:rappel|indiqu|communiqu|donn|précis|renvoy|envoy|confirm|vérifi|transmett|fourni|redi|répét|expliqu)"),
    "en": (r"\b(?:do not|don't|never) (?:ask|let|make|have)\b",
           r"\b(?:should|did|do|will)(?: not|n't) (?:have )?(?:had |need(?:ed)? )?to\b", r"\bno need\b", r"\bnothing (?:you|to)\b",
           r"\bneed nothing\b", r"\bthank(?:s| you)(?: again| so much| very much)? for \w+ing\b",
           r"\bwill not ask\b", r"\bwon't ask\b",
           r"\b(?:we|i|somebody|someone) (?:(?:will|can|shall|could|have|already|also) )*"
           r"(?:confirm|provide|state|include|quote|enter|mention|write|wrote|add|repeat|verify|check|note|send|give|explain|tell)",
           r"\b(?:do not|don't|does not|doesn't|need not) (?:have|need) to\b", r"\bneed not\b", r"\bwithout having to\b",
           r"\bno [^.?!]{0,30}\b(?:needed|required|necessary)\b"),
}
"""What is said so is not asked for."""
