"""Happenings on paper: letters as PDF with a text layer, some of them as scanned pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from textwrap import wrap

import numpy as np
import pypdfium2
from babel.dates import format_date
from fpdf import FPDF
from PIL import Image

from services.demo import HOUSE
from services.demo.chance import dice
from services.demo.hours import ZONE
from services.demo.people import OUR_STREET, TOWN, Customer
from services.demo.stories import fill, told
from services.demo.telling import Happening

US = (HOUSE, OUR_STREET, TOWN)
SCAN_DPI = 150
LINE_MM, LETTERS_A_LINE = 5.5, 92


def letter(happening: Happening) -> bytes:
    """A letter on one page, PDF: theirs to us, or the copy that we keep of ours."""
    person = happening.person
    street, town = person.at_home(moved=happening.moved)
    theirs = (person.name, street, town)
    sender, recipient = (US, theirs) if happening.direction == "out" else (theirs, US)
    day = happening.at.astimezone(ZONE).date()
    subject = f"{'Objet :' if person.language == 'fr' else 'Subject:'} {happening.subject}"
    ending = told(person.language)["greetings"]["our_letter_close" if happening.direction == "out" else "letter_close"]
    opening = (
        happening.opening if happening.direction == "out" else "Madame, Monsieur," if person.language == "fr" else "Dear Sir or Madam,"
    )
    signed = happening.closing.rpartition("\n")[2] if happening.direction == "out" else person.name
    text = happening.text[:1].upper() + happening.text[1:]
    body = (opening, text, fill(ending, dice(happening.key), person, day=day))
    return _page(
        sender, recipient, (town if happening.direction == "in" else TOWN).split(" ", 1)[1], day, person, subject, body, signed, happening
    )


def _page(
    sender: Sequence[str],
    recipient: Sequence[str],
    place: str,
    day: date,
    person: Customer,
    subject: str,
    body: Sequence[str],
    signed: str,
    happening: Happening,
) -> bytes:
    page = _paper(happening)
    _write(page, 25, 24, sender)
    _write(page, 110, 52, recipient)
    if person.language == "fr":
        written = f"{place}, le {format_date(day, 'd MMMM y', locale='fr')}".replace("le 1 ", "le 1er ")
    else:
        written = f"{place}, {format_date(day, 'd MMMM y', locale='en_GB')}"
    _write(page, 110, 78, [written])
    y = _write(page, 25, 96, [subject])
    for paragraph in body:
        y = _write(page, 25, y + LINE_MM, wrap(paragraph, LETTERS_A_LINE))
    _write(page, 25, y + 2 * LINE_MM, [signed])
    return bytes(page.output())


def _write(page: FPDF, x: float, y: float, lines: Sequence[str]) -> float:
    """Lines from there on; gives the place below them, in millimetres."""
    for line in lines:
        page.text(x, y, line)
        y += LINE_MM
    return y


def offer(happening: Happening) -> bytes:
    """A sheet that goes with a mail: an offer, an invoice."""
    page = _paper(happening)
    _write(page, 25, 24, [HOUSE, happening.person.name, happening.person.contract, "", happening.subject])
    return bytes(page.output())


def scan(pdf: bytes, *words: object) -> bytes:
    """The first page as it comes from a scanner: grey, a little askew, a little dirty; PNG."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=SCAN_DPI / 72, grayscale=True).to_pil()
    rng = dice("scan", *words)
    page = page.rotate(rng.uniform(-0.6, 0.6), resample=Image.Resampling.BILINEAR, fillcolor=255)
    pixels = np.asarray(page).copy()
    noise = np.random.default_rng(rng.getrandbits(32))
    pixels[noise.random(pixels.shape) < 0.0004] = 120
    return _png(Image.fromarray(np.clip(pixels, 30, 245).astype(np.uint8)))


def photograph(key: str) -> bytes:
    """A picture of something warm and out of focus."""
    rng = dice("photo", key)
    low, high = rng.randint(20, 90), rng.randint(120, 250)
    return _png(Image.linear_gradient("L").resize((96, 72)).point(lambda grey: low + grey * (high - low) // 255))


def _paper(happening: Happening) -> FPDF:
    """An empty page; everything in it that could be the time of making is the time of what happened."""
    page = FPDF(format="A4")
    page.core_fonts_encoding = "windows-1252"
    page.set_creation_date(happening.at)
    page.set_margins(25, 20, 20)
    page.add_page()
    page.set_font("Times", size=11.5)
    return page


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()
