"""What a clause does with a time, by its words: patterns over a clause in plain small letters, "#" for a time and "#l" for a length of time.

Every pattern is a list of alternatives without nested repetition, so that it reads a clause in one pass.
"""

from __future__ import annotations

import re


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w'])(?:" + "|".join(alternatives) + r")(?![\w])")


THEM_EN = (
    r"customer|client|cust|clt|caller|tenant|landlord|landlady|insurer|insurance company|husband|wife|son|daughter|mother|neighbou?r|mrs?\.? \w+|ms\.? \w+|miss \w+|employer|"
    r"council|patient|subscriber|policyholder|buyer|member|lady|gentleman"
)
_SAYS_EN = (
    r"said|says|say|told|tells|tell|wrote|writes|write|claims?|claimed|mentions?|mentioned|reckons?|insists?|insisted|declares?|maintains?|swears|swore|states?|stated|asks?|asked|promised|promises|"
    r"reports?|reported|wants?|wanted|wishes|wished|hopes?|hoped|thinks?|thought|expects?|expected|prefers?|preferred|complains?|complained|announced|quotes?|quoted|"
    r"plans?|intends?|suggests?|suggested|believes?|remembers?|recalls?|is hoping|was hoping|would like|'d like|understood"
)
THEM_FR = (
    r"client|cliente|clients|clte|clt|cli|locataire|proprietaire|assureur|mari|femme|epouse|epoux|fils|fille|voisine?|notaire|employeur|syndic|patiente?|abonnee?|mairie|gardien|gardienne|concierge|"
    r"adherente?|beneficiaire|appelante?|mme \.? ?\w+|m \. \w+|m \w{3,}|mr \.? ?\w+|madame \w+|monsieur \w+|mlle \w+"
)
_SAYS_FR = (
    r"dit|dits|disiez|dites|disait|disent|ecrit|ecrivez|ecriviez|affirm\w+|annonc\w+|indiqu\w+|precis\w+|pretend\w*|mentionn\w+|signal\w+|souhait\w+|promis|promettiez|promettait|promet|"
    r"rapport\w+|parle|parliez|parlez|parlait|demand\w+|voul\w+|veut|reclam\w+|exig\w+|pens\w+|croit|croyait|croyez|espere|esperait|declar\w+|soutien\w*|maintien\w*|certifi\w+|repet\w+|insist\w+|propos\w+|prefer\w+|assur\w+|jur(?:e|ait|ez)|s' (?:etait |est )?engage\w*|aimerait|compte|comptait|dixit|rappelez"
)
_AUX_FR = r"(?:(?:m'|nous|me|lui|l'|y|n'|ne|en|leur|vous|se|s'|bien|deja|aussi|pourtant|toujours|avez|aviez|as|a|avait|ont|aurait|eu) ){0,5}"

REPORTED = {
    "en": _any(
        rf"(?:you|she|he|they|{THEM_EN})(?: \w+)? (?:(?:had|have|has|also|just|clearly|already|did|now|then|both) ){{0,2}}(?:{_SAYS_EN})",
        r"^(?:says|wants|asks|asking|hopes|thinks|claims|wishes|complains|reports)",
        r"you'd (?:said|told|written|mentioned|promised|asked)|you've (?:said|told|written|mentioned|asked)",
        r"according to|as per your|(?:was|were|been|am|are) told|apparently|i (?:hear|gather|understand) (?:that )?you|in your words|"
        r"your (?:\w+ )?(?:message|letter|email|note|complaint|colleague|post|tweet|review) (?:says|said|mentions|mentioned|of|from|dated|states|asks)|"
        r"the (?:website|site|tracking|app|brochure|leaflet|label|seller|competitor) (?:says|said|shows|showed|promised)",
    ),
    "fr": _any(
        rf"(?:vous|tu|il|elle|ils|elles|{THEM_FR}) {_AUX_FR}(?:{_SAYS_FR})",
        r"^(?:dit (?:qu' (?:il|elle)|avoir|etre|ne )|souhaite|veut|demande (?:que|qu'|a|si)|aimerait|pense|espere|reclame|exige)",
        r"selon (?:vous|vos dires|votre (?:message|mail|courrier|lettre|collegue|conseiller|conseillere|recit|temoignage)|le (?:client|locataire)|la (?:cliente|locataire)|lui|elle|m|mme|ses dires|eux)|d' apres (?:vous|vos|votre|lui|elle|le client|la cliente|ses|son|mme|m)|on (?:m'|nous|me|lui|vous) (?:a|avait|aurait) \w+|soi - disant|dixit|"
        r"a ce qu' il parait|(?:votre|son|sa|leur|vos|ce) (?:\w+ )?(?:message|mail|courrier|lettre|collegue|courriel|avis|commentaire|tweet) (?:dit|disait|mentionne|indique|parle|annonce|du|de|d'|precise)|"
        r"dites - vous|disiez - vous|ecrivez - vous|ecriviez - vous|m' a - t - on dit|dit - (?:il|elle)|le site (?:indique|annonce|affiche|dit)",
    ),
}
# We said it, to somebody who is not the reader: a note of a call. What follows is ours.
WE_SAID = {
    "en": _any(
        r"(?:i|we|i've|we've|have|has) (?:\w+ )?(?:told|promised|assured|advised|informed|confirmed|explained to|agreed with|said to|let) (?:the )?(?:her|him|them|cust|customer|client|caller|mrs|mr|ms|tenant|that)",
        r"^(?:told|promised|assured|advised|informed|confirmed|explained|agreed|said|offered assurance)",
    ),
    "fr": _any(
        r"(?:lui|leur) (?:ai|avons|a) (?:\w+ )?(?:dit|confirme|promis|assure|indique|annonce|precise|explique|repondu|propose|garanti|redit|rappele|signale)",
        r"(?:j' ai|ai|avons|a) (?:\w+ )?(?:dit|confirme|promis|assure|indique|annonce|precise|informe|rassure|prevenu|explique) (?:[aà] |au |la |le |l' |qu|que )",
        r"^(?:dit|promis|confirme|annonce|indique|assure|informe|prevenu|explique|convenu|rassure)(?! qu' (?:il|elle)| que (?:le client|la cliente|m|mme)| avoir| etre| ne )",
    ),
}
OFFERED = {
    "en": _any(
        r"would (?:\w+ )?(?:# )?(?:\w+ )?(?:suit|work|be (?:good|ok|okay|convenient|possible|better)|do)|how about|what about|let (?:me|us) know (?:if|which|whether|when|what)|can offer|could (?:offer|do|come|call|ring|be|make|send|fit|deliver|visit)|"
        r"might|suggest\w*|propos(?:e|ed|al)|suits?|prefer\w*|either of|options?|(?:next|earliest|first) (?:available|free|slot|opening)|which (?:of|one|do|would|day|time)|are you (?:free|available|in|around)|does # (?:suit|work)|is # (?:ok|okay|good|convenient|possible)|works? for you|"
        r"convenient|slots?(?: (?:are|available|left|free|on))|available slots|free slots|we have (?:availability|# (?:free|available))|of your choice|shall we say|possibly|would you (?:like|prefer|be)|should we|could|may be able|if you (?:like|prefer|wish|want)",
    ),
    "fr": _any(
        r"prochain creneau|prochaine disponibilite|prochain rendez - vous disponible|propos(?:e|ons|erais|erions|ition|er|ees?)|convien(?:t|dra|drait|nent|draient)(?! de)|(?:vous|t'|les|ca|cela) (?:\w+ )?arrang\w+|irait|dispo(?:nibilites?)?|prefer\w+|choix|choisi\w*|creneaux|pourr(?:ait|ais|ions|aient)|serait|seriez|possible|envisageable|"
        r"au choix|a votre convenance|qu' en (?:dites|pensez)|est - ce que|dites (?:moi|nous)|dites - (?:moi|nous)|voulez - vous|seriez - vous|peut - etre|eventuellement|si vous (?:voulez|preferez|souhaitez|le souhaitez)|(?!devrait|devraient|ferait|fait)\w{2,}(?:rait|raient|rions)(?<!trait)(?<!parait)",
    ),
}
HOURS = {
    "en": _any(
        r"open(?:s|ing|ed)?(?! (?:a|the|your|up a|an|it|up the)\b)|(?<!file )(?<!case )(?<!claim )(?<!ticket )(?<!job )closed|closes|closing|shuts?|hours|bank holiday|holidays?|annual leave|on leave|out of (?:the )?office|vacation|strike|stocktak\w+|staffed|manned|lunch break|"
        r"away (?:from|until|on|till|#)|back (?:in the office|at my desk|from|at work)|return(?:ing)? to the office|return to work|not in the office|off sick|day off|out of town|offline|phone lines|switchboard|reachable|parental leave|my return",
    ),
    "fr": _any(
        r"ouvert(?:e|s|es)?(?! (?:un|le|votre|ce)\b)|ouvertures?|ouvr(?:ent|e|ons|ira|irons|iront)(?! (?:un|le|la|votre|l')(?!\w))|ferm(?:e|ee|es|ees|ons|ent|era|eront|erons|eture|etures)|horaires?|permanences?|joignables?|accueill\w+|conges?|"
        r"absent(?:e|s|es)?|absence|vacances|feries?|greve|inventaire|standard|de retour|teletravail|injoignables?|indisponibles?|nos locaux|nous recevons",
    ),
}
RIGHTS = {
    "en": _any(
        r"warrant(?:y|ies)|guaranteed? (?:period|runs?|covers?|lasts?|is|for|expires|ends)|(?:your|the|our|full|year) guarantee|notice period|(?:days'|days|month's|months'|weeks'|weeks|#l|#l ') notice|notice of|period of notice|(?<!your )appeals?(?! (?:goes|will|is|was))|cooling|"
        r"withdraw\w*|rights?(?! (?:away|now|back|on|up|after|at|there|then|here))|statutory|legally|by law|terms|expir\w+|valid|dispute|contest|entitle\w*|penalt(?:y|ies)|court|forbid\w*|forbidden|prohibit\w*|not allowed|ombudsman|limitation|lapses?|terminat\w+|"
        r"you (?:have|'ve got|get) #l|you have (?:up to|until|till|a period|a further|another)|change your mind|(?:can|may) be (?:returned|exchanged|cancelled|brought back|changed|claimed|refunded|amended|withdrawn|sent back|ended|appealed|contested|made)|returns? (?:period|policy|window|accepted)|free returns|grace period|covered|may (?:cancel|return|appeal|withdraw|exchange|ask|request|object)|"
        r"liab\w+|can be (?:returned|exchanged|cancelled)|free of charge (?:until|up to)|cancel\w*|object to|objection|consumer|regulation|act|directive|retention|retain|keep (?:your|the) (?:data|records)",
    ),
    "fr": _any(
        r"retract\w+|(?:sous |la |votre |notre |une |de |est |sont )?garanti(?:e|s|es)(?! (?:de|que|par nous))|preavis|(?<!votre )recours|contest\w+|reclamation|legal(?:e|es)?|legaux|legalement|article|loi|conditions generales|cgv|disposez|"
        r"dispose (?:de|d'|alors)|droits?|tribunal|interdi\w+|reglement interieur|mediateur|penalites?|resili\w+|expir\w+|validite|valables?|opposition|decennale|franchise|carence|reconduction|prescription|renonc\w+|vous (?:avez|aurez) #l|"
        r"vous avez (?:jusqu|un delai|encore|toujours)|delai de (?:reflexion|recours|retour|paiement|contestation)|changer d' avis|(?:peut|peuvent|pourra|pourront) etre (?:rapporte|retourne|echange|rembourse|annule|resilie|modifie|conteste|reclame|exerce|repris|rendu|formule|fait)\w*|couvert\w*|echangeables?|remboursables? (?:#l|pendant)|sont echanges|conserv(?:ons|e|ees?) (?:vos|les) donnees|reglementation|code de la|annulable|annul\w+",
    ),
}
OTHERS = {
    "en": _any(
        r"sales?(?! (?:team|rep|manager|colleague|adviser|advisor|department|office|order))|discounts?|promotions?|birthday|anniversary|offers? (?:ends?|runs?|closes?|is|are|expires?|lasts?|valid)|prices?|price list|tariffs?|(?:rates|fees|premiums|costs) (?:go|rise|change|will|are)|"
        r"(?:contract|lease|tenancy|policy|membership|subscription|plan|agreement|term|licen[cs]e|deal|season|course)(?: \w+){0,2} (?:ends?|ending|runs?|renews?|is up|will (?:end|run|renew|automatically|be renewed)|comes to|starts?|begins?|finishes)|"
        r"renewals?|renews|period|cover(?:s|ing)|takes place|take place|meets|(?:general|annual|public|shareholders|residents|town|council|committee|board) meeting|webinar|festival|exhibition|trade fair|fair|exhibit\w*|booth|conference|agm|events?|election|match|competition|merry|happy|congratulations|season's|deadline for|entries|registration|is due for payment|"
        r"direct debit|instal?ments?|(?:be|been|is|are) (?:debited|charged|billed|invoiced)|due date|rent|celebrat\w+|clocks|road ?works|marks|wish you|wishes|have an? (?:good|lovely|nice|great|wonderful|pleasant|super)|enjoy|effective|come into force|in force|comes into|"
        r"see you (?:soon|there|then|again)|sees you|turns (?:\w+ty|\d+)|every|each|bins?|bin day|recycling|line ?up|(?:fall|autumn|spring|summer|winter) (?:range|collection|lineup|line|sale|season|menu)|new (?:range|season|menu|store|branch|shop)|market|clearance|tournament|classes|lessons|doors|launch(?:es|ed)?|new collection|increase\w*|payment (?:is|falls) due|concert|school|hotel|conversation|chat|phone call|talked",
    ),
    "fr": _any(
        r"soldes|foires?|kermesse|exposition|ventes? (?:privees?|flash)|vous retrouve\w*|a bientot|marche (?:nocturne|de noel|aux puces|du|des|hebdomadaire)|expo\w*|vernissage|concerts?|ferie|collecte|ramassage|dechets|voirie|heure d' hiver|heure d' ete|lignes? de bus|menu|inaugur\w+|cours d(?:e|u|es)|cours reprennent|vide - grenier|tournoi|soiree|deroule\w*|promo\w*|anniversaire|fete|fetes|voeux|tarifs?|prix|augment\w+|catalogue|(?:contrat|bail|abonnement|assurance|forfait|engagement|adhesion|offre|periode|licence)(?: \w+){0,3} (?:prend|prendra|finit|finira|se termine|se terminera|"
        r"s' acheve|s' achevera|court|arrive|arrivera|est valable|cesse|cessera|debute|est reconduit|sera reconduit|est renouvele|se renouvelle)|prend(?:ra)? fin|fin d(?:u|e|') (?:contrat|bail|abonnement)|salon|concours|inscriptions?|assemblee|"
        r"reunion|se reuni\w+|evenement|webinaire|festival|spectacle|match|elections?|renouvel\w+|reconduit\w*|periode|correspond\w*|couvre|braderie|brocante|nouvelle collection|joyeu\w+|naissance|mariage|obseques|prelev\w+|debitees?|sera debite|echeance|echeances|mensualites?|loyer|acompte|demenag\w+|"
        r"a lieu|aura lieu|se tient|se tiendra|chaque|tous|toutes|meteo|vigueur|celebr\w+|portes ouvertes|souhait(?:e|ons) (?:une?|de|d')|bonne fin|passez|appliqu\w+|changement d' heure|lancement|concert|ecole|hotel|facturees?|paiement (?:est )?(?:du|exigible)|exigible",
    ),
}
VERBS_EN = (
    r"send|return|reply|call|ring|email|contact|let|make|bring|sign|pay|complete|submit|fill|leave|remember|ensure|check|visit|drop|forward|provide|choose|confirm|keep|take|give|pop|come|post|get|write|text|phone|tell|ask|book|have|read|settle|"
    r"upload|register|vote|apply|order|use|claim|collect|pick|wait|stay|be|try|note|do"
)
ASKED = {
    "en": _any(
        r"(?:please|pls|plz|kindly)(?! (?:allow|expect|note|be assured|rest|find|bear|accept|count))",
        r"you(?: \w+)? (?:must|need|needs|have to|should|are (?:asked|required|requested|expected|to)|ought|can(?! (?:collect|pick|expect|count|rely|fetch))|could|may(?! (?:expect|collect))|want|wish)|you'd (?:need|like|have)|"
        r"you(?:'ll| will) (?:need|have|want) to|you will (?:need|want|be (?:asked|required|out|away|in|at home|home|back(?! (?:on|up|in))|coming|there|able to (?:give|tell|send)))|you'll be (?:out|away|in|at|home|back(?! (?:on|up|in))|coming|there|around)|you(?:'re| are) (?:away|out|in|back|coming|going|travelling|on|at|moving|not)",
        r"^over to you",
        rf"^(?:(?:and|then|also|so|just|do|but|or|otherwise|if not) )?(?:{VERBS_EN})(?! (?:her|him|them|cust|customer|client|caller|back|mrs|mr|ms|out|quote|quotes|me|by e|by email|by phone|by text|by letter|by post|engineer|eng|tech|supplier|estimate|up|us back|booked|confirmed|scheduled|arranged|planned)\b)(?= |$)",
        r"must(?: \w+)? be|(?:must|should|needs? to|has to|have to|is to|are to|to) (?:\w+ )?(?:reach us|get to us|be (?:\w+ )?(?:complete|in|here|ready for us|back with us|returned|received|paid|signed|sent back|settled|with us|in our hands|completed|submitted|made|vacated|cleared|in by))",
        r"we(?: \w+)? (?:must|need|require|await|want|ask|request|appreciate)(?: \w+){0,3} (?:your|you|it back|from you|the signed|back|hear)|we need (?:it|them|to (?:have|receive|get|hear|know))|(?:would|'d|will) (?:appreciate|be grateful|need to (?:have|receive|hear))|"
        r"(?:we're|we are|still|am|i'm) (?:waiting|awaiting|expecting) (?:for )?(?:your|you)|look(?:ing)? forward|returned to us|let (?:us|me) (?:know|have)|(?:call|ring|email|contact|tell|send|write|return|phone|text|reach|notify|give|pay|drop|post) (?:to )?(?:us|me|it back|them back)(?! (?:a|to))|"
        r"reply (?:to us|by|before)|your (?:\w+ )?(?:payment|reply|answer|response|signature|form|forms|documents?|deposit|balance|meter readings?|readings?|decision|feedback|vote|approval|consent|order|choice)(?: (?:is|are))? (?:due|needed|required|expected|by|must|before|#)|"
        r"(?:reply|answer|response|payment|decision) (?:wanted|required|requested|expected|needed)|your turn|owe|overdue|outstanding|payable|deadline|rsvp|don't forget|do not forget|make sure|be sure|be so kind|would you|could you|can you|will you|we(?: are|'re) waiting for you",
    ),
    "fr": _any(
        r"veuillez(?! (?:noter|compter))|merci de|merci d'|merci (?:nous|me)|priere de|svp|stp|s' il (?:vous|te) plait|pensez|n' oubliez|pourriez|pouvez(?! (?:compter|recuperer|retirer|venir (?:chercher|retirer)))|voudriez|devez|devrez|devriez|"
        r"il (?:nous |vous |me )?(?:faut|faudra|faudrait) (?:que vous|nous|imperativement|votre|vos|le|la|signer|renvoyer|regler|payer)|il nous (?:faut|faudrait)|besoin (?:de (?:votre|vos|ce|cette|recevoir)|d' (?:un|une)|que)|"
        r"vous (?:invitons|prions|demandons|demande|prie|invite|saurions|serions|serais)|vous remerci\w+ (?:de|d'|par)|attend(?:ons|s)? (?:votre|vos|de vous|le retour|donc|toujours|encore|un retour|une reponse)|"
        r"(?:doit|doivent|devra|devront|devrait) (?:\w+ )?(?:nous|m'|me|etre (?!(?:livre|pose|installe|repare|remplace|pret|termine|fini|fait|la|chez|recu|arrive|expedie|rembourse|verse|vire|credite|retabli|achev)\w*)(?:\w+ee?s?(?![\w])|\w+(?:is|ise|us?|ue)(?![\w])|complets?|completes?|renvoye|retourne|paye|regle|signe|depose|remis|remplie?|complete|verse|acquitte|transmis|restitue|rendu|libere)|imperativement|parvenir)|"
        r"a (?:nous |me )?(?:renvoyer|retourner|payer|regler|signer|completer|rendre|remplir|nous \w+er|restituer|verser)|nous (?:le |la |les |l' |y |en )?(?:renvoyer|retourner|transmettre|communiquer|faire (?:parvenir|savoir|part)|prevenir|rappeler|contacter|appeler|ecrire|repondre|confirmer|adresser|envoyer|rejoindre|remettre|"
        r"donner|dire|indiquer|fournir|preciser|joindre|tenir)|\w+ez - (?:nous|moi|le|la|les|y|en|vous)|(?:reponse|retour|paiement|accord|decision) (?:attendue?|souhaitee?|exigee?|demandee?|imperati\w+)|a vous de|(?:votre|vos|le|la) (?:reglement|paiement|reponse|retour|accord|cotisation|versement|signature|decision) (?:est|sont|sera|etait) (?:\w+ )?(?:attendue?s?|du|due|exigee?|a )|en esperant|dans l' attente|a defaut|date limite|dernier delai|au plus tard de votre part|de votre part|de votre cote|solde du|reste du|impaye\w*|imperatif",
    ),
}
CONDITION = {
    "en": _any(r"^(?:(?:and|but|then) )?(?:if|once|when|unless|as soon as|after|upon|from (?:receipt|the (?:date|day|moment)|when|payment|approval|delivery|order|confirmation)|on (?:receipt|receiving|payment|approval)|following|provided|failing|in default|without (?:your|a|any|payment)|assuming|in case|in the event|should (?:the|your|it|you|we|they|he|she|this|that|any)|were (?:the|it|your)|subject to|whenever|until|on completion|on approval)"),
    "fr": _any(
        r"^(?:(?:et|mais) )?(?:si|s' il|s' ils|lorsque|lorsqu'|quand|une fois|des que|des qu'|des (?:reception|votre|le|la|l'|validation|signature|accord|confirmation|paiement|encaissement|retour|livraison|mise)|a (?:reception|la reception|compter de la)|"
        r"apres|suite a|sous reserve|a condition|a moins|a defaut|faute de|sans (?:reponse|nouvelles?|retour|paiement|reglement|reaction)|au cas ou|dans le cas|dans l' hypothese|en cas de|pour peu|aussitot|sitot|le temps que|a l' issue|au retour|en fonction)"
    ),
}
# Conditions that change nothing: a length of time still runs from now.
MILD = {
    "en": _any(
        r"all goes|everything goes|all being|weather|if (?:at all )?possible|if not (?:sooner|before|earlier)|traffic|unless (?:something|anything|otherwise|you hear|we)|if needed|if nothing|nothing (?:changes|goes)|unforeseen|if stock|if we can|stock permitting|if anything|"
        r"after (?:checking|speaking|talking|looking|having|consulting|reviewing|discussing)|when i|if (?:we|i)"
    ),
    "fr": _any(
        r"tout (?:va|se passe)|imprevu\w*|meteo|temps le permet|si possible|sauf|contraire|aleas?|rien ne change|si besoin|au cas|apres (?:avoir|verification|consultation|renseignement|echange|discussion|relecture|etude|analyse)|suite a (?:votre|notre|ton)|circulation|si (?:je|nous|on)"
    ),
}
DENIED = {
    "en": _any(r"not|cannot|can't|cant|won't|wont|unable|impossible|nobody|no one|none|never|no question of|neither|nor|unlikely|\w+n't|no (?!later|doubt|charge|cost|extra|problem|worries|need|matter|more than|fewer|hurry|further)\w+|rather than|hardly|dont|doesnt|isnt|excluding|excluded|excepted|not counting|apart from|fully booked|booked (?:up|solid|out)|(?:are|is|'re|'s) (?:all )?full|# is (?:out|off|gone|taken|no good)|out of the question|no way|sold out|nothing|all (?:\w+ ){1,3}(?:are|is) booked|too (?:late|soon|short)"),
    "fr": _any(r"ne|n'|pas|jamais|aucune?|impossible|impossibilite|incapables?|guere|ni|refus\w+|renon\w+|exclus\w*|excepte\w*|hors|non compris\w*|(?:c' est|est|sont|affiche|affichons|tout est|deja) (?:\w+ )?(?:complets?|pleine?s?|pris|prises?)|en rupture|epuise\w*|surbooke\w*|debordes?|trop (?:tard|tot|juste|court)|exclu|personne ne|plus personne|hors de question"),
}
# "No" that denies nothing.
NOT_DENIED = {
    "en": _any(
        r"no later|not later|not only|don't (?:worry|hesitate)|do not (?:worry|hesitate)|dont worry|not to worry|will not (?:fail|forget)|won't (?:fail|forget)|not forgotten|haven't forgotten|don't need to|do not need to|won't (?:have|need) to|need not|no longer than|not exceed|if not|"
        r"not more|whether or not|not a problem|why not|no fail|not take (?:more|longer)|nothing (?:to|you)|nothing for you|never later|not beyond|not just"
    ),
    "fr": _any(
        r"tkt pas|inquiete pas|t' inquiete|pas de (?:souci|soucis|probleme|panique|quoi)|ne vous (?:inquiet\w+|faites)|n' hesit\w+|ne manqu\w+ pas|n' oubli\w+ pas|n' (?:ai|avons) pas oublie|pas plus tard|sinon pas|n' avez (?:rien|pas) a|n' aurez (?:rien|pas|plus) a|rien a faire|n' attendrez pas|ne depass\w+ pas|"
        r"pas plus de|sans faute|n' ayez|ne bougez|pas seulement|si ce n' est"
    ),
}
ONLY_FR = re.compile(r"(?<![\w'])(?:ne|n')(?![\w])(?!.{0,80}(?<![\w])(?:pas|plus|jamais|rien|aucune?|guere|personne)(?![\w])).{0,80}(?<![\w])(?:que|qu'|seulement)(?![\w])")
BOOKED_EN = (
    r"booked|scheduled|planned|arranged|confirmed|set|fixed|expected|due|estimated|rescheduled|moved|postponed|pencill?ed|lined|slotted|diari[sz]ed|agreed|reserved|ordered|earmarked|slated|assigned|put|made(?= (?:for )?#)|allocated|brought forward|pushed back|asked|instructed|requested"
)
BOOKED_FR = (
    r"prevue?s?|fixee?s?|programmee?s?|planifiee?s?|notee?s?|calee?s?|reservee?s?|convenue?s?|retenue?s?|attendue?s?|bloquee?s?|pretes?|prets?|disponibles?|confirmee?s?|reportee?s?|decalee?s?|avancee?s?|inscrite?s?|mandatee?s?|missionnee?s?|"
    r"reprogrammee?s?|replanifiee?s?|estimee?s?|annoncee?s?|repoussee?s?|arretee?s?|mise?s?|demandee?s?|obtenue?s?|donne|pose|place|commandee?s?|charge|deplacee?s?|ajoute|trouve|cree|ouverte?s?|pris|organisee?s?|affectee?s?"
)
CAUSED_EN = re.compile(r"(?<![\w'])(?:rest assured|(?:have|having|get|getting|keep|want|see)(?: \w+){1,3} \w{3,}ed)(?![\w])")
PASSIVE_EN = re.compile(r"(?<![\w'])(?:be|is|are|being|get|gets|getting|it's|that's|'s|am|being|being)(?: \w+ly| now| then| back| all| also| still)? (?:\w+ed|sent|paid|rung|told|given|done|taken|made|rebuilt|put|set|brought|held|seen|met|driven|cut|shown|built|kept|left)(?![\w])")
PAST = {
    "en": _any(
        r"(?!need|feed|proceed|succeed|exceed|speed)\w{3,}ed (?:at|it|the|an?|your|you|us|him|her|them|our|his|its|#)|call (?:note|log|from|received)|incoming|phone call|picked|(?:we|i|he|she|they|nobody|someone|somebody)(?: (?:also|then|just|already|only|had|duly|kindly|even|first|again))? (?!need|feed|proceed|succeed|exceed|speed)\w{2,}ed|was|were|had|did|didn't|wasn't|weren't|hadn't|yesterday|been|came|went|called|rang|sent|left|wrote|received|tried|missed|failed|arrived|originally|happened|took|gave|got|spoke|kept|phoned|promised|delivered|waited|reached|should have|supposed|meant|used to|"
        r"hoped|thought|paid|reported|turned up|visited|collected|dropped|checked|fitted|repaired|replaced|installed|shipped|posted|emailed|refunded|cancelled|canceled|last|completed|finished|started|processed|closed|signed|answered|replied|began|told|said|saw|met|"
        r"ended|returned|bought|purchased|contacted|mentioned|noticed|asked|made|moved in|dispatched|credited|issued|resolved|logged|raised|opened|passed|sorted|complained|apologi[sz]ed|dated|never"
    ),
    "fr": _any(
        r"hier|appel (?:entrant|recu|de|du|client|tel)|compte rendu d' appel|note d' appel|parti|partie|partis|parties|recu|recue|recus|parvenue?s?|avait|avaient|avais|avions|aviez|etait|etaient|etais|etions|etiez|devait|devaient|devais|devions|deviez|aurait|auraient|aurions|auriez|pensions|pensais|croyais|croyions|voulait|initialement|venait|pouvait|attendions|fut|furent|"
        r"(?:est|sont|suis|sommes|etes) (?:\w+ment |bien |deja |donc |pas |jamais |enfin |ensuite )?(?:venue?s?|partie?s?|arrivee?s?|restee?s?|tombee?s?|allee?s?|sortie?s?|revenue?s?|repartie?s?|rentree?s?|retournee?s?|presentee?s?|rendue?s?|deplacee?s?|passé|passés|passée|survenue?s?|née?)|"
        r"(?:s' est|se sont|me suis|m' etais|nous sommes|vous etes) (?:\w+ )?\w+(?:e|u|i|is|us|es)|remonte|remontait|dernier|derniere|auparavant|precedemment|disait|disiez|ecriviez|suite a (?:votre|notre) (?:appel|visite|echange|mail|courrier|conversation|passage)"
    ),
}
PERFECT_FR = re.compile(
    r"(?<![\w'])(?:ai|as|avons|avez|a|ont|ayant|avoir|ete)(?: (?:bien|deja|donc|aussi|tout|enfin|ete|pas|pu|du|vous|toujours|encore|ensuite|ainsi|jamais|eu|fait|#l?|le|la|les|en|y|nous|lui)){0,3} "
    r"(?!(?:" + BOOKED_FR + r")(?![\w]))(?:\w+(?:e|es|ee|ees|i|is|ie|ies|u|us|ue|ues|it|its|ite|ert|erts|aint|ort)|fait|du|pu|eu|lu|vu)(?![\w])"
)
PERFECT_BOOKED_FR = re.compile(r"(?<![\w'])(?:ai|as|avons|a|ont|ete)(?: (?:bien|deja|donc|aussi|pu|vous|ete|#l?|toutefois|egalement|immediatement|encore|enfin)){0,3} (?:" + BOOKED_FR + r")(?![\w])")
PERFECT_BOOKED_EN = re.compile(r"(?<![\w'])(?:have|has|'ve|we've|i've|he's|she's|been|is|are|'s|it's|now|got)(?: (?:now|already|been|also|just|all|both|therefore|provisionally)){0,3} (?:" + BOOKED_EN + r")(?![\w])")
BOOKED = {"en": _any(BOOKED_EN), "fr": _any(BOOKED_FR)}
WILL = {
    "en": _any(
        r"will|shall|\w+'ll|gonna|going to|aim to|aiming to|intend to|hope to|hoping to|plan to|planning to|expect to|promise|guarantee|undertake|commit|about to|on track|on course|due to|set to|is to|are to|am to|i'm to|we're to|should (?:be|have (?:it|the|your|an?|them|news|this)|arrive|reach|get|see|land|hear|receive|come|go)|wll|ill|bound to|make sure|see to it"
    ),
    "fr": re.compile(
        r"(?<![\w'])(?!(?:vrai|gera|extra|camera|opera|agora|infra|supra|ultra|mantra|tiara|front|affront|environs|parirai|essai|delai|lira|aurora|sahara|sara|clara|laura|barbara|flora|dora|nora|patrons?|giron|environ)(?![\w]))"
        r"(?:\w{2,}(?:rai|ra|rons|ront)|(?:va|vais|allons|vont|vas) (?:\w+ |s' |l' |y |en ){0,2}\w+(?:er|ir|re|oir)|fera|ira|irai|irons|iront)(?![\w])"
    ),
}
GET = {
    "en": _any(
        rf"(?:you|she|he|they|we|{THEM_EN})(?:'ll| will| should| shall| can| ought to| may)? (?:\w+ )?(?:receive|get|gets|gets|have|hear|hears|receives|see|find|be (?:\w+ )?(?:\w+ed|sent|paid|rung|told|given|able|up and running|back on|seen|contacted|home and dry)|expect|count on)|"
        r"you'll (?:\w+ )?(?:receive|get|have|hear|see|find|be (?:\w+ )?(?:\w+ed|sent|paid|rung|told|given|able|seen|up|back on))|you(?:'re| are) (?:being )?(?:booked|scheduled|down|refunded|next|first|due)|you can (?:collect|pick|expect|count|rely|fetch)"
    ),
    "fr": _any(
        rf"(?:recevrez|aurez(?! (?:a|à|besoin)\b)|serez(?! (?:absent|present|la|chez|en|de|disponible|parti|loin|sorti)\w*)|verrez|obtiendrez|trouverez|retrouverez|decouvrirez|recupererez|connaitrez|saurez|tiendrez|pourrez|(?<=vous )(?!dev|voud|pens|veill|env|renv|retourn|paie|pay|regl|sign|ser|appel|rappel|dir|confirm|dépos|depos|laiss|fer|donn|prend|viendr|pass|trouv)\w+rez|recevez|recuperez|retrouvez|obtenez|(?:vous|tu) etes (?:livre|rembourse|rappele|contacte|recu|attendu|servi)\w*|"
        r"auras|seras|recevras|vous (?:avez|tenez) (?:ma|notre|la|le|votre|une|un|l')|allez (?:recevoir|avoir|etre)|pouvez (?:compter|recuperer|retirer|venir)|comptez|prevoyez|"
        rf"(?:{THEM_FR}) (?:recevra|aura|recoit|sera (?:\w+ )?(?:rappele|livre|rembourse|contacte|recontacte|servi|prevenu|informe|averti|fixe|indemnise)\w*|va (?:recevoir|etre|avoir)))"
    ),
}
THEIRS_DO = {
    "en": _any(
        rf"(?:{THEM_EN})(?: \w+){{0,2}} (?:will|'ll|is|are|shall|going|to|has to|calls|rings|sends|returns|comes|wants|needs|pays|posts|drops|collects|brings|gets back|moves|goes)|(?:customer|client|cust|caller) (?:to|will|2)|you(?:'ll| will| are going to|'re going to) |"
        r"your (?:\w+ )?(?:landlord|insurer|insurance|husband|wife|son|daughter|neighbou?r|employer|accountant|solicitor|lawyer|mother|father|doctor|partner|friend|colleague)"
    ),
    "fr": _any(
        rf"(?:{THEM_FR})(?: \w+){{0,3}} (?:(?!sera \w+e)\w{{2,}}ra|doit|va|vient|passe|rappelle|envoie|renvoie|apporte|depose|paie|regle|retourne|poste|part|appelle|revient|viendra|vide|libere|signe)|"
        r"(?:votre|vos|son|sa) (?:proprietaire|assureur|assurance|mari|femme|epouse|fils|fille|voisine?|notaire|employeur|syndic|comptable|avocat|medecin|mere|pere|conjointe?|ami|amie|architecte|locataire)"
    ),
}
ACTS = {
    "en": _any(
        r"leaves?|goes|go|ships|comes?|coming|comin|going|goin|leaving|heading|sendin|callin|gettin|shippin|arrives?|arriving|calls|calling|rings|ringing|phones|phoning|sends|sending|delivers|delivering|returns|returning|starts|starting|finishes|finishing|fits|fitting|installs|installing|repairs|repairing|replaces|replacing|pays|paying|lands|reaches|gets|"
        r"follows|posts|posting|drops|picks|picking|collects|answers|replies|processes|processing|begins|beginning|completes|visits|visiting|resumes|ready|there|with you|on its way|back to you|emailing|sorting|is being|are being|being|be|is|are|on site|to (?:call|ring|phone|send|email|visit|attend|chase|check|arrange|book|post|refund|come|deliver|confirm|follow|contact|reply|update)|round|en route|out for delivery|hits|"
        r"(?!during|morning|evening|nothing|something|anything|everything|according|regarding|following|concerning|including|meeting|building|closing|spring|string|wedding|waiting|missing)\w{3,}ing|attends|attending|treats|handles|sees|reports|restarts|goes out|turns up|runs|clears|opens a|looks|looking|checking|checks|on it|done|ship|move|moves|get \w+ed|gets \w+ed|turns|switch|switches|drive|drives|takes care|takes|closes the|issues|issuing"
    ),
    "fr": _any(
        r"arrange|arrangee?s?|part|partent|passe|passent|repasse|repassent|vient|viennent|revient|revien(?:s|nent)|reviens|arrive|arrivent|livre|livrent|appelle|appellent|rappelle|rappellent|contacte|contactent|recontacte|recontactent|telephone|telephonent|envoie|envoient|renvoie|expedie|expedient|sort|sortent|termine|"
        r"terminent|finit|finissent|acheve|achevent|commence|commencent|demarre|demarrent|reprend|reprennent|repare|reparent|change|changent|remplace|remplacent|installe|installent|pose|posent|monte|montent|intervient|interviennent|verse|versent|vire|credite|rembourse|remboursent|regle|reglent|traite|"
        r"traitent|repond|repondent|quitte|quittent|repart|repartent|rend|rendent|presente|presentent|transmet|transmettent|depose|deposent|remet|remettent|retire|recupere|recuperent|enleve|met|mettent|boucle|prepare|preparent|emballe|charge|chargent|occupe|occupent|procede|procedent|valide|"
        r"adresse|adressent|parvient|parviennent|rejoint|tient|debloque|prend|prennent|imprime|ecrit|publie|confirme|verifie|verifient|tranche|tombe|tombent|transfere|signe|nettoie|coupe|raccorde|branche|active|chez vous|sur place|en route|pret|prete|prets|pretes|est|sont|doit|doivent|devrait|devraient|"
        r"\w{2,}e(?:nt)? chez vous|la chez|fait|font|ouvre|suit|relance|redige|finalise|peint|coule|demonte|debute|joint|revient|recoit|recevons|debarrasse|ramone|ramene|ramenent|amene|apporte|apportent|met en|remonte|boucle|clot|cloture|solde"
    ),
}
NOUNS = {
    "en": _any(
        r"date|recontact|recall|chase|chasing|callback|call back|cb|delivery|visit|refund|reply|answer|update|appointment|appt|install|installation|repair|dispatch|shipping|shipment|collection|response|return|payment|transfer|booking|slot|call|follow|eta|completion|decision|results?|replacement|turnaround|arrival|credit|confirmation|"
        r"resolution|handover|pickup|pick|fix|reimbursement|inspection|survey|allow|takes?|expect|need|feedback|engineer|technician|tech|plumber|electrician|painter|roofer|locksmith|joiner|tiler|fitter|carpenter|driver|courier|carrier|van|lorry|truck|team|workshop|parcel|cheque|check|parts?|quote|invoice|"
        r"keys?|machine|boiler|crew|surveyor|glazier|mechanic|installer|builders?|package|items?|goods|pallet|report|report|works?|job|order|ready|sent|eng|ship|count|see you|done|quick|yours|with you"
    ),
    "fr": _any(
        r"date|remb|liv|interv|rep|cde|exp|rappels?|envoi|expedition|livraison|livr|passage|intervention|reponse|retour|remboursement|rdv|rendez|visite|installation|depannage|mise|reparation|enlevement|reprise|versement|virement|credit|confirmation|contact|appel|suivi|devis|delai|depart|resultats?|decision|expertise|remplacement|"
        r"nouvelles|restitution|regularisation|transfert|traitement|compte rendu|bilan|recontact|reexpedition|demarrage|raccordement|resolution|correction|publication|solution|disponibilite|nettoyage|transport|technicien|technicienne|tech|livreur|plombier|electricien|peintre|couvreur|serrurier|menuisier|"
        r"depanneur|carreleur|chauffagiste|installateur|monteur|poseur|coursier|camion|camionnette|colis|cheque|pieces?|commande|dossier|facture|cles?|appareil|equipe|chantier|travaux|pret|prete|comptez|compter|prevoir|chez vous|rappeler|envoyer|recontacter|relancer|livrer|commander|expedier|passer|"
        r"transmettre|promis|notre part|arrivee|reception|pose|ok|dispo|fini|suite|raccord"
    ),
}
LAST_WORD = {"en": _any(r"at the latest|latest|without fail|no later|promise"), "fr": _any(r"au plus tard|sans faute|dernier delai|promis")}
COUNTS = {
    "en": _any(r"time|lead|production|allow|takes?|taking|needs?|expect|turnaround|delivery|dispatch\w*|lead time|process\w*|shipping|refund\w*|response|reply|repair|up to|maximum|max|installation|arrives?|ships?"),
    "fr": _any(r"compt\w+|prevo\w+|delais?|fabrication|temps|prend\w*|faut|faudra|livraison|livr\w+|expedition|envoi|traitement|reponse|remboursement|intervention|reparation|retour|duree|maximum|max|demande\w*|besoin|reception"),
}
WE = {
    "en": _any(r"we|i|we're|i'm|we've|i've|our|my|us|me|someone|somebody|im"),
    "fr": re.compile(
        r"(?<![\w'])(?:je|j'|on|nous sommes|sommes|faisons|notre|nos|ma part|(?!(?:environs|questions|maisons|saisons|raisons|livraisons|bons|dons|sons|tons|cartons|boutons|salons|ballons|garcons|facons|jetons|patrons|"
        r"avons|selons|pensions|options|portions|actions)(?![\w]))\w{2,}(?<!ti)(?<!si)(?<!ai)ons|allons|avons)(?![\w])"
    ),
}
# Forms in -ez that ask nothing of the reader.
# Clauses within the clause that tell nothing of its own deed: "au numéro que vous avez laissé", "the number you gave us".
TAIL = {
    "en": re.compile(r" (?:that|which|who|whom|where) [^#]*$"),
    "fr": re.compile(r" (?:que|qu'|qui|dont) [^#]*$"),
}
ASIDE = {
    "en": re.compile(
        r" (?:what|how|whether|where) [^#]*$| (?:that |which )?you(?:'ve| have| had)? (?:gave|given|left|sent|provided|ordered|asked|requested|returned|wanted|need|needed|mentioned|bought|reported|chose|chosen|supplied)(?: us| me| for)?(?![\w])"
    ),
    "fr": re.compile(
        r" ce (?:que|qu'|qui) [^#]*$| (?:que|qu'|dont) (?:vous|tu|il|elle) (?:m'|nous |l'|y |en )?(?:avez|aviez|as|a|avait|attend\w+|souhait\w+|demand\w+|voul\w+)(?: \w+(?:e|i|u|is|ee|ees|es))?(?![\w])"
    ),
}
POLITE_EZ = frozenset("chez assez rez nez rendez recevez croyez sachez soyez excusez excuserez comptez prevoyez attendez avez etes notez trouvez voyez souhaitez rassurez inquietez hesitez ayez acceptez agreez".split())

# A deed that is ours without doubt: neither rights nor prices nor dates in the same clause make another thing of it.
_DEEDS_EN = (
    r"send|call|ring|phone|email|e - mail|text|reply|answer|get back|come back|write|refund|credit|pay|transfer|deliver|ship|dispatch|post|fix|repair|replace|install|fit|process|handle|deal|sort|confirm|let you|be in touch|update|"
    r"contact|issue|reach|follow|look into|review|collect|correct|release|forward|complete|finish|provide|arrange|check|investigate|drop|bring|keep you|get it|get that|get this|get you|have it|have this|have that|have your|have an answer|come|be there|be with you|visit|put|start"
)
STRONG = {
    "en": _any(
        rf"(?:(?:we|i|he|she|it|they|you|that)'ll|(?:we|i|he|she|it|they) (?:will|shall)|(?:we|i) (?:are|am)|we're|i'm|we|i)(?: (?!not|never)\w+)? (?:(?:{_DEEDS_EN})|(?:send|call|ring|phon|email|refund|credit|pay|deliver|ship|dispatch|post|process|com|writ|deal|sort|put)t?ing)",
        r"(?:file|case|ticket|claim|complaint|account|order|request)(?: \w+){0,2} closed",
        r"(?:delivery|collection|installation|visit|repair|fitting|inspection|handover|transfer|survey|appointment|service)(?: \w+){0,3} (?:takes|will take) place",
        r"(?:it|your(?: \w+){1,3})(?: will|'ll) be (?:open|opened|reopened)(?: again)?|it'll be (?:open|back)|(?:will|'ll) be back (?:on|up|in service)",
        r"(?:will|'ll|shall)(?: \w+)? be(?: \w+)? (?!(?:closed|charged|debited|billed|invoiced|increased|renewed|terminated|applied|required|asked|suspended|exhibited|celebrated|forfeited|expected|held|limited|staffed|reduced|raised)(?![\w]))(?:\w{2,}ed|sent|paid|made|told|rung|done|rebuilt|put|given|brought|written|sorted)",
        r"will(?: \w+)? be(?: \w+)? (?:sent|called|refunded|credited|paid|delivered|shipped|dispatched|posted|fixed|repaired|replaced|installed|fitted|processed|dealt|handled|sorted|issued|forwarded|completed|finished|contacted|answered|phoned|settled|corrected|released|cancelled|ready|done|returned|with you|there)",
    ),
    "fr": _any(
        r"(?:je|j'|nous|on)(?: (?:vous|te|le|la|les|l'|lui|leur|y|en|m'|me))* (?:(?:r?app|en|ren|trans|adress|rembours|r?contact|recontact|trait|livr|expedi|repond|regl|vers|vir|remplac|repar|install|pos|recu|revien|pass|repass|confirm|inform|tien|tiendr|fer|fais|proced|etabli|corrig|debloqu|interv|ecri|commun|joi|term|finali)\w*)(?<!ez)",
        r"\w+ (?:vous |te )?(?:sera|seront)(?: \w+)? (?:envoye|rembourse|traite|livre|expedie|adresse|communique|transmis|regle|verse|credite|repare|remplace|installe|pose|enregistre|corrige|effectue|fait|remis|passe|rappele|contacte|resilie|cloture|termine|pret)\w*",
        r"vous(?: (?:le|la|les|l'|en))*(?: (?:re)?(?:vers|rembours|rend|renv|envoi|adress|livr|appel|rappel|contact|recontact|recoi|recev|remet|transm|donn|paie|pay|apport|communiqu|ecri|telephon|joi|port|depos|attend|accompagn|prepar|repond)\w*)(?<!ez)",
        r"(?:dossier|ticket|reclamation|sinistre|compte|demande)(?: \w+){0,3} (?:clos|cloture|ferme|ouvert)\w*",
        r"(?:livraison|enlevement|intervention|pose|visite|passage|rendez - vous|rdv|installation|reparation|expertise|remise|rappel|virement|remboursement|remplacement|depannage|raccordement|mise en service)(?: \w+){0,3} (?:a|aura|auront) lieu",
        r"(?:votre|vos) (?:\w+ ){1,4}(?:sera|seront) (?:de nouveau |a nouveau |\w+ment )?(?:re)?ouvert\w*",
        r"(?:sera|seront)(?: \w+)? (?!(?:ferme|ouvert|absent|present|debite|preleve|facture|perdu|reconduit|renouvele|applique|celebre|organise|majore|augmente|exige|du|suspendu|annonce|tenu|offert|valide)\w*)\w{3,}(?:ee?s?|is|ise|ises|us?|ues?|its?|ites?|erte?s?|ainte?s?)(?![\w])",
        r"vous (?:serez|allez etre)(?: \w+)? (?:livre|rembourse|rappele|contacte|recontacte|informe|servi|averti|prevenu|credite|indemnise)\w*",
    ),
}
