# ruff: noqa: E501  # a list of phrases reads better long than broken
"""What mail programs write around a person's words, by language. Data only: cut.py and automatic.py say what follows from it."""

from __future__ import annotations

import re

_I = re.IGNORECASE

# Verbs with which a program introduces what it quotes, at the end of the line: "On ..., Anne wrote:", "Le ..., Anne a écrit :".
_WROTE = (
    r"wrote|writes|said|a [ée]crit|[ée]crivait|schrieb|geschrieben|schreef|heeft geschreven(?: het volgende)?|het volgende geschreven|skrev|följande|escribi[óo]|ha escrito|va escriure"
    r"|ha scritto|scrive|escreveu|napisa[łl]\(?a?\)?|pisze|napsal\(?a?\)?|nap[íi]sal|[íi]rta|a scris|kirjoitti|yazd[ıi]|έγραψε|пишет|написал\(?а?\)?|пише|написав|написала|写道|寫道|đã viết|作成"
    r"|のメッセージ|が書きました|さんは書きました|님이 작성|wrote the following|escribió lo siguiente|kirjoitti seuraavaa|rašė|napisao je|je napisao"
)
INTRODUCTION_END = re.compile(rf"(?:\b(?:{_WROTE})\b(?:[^\n:：]|:(?=\S)){{0,120}}|(?:{_WROTE}))\s*(?:[:：]|-{{2,}})\s*$", _I)
# The same where a sentence of one's own could end so: "your adviser wrote to me:".
INTRODUCTION_NOT = re.compile(
    r"\b(?:j['’]|je |tu |il |elle |on |nous |vous |ils |elles |qui |me |m['’]|te |t['’]|lui |leur |s['’])(?:nous |vous |lui |leur |m['’]|t['’])?(?:(?:ai|as|a|avons|avez|ont|avais|avait|avions|aviez|avaient|est|sont) )?"
    r"[ée]cri(?:t|vais|vait|viez|vions|vaient)\s*[:：]?\s*$|\b(?:I|he|she|they|we|you)(?: (?:had|have|has|just|once|then))? (?:wrote|writes|said|written)\b|\b(?:wrote|said) to (?:me|us|you)\b"
    r"|\b(?:sie|er|es|du|ich|wir|ihr|man) schrieb(?:st|en)?\b|\bschrieb(?:st|en)? (?:sie|er|du|ich|wir|ihr|man)\s*:?\s*$|\b(?:mir|uns|ihnen|haben|hatten|habe) geschrieben\b"
    r"|\b(?:me|nos|le|les|usted|ustedes|yo|él|ella) (?:(?:ha|han|había|habían) )?escri(?:bió|bieron|to)\b|\b(?:mi|ci|vi|gli|lei|lui|avete|abbiamo) (?:(?:ha|hai|hanno|aveva|avevano) )?scritto\b"
    r"|\b(?:u|je|jij|hij|zij|ze|wij|we|ik|men) schre(?:ef|ven)\b|\bschre(?:ef|ven) (?:u|je|jij|hij|zij|ze|wij|we|ik)\s*:?\s*$|\b(?:me|nos|lhe|você|vocês|senhora?) escrev(?:eu|eram)\b",
    _I,
)
# How such an introduction begins when it names the day first.
INTRODUCTION_START = re.compile(
    r"^[\s*_|\[(-]*(?:On|Le|Am|Op|Den|P[åa]|El|Il|Em|No dia|W dniu|Dnia|Dne|D[ňn]a|La data de|[ÎI]n data|În|Στις|Vào|A[zt]?|El d[íi]a|Em qua|Dana|Il giorno|At|U|El dia|Op)\b\.?\s*(?=.*\d)",
    _I,
)
# A day, an hour and a sender without any verb: "2024-03-04 09:15 GMT+01:00 Anne Dupont <anne@example.fr>:", "lun. 4 mars 2024 à 09:15, Anne <anne@example.fr>:".
INTRODUCTION_BARE = re.compile(
    r"^\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:,?\s+\d{1,2}:\d\d)?(?:\s+(?:GMT|UTC)?[+-]\d{1,2}:?\d{0,2})?,?\s+[^<>\n]{1,80}<[^<>\s]+@[^<>\s]+>\s*:?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s+\d{1,2}:\d\d\s+(?:GMT|UTC)[+-]\d{1,2}:?\d{0,2}\s+[^\n]{1,80}"
    r"|[^\n<>]{0,60}\b\d{1,2}:\d\d\b[^\n<>]{0,80}<[^<>\s]+@[^<>\s]+>\s*[:：]"
    r"|(?=[^\n:]{0,40}\b(?:19|20)\d\d\b)[^\n<>@:]{4,40}\b\d{1,2}[:.]\d\d\s+(?:by|from|de|von|van|da|av|af|od|от|por|par)\s+[^\s<>@:]{1,80}@[^\s<>@:]{1,120}:)\s*$",
    _I,
)
# One that names only whom it quotes: "Quoting Anne <anne@example.fr>:", "Wiadomość napisana przez ...:".
INTRODUCTION_NAMED = re.compile(
    r"^(?:quoting|zitat von|zitiere|citando|cita de|citat(?:ion)? de|citeren|citerar|cytowanie|cituji|idézet|citation de|wiadomość napisana przez|missatge de|mensaje de|messaggio (?:di|da)|mensagem de)\b[^\n]{1,200}[:：]\s*$",
    _I,
)
INTRODUCTION_DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b\d{1,2}[:hH.]\d{2}\b|\b(?:19|20)\d\d\b|\d\s*[年月日년월일]")
HOUR = re.compile(r"\b\d{1,2}\s?[:hH时時点點시]\s?\d{0,2}|\d\s?(?:[ap]\.?m\b|uhr\b)|\b(?:kl|klo|um|ore|o)\.?\s\d{1,2}\.\d\d", _I)
# Whom a person names, and no program: "your technician", "the workshop". In small letters, for capitals begin names.
SOMEBODY = re.compile(
    r"\b(?:your|my|our|his|her|their|the|this|that|one of|votre|notre|mon|ma|mes|nos|vos|leurs?|ce|cet|cette|le|la|un|une|l['’]un|uw|jullie|onze?|mijn|een|het|de"
    r"|su|sus|mi|mis|tu|nuestr[oa]|vuestr[oa]|el|una|il|lo|vostr[oa]|nostr[oa]|mi[oa]|seu|sua|meu|minha|nosso|nossa)\s+[a-zà-ÿ]{3,}"
    r"|\b(?:[Ii]hre?|unsere?|meine?|deine?)\s+\w{3,}"
)
ADDRESS = re.compile(r"[<\[(]?(?:mailto:)?[^\s<>()\[\]@]{1,80}@[\w.-]{1,120}")

# The block of fields that Outlook and others put above what they quote.
_FROM = "from|de|von|van|fra|från|da|od|от|від|发件人|寄件者|差出人|보낸\\s*사람|kimden|lähettäjä|feladó|de la|από|mittente|exp[ée]diteur|remetente|remitente|afzender|absender|từ"
_SENT = (
    "sent|date|message du|envoy[ée]e?(?: le)?|date d['’]envoi|gesendet|datum|verzonden|sendt|skickat|dato|enviados?(?: el)?|fecha|enviada(?: em)?|data|inviato|wysłan[oe]|odesláno|отправлено|дата|надіслано"
    "|发送时间|发送日期|日期|送信日時|日時|보낸\\s*날짜|날짜|gönderilme|tarih|lähetetty|päivämäärä|elküldve|dátum|trimis|dată|στάλθηκε|ημερομηνία|poslano|gönderildi|le|sent on|posted at|đã gửi"
)
_TO = "to|à|a|an|aan|til|till|para|per|do|komu|кому|收件人|宛先|받는\\s*사람|kime|vastaanottaja|címzett|către|προς|destinataire|destinatario|pour|đến"
_SUBJECT = (
    "objet|subject|sujet|betreff|onderwerp|emne|ämne|asunto|assunto|oggetto|ogg|temat|předmět|predmet|тема|主题|主旨|件名|제목|konu|aihe|tárgy|subiect|θέμα|chủ đề"
)
_OTHER = (
    f"{_SUBJECT}|cc|copie(?: à)?|kopie|kopia|kopi|copia|копия|抄送|참조|bilgi|cci|bcc|κοιν"
    "|re|reply-to|r[ée]pondre à|antwort an|importance|priorit[ée]|pi[èe]ces? jointes?|attachments?|anlagen?|organization|organisation"
)


def _field(names: str) -> re.Pattern[str]:
    return re.compile(rf"^[\s>*_|]*(?:{names})\s*[*_]*\s*[:：][*_]*\s*(.*)$", _I)


FIELD_ALONE = re.compile(rf"^\s*(?:{_TO}|{_OTHER})\s*$", _I)
FIELD_FROM = _field(_FROM)
FIELD_SENT = _field(_SENT)
FIELD_SUBJECT = _field(_SUBJECT)
FIELD_SUBJECT = _field(_SUBJECT)
FIELD_OTHER = _field(f"{_TO}|{_OTHER}")

# Lines that say: from here on it is somebody else's mail.
SEPARATOR = re.compile(
    r"^[\s*>]*[-_=—–~]{2,}\s*(?:original message|original e-?mail|message original|message d['’]origine|(?:message|mail|courriel|e-mail) transf[ée]r[ée]|mail original|message transmis|message r[ée]exp[ée]di[ée]|urspr[üu]ngliche nachricht"
    r"|original[- ]?nachricht|urspr[üu]ngliche (?:e-?)?mail|weitergeleitete nachricht|oorspronkelijk bericht|doorgestuurd bericht|forwarded message|forwarded by .*|mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada"
    r"|messaggio originale|messaggio inoltrato|ursprungligt meddelande|vidarebefordrat meddelande|oprindelig (?:meddelelse|besked)|opprinnelig melding|videresendt (?:meddelelse|melding)|alkuperäinen viesti"
    r"|oryginalna wiadomość|wiadomość oryginalna|wiadomość przekazana|původní zpráva|eredeti üzenet|исходное сообщение|пересылаемое сообщение|пересланное сообщение|原始邮件|转发的?邮件|転送|元のメッセージ"
    r"|원본 메시지|전달된 메시지|özgün ileti|iletilen mesaj|reply message|r[ée]ponse|message initial|courriel original|reply above this line).{0,60}?[-_=—–~:]*\s*$",
    _I,
)
FORWARD_INTRODUCTION = re.compile(
    r"^[\s*>]*(?:begin forwarded message|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])|anfang der weitergeleiteten nachricht|inizio messaggio inoltrato|inicio del mensaje reenviado"
    r"|begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt (?:besked|melding)|in[íi]cio da mensagem (?:reencaminhada|encaminhada))\s*:?\s*$",
    _I,
)
TICKET_LINE = re.compile(
    r"^[\s>]*(?:[#=*~-]{2,}\s*)?(?:please (?:type|write|enter) your reply above this line|reply above this line|type your response above|respond above this line|write above this line"
    r"|(?:merci de |veuillez )?(?:r[ée]pond(?:re|ez)|[ée]cri(?:re|vez)) (?:au[- ]dessus|ci-dessus) de cette ligne|ne pas [ée]crire sous cette ligne|bitte (?:oberhalb|über) dieser (?:linie|zeile) antworten).*$",
    _I,
)
RULE = re.compile(r"^\s*(?:_{20,}|-{30,}|={20,}|\*{20,}|—{10,})\s*$")

# Of those, the ones that say that it was handed on.
FORWARDS = re.compile(
    r"forward|transf[ée]r|r[ée]exp[ée]di|transmis|weitergeleitet|doorgestuurd|reenviad|encaminhad|inoltrat|vidarebefordra|videresend|przekazan|пересыл|пересл|转发|轉寄|転送|전달|iletilen",
    _I,
)
FORWARD_SUBJECT = re.compile(r"^\s*(?:re\s*:\s*)?\[?(?:fwd?|tr|wg|rv|enc|i|pd|vs|vb|doorst|fs|továbbítás|ynt|πρθ|转发|轉寄|转|пересл)\s*:", _I)

# What devices and programs add below: that it was sent, and a word for what sent it.
DEVICE = re.compile(
    r"^[\s*_<(-]{0,4}(?:(?:sent (?:from|via|with|using|by|on) .{2,100}|(?:\w{2,20} )?from (?:my )?(?:mobile|i?phone|ipad|android|blackberry)\b.{0,30}|sent (?:on|at) the move.{0,40}"
    r"|(?:\w{2,12} ){1,4}\[?(?:outlook|boxer) (?:for|pour|für|para|per|voor|dla|til|för|pro|pentru) .{0,80}|outlook für .{0,30}|diese (?:nachricht|e-?mail) wurde .{2,80} gesendet|provenance : courrier pour windows.{0,20}"
    r"|envoy[ée]e?(?: [àa] partir)? (?:de|du|depuis|avec|via|par|d['’]) ?.{2,80}|gesendet (?:von|mit|aus|über) .{2,80}|von meinem .{2,40} gesendet"
    r"|verzonden (?:vanaf|vanuit|met|via) .{2,60}|verstuurd (?:vanaf|met|via) .{2,60}|enviad[oa] (?:desde|do|de|a partir|pel[oa]|con|com) .{2,80}|inviato (?:da|dal|con|tramite) .{2,60}|skickat (?:från|med) .{2,60}"
    r"|sendt (?:fra|med) .{2,60}|wysłan[eo] (?:z|za|przez) .{2,60}|отправлено (?:с|из) .{2,60}|надіслано з .{2,60}|lähetetty .{2,40}sta|odesláno z .{2,60}|trimis de pe .{2,60})"
    r"|(?:從|从)我的.{1,30}(?:傳送|发送|傳)|発信元|iphoneから送信|从我的.{1,10}发送|发自我的.{1,20}|나의 .{1,20}에서 보냄)\.?[\s*_>)]*$",
    _I,
)

DEVICE_WORD = re.compile(
    r"phone|ipad|ipod|\bios\b|android|samsung|galaxy|mobil|tablet|telefon|t[ée]l[ée]fon|outlook|e?mail\b|messag|messenger|mailbox|\bapp|applic|yahoo|proton|tuta|blackberry|windows|huawei|xiaomi|nokia|sony|xperia|pixel"
    r"|oneplus|oppo|honor|redmi|portable|handy|celular|m[óo]vil|cellulare|courrier|\bmac|gmail|orange|\bfree\b|laposte|la poste|\bsfr\b|bouygues|thunderbird|spark|fairphone|aquamail|k-9|fairemail|canary|move\b|http|\bmy\b|\bmon\b|\bmein|\bmijn\b|\bmeu\b|傳|发送|発信|送信|보냄",
    _I,
)

# The formula that ends what is said; what follows are names and numbers.
CLOSING = re.compile(
    r"^[\s*_]*(?:(?:bien |tr[èe]s |le plus )?(?:cordialement|amicalement|sinc[èe]rement|respectueusement|fraternellement|chaleureusement)(?: (?:vôtre|à vous|votre))?|cdlt|cdt|bien à (?:vous|toi|vous tous)|salutations(?: distingu[ée]es| cordiales)?"
    r"|(?:meilleures|sinc[èe]res|cordiales) salutations|bonne (?:journ[ée]e|soir[ée]e|r[ée]ception|fin de journ[ée]e|continuation)(?: à (?:vous|toi|tous))?|sentiments? distingu[ée]s?|avec (?:mes|nos) (?:salutations|remerciements).{0,40}"
    r"|(?:merci|remerciements)(?: d['’]avance| beaucoup| par avance| anticip[ée]s)?|veuillez (?:agr[ée]er|recevoir|croire).{0,140}|je vous prie (?:d['’]agr[ée]er|de croire|de recevoir).{0,140}|bises|à bient[ôo]t|belle journ[ée]e"
    r"|(?:kind(?:est)?|best|warm(?:est)?|with (?:kind|best)|many|good) (?:regards|wishes)|regards|best|cheers|thanks(?: again| a lot| so much| in advance)?|many thanks|thank you|yours(?: (?:sincerely|faithfully|truly))?|sincerely(?: yours)?|all the best|take care"
    r"|mit (?:freundlichen|besten|lieben|herzlichen) gr(?:ü|ue)(?:ß|ss)en|(?:viele|beste|liebe|freundliche|herzliche) gr(?:ü|ue)(?:ß|ss)e|mfg|vg|lg|met vriendelijke groet(?:en)?|(?:vriendelijke|hartelijke) groet(?:en)?|mvg|saludos(?: cordiales)?|un saludo|atentamente"
    r"|cordiali saluti|distinti saluti|saluti|atenciosamente|cumprimentos|med venlig hilsen|mvh|med vänliga hälsningar|vennlig hilsen|pozdrawiam|z poważaniem|с уважением|з повагою"
    r"|mit (?:freundlichem|bestem|liebem|herzlichem) gru(?:ß|ss)|(?:freundlicher |lieber |schöne[rn]? )?gr(?:u|ü|ue)(?:ß|ss)e?|hochachtungsvoll|(?:vielen |besten |herzlichen )?dank(?:e)?(?: im voraus)?|groet(?:en|jes)|met (?:hartelijke|beste) groet(?:en)?|hoogachtend|(?:alvast )?bedankt"
    r"|cordialmente|(?:muchas )?gracias(?: de antemano)?|(?:un )?(?:cordial|afectuoso) saludo|reciba .{0,60}saludos?|un abrazo|un saluto|(?:molte )?grazie(?: mille)?(?: in anticipo)?|cordialità|(?:com os )?melhores cumprimentos|obrigad[oa]|abraços?"
    r"|z wyrazami szacunku|pozdrowienia|dziękuję|(?:med )?(?:vänlig|vänliga|bästa) hälsning(?:ar)?|hälsningar|tack|(?:de |med )?(?:venlige?|bedste|kærlige?) hilsen(?:er)?|(?:med )?(?:vennlig|beste) hilsen|hilsen|vh|ystävällisin terveisin|terveisin"
    r"|s pozdrav(?:em|om)|s úctou|üdvözlettel|tisztelettel|köszönettel|cu stimă|cu respect|saygılarımla|με εκτίμηση|srdačan pozdrav|lep pozdrav)\W*$",
    _I,
)
# A line that belongs to a visiting card rather than to a letter.
CARD = re.compile(
    r"(?:\+?\(?\d[\d\s().\-/]{7,}\d|\b(?:t[ée]l|tel|phone|mobile|mob|portable|port|fax|gsm|cell|direct|ligne directe|standard)\b\s*[.:]?\s*[+(\d]|https?://|\bwww\.|[^\s@]+@[^\s@]+\.\w|"
    r"\b(?:sarl|sàrl|sasu?|sa|eurl|gmbh|ltd|limited|inc|llc|bv|nv|ag|siret|rcs|bce|tva|vat|cedex)\b|\b\d{4,5}\s+[A-ZÀ-Ý]|\b(?:rue|avenue|boulevard|street|road|straße|strasse|place|chemin|quai)\b)",
    _I,
)

# The kinds of things that a visiting card tells.
CARD_KINDS = {
    "title": re.compile(r"^\s*(?:m\.|mme|mlle|mr\.?|mrs\.?|ms\.?|dr\.?|docteur|prof\.?|me|maître|herr|frau|ing\.?|dipl\.-ing\.?|sig\.(?:ra)?|sr\.|sra\.|dhr\.|mevr\.)\s+[A-ZÀ-Ý]", re.I),
    "work": re.compile(
        r"\b(?:direct(?:eur|rice|or|ora|ion)|g[ée]rante?|pr[ée]sidente?|responsable|superviseu(?:r|se)|charg[ée]e? de|chef(?:fe)? d|assistante?|secr[ée]taire|conseill(?:er|[èe]re)|ing[ée]nieure?|technicien(?:ne)?|comptable"
        r"|commerciale?|acheteu(?:r|se)|juriste|avocate?|notaire|architecte|infirmi(?:er|ère)|coordinat(?:eur|rice|or)|r[ée]dact(?:eur|rice)|service (?:client|achat|comptab|technique|commercial)\w*|secrétariat|trésori(?:er|ère)"
        r"|manager|head of|chief|officer|c[eotf]o\b|founder|owner|engineer|developer|consultant|analyst|accountant|solicitor|lawyer|secretary|advis[eo]r|specialist|executive|supervisor|coordinator|buyer|editor|teacher|professor"
        r"|leiter(?:in)?|geschäftsführer(?:in)?|sachbearbeiter(?:in)?|vertrieb|einkauf|buchhaltung|assistenz|ingenieur(?:in)?|berater(?:in)?|inhaber(?:in)?|gerente|jefe|jefa|responsabile|direttore|direttrice|titolare|impiegat[oa]"
        r"|medewerk(?:er|ster)|directeur|eigenaar|adviseur|bedrijfsleider|kierownik|dyrektor|specjalista|diretora?|gestora?|engenheir[oa])\b",
        _I,
    ),
    "number": re.compile(r"\+?\(?\d[\d\s().\-/]{7,}\d"),
    "mail": re.compile(r"[^\s@]{1,80}@[^\s@]{1,120}\.\w"),
    "link": re.compile(r"https?://|\bwww\.", _I),
    "place": re.compile(
        r"\b(?:sarl|sàrl|sasu?|eurl|gmbh|ltd|limited|inc|llc|bv|nv|s\.?p\.?a|siret|rcs|cedex)\b|\b\d{4,5}\s+[A-ZÀ-Ý]|\b(?:rue|avenue|boulevard|street|road|straße|strasse|place|chemin|quai|via|calle)\b", _I
    ),
}
CIVIL = re.compile(r"^\s*(?:m\.|mme|mlle|mr\.?|mrs\.?|ms\.?|dr\.?|docteur|prof\.?|herr|frau|dipl\.-ing\.?|sig\.(?:ra)?|sra?\.|dhr\.|mevr\.)\s+", _I)
PARTICLES = frozenset(["de", "du", "des", "la", "le", "les", "d", "l", "et", "and", "und", "of", "the", "van", "von", "der", "den", "di", "da", "dos", "das", "del", "y", "e", "zu", "ten", "ter"])
POSTSCRIPT = re.compile(r"^\s*(?:p\.?\s?s\.?|n\.?\s?b\.?|post[- ]?scriptum)\s*[:.,—–-]?\s+\S", _I)

# Words of sentences that stand on no card and in no name; and those with which somebody speaks of themselves. In small letters, but for I.
SPOKEN = re.compile(
    r"(?<![^\s«\"(])(?:I|is|are|was|were|has|have|had|will|would|can|could|must|should|please|you|we|they|he|she|it|there|not|est|sont|était|ont|sera|faut|doit|peut|pouvez|voulez|avez|êtes|merci de|je|tu|il|elle|nous|vous|ils|ne|pas|qui|que|j['’]\w+|c['’]est|n['’]\w+"
    r"|ist|sind|war|hat|haben|wird|muss|kann|bitte|ich|wir|sie|er|es|nicht|está|son|fue|tiene|hay|debe|puede|favor|yo|nosotros|usted|no|è|sono|ha|hanno|deve|può|non|io|noi|lei|is|zijn|heeft|moet|kan|graag|ik|wij|u|niet|é|são|foi|tem|pode|não|eu|você)(?![^\s,;:.!?…»\")])"
)
SPOKEN_I = re.compile(r"(?<![^\s«\"(])(?:I|I['’]\w+|me|my|je|j['’]\w+|m['’]\w+|moi|mon|ma|mes|ich|mir|mich|mein\w*|yo|mí|mi|mis|io|mio|mia|ik|mij|mijn|eu|meu|minha)(?![^\s,;:.!?…»\")])")

# Footers that nobody wrote for this mail.
FOOTER = re.compile(
    r"^[\s*_>|-]*(?:ce (?:message|courriel|mail|e-?mail|courrier)(?: [ée]lectronique)?(?: et (?:toutes? )?(?:ses|les) (?:[ée]ventuelles )?pi[èe]ces.{0,30})? .{0,120}(?:confidentiel|destinataire|exclusi|usage|antivirus|virus)"
    r"|les informations (?:contenues|recueillies|transmises).{0,160}|l['’]int[ée]grit[ée] de ce message.{0,120}|avant d['’]imprimer.{0,160}|(?:p |🌳 |🌱 )?(?:avant d['’]imprimer|pensez à l['’]environnement|n['’]imprimez).{0,160}"
    r"|(?:p )?(?:please )?(?:consider|think (?:of|about)) the environment.{0,120}|this (?:e-?mail|message|communication|transmission)(?: and (?:any|all|its).{0,60})?.{0,120}(?:confidential|intended|privileged|virus|scanned|addressee)"
    r"|the (?:information|contents?) (?:contained|in|of) (?:in )?this.{0,160}|confidentiality (?:notice|note).{0,80}|avis de confidentialit[ée].{0,80}|(?:legal )?disclaimer\b.{0,60}|if you (?:are not the intended|have received this).{0,120}|si vous (?:n['’][êe]tes pas le|avez reçu ce).{0,120}"
    r"|diese (?:e-?mail|nachricht).{0,120}(?:vertraulich|bestimmt)|dit (?:e-?mail)?bericht.{0,100}(?:vertrouwelijk|bestemd)|.{0,60} is (?:a company )?registered in (?:england|scotland|wales|ireland).{0,120}"
    r"|(?:pour )?(?:vous d[ée]sabonner|se d[ée]sabonner|d[ée]sinscri).{0,160}|(?:to )?unsubscribe\b.{0,160}|you (?:are receiving|received) this (?:message|e-?mail).{0,160}|vous recevez ce (?:message|courriel|mail).{0,160}"
    r"|l['’]absence de virus.{0,160}|garanti sans virus.{0,80}|virus-free\..{0,60}|cet e-?mail a [ée]t[ée] v[ée]rifi[ée].{0,120})",
    _I,
)
# What may stand in the line above.
SLOGAN = re.compile(r"\b(?:environnement|environment|umwelt|plan[èe]te|planet|medio ?ambiente|ambiente|milieu)\b", _I)
BANNER = re.compile(
    r"^[\s*_>|\[!⚠️-]*(?:(?:caution|warning|attention|external|externe|exp[ée]diteur externe|mail externe|e-?mail externe|courriel externe|message externe|think before you click|be careful)\b.{0,40}"
    r"(?:external|externe|outside|ext[ée]rieur|l['’]organisation|organization|originated|sender|exp[ée]diteur|provient|provenance|click|cliqu|link|lien)"
    r"|\[?(?:external e?-?mail|external|externe)\]?\s*$|this (?:e-?mail|message) (?:originated|came|was sent|comes|is) from (?:an )?(?:outside|external).{0,200}"
    r"|you don['’]t often get (?:e-?mail) from .{0,200}|vous ne recevez pas souvent .{0,200}|(?:ce|cet) (?:message|courriel|e-?mail|mail) (?:provient|vient|a [ée]t[ée] envoy[ée]|[ée]mane) (?:de l['’]ext[ée]rieur|d['’]un exp[ée]diteur externe|d['’]une adresse ext).{0,200}).*$",
    _I,
)

# Machines.
DAEMON_NAME = re.compile(
    r"mail(?:er)?[- ]?(?:delivery|daemon)|delivery (?:sub)?system|mail administrator|postmaster|système de distribution|remise du courrier",
    _I,
)
BOUNCE_SUBJECT = re.compile(
    r"undeliver|undelivered|delivery (?:status|failure|problem|report|has failed|notification|error|delay)|(?:mail|message) (?:delivery|could not|not delivered|undeliverable|status|system error)|returned (?:mail|to sender)|failure (?:notice|delivery)"
    r"|failed delivery|not delivered|non[- ]?(?:remis|d[ée]livr|distribu)|[ée]chec (?:de (?:la )?(?:remise|distribution|livraison|d[ée]livrance)|d['’]envoi)|message non|retour (?:de courrier|à l['’]exp[ée]diteur)|avis de non|unzustellbar|nicht zugestellt|zustellung|onbestelbaar"
    r"|mail returned|can(?:no|')t be delivered|bounce|warning: could not send|error sending|user unknown|no se puede entregar|mancata consegna|rejected|returned message|mail failed|delivery to|postmaster notify|could not be delivered|mail (?:error|failure)",
    _I,
)
BOUNCE_TEXT = re.compile(
    r"could not be delivered|(?:was|were) not delivered|unable to deliver|delivery (?:has |to the following recipients? )?failed|undeliverable|permanent (?:fatal )?error|user (?:is )?unknown|unknown user|no such user|mailbox (?:is )?(?:full|unavailable)|over quota"
    r"|n['’]a (?:pas )?pu [êe]tre (?:remis|d[ée]livr|distribu)|n['’]a pas [ée]t[ée] (?:remis|d[ée]livr|distribu)|adresse (?:inconnue|introuvable)|konnte nicht zugestellt|transcript of session|returned to sender|<<< 5\d\d|\b5\.\d\.\d{1,3}\b|\b55[0-4] ",
    _I,
)
AWAY_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:automatyczna odpowied[źz]|automatick[áa] odpov[ěe][ďd]|automaattinen vastaus|automatikus v[áa]lasz|автоответ|автоматический ответ|automatické|自动回复|自動回覆|自動応答|otomatik yan[ıi]t|r[ăa]spuns automat|automatic reply|auto(?:matic)?[- ]?(?:reply|response|replied|responder|: )|out[- ]of[- ](?:the[- ])?office|r[ée]ponse automatique|absence (?:du bureau|automatique)|absent(?:e)?(?: du bureau)?\b|message d['’]absence|notification d['’]absence"
    r"|automatische (?:antwort|antwoord|reactie)|abwesenheit|afwezig|respuesta autom[áa]tica|resposta autom[áa]tica|risposta automatica|autosvar|automatisk svar|automatiskt svar|on (?:vacation|holiday|annual leave)|away from (?:the )?office|\bre ?: ?out of office|ooo\b)",
    _I,
)
AWAY_TEXT = re.compile(
    r"^\s*(?:(?:bonjour|hello|hi|dear .{0,30}|madame,? monsieur|hallo|guten tag)[\s,.!]*)?(?:je suis (?:actuellement )?(?:absente?|en cong[ée]s?|en vacances|en arrêt|en d[ée]placement)\b.{0,80}(?:jusqu|du \d|retour|pourrai|urgen|reprend|mail|message)"
    r"|(?:actuellement|[ée]tant) (?:absente?|en cong[ée]s?)\b.{0,120}|i(?: am|['’]m) (?:currently )?(?:out of (?:the )?office|on (?:annual |maternity |parental )?leave|away (?:from|until))\b.{0,120}|thank you for your (?:e-?mail|message)\. i(?: am|['’]m) (?:currently )?(?:out|away|on).{0,120}"
    r"|ich bin (?:derzeit|zur ?zeit|momentan)?\s*(?:nicht im büro|abwesend|im urlaub).{0,120})",
    _I | re.DOTALL,
)
# What a machine says of a message that it has taken in; both must be there.
RECEIPT_TEXT = re.compile(
    r"(?:message|demande|courriel|e-?mail|requ[êe]te) (?:a (?:bien )?[ée]t[ée]|est bien) (?:re[çc]ue?|enregistr[ée]e?|prise? en compte)|(?:request|message|e-?mail|ticket) (?:has been|was) (?:received|created|opened|logged)",
    _I,
)
MACHINE_TEXT = re.compile(
    r"(?:envoy[ée]e?|g[ée]n[ée]r[ée]e?|cr[ée][ée]e?) automatiquement|(?:message|r[ée]ponse|courriel|e-?mail) automatique|ne pas r[ée]pondre|do not reply|automated (?:message|response|reply|e-?mail)|automatically generated|generated automatically",
    _I,
)
LIST_FOOTER = re.compile(
    r"mailing list|mailman|liste de diffusion|listinfo|mailingliste?|groups\.google|unsubscrib|d[ée]sabonn|d[ée]sinscri|\blijst(?:en)?\b|\bsympa\b",
    _I,
)
RECEIPT_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:accus[ée] de r[ée]ception|confirmation de (?:lecture|r[ée]ception)|lu\s*:|non lu\s*:|read\s*:|not read\s*:|gelesen\s*:|read receipt|return receipt|prise en compte de votre|votre (?:demande|message) (?:a (?:bien )?[ée]t[ée]|est) (?:enregistr|re[çc]ue|prise)"
    r"|(?:ticket|demande|request) (?:n° ?|#)?\S{0,20} ?(?:cr[ée][ée]|re[çc]u|received|created|opened)|we(?: have|['’]ve)? received your)",
    _I,
)
ANSWER_SUBJECT = re.compile(r"^\s*(?:re|aw|sv|antw|rép|réf)\s*:", _I)

# "See my answers in red below": who answers, in which colour, where.
ANSWERS = re.compile(
    r"\b(?:answer(?:s|ed)?|repl(?:y|ies|ied)|respon(?:se|ses|ded)|comment(?:s|ed)?|remarks?|notes?|additions?|corrections?|changes?|r[ée]pon(?:se|ses|du|ds|dons)|commentaires?|remarques?|ajouts?|pr[ée]cisions?|annotations?|modifications?|antwort(?:en)?"
    r"|beantwortet|anmerkungen|kommentare?|respuestas?|comentarios?|contestaciones|rispost[ae]|commenti|respostas?|comentários?|antwoord(?:en)?|opmerkingen|odpowied(?:ź|zi)|svar|kommentarer)\b",
    _I,
)
# "My answers", "answers below": theirs who write now; "your answer below" and "in reply to" are another's.
MY_ANSWERS = re.compile(
    r"(?:^\W*(?:(?:please |merci de |bitte )?(?:see|voir|voyez|find|trouve[rz]?|siehe) )?|\b(?:my|our|mes|nos|mon|notre|ma|meine?|unsere?|mis?|nuestras?|mi[ei]|le mie|mijn|onze|minhas?)\s+(?:\w+\s+){0,2}|\b(?:I|we)(?:['’]ve| have)?\s+|\b(?:je|nous)\s+(?:vous\s+)?(?:ai |avons )?)"
    r"(?:answer(?:s|ed)?|repl(?:y|ies|ied)|respon(?:ses|ded)|comment(?:s|ed)?|remarks?|notes|r[ée]pon(?:se|ses|du|ds|dons)|commentaires?|remarques?|pr[ée]cisions|annotations?|antwort(?:en)?|anmerkungen|kommentare?|respuestas?|comentarios?|rispost[ae]|commenti|respostas?|comentários?|antwoord(?:en)?|opmerkingen)\b",
    _I,
)
ANSWER_STEMS = (
    "answer", "repl", "respon", "comment", "remark", "note", "addition", "correction", "change", "répon", "repon", "remarq", "ajout", "précision", "precision", "modif",
    "antwort", "anmerk", "kommentar", "respuest", "comentari", "contesta", "rispost", "respost", "comentári", "antwoord", "opmerk", "odpowied", "svar",
)  # fmt: skip
COLOURS = {
    "red": re.compile(r"\b(?:red|rouges?|rot(?:er|em|en)?|rojo|ross[oi]|vermelho|rood|röd|rødt?|czerwon\w*|červen\w*)\b", _I),
    "orange": re.compile(r"\b(?:orange[rs]?|naranja|aranci\w+|laranja|oranje)\b", _I),
    "yellow": re.compile(r"\b(?:yellow|jaunes?|gelb(?:er|em)?|amarillo|giallo|amarelo|geel)\b", _I),
    "green": re.compile(r"\b(?:green|verte?s?|grün(?:er|em)?|verde|groen|grön|grønt?|zielon\w*|zelen\w*)\b", _I),
    "blue": re.compile(r"\b(?:blue|bleue?s?|blau(?:er|em)?|azul|blu|blauw|blått?|niebiesk\w*|modr\w*)\b", _I),
    "violet": re.compile(r"\b(?:violet(?:te)?|purple|pink|magenta|lila|mauve|rose|morado|viola|roxo|paars|fioletow\w*)\b", _I),
}
COLOURED = re.compile(r"\b(?:in (?:a different |another )?colou?rs?|en couleurs?|(?:in )?farb(?:e|ig)|en (?:otro )?color|a colori|em cor|in kleur|w kolorze)\b", _I)
BELOW = re.compile(
    r"\b(?:below|underneath|en[- ]dessous|au[- ]dessous|inline|in-line|in ?between|(?:in|within) (?:the|your) (?:text|body|mail|e-?mail|message)|ci-dessous|plus bas|dans (?:le|votre|ton) (?:texte|corps|message|mail|courriel)|au fil d\w+|unten|im text|weiter unten|abajo|más abajo|en el texto"
    r"|sotto|in basso|nel testo|abaixo|no texto|hieronder|in de tekst|poniżej|w tekście|nedan|nedenfor)\b",
    _I,
)
