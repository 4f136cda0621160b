"""Threads of mail as programs write them, made of invented words: what each message says is known, so what is read can be held to it."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime, timedelta
from html import escape
from random import Random
from typing import NamedTuple

from tests.support.mail_styles import SUBJECT, WEEK, YEAR, Html, Posting, Style

_NAMES = (
    ("Ada Quill", "ada@client.example"),
    ("The Workshop", "post@workshop.example"),
    ("Noël Garnier-Bouchet", "n.garnier-bouchet@fournisseur-de-bois.example"),
)
_CARDS = ("Head of Buying\n+44 20 7946 0188", "Mill Street 12\nwww.workshop.example", "Responsable ateliers\nTél. 06 39 98 55 10")
_CLOSINGS = {
    "en": "Kind regards,", "fr": "Bien cordialement,", "de": "Mit freundlichen Grüßen",
    "es": "Saludos cordiales,", "it": "Cordiali saluti", "nl": "Met vriendelijke groet,",
    "pt": "Atenciosamente,", "pl": "Pozdrawiam,", "sv": "Med vänliga hälsningar",
    "da": "Med venlig hilsen", "cs": "S pozdravem", "hu": "Üdvözlettel",
    "ro": "Cu stimă,",
}  # fmt: skip
_FOOTERS = (
    "This e-mail and any attachments are confidential and intended solely for the addressee.",
    "Ce message et ses pièces jointes sont confidentiels et destinés à leur seul destinataire.",
)
_SYLLABLES = ("ba", "den", "fi", "gol", "ju", "kra", "lem", "mo", "nur", "pi", "ques", "ra", "sto", "tul", "vé", "wim", "xo", "zan")


class Thread(NamedTuple):
    """`body` as it is sent; `said`: the words of the last message; `quoted`: those of all before it; `signature`: that of the last."""

    body: str
    said: list[str]
    quoted: list[str]
    signature: str


def thread(style: Style, language: str, posting: Posting, depth: int, *, html: bool, seed: int, signed: bool = False) -> Thread:
    """`depth` answers upon an original, each quoting all before it. `signed`: each of them with a formula, a card and a legal footer."""
    random = Random(f"{style.name} {language} {posting} {depth} {seed}")
    at = datetime(2024, 1, 1, 9, 15, tzinfo=UTC) + timedelta(days=random.randrange(700), minutes=random.randrange(600))
    said = _message(random, 0)
    signature = ""
    body = _html(said) if html else "\n\n".join(said)
    quoted: list[str] = []
    for number in range(1, depth + 1):
        quoted += said
        asked = said
        at += timedelta(hours=random.randrange(1, 60))
        fields = _fields(language, at, number)
        said = _message(random, number)
        how = posting if number == depth else "top"
        written = said
        if signed:
            name, address = _NAMES[number % 3]
            signature = f"{name}\n{_CARDS[number % 3]}\n{address}"
            said = said if how == "inline" else [*said, _CLOSINGS[language]]
            written = [*said[:-1], f"{said[-1]}\n{signature}\n\n{_FOOTERS[language == 'fr']}"]
        if html:
            body = _reply_html(style, language, fields, written, asked, body, how)
        else:
            body = _reply(style, language, fields, written, body, how)
    return Thread(body, said, quoted, signature)


def words(paragraphs: list[str]) -> set[str]:
    return {word.strip(".,?!:") for paragraph in paragraphs for word in paragraph.split()}


def _message(random: Random, number: int) -> list[str]:
    """Two to four paragraphs; the words of every message end in a letter of its own, so that none is in two."""
    def word() -> str:
        return "".join(random.choice(_SYLLABLES) for _ in range(random.randint(2, 4))) + "abcdefgh"[number] + "k"

    def sentence() -> str:
        return " ".join(word() for _ in range(random.randint(2, 22))).capitalize() + random.choice(".....?!")

    return [" ".join(sentence() for _ in range(random.randint(1, 3))) for _ in range(random.randint(2, 4))]


def _fields(language: str, at: datetime, number: int) -> dict[str, str]:
    name, address = _NAMES[(number - 1) % 3]
    to_name, to_address = _NAMES[number % 3]
    day, month = WEEK[language][at.weekday()], YEAR[language][at.month - 1]
    stop = "." if language == "fr" else ""
    return {
        "n": name, "a": address, "tn": to_name, "ta": to_address, "s": SUBJECT[language], "dow": day, "dow3": day[:3] + stop,
        "d": str(at.day), "dd": f"{at.day:02}", "mon": month, "mon3": month[:3] + (stop if len(month) > 4 else ""), "m": str(at.month),
        "mm": f"{at.month:02}", "y": str(at.year), "yy": f"{at.year % 100:02}", "h": str(at.hour), "hh": f"{at.hour:02}",
        "h12": str((at.hour - 1) % 12 + 1), "ap": "AM" if at.hour < 12 else "PM", "min": f"{at.minute:02}",
    }  # fmt: skip


def _reply(style: Style, language: str, fields: dict[str, str], said: list[str], before: str, posting: Posting) -> str:
    intro = style.intro[language].format(**fields)
    said = ["\n".join(part for line in one.split("\n") for part in textwrap.wrap(line, 76) or [""]) for one in said]
    if style.wraps:
        intro = "\n".join(textwrap.wrap(intro, 74, break_long_words=False, break_on_hyphens=False))
    if style.marks_intro:
        intro = "\n".join("> " + line for line in [*intro.split("\n"), ""])
    marked = [style.mark + line if line or not style.mark else style.mark.rstrip() for line in before.split("\n")]
    above = [style.above[language], ""] if language in style.above else []
    if posting == "top":
        return "\n".join(["\n\n".join(said), "", *above, intro, *([] if style.mark else [""]), *marked])
    if posting == "bottom":
        return "\n".join([intro, *marked, "", "\n\n".join(said)])
    pieces, lines = _pieces(marked, len(said)), [intro]
    for piece, one in zip(pieces, said, strict=True):
        lines += [*piece, "", one, ""]
    return "\n".join(lines)


def _pieces(lines: list[str], number: int) -> list[list[str]]:
    """Runs of lines, cut where it falls, as many as there are answers; the last takes what is left."""
    size = max(1, len(lines) // number)
    pieces = [lines[size * at : size * (at + 1)] for at in range(number - 1)]
    return [*pieces, lines[size * (number - 1) :]]


def _html(paragraphs: list[str]) -> str:
    return "".join(f"<p>{_lines(paragraph)}</p>" for paragraph in paragraphs)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _reply_html(
    style: Style, language: str, fields: dict[str, str], said: list[str], asked: list[str], before: str, posting: Posting
) -> str:
    look = style.html or Html()
    lines = [line.lstrip("> ").strip() for line in style.intro[language].format(**fields).split("\n") if line.strip("> _=")]
    intro = "<br>".join(_bold(escape(line)) for line in lines)
    begin, open_ = look.begin.replace("{intro}", intro), look.open.replace("{intro}", intro)
    again = look.open.replace("{intro}", "")
    above = f"<p>{escape(style.above[language])}</p>" if language in style.above else ""
    if posting == "top":
        return f"{_html(said)}{above}{begin}{open_}{before}{look.shut}{look.end}"
    if posting == "bottom":
        return f"{begin}{open_}{before}{look.shut}<div>{_html(said)}</div>{look.end}"
    parts = [escape(asked[at % len(asked)]) for at in range(len(said) - 1)] + [before]
    answers = [f"{again}{part}{look.shut}<div>{_lines(one)}</div>" for part, one in zip(parts, said, strict=True)]
    return begin + answers[0].replace(again, open_, 1) + "".join(answers[1:]) + look.end


def _bold(line: str) -> str:
    name, colon, value = line.partition(":")
    return f"<b>{name}:</b>{value}" if colon and len(name) < 16 and not name[-3:].strip().isdigit() else line
