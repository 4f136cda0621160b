# ruff: noqa: E501  # a table of templates reads better long than broken
"""How mail programs write what they quote, by program and language: data for threads.py, written from what the programs send.

A template knows {n}ame and {a}ddress of who is quoted, {tn} {ta} of the other, {s}ubject, and the day: {dow} {dow3} {d} {dd} {mon} {mon3} {m} {mm}
{y} {yy}, {h} {hh} {h12} {ap} {min}.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Posting = Literal["top", "bottom", "inline"]
ALL: tuple[Posting, ...] = ("top", "bottom", "inline")
TOP: tuple[Posting, ...] = ("top",)


class Html(NamedTuple):
    """`begin` holds {intro}; each quoted piece stands between `open` and `shut`; answers below or between stand outside of these, before `end`."""

    begin: str = "<div>{intro}</div>"
    open: str = "<blockquote>"
    shut: str = "</blockquote>"
    end: str = ""


class Style(NamedTuple):
    """`intro` by language; `mark` before every quoted line of plain text; `above` stands between the answer and the intro, by language."""

    name: str
    intro: dict[str, str]
    mark: str = "> "
    marks_intro: bool = False
    html: Html | None = None
    postings: tuple[Posting, ...] = ALL
    above: dict[str, str] = {}  # noqa: RUF012  # read only
    wraps: bool = False


_OUTLOOK = Html(
    "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{intro}<o:p></o:p></p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>",
    "<div>", "</div>",
)  # fmt: skip
_OWA = Html(
    '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">{intro}</font><div>&nbsp;</div></div>',
    "<div>", "</div>",
)  # fmt: skip
_GMAIL = Html(
    '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{intro}<br></div>',
    '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">',
    "</blockquote>", "</div>",
)  # fmt: skip
_APPLE = Html('<br id="lineBreakAtBeginningOfMessage"><div>', '<br><blockquote type="cite"><div>{intro}</div><br class="Apple-interchange-newline"><div>', "</div></blockquote>", "</div>")
_CITE = Html('<div class="moz-cite-prefix">{intro}<br></div>', '<blockquote type="cite" cite="mid:1@x">', "</blockquote>")
_YAHOO = Html(
    '<div id="ydp1yahoo_quoted" class="ydp1yahoo_quoted"><div style="font-family:Helvetica;font-size:13px;color:#26282a;"><div>{intro}</div><div><br></div>',
    "<div>", "</div>", "</div></div>",
)  # fmt: skip
_PROTON = Html('<div class="protonmail_quote">{intro}<br>', '<blockquote class="protonmail_quote" type="cite">', "</blockquote>", "<br></div>")
_ZIMBRA = Html('<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{intro}</div>', '<div data-marker="__QUOTED_TEXT__">', "</div>")
_ROUNDCUBE = Html('<p id="reply-intro">{intro}</p>', '<blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">', "</blockquote>")
_GMX = Html(
    '<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5; word-wrap: break-word;"><div style="margin:0 0 10px 0;">{intro}</div>',
    '<div name="quoted-content">', "</div>", "</div>",
)  # fmt: skip
_PLAIN_HTML = Html("<div>{intro}</div><div><br></div>", "<div>", "</div>")

# French and English.
STYLES: tuple[Style, ...] = (
    Style("outlook", {
        "en": "From: {n} <{a}>\nSent: {dow}, {mon} {d}, {y} {h12}:{min} {ap}\nTo: {tn} <{ta}>\nSubject: {s}",
        "fr": "De : {n} <{a}>\nEnvoyé : {dow} {d} {mon} {y} {hh}:{min}\nÀ : {tn} <{ta}>\nObjet : {s}",
    }, "", html=_OUTLOOK, postings=TOP),
    Style("outlook, plain", {
        "en": "-----Original Message-----\nFrom: {n} [mailto:{a}]\nSent: {d} {mon} {y} {hh}:{min}\nTo: {tn}\nSubject: {s}",
        "fr": "-----Message d'origine-----\nDe : {n} [mailto:{a}]\nEnvoyé : {dow} {d} {mon} {y} {hh}:{min}\nÀ : {tn}\nObjet : {s}",
    }, "", postings=TOP),
    Style("owa", {
        "en": "________________________________\nFrom: {n} <{a}>\nSent: {d} {mon} {y} {hh}:{min}\nTo: {tn} <{ta}>\nSubject: {s}",
        "fr": "________________________________\nDe : {n} <{a}>\nEnvoyé : {dow} {d} {mon} {y} {hh}:{min}\nÀ : {tn} <{ta}>\nObjet : {s}",
    }, "", html=_OWA, postings=TOP),
    Style("outlook mobile", {
        "en": "________________________________\nFrom: {n} <{a}>\nSent: {dow}, {mon} {d}, {y} {h12}:{min}:00 {ap}\nTo: {tn} <{ta}>\nSubject: {s}",
        "fr": "________________________________\nDe : {n} <{a}>\nEnvoyé : {dow} {d} {mon} {y} {hh}:{min}:00\nÀ : {tn} <{ta}>\nObjet : {s}",
    }, "", html=Html('<hr><div id="mail-editor-reference-message-container" dir="ltr"><div style="padding:3pt 0in 0in">{intro}</div>', "<div>", "</div>", "</div>"), postings=TOP,
        above={"en": "Get Outlook for iOS<https://aka.ms/o0ukef>", "fr": "Obtenez Outlook pour iOS<https://aka.ms/o0ukef>"}),
    Style("windows mail", {
        "en": "From: {n}\nSent: {dow}, {mon} {d}, {y} {h12}:{min} {ap}\nTo: {ta}\nSubject: {s}",
        "fr": "De : {n}\nEnvoyé le :{dow} {d} {mon} {y} {hh}:{min}\nÀ : {ta}\nObjet :{s}",
    }, "", html=_OUTLOOK, postings=TOP, above={"en": "Sent from Mail for Windows", "fr": "Provenance : Courrier pour Windows"}),
    Style("gmail", {
        "en": "On {dow3}, {mon3} {d}, {y} at {h12}:{min} {ap} {n} <{a}> wrote:",
        "fr": "Le {dow3} {d} {mon3} {y} à {hh}:{min}, {n} <{a}> a écrit :",
    }, html=_GMAIL, wraps=True),
    Style("apple mail", {
        "en": "On {d} {mon3} {y}, at {hh}:{min}, {n} <{a}> wrote:",
        "fr": "Le {d} {mon3} {y} à {hh}:{min}, {n} <{a}> a écrit :",
    }, html=_APPLE, wraps=True),
    Style("ios", {
        "en": "On {d} {mon3} {y}, at {h12}:{min} {ap}, {n} <{a}> wrote:",
        "fr": "Le {d} {mon3} {y} à {hh}:{min}, {n} <{a}> a écrit :",
    }, marks_intro=True, html=Html('<br><div dir="ltr"><br>', '<blockquote type="cite">{intro}<br><br></blockquote><blockquote type="cite"><div dir="ltr">\ufeff', "</div></blockquote>", "</div>"),
        above={"en": "Sent from my iPhone", "fr": "Envoyé de mon iPhone"}),
    Style("thunderbird", {
        "en": "On {dd}/{mm}/{y} {hh}:{min}, {n} wrote:",
        "fr": "Le {dd}/{mm}/{y} à {hh}:{min}, {n} a écrit :",
    }, html=_CITE),
    Style("yahoo", {
        "en": "    On {dow}, {mon} {d}, {y} at {hh}:{min}:00 {ap} GMT+1, {n} <{a}> wrote:  \n ",
        "fr": "    Le {dow} {d} {mon} {y} à {hh}:{min}:00 UTC+1, {n} <{a}> a écrit :  \n ",
    }, "", html=_YAHOO, postings=TOP),
    Style("proton", {
        "en": "On {dow}, {mon} {d}th, {y} at {h12}:{min} {ap}, {n} <{a}> wrote:",
        "fr": "Le {dow} {d} {mon} {y} à {hh}:{min}, {n} <{a}> a écrit :",
    }, html=_PROTON, postings=("top", "bottom")),
    Style("roundcube", {"en": "On {y}-{mm}-{dd} {hh}:{min}, {n} wrote:", "fr": "Le {y}-{mm}-{dd} {hh}:{min}, {n} a écrit :"}, html=_ROUNDCUBE),
    Style("zimbra", {
        "en": '----- Original Message -----\nFrom: "{n}" <{a}>\nTo: "{tn}" <{ta}>\nSent: {dow}, {mon} {d}, {y} {h12}:{min}:00 {ap}\nSubject: {s}',
        "fr": '----- Mail original -----\nDe: "{n}" <{a}>\nÀ: "{tn}" <{ta}>\nEnvoyé: {dow} {d} {mon} {y} {hh}:{min}:00\nObjet: {s}',
    }, "", html=_ZIMBRA, postings=TOP),
    Style("notes", {
        "en": "From:   {n}/Workshop\nTo:     {tn}/Client@Client\nDate:   {dd}/{mm}/{y} {hh}:{min}\nSubject:        {s}",
        "fr": "De :    {n}/Atelier\nA :     {tn}/Client@Client\nDate :  {dd}/{mm}/{y} {hh}:{min}\nObjet : {s}",
    }, "", html=_PLAIN_HTML, postings=TOP),
    Style("orange", {
        "fr": '> Message du {dd}/{mm}/{yy} {hh}:{min}\n> De : "{n}" <{a}>\n> A : {ta}\n> Copie à : \n> Objet : {s}\n> ',
    }, postings=("top", "bottom"), html=Html("<br><br>", '<blockquote style="padding-left:5px; margin-left:5px; border-left:2px solid #ff6600;">{intro}<br><br>', "</blockquote>")),
    Style("orange, newer", {"fr": "envoyé : {d} {mon} {y} à {hh}:{min}\nde : {n} <{a}>\nà : {ta}\nobjet : {s}"}, "", html=_PLAIN_HTML, postings=TOP),
    Style("sfr", {"fr": "========================================\n\nMessage du : {dd}/{mm}/{y} {hh}:{min}\nDe : \"{n} \" <{a}>\nA : {ta}\nCopie à : \nSujet : {s}\n"}, "", postings=TOP),
    Style("la poste", {"fr": "> Message du {dd}/{mm}/{y} à {hh}h{min}\n> De : {a}\n> A : {ta}\n> Objet : {s}\n>"}, postings=TOP),
    Style("samsung", {
        "en": "-------- Original message --------\nFrom: {n} <{a}>\nDate: {dd}/{mm}/{y} {hh}:{min} (GMT+01:00)\nTo: {ta}\nSubject: {s}",
        "fr": "-------- Message d'origine --------\nDe : {n} <{a}>\nDate : {dd}/{mm}/{y} {hh}:{min} (GMT+01:00)\nÀ : {ta}\nObjet : {s}",
    }, "", html=_PLAIN_HTML, postings=TOP, above={"en": "Sent from my Galaxy", "fr": "Envoyé depuis mon smartphone Samsung Galaxy."}),
    Style("mutt", {
        "en": "On {dow3}, {mon3} {dd}, {y} at {hh}:{min}:00{ap} +0100, {n} wrote:",
        "fr": "Le {dow3} {dd} {mon3} {y} à {hh}:{min}:00 +0100, {n} écrivait :",
    }),
    Style("kmail", {
        "en": "On {dow}, {d} {mon} {y} {hh}:{min}:00 CET {n} wrote:",
        "fr": "Le {dow} {d} {mon} {y}, {hh}:{min}:00 CET {n} a écrit :",
    }, html=_ROUNDCUBE),
    Style("em client", {
        "en": '------ Original Message ------\nFrom: "{n}" <{a}>\nTo: "{tn}" <{ta}>\nSent: {dd}/{mm}/{y} {hh}:{min}:00\nSubject: {s}',
        "fr": '------ Message d\'origine ------\nDe: "{n}" <{a}>\nÀ: "{tn}" <{ta}>\nEnvoyé : {dd}/{mm}/{y} {hh}:{min}:00\nObjet : {s}',
    }, "", html=Html("<div>{intro}</div>", '<div id="x1"><blockquote cite="1@x" type="cite" class="cite2">', "</blockquote></div>"), postings=TOP),
    Style("em client 9", {
        "en": '------ Original Message ------\nFrom "{n}" <{a}>\nTo "{tn}" <{ta}>\nDate {dd}/{mm}/{y} {hh}:{min}:00\nSubject {s}',
        "fr": '------ Message d\'origine ------\nDe "{n}" <{a}>\nÀ "{tn}" <{ta}>\nDate {dd}/{mm}/{y} {hh}:{min}:00\nObjet {s}',
    }, "", html=Html("<div>{intro}</div>", '<div id="x1"><blockquote cite="1@x" type="cite" class="cite2">', "</blockquote></div>"), postings=TOP),
    Style("gmx", {
        "en": 'Sent: {dow}, {mon} {dd}, {y} at {h12}:{min} {ap}\nFrom: "{n}" <{a}>\nTo: {ta}\nSubject: {s}',
        "fr": 'Envoyé: {dow} {d} {mon} {y} à {hh}:{min}\nDe: "{n}" <{a}>\nÀ: {ta}\nObjet: {s}',
    }, "", html=_GMX, postings=TOP),
    Style("evolution", {
        "en": "On {dow3}, {y}-{mm}-{dd} at {hh}:{min} +0100, {n} wrote:",
        "fr": "Le {dow} {dd} {mon} {y} à {hh}:{min} +0100, {n} a écrit :",
    }, html=_CITE),
    Style("claws", {"en": "On {dow3}, {d} {mon3} {y} {hh}:{min}:00 +0100\n{n} <{a}> wrote:", "fr": "Le {dow3}, {d} {mon3} {y} {hh}:{min}:00 +0100,\n{n} <{a}> a écrit :"}),
    Style("mailbird", {
        "en": "On {dd}/{mm}/{y} {hh}:{min}:00, {n} <{a}> wrote:",
        "fr": "Le {dd}/{mm}/{y} {hh}:{min}:00, {n} <{a}> a écrit :",
    }, "", html=Html("<div>{intro}</div>", '<blockquote type="cite" class="history_container">', "</blockquote>"), postings=TOP),
    Style("spark", {
        "en": "On {d} {mon3} {y}, {hh}:{min} +0100, {n} <{a}>, wrote:",
        "fr": "Le {d} {mon3} {y} à {hh}:{min} +0100, {n} <{a}>, a écrit :",
    }, html=Html('<div name="messageReplySection">{intro}<br/>', '<blockquote type="cite" class="spark_quote">', "</blockquote>", "</div>"), postings=TOP),
)  # fmt: skip

# Other languages and other programs: written before the rules had seen one of them, to tell how the rules do on what they were not made for.
UNSEEN: tuple[Style, ...] = (
    Style("outlook", {
        "de": "Von: {n} <{a}>\nGesendet: {dow}, {d}. {mon} {y} {hh}:{min}\nAn: {tn} <{ta}>\nBetreff: {s}",
        "es": "De: {n} <{a}>\nEnviado el: {dow}, {d} de {mon} de {y} {hh}:{min}\nPara: {tn} <{ta}>\nAsunto: {s}",
        "it": "Da: {n} <{a}>\nInviato: {dow} {d} {mon} {y} {hh}:{min}\nA: {tn} <{ta}>\nOggetto: {s}",
        "nl": "Van: {n} <{a}>\nVerzonden: {dow} {d} {mon} {y} {hh}:{min}\nAan: {tn} <{ta}>\nOnderwerp: {s}",
        "pt": "De: {n} <{a}>\nEnviada em: {dow}, {d} de {mon} de {y} {hh}:{min}\nPara: {tn} <{ta}>\nAssunto: {s}",
        "pl": "Od: {n} <{a}>\nWysłane: {dow}, {d} {mon} {y} {hh}:{min}\nDo: {tn} <{ta}>\nTemat: {s}",
        "sv": "Från: {n} <{a}>\nSkickat: den {d} {mon} {y} {hh}:{min}\nTill: {tn} <{ta}>\nÄmne: {s}",
        "da": "Fra: {n} <{a}>\nSendt: {d}. {mon} {y} {hh}:{min}\nTil: {tn} <{ta}>\nEmne: {s}",
        "cs": "Od: {n} <{a}>\nOdesláno: {dow} {d}. {mon} {y} {hh}:{min}\nKomu: {tn} <{ta}>\nPředmět: {s}",
        "hu": "Feladó: {n} <{a}>\nElküldve: {y}. {mon} {d}., {dow} {hh}:{min}\nCímzett: {tn} <{ta}>\nTárgy: {s}",
        "ro": "De la: {n} <{a}>\nTrimis: {dow}, {d} {mon} {y} {hh}:{min}\nCătre: {tn} <{ta}>\nSubiect: {s}",
    }, "", html=_OUTLOOK, postings=TOP),
    Style("gmail", {
        "de": "Am {dow3}, {d}. {mon3} {y} um {hh}:{min} Uhr schrieb {n} <{a}>:",
        "es": "El {dow3}, {d} {mon3} {y} a las {h}:{min}, {n} (<{a}>) escribió:",
        "it": "Il giorno {dow3} {d} {mon3} {y} alle ore {hh}:{min} {n} <{a}> ha scritto:",
        "nl": "Op {dow3} {d} {mon3} {y} om {hh}:{min} schreef {n} <{a}>:",
        "pt": "{n} <{a}> escreveu ({dow}, {d}/{mm}/{y} à(s) {hh}:{min}):",
        "pl": "{dow3}, {d} {mon3} {y} o {hh}:{min} {n} <{a}> napisał(a):",
        "sv": "Den {dow3} {d} {mon3} {y} kl {hh}:{min} skrev {n} <{a}>:",
        "da": "Den {dow3} {d}. {mon3} {y} kl. {hh}.{min} skrev {n} <{a}>:",
        "cs": "{dow3} {d}. {m}. {y} v {h}:{min} odesílatel {n} <{a}> napsal:",
        "hu": "{n} <{a}> ezt írta (időpont: {y}. {mon3} {d}., {dow3}, {h}:{min}):",
        "ro": "{dow3}, {d} {mon3} {y} la {hh}:{min}, {n} <{a}> a scris:",
    }, html=_GMAIL, wraps=True),
    Style("apple mail", {
        "de": "Am {dd}.{mm}.{y} um {hh}:{min} schrieb {n} <{a}>:",
        "es": "El {d} {mon3} {y}, a las {h}:{min}, {n} <{a}> escribió:",
        "it": "Il giorno {d} {mon3} {y}, alle ore {hh}:{min}, {n} <{a}> ha scritto:",
        "nl": "Op {d} {mon3} {y}, om {hh}:{min} heeft {n} <{a}> het volgende geschreven:",
        "pt": "No dia {dd}/{mm}/{y}, às {hh}:{min}, {n} <{a}> escreveu:",
        "pl": "Wiadomość napisana przez {n} <{a}> w dniu {d} {mon3} {y}, o godz. {hh}:{min}:",
        "sv": "{d} {mon3} {y} kl. {hh}:{min} skrev {n} <{a}>:",
        "cs": "{d}. {m}. {y} v {h}:{min}, {n} <{a}>:",
    }, html=_APPLE),
    Style("thunderbird", {
        "de": "Am {dd}.{mm}.{y} um {hh}:{min} schrieb {n}:",
        "es": "El {d}/{m}/{yy} a las {h}:{min}, {n} escribió:",
        "it": "Il {dd}/{mm}/{y} {hh}:{min}, {n} ha scritto:",
        "nl": "Op {dd}-{mm}-{y} om {hh}:{min} schreef {n}:",
        "pt": "Às {hh}:{min} de {dd}/{mm}/{y}, {n} escreveu:",
        "pl": "W dniu {d}.{mm}.{y} o {hh}:{min}, {n} pisze:",
        "sv": "Den {y}-{mm}-{dd} kl. {hh}:{min}, skrev {n}:",
        "da": "Den {dd}-{mm}-{y} kl. {hh}:{min} skrev {n}:",
        "cs": "Dne {dd}. {mm}. {yy} v {h}:{min} {n} napsal(a):",
    }, html=_CITE),
    Style("yahoo", {
        "de": "     Am {dow}, {d}. {mon} {y}, {hh}:{min}:00 MEZ hat {n} <{a}> Folgendes geschrieben:  \n ",
        "es": "     El {dow}, {d} de {mon} de {y}, {hh}:{min}:00 CET, {n} <{a}> escribió:  \n ",
        "it": "     Il {dow} {d} {mon} {y} alle ore {hh}:{min}:00 CET, {n} <{a}> ha scritto:  \n ",
        "nl": "     Op {dow} {d} {mon} {y} om {hh}:{min}:00 CET schreef {n} <{a}>:  \n ",
        "pt": "     Em {dow}, {d} de {mon} de {y} {hh}:{min}:00 BRT, {n} <{a}> escreveu:  \n ",
    }, "", html=_YAHOO, postings=TOP),
    Style("proton", {
        "de": "{n} <{a}> schrieb am {dow}, {d}. {mon} {y} um {hh}:{min}:",
        "es": "El {dow}, {d} de {mon} de {y} a las {hh}:{min}, {n} <{a}> escribió:",
        "it": "Il {dow} {d} {mon} {y} alle {hh}:{min}, {n} <{a}> ha scritto:",
        "nl": "Op {dow} {d} {mon} {y} om {hh}:{min} schreef {n} <{a}>:",
    }, html=_PROTON, postings=("top", "bottom")),
    Style("roundcube", {
        "de": "Am {dd}.{mm}.{y} {hh}:{min}, schrieb {n}:",
        "es": "El {y}-{mm}-{dd} {hh}:{min}, {n} escribió:",
        "it": "Il {y}-{mm}-{dd} {hh}:{min} {n} ha scritto:",
        "nl": "{n} schreef op {y}-{mm}-{dd} {hh}:{min}:",
        "pt": "A {y}-{mm}-{dd} {hh}:{min}, {n} escreveu:",
        "pl": "W dniu {y}-{mm}-{dd} {hh}:{min}, {n} napisał(a):",
    }, html=_ROUNDCUBE),
    Style("zimbra", {
        "de": '----- Ursprüngliche Mail -----\nVon: "{n}" <{a}>\nAn: "{tn}" <{ta}>\nGesendet: {dow}, {d}. {mon} {y} {hh}:{min}:00\nBetreff: {s}',
        "es": '----- Mensaje original -----\nDe: "{n}" <{a}>\nPara: "{tn}" <{ta}>\nEnviados: {dow}, {d} de {mon} {y} {hh}:{min}:00\nAsunto: {s}',
        "it": '----- Messaggio originale -----\nDa: "{n}" <{a}>\nA: "{tn}" <{ta}>\nInviato: {dow}, {d} {mon} {y} {hh}:{min}:00\nOggetto: {s}',
        "pl": '----- Oryginalna wiadomość -----\nOd: "{n}" <{a}>\nDo: "{tn}" <{ta}>\nWysłane: {dow}, {d} {mon} {y} {hh}:{min}:00\nTemat: {s}',
    }, "", html=_ZIMBRA, postings=TOP),
    Style("gmx", {
        "de": 'Gesendet: {dow}, {dd}. {mon} {y} um {hh}:{min} Uhr\nVon: "{n}" <{a}>\nAn: {ta}\nBetreff: {s}',
        "es": 'Enviado: {dow}, {dd} de {mon} de {y} a las {h}:{min}\nDe: "{n}" <{a}>\nPara: {ta}\nAsunto: {s}',
    }, "", html=_GMX, postings=TOP),
    Style("t-online", {"de": '-----Original-Nachricht-----\nBetreff: {s}\nDatum: {y}-{mm}-{dd}T{hh}:{min}:00+0100\nVon: "{n}" <{a}>\nAn: "{tn}" <{ta}>'}, "", postings=TOP),
    Style("libero", {"it": "----Messaggio originale----\nDa: {a}\nData: {d}-{mon3}-{y} {h}.{min}\nA: <{ta}>\nOgg: {s}"}, "", postings=TOP),
    Style("wp", {"pl": "Dnia {d} {mon} {y} {hh}:{min} {n} <{a}> napisał(a):"}, html=Html("<div>{intro}</div>")),
    Style("uol", {"pt": 'De: "{n}" <{a}>\nEnviada: {y}/{mm}/{dd} {hh}:{min}:00\nPara: {ta}\nAssunto: {s}'}, "", html=_PLAIN_HTML, postings=TOP),
    Style("open-xchange", {
        "en": "On {dd}/{mm}/{y} {hh}:{min} CET {n} <{a}> wrote:",
        "fr": "Le {dd}/{mm}/{y} {hh}:{min} CET, {n} <{a}> a écrit :",
        "de": "{n} <{a}> hat am {dd}.{mm}.{y} {hh}:{min} CET geschrieben:",
        "nl": "Op {dd}-{mm}-{y} {hh}:{min} CET schreef {n} <{a}>:",
        "it": "Il {dd}/{mm}/{y} {hh}:{min} CET {n} <{a}> ha scritto:",
    }, html=Html('<div class="ox-quote-intro">{intro}</div>', '<blockquote type="cite">')),
    Style("horde", {
        "en": "Quoting {n} <{a}>:", "fr": "{n} <{a}> a écrit :", "de": "Zitat von {n} <{a}>:", "es": "{n} <{a}> escribió:", "it": "Citando {n} <{a}>:", "nl": "Citeren {n} <{a}>:",
        "pl": "Cytowanie {n} <{a}>:", "pt": "Citando {n} <{a}>:",
    }),
    Style("zoho", {
        "en": "---- On {dow3}, {dd} {mon3} {y} {hh}:{min}:00 +0100 {n} <{a}> wrote ----",
        "fr": "---- Le {dow3}, {dd} {mon3} {y} {hh}:{min}:00 +0100 {n} <{a}> a écrit ----",
        "de": "---- Am {dow3}, {dd} {mon3} {y} {hh}:{min}:00 +0100 schrieb {n} <{a}> ----",
        "es": "---- El {dow3}, {dd} {mon3} {y} {hh}:{min}:00 +0100 {n} <{a}> escribió ----",
    }, "", html=Html('<div class="zmail_extra_hr" style="border-top:1px solid rgb(204, 204, 204);"></div><div class="zmail_extra" data-zbluepencil-ignore="true"><div id="Zm-_Id_-Sgn1">{intro}</div>', '<blockquote id="blockquote_zmail">', "</blockquote>", "</div>"), postings=TOP),
    Style("tuta", {
        "en": "{mon3} {d}, {y}, {hh}:{min} by {a}:", "fr": "{d} {mon3} {y}, {hh}:{min} de {a}:", "de": "{d}. {mon3} {y}, {hh}:{min} von {a}:",
    }, html=Html("{intro}<br>", '<blockquote class="tutanota_quote" style="border-left: 1px solid #93A3B8; padding-left: 10px; margin-left: 5px;">')),
    Style("fastmail", {"en": "On {dow3}, {d} {mon3} {y}, at {h12}:{min} {ap}, {n} wrote:", "fr": "Le {dow3} {d} {mon3} {y}, à {hh}:{min}, {n} a écrit :"}, html=Html("<div>{intro}</div>", '<blockquote type="cite" id="qt" style="">')),
    Style("yandex", {"en": '{dd}.{mm}.{y}, {hh}:{min}, "{n}" <{a}>:', "fr": '{dd}.{mm}.{y}, {hh}:{min}, "{n}" <{a}> :'}, html=Html("<div>{intro}</div>")),
    Style("netease", {"en": 'At {y}-{mm}-{dd} {hh}:{min}:00, "{n}" <{a}> wrote:'}),
    Style("gnus", {"en": "{n} <{a}> writes:", "fr": "{n} <{a}> writes:"}),
    Style("infomaniak", {"fr": "Le {y}-{mm}-{dd}T{hh}:{min}:00.000+01:00, {n} <{a}> a écrit :", "de": "Am {y}-{mm}-{dd}T{hh}:{min}:00.000+01:00 schrieb {n} <{a}>:"}, html=Html('<div class="ik_mail_quote answerContentMessage"><div>{intro}</div>', '<blockquote class="ws-ng-quote">', "</blockquote>", "</div>"), postings=TOP),
    Style("notes, old", {
        "en": "{n} <{a}>\n{dd}/{mm}/{y} {hh}:{min}\n\n        To\n        {tn} <{ta}>\n        cc\n\n        Subject\n        {s}\n",
        "fr": "{n} <{a}>\n{dd}/{mm}/{y} {hh}:{min}\n\n        A\n        {tn} <{ta}>\n        cc\n\n        Objet\n        {s}\n",
    }, "", postings=TOP),
    Style("squirrel", {"en": "On {dow3}, {mon} {d}, {y} {h}:{min} am, {n} wrote:", "fr": "Le {dow3} {d} {mon} {y} {hh}:{min}, {n} a écrit :"}),
)  # fmt: skip

_WEEK = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday", "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag", "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica", "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo", "pl": "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag", "da": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "cs": "pondělí úterý středa čtvrtek pátek sobota neděle", "hu": "hétfő kedd szerda csütörtök péntek szombat vasárnap", "ro": "luni marți miercuri joi vineri sâmbătă duminică",
}  # fmt: skip
_YEAR = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
}  # fmt: skip
WEEK = {language: names.split() for language, names in _WEEK.items()}
YEAR = {language: names.split() for language, names in _YEAR.items()}
SUBJECT = {
    "en": "Re: The fitting", "fr": "Re: La pose", "de": "AW: Montage", "es": "Re: El montaje", "it": "R: Il montaggio", "nl": "Antw: De montage", "pt": "RES: A montagem",
    "pl": "Odp: Montaż", "sv": "SV: Monteringen", "da": "SV: Monteringen", "cs": "Re: Montáž", "hu": "Re: Szerelés", "ro": "Re: Montajul",
}  # fmt: skip
