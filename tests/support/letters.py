"""Letters written for tests, with what they say: layouts, phrases and damage drawn from a seed. Even and odd seeds share no phrase,
so that one half can be looked at while working and the other be kept for measuring."""

from __future__ import annotations

import io
import random
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from textwrap import wrap

import msgspec
import numpy as np
import pypdfium2
from babel.dates import format_date
from fpdf import FPDF
from PIL import Image, ImageFilter

LINE_MM, WIDTH = 5.0, 88

WORDS: dict[str, dict[str, Sequence[str]]] = tomllib.loads((Path(__file__).parent / "letters.toml").read_text(encoding="utf-8"))


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A letter and what it says. `contacts`: what identifies its sender; `told`: what stands somewhere on it and must be kept."""

    pdf: bytes
    layout: str
    language: str
    day: date
    sender: str
    sender_at: tuple[str, ...]
    recipient: str | None
    recipient_at: tuple[str, ...]
    email: str | None
    phone: str | None
    subject: str | None
    text: str
    signed: str
    reference: str | None
    pages: int


class Page:
    """A sheet under the pen: `y` is where the next line goes, in millimetres from the top."""

    def __init__(self, rng: random.Random, language: str, size: str = "A4") -> None:
        self.pdf = FPDF(format=size)
        self.pdf.core_fonts_encoding = "windows-1252"
        self.pdf.set_creation_date(datetime(2025, 1, 1, tzinfo=UTC))
        self.font, self.points = rng.choice(("Helvetica", "Times", "Helvetica", "Courier")), rng.choice((10, 10.5, 11, 11.5))
        if self.font == "Courier":
            self.points = 9.5
        self.pages = 0
        self.turn()

    def turn(self) -> None:
        self.pdf.add_page()
        self.pdf.set_auto_page_break(False)
        self.pdf.set_font(self.font, size=self.points)
        self.pages += 1
        self.y = 20.0

    def at(self, x: float, y: float, lines: Sequence[str], *, right: bool = False, centre: bool = False) -> float:
        for line in lines:
            wide = self.pdf.get_string_width(line)
            self.pdf.text(x - wide if right else x - wide / 2 if centre else x, y, line)
            y += LINE_MM
        return y

    def small(self, x: float, y: float, lines: Sequence[str], *, centre: bool = False, points: float = 8) -> None:
        self.pdf.set_font_size(points)
        self.at(x, y, lines, centre=centre)
        self.pdf.set_font_size(self.points)


def write(seed: int) -> Written:
    """The letter of this seed."""
    rng = random.Random(f"letter {seed}")
    language = rng.choice(("fr", "fr", "en"))

    def one(kind: str) -> str:
        pool = WORDS[language][kind]
        return rng.choice([word for place, word in enumerate(pool) if place % 2 == seed % 2] or pool)

    firm = rng.random() < 0.4
    name = f"{one('first')} {one('last')}"
    if rng.random() < 0.15 and not firm:
        name = name.split(" ", 1)[0] + " " + name.split(" ", 1)[1].upper()
    house = one("house")
    street, town = one("street"), one("town").split("\n")
    their_street, their_town = rng.choice(WORDS[language]["street"]), rng.choice(WORDS[language]["town"]).split("\n")
    sender_lines = [street, *town]
    if rng.random() < 0.25:
        sender_lines.insert(rng.choice((0, 1)), one("more"))
    customer = f"{rng.choice(WORDS[language]['first'])} {rng.choice(WORDS[language]['last'])}"
    civil = rng.choice(("M. ", "Mme ", "Monsieur ", "Madame ", "") if language == "fr" else ("Mr ", "Mrs ", "Ms ", "Dr ", ""))
    other = rng.choice([house_ for house_ in WORDS[language]["house"] if house_ != house])
    to_lines = [civil + customer] if firm else [other]
    if not firm and rng.random() < 0.5:
        to_lines.append(one("unit"))
    if not firm and rng.random() < 0.2:
        to_lines.insert(1, one("attention") + civil + customer)
    to_lines += [their_street, *their_town]
    if rng.random() < 0.15:
        to_lines[1:] = [line.upper() for line in to_lines[1:]]
    email = f"{name.split()[0]}.{rng.choice(('a', 'k'))}@{rng.choice(('courrier', 'maison', 'atelier'))}.example".lower()
    email = email.encode("ascii", "ignore").decode() if rng.random() < 0.65 else None
    numbers = (
        ("06 39 98 {:02} {:02}", "05.36.49.{:02}.{:02}", "+33 6 39 98 {:02} {:02}", "0353 01 {:02} {:02}")
        if language == "fr"
        else ("07700 900{:01}{:02}", "020 7946 0{:01}{:02}", "+44 7700 900{:01}{:02}", "(0161) 496 0{:01}{:02}")
    )
    first, second = (rng.randint(10, 99), rng.randint(10, 99)) if language == "fr" else (rng.randint(1, 9), rng.randint(10, 99))
    phone = rng.choice(numbers).format(first, second) if rng.random() < 0.6 else None
    contacts = [one("phone") + phone] if phone else []
    contacts += [one("email") + email] if email else []
    day = date(2020, 1, 1) + timedelta(days=rng.randrange(2400))
    place = town[-1].split(" ", 1)[1] if language == "fr" else ""
    dated = _date(day, language, place, rng)
    subject = one("subject") if rng.random() < 0.75 else None
    label = one("label")
    reference = one("reference") if rng.random() < 0.5 else None
    greeting, close = one("greeting"), one("close")
    long = rng.random() < 0.2
    bodies = [word for place_, word in enumerate(WORDS[language]["body"]) if place_ % 2 == seed % 2]
    paragraphs = [" ".join(rng.sample(bodies, k=rng.randint(2, 3))) for _ in range(16 if long else rng.randint(2, 3))]
    title = one("title") if firm and rng.random() < 0.7 else None
    ps = one("ps") if rng.random() < 0.2 else None
    enclosed = one("enclosed") if rng.random() < 0.2 else None
    end_dated = language == "fr" and rng.random() < 0.15
    sheet = Page(rng, language)
    layout = rng.choice(
        ("letterhead", "foot", "references beside", "return line", "beside")
        if firm
        else ("window", "beside", "right", "block", "under the name", "window left")
    )
    author = house if firm else name
    head = [author, *([one("unit")] if firm and rng.random() < 0.3 else []), *sender_lines]
    y = 0.0
    date_x = rng.choice((115.0, 20.0)) if layout not in ("block",) else 20.0
    date_lines = [] if end_dated else [dated]
    if layout == "window":
        sheet.at(20, 20, [*head, *contacts])
        y = sheet.at(115, 55, to_lines)
        y = sheet.at(date_x, y + 5, date_lines)
    elif layout == "beside":
        below = sheet.at(20, 22, [*head, *contacts])
        y = max(below, sheet.at(115, 22 + rng.choice((0, 5, 10)), to_lines))
        y = sheet.at(date_x, y + 5, date_lines)
    elif layout == "right":
        y = sheet.at(190, 20, [*head, *contacts], right=True) if rng.random() < 0.4 else sheet.at(135, 20, [*head, *contacts])
        y = sheet.at(20, y + 3, to_lines)
        y = sheet.at(date_x, y + 5, date_lines)
    elif layout == "block":
        y = sheet.at(20, 20, [*head, *contacts])
        y = sheet.at(20, y + 5, date_lines)
        y = sheet.at(20, y + 5, to_lines)
    elif layout == "window left":
        y = sheet.at(20, 48, to_lines)
        y = max(y, sheet.at(130, 22, [*head, *contacts]))
        y = sheet.at(date_x, y + 5, date_lines)
    elif layout == "under the name":
        y = sheet.at(115, 20, to_lines)
        y = sheet.at(date_x, y + 5, date_lines)
    else:
        flat = ", ".join(sender_lines) if rng.random() < 0.5 else " - ".join(sender_lines)
        told = " - ".join(contacts)
        sheet.pdf.set_font_size(rng.choice((13, 16, 20)))
        sheet.at(105 if rng.random() < 0.5 else 20, 18, [author], centre=False)
        sheet.pdf.set_font_size(sheet.points)
        to_x = rng.choice((20.0, 110.0)) if layout != "references beside" else 110.0
        foot = [*([flat] if layout != "foot" else [f"{author} - {flat}"]), *([told] if told else []), one("legal")]
        if layout == "letterhead":
            sheet.small(20, 25, [flat, *([told] if told else [])])
            foot = [one("legal")]
        if layout == "return line":
            sheet.small(to_x, 44, [f"{author} - {flat}"], points=7)
            foot = [told, one("legal")] if told else [one("legal")]
        y = sheet.at(to_x, 50, to_lines)
        if layout == "references beside":
            beside = [*([reference] if reference else []), one("care") + f"{one('first')} {one('last')}", *contacts]
            y = max(y, sheet.at(20, 50, beside))
            foot = [flat, one("legal")]
            reference_here = None
        else:
            reference_here = reference
        y = sheet.at(date_x, y + 6, date_lines)
        sheet.small(105, 280 - 4 * len(foot), foot, centre=True)
        reference_shown = reference_here
    shown = reference_shown if firm and layout != "beside" else reference
    sheet.y = y + 4
    sheet.y = sheet.at(20, sheet.y, [*([shown] if shown else []), *([label + subject] if subject else [])])
    sheet.y += 5
    for paragraph in (greeting, *paragraphs, close):
        lines = wrap(paragraph, WIDTH)
        if sheet.y + LINE_MM * len(lines) > 255:
            sheet.turn()
            if rng.random() < 0.5:
                sheet.small(185, 285, [str(sheet.pages)])
        sheet.y = sheet.at(20, sheet.y, lines) + 3
    signed = [name, *([title] if title else [])] if rng.random() < 0.7 or not title else [title, name]
    if end_dated:
        sheet.y = sheet.at(20, sheet.y + 3, [f"Fait à {place}, le {format_date(day, 'd MMMM y', locale='fr')}"])
    sign_x = rng.choice((20.0, 115.0))
    sheet.y = sheet.at(sign_x, sheet.y + rng.choice((3, 12)), signed)
    if layout == "under the name":
        sheet.y = sheet.at(sign_x, sheet.y, [*sender_lines, *contacts])
    tail = [*([enclosed] if enclosed else []), *([ps] if ps else [])]
    sheet.at(20, sheet.y + 6, tail)
    return Written(
        pdf=bytes(sheet.pdf.output()),
        layout=layout,
        language=language,
        day=day,
        sender=author,
        sender_at=(street, town[-1].split()[0]),
        recipient=customer if firm else other,
        recipient_at=(their_street, their_town[-1].split()[0]),
        email=email,
        phone=phone,
        subject=subject,
        text=" ".join([greeting, *paragraphs, close]),
        signed=name,
        reference=reference,
        pages=sheet.pages,
    )


def _date(day: date, language: str, place: str, rng: random.Random) -> str:
    if language == "fr":
        said = (
            format_date(day, "d MMMM y", locale="fr").replace("1 ", "1er ", 1)
            if day.day == 1
            else format_date(day, "d MMMM y", locale="fr")
        )
        return rng.choice((f"{place}, le {said}", f"Le {said}", f"{place}, le {day:%d/%m/%Y}", f"À {place}, le {said}", f"{said}"))
    return rng.choice(
        (
            f"{day.day} {day:%B %Y}",
            f"{day:%B} {day.day}, {day.year}",
            f"{day:%d/%m/%Y}",
            f"{day.day}{_th(day.day)} {day:%B %Y}",
            f"Date: {day.day} {day:%B %Y}",
        )
    )


def _th(number: int) -> str:
    return "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def pictures(pdf: bytes, dpi: int = 200) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]


def _noisy(page: Image.Image, rng: random.Random, share: float) -> Image.Image:
    noise = np.random.default_rng(rng.getrandbits(32))
    pixels = np.asarray(page).copy()
    where = noise.random(pixels.shape)
    pixels[where < share] = 0
    pixels[where > 1 - share] = 255
    return Image.fromarray(pixels)


def _turned(page: Image.Image, degrees: float) -> Image.Image:
    return page.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


DAMAGE: dict[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "clean": lambda page, _: page,
    "skew": lambda page, rng: _turned(page, rng.choice((-1, 1)) * rng.uniform(1, 5)),
    "quarter": lambda page, rng: _turned(page, rng.choice((90, -90)) + rng.uniform(-0.5, 0.5)),
    "head down": lambda page, rng: _turned(page, 180 + rng.uniform(-0.5, 0.5)),
    "noise": lambda page, rng: _noisy(_turned(page, rng.uniform(-0.7, 0.7)), rng, 0.01),
    "pale": lambda page, rng: page.point(lambda value: 255 - (255 - value) * 4 // 10),
    "soft": lambda page, rng: page.filter(ImageFilter.GaussianBlur(1.2)),
    "speckle": lambda page, rng: _noisy(page, rng, 0.03).filter(ImageFilter.MedianFilter(3)),
}


def scanned(written: Written, seed: int) -> tuple[bytes, str]:
    """The letter as a scan, and what happened to it: form, resolution, damage."""
    rng = random.Random(f"scan {seed}")
    dpi, damage, form = rng.choice((150, 200, 300)), rng.choice(list(DAMAGE)), rng.choice(("PDF", "TIFF", "JPEG", "PNG"))
    pages = [DAMAGE[damage](page, rng) for page in pictures(written.pdf, dpi)]
    if len(pages) > 1 and form in ("JPEG", "PNG"):
        form = "TIFF"
    return saved(pages, form, dpi), f"{form} {dpi} {damage}"


def saved(pages: Sequence[Image.Image], form: str, dpi: int = 200) -> bytes:
    file = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(file, form, **({"resolution": dpi} if form == "PDF" else {}), **more)
    return file.getvalue()
