"""The set phrases of letters, by language: data for layout.py. Compared without accents and in lower case."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Lower case without accents, typographic apostrophes made plain; as many characters as `text` where it is Latin."""
    text = text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe")
    return "".join(char for char in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(char))


CIVILITY = re.compile(
    r"^(?:m\.|mr\.?|mrs\.?|ms\.?|miss|mme\.?|mlle\.?|monsieur|madame|mademoiselle|me|maitre|dr\.?|docteur|herr|frau|sir|lady)"
    r"\s+(?!et\b|and\b|&)"
)
COUPLE = re.compile(r"^(?:monsieur|madame|m\.|mr\.?|mrs\.?|mme) (?:et|and|&) ")

SALUTATION = re.compile(
    r"^(?:(?:(?:tres |bien )?cher(?:e|s|es)?|madame|monsieur|mesdames|messieurs|mademoiselle|maitre|docteur|bonjour|bonsoir"
    r"|dear|hello|hi|good (?:morning|afternoon|evening)|to whom it may concern|sirs?|madam|gentlemen|ladies"
    r"|sehr geehrte[rs]?|liebe[rs]?|guten tag|estimad[oa]s?|querid[oa]s?|gentile|egregio|geachte|beste)\b)"
)
BARE_SALUTATION = re.compile(
    r"^(?:(?:madame|monsieur|mesdames|messieurs|mademoiselle)(?:[ ,]+(?:et |ou )?(?:madame|monsieur|mesdames|messieurs|mademoiselle))*"
    r"|(?:dear )?(?:sir|madam)s?(?:[ ,/]+(?:or |and )?(?:sir|madam)s?)*|to whom it may concern|bonjour|hello)$"
)
DEAR = re.compile(r"^(?:dear|cher|chere) (?:[^\s,.]+\.? ?){1,4}$")
"""A salutation that needs no comma."""

CLOSING = re.compile(
    r"\b(?:veuillez (?:agreer|recevoir|croire|trouver ici)|(?:je|nous) vous pri(?:e|ons) (?:d'|de )(?:agreer|croire|recevoir|accepter)"
    r"|(?:agreez|recevez|croyez),|salutations?|cordialement|bien a vous|sinceres|consideration|respectueusement|amicalement"
    r"|meilleurs (?:souhaits|sentiments)|sentiments (?:les meilleurs|distingues|devoues|respectueux)|gratitude"
    r"|[mn]es remerciements|(?:en|vous) (?:vous )?remerciant|au plaisir de|dans l'attente de|a votre disposition|a bientot|bien a toi"
    r"|je vous embrasse|many thanks|with thanks|(?:i|we) look forward to|looking forward to|all the best|best,$|cheers,$|than(?:k you|ks),$"
    r"|yours? (?:sincerely|faithfully|truly|respectfully)|sincerely|(?:kind|best|warm)(?:est)? (?:regards|wishes)|regards|respectfully"
    r"|mit freundlichen|freundliche grusse|atentamente|saludos|distinti saluti|cordiali saluti|hoogachtend|met vriendelijke)"
)
SUBJECT = re.compile(r"^(?:objet|obj|sujet|concerne|subject|subj|re|betreff|betrifft|asunto|oggetto|onderwerp)\s*\.?\s*[:;]\s*")
REFERENCE = re.compile(
    r"^(?:(?:vos?|nos?|votre|notre|[vn]/|your|our)\s*)?(?:ref(?:erence)?s?|dossier|commande|facture|contrat|police"
    r"|sinistre|compte|client|adherent"
    r"|parcelle|colis|classe|lot|immatriculation|invoice|order|account|policy|claim|case|file|customer|membership)\b"
    r"|^n(?:\s?[°º]\s?(?:d'|de |du )?\w|o\.?\s?(?:d'|de |du |\d)|o\. )|^immatriculation|^pieces? jointes?|^p\.?\s?j\.?\b|^encl"
)
ENCLOSED = re.compile(r"^(?:p\.?\s?j\.?\b|pieces? jointes?|encl(?:osures?|\.|:)|cc\s*:|copie\s*(?:a|:)|annexes?\s*:)")
ENCLOSES = re.compile(
    r"\b(?:ci-?\s?joint\w*|ci-?\s?inclus\w*|jointes?|joints?|annexe?e?s?|p\.?\s?j\.?|copies? (?:de|du|des|d')"
    r"|enclos\w+|encl\.?|attach\w+|annex\w*|cop(?:y|ies) of"
    r"|precedents? courriers?|previous letters?)(?!\w)"
)
"""A letter that says it does not come alone."""

POSTSCRIPT = re.compile(r"^p\.?\s?-?s\.?\s*[:.]")
TO = re.compile(r"^(?:a l'attention (?:de|du|des)|a l'att\.?(?: de)?|destinataire|attn\.?|attention|for the attention of|to)\s*:?\s*")
FROM = re.compile(r"^(?:expediteur|de la part de|sender|from)\s*:?\s*")
HEADING = re.compile(
    r"^(?:adresse(?: de| d')?\s*(?:livraison|facturation|correspondance|expedition|client)?"
    r"|(?:delivery|billing|shipping|invoice|customer|mailing) address"
    r"|factur[e\u00e9] a|livr[e\u00e9] a|bill(?:ed)? to|ship(?:ped)? to|sold to|lieferadresse|rechnungsadresse)\s*:?$"
)
DELIVERY = re.compile(r"livraison|expedition|delivery|shipping|ship to|livre a|lieferadresse")
CONTACT = re.compile(
    r"^(?:t[ée]l(?:[ée]phone)?|phone|mobile|portable|courriel|e-?mail|m[ée]l|fax|t[ée]l[ée]copie|internet|web|site)\b\s*[.:]?",
    re.IGNORECASE,
)
FAX = re.compile(r"\b(?:fax|telecopie|telefax)\b")
LEGAL = re.compile(
    r"\b(?:capital|rcs|r\.c\.s|siren|siret|ape|naf|tva|iban|bic|s\.?a\.?r\.?l|eurl|s\.?a\.?s|association loi|vat"
    r"|registered|company n|livre ii|code de la)\b"
)
DATED = re.compile(r"\b(?:date(?: de (?:la )?(?:facture|l'avoir|emission))?|fait a|fait le|le|invoice date|dated|issued)\b")
NOT_DATED = re.compile(
    r"\b(?:echeance|due|livraison|naissance|born|birth|valable|until|jusqu|expir|delivery|reglement|paiement|payment|votre|your)\b"
)
PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d{1,3}(?:\s*(?:/|sur|of|de)\s*\d{1,3})?$|^-\s*\d{1,3}\s*-$")
STREET = re.compile(
    r"\b(?:rue|avenue|av\.?|boulevard|bd|place|pl\.?|impasse|allee|chemin|route|quai|cours|square|passage|residence|lieu-dit|hameau|villa"
    r"|montee|promenade|faubourg|esplanade|zone|za|zi|bp|cs|bat\.?|batiment|lotissement|domaine de|cite|sentier|ruelle|voie"
    r"|street|st\.?|road|rd\.?|lane|ln|drive|dr|close|court|crescent|way|terrace|gardens|grove|mews|hill|suite|apt\.?"
    r"|flat|floor|p\.?o\.? box|house"
    r"|strasse|str\.|weg|platz|calle|plaza|via|piazza|straat|laan|camino)\b"
)
STREET_ALONE = re.compile(
    r"^(?:(?:rue|avenue|av\.?|boulevard|bd|place|pl\.|impasse|allees?|chemin|route|quai|cours|square|passage|residence|lieu-?dit|hameau|villa"
    r"|montee|promenade|faubourg|esplanade|zone|za|zac|zi|bp|cs|tsa|bat\.?|batiment|lotissement|domaine|cite|sentier|ruelle|voie|parc"
    r"|appartement|appt?\.?|escalier|esc\.?|etage|porte|entree|immeuble|tour|bloc|boite|le bourg|chez"
    r"|flat|suite|apt\.?|apartment|unit|floor|p\.?\s?o\.? box|calle|plaza|via|piazza)\b|c/o\b|(?:ground|first|second|third|top) floor)"
)
"""What begins a line of an address even without a number."""

STREET_LAST = re.compile(
    r"\b(?:street|st\.?|road|rd\.?|lane|ln|drive|close|court|crescent|way|terrace|gardens|grove|mews|hill|avenue|house|cottage|farm|building|mill|lodge|barn|manor|hall"
    r"|rectory|vicarage|grange|priory|wharf|croft"
    r"|strasse|weg|platz|straat|laan)$"
)
"""What ends one."""

CARE = re.compile(
    r"^(?:(?:affaire|dossier) suivie?\b|suivie? par\b|handled by\b|dealt with by\b|case handler\b|prepared by\b|redact(?:eur|rice)\b"
    r"|(?:votre |your )?(?:contact|interlocut\w+|correspondante?|gestionnaire|conseill\w+|adviser|advisor)\s*:)"
)
"""Who in the house looks after it: not the house's own name."""

HANDLING = re.compile(
    r"^(?:(?:en )?(?:lettre |courrier |envoi )?recommandee?\b|l\.?\s?r\.?\s?a\.?\s?r\b|par (?:courriel|courrier|fax|porteur)|confidentiel"
    r"|personnel(?: et confidentiel)?$|urgent$|pli |by (?:e-?mail|post|hand|fax|recorded|registered|special)"
    r"|(?:private|personal|strictly)\b.*(?:confidential|private)|confidential$|private$|without prejudice|sans prejudice"
    r"|registered (?:post|mail|letter)|recorded delivery|(?:facture|devis|avoir|invoice|quotation|statement|relance|rappel|reminder)$)"
)
"""How it travels, or what kind of paper it is."""
