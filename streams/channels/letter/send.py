"""A letter as a PDF in DIR/print, ready for the printer: one file a message, whole or not there. Doing it twice gives the same file."""

from __future__ import annotations

import asyncio
import os
import unicodedata
from hashlib import sha256
from pathlib import Path

from fpdf import FPDF

from schemas.documents import Message
from schemas.interaction import Interaction, Original, Party
from streams.channels.sending import Outside, Sent
from streams.rules.words import day
from streams.settings import Settings

ROOM = "print"
MARGIN_MM = 25.0
WINDOW_MM = (110.0, 50.0)
"""Where the address has to stand for the window of a French DL envelope (AFNOR NF Z11-001): from the left, from the top."""

_TYPED = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2011": "-", "\u2010": "-", "\u2212": "-", "\t": " "})


async def send(message: Message, outside: Outside) -> Sent:
    if not message.address:
        return Sent(state="held", reason="there is no complete postal address")
    try:
        pdf = await asyncio.to_thread(pdf_of, message, outside.settings)
        path = await asyncio.to_thread(_write, outside.settings.directory / ROOM, f"{message.id}.pdf", pdf)
    except UnicodeEncodeError as error:
        return Sent(state="held", reason=f"the letter has signs that cannot be printed here: {error.object[error.start : error.end]!r}")
    except OSError as error:
        return Sent(state="retry", reason=f"the letter cannot be written down: {error.strerror}")
    return Sent(state="sent", reply=path.name)


def pdf_of(message: Message, settings: Settings) -> bytes:
    """One sheet: our name, the address in the window, the day, the subject, the text. The same message gives the same bytes."""
    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = "windows-1252"
    pdf.set_creation_date(message.made_at)
    pdf.set_title(_printable(message.subject))
    pdf.set_author(_printable(settings.house))
    pdf.set_lang(message.language)
    pdf.set_margins(MARGIN_MM, MARGIN_MM, MARGIN_MM)
    pdf.set_auto_page_break(True, MARGIN_MM)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 14)
    pdf.cell(0, 8, _printable(settings.house))
    pdf.set_font("Helvetica", size=11)
    pdf.set_xy(*WINDOW_MM)
    pdf.multi_cell(0, 5.5, _printable("\n".join(address_lines(message))), align="L")
    pdf.set_xy(WINDOW_MM[0], 88)
    pdf.cell(0, 6, _printable(day(message.made_at, message.language, settings.tz)))
    pdf.set_xy(MARGIN_MM, 102)
    pdf.set_font("Helvetica", "B", 11)
    pdf.multi_cell(0, 6, _printable(message.subject), align="L")
    pdf.ln(4)
    pdf.set_font("Helvetica", size=11)
    pdf.multi_cell(0, 5.8, _printable(message.text), align="L")
    return bytes(pdf.output())


def address_lines(message: Message) -> list[str]:
    """The name, then the address, a line for each of its parts."""
    parts = [part.strip() for part in (message.address or "").replace("\n", ",").split(",")]
    return [line for line in (message.name or "", *parts) if line]


def manifest_line(message: Message) -> str:
    """For whoever prints and posts: file, day, address."""
    return f"{message.id}.pdf\t{message.made_at:%Y-%m-%d}\t{', '.join(address_lines(message))}"


def told(message: Message, settings: Settings) -> Interaction:
    text = message.text.encode()
    return Interaction(
        id=f"letter:sent:{message.id}",
        channel="letter",
        direction="out",
        at=message.sent_at,
        parties=(
            Party(role="sender", identifier=None, name=settings.house),
            Party(role="recipient", identifier=message.identifier, name=message.name),
        ),
        subject=message.subject or None,
        text=message.text,
        language=message.language,
        original=Original(sha256=sha256(text).hexdigest(), content_type="text/plain", size=len(text)),
    )


def _printable(text: str) -> str:
    """What the printer's own fonts have. A letter of another alphabet loses its mark if it has one (Łucja: Lucja); else it is an error."""
    out = []
    for sign in text.translate(_TYPED):
        try:
            sign.encode("windows-1252")
            out.append(sign)
        except UnicodeEncodeError:
            bare = {"Ł": "L", "ł": "l", "đ": "d", "Đ": "D", "ı": "i"}.get(sign) or "".join(
                part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)
            )
            bare.encode("windows-1252")
            out.append(bare)
    return "".join(out)


def _write(room: Path, name: str, data: bytes) -> Path:
    """Whole or not at all, and still there after a power cut."""
    room.mkdir(parents=True, exist_ok=True)
    path, draft = room / name, room / f".{name}.{os.getpid()}.part"
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(room, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path
