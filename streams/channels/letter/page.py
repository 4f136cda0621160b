"""A letter as PDF pages: who writes, the address in the window, date and reference, the text. The same message gives the same bytes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import msgspec
from fpdf import FPDF

from schemas.documents import Message
from streams.channels.letter.envelopes import Form, address_lines, form_of
from streams.rules.daytime import country_of
from streams.rules.words import day, locale
from streams.settings import Settings

MARGIN_MM = 25.0
INSET_MM = 3.5
"""Of the address from the window's edges: at least 1/8 in, as posts that read by machine ask for."""

BODY_MM = 106.0
FONT = "letter"
SIZE, LINE_MM = 10.5, 5.4

_REFERENCE = {"fr": "Notre référence :", "en": "Our reference:"}
_TYPED = str.maketrans({"\u202f": "\u00a0", "\u2011": "-", "\u2010": "-", "\t": " "})


class Unprintable(Exception):
    """A name, an address or a text has letters that our types do not have: these."""


class TooLarge(Exception):
    """The address does not fit into the window of its envelope: its longest line."""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    pdf: bytes
    pages: int
    country: str


def letter_of(message: Message, settings: Settings) -> Letter:
    """Raises Unprintable, TooLarge."""
    country = country_of([message.identifier or ""]) or settings.region
    first = _set(message, settings, country, None)
    if first.page_no() > 1:  # who holds the second page should know of how many it is one
        first = _set(message, settings, country, first.page_no())
    return Letter(pdf=bytes(first.output()), pages=first.page_no(), country=country)


def to_lines(message: Message, country: str, settings: Settings) -> list[str]:
    """The address as it is printed."""
    abroad = locale("fr" if settings.region in ("FR", "BE", "CH", "LU", "MC") else "en").territories.get(country) if (
        country != settings.region) else None
    return address_lines(message.name, message.address or "", country, abroad=abroad)


class _Sheet(FPDF):  # type: ignore[misc]  # it comes without types
    """Fold marks on the first page; on the following ones, and the first of several, which it is."""

    def __init__(self, form: Form, name: str, total: int | None) -> None:
        super().__init__(format=form.paper)
        self._form, self._name, self._total = form, name, total

    def header(self) -> None:
        if self.page_no() == 1:
            self.set_line_width(0.1)
            for y in self._form.folds:
                self.line(4, y, 8, y)
        else:
            self.set_y(MARGIN_MM)

    def footer(self) -> None:
        if self._total:
            self.set_y(-15)
            self.set_font(FONT, size=8)
            self.cell(0, 5, f"{self._name} · {self.page_no()}/{self._total}", align="C")


def _set(message: Message, settings: Settings, country: str, total: int | None) -> FPDF:
    form, language = form_of(country), "fr" if message.language == "fr" else "en"
    pdf = _Sheet(form, _printable(settings.house), total)
    pdf.set_creation_date(message.made_at)
    pdf.set_title(_printable(message.subject))
    pdf.set_author(_printable(settings.house))
    pdf.set_lang(message.language)
    for style, path in _types():
        pdf.add_font(FONT, style, path)
    pdf.set_margins(MARGIN_MM, MARGIN_MM, MARGIN_MM)
    pdf.set_auto_page_break(True, MARGIN_MM)
    pdf.add_page()
    _sender(pdf, settings)
    _addressee(pdf, form, to_lines(message, country, settings))
    pdf.set_font(FONT, size=9)
    pdf.set_xy(MARGIN_MM, BODY_MM - 13)
    pdf.cell(0, 5, f"{_REFERENCE[language]} {_short(message.id)}")
    pdf.set_xy(MARGIN_MM, BODY_MM - 13)
    pdf.cell(0, 5, _printable(day(message.made_at, message.language, settings.tz)), align="R")
    pdf.set_xy(MARGIN_MM, BODY_MM)
    pdf.set_font(FONT, "B", SIZE)
    pdf.multi_cell(0, LINE_MM, _printable(message.subject), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(LINE_MM)
    pdf.set_font(FONT, size=SIZE)
    _body(pdf, _printable(message.text).split("\n\n"))
    return pdf


def _sender(pdf: FPDF, settings: Settings) -> None:
    pdf.set_xy(MARGIN_MM, 15)
    pdf.set_font(FONT, "B", 13)
    pdf.cell(0, 6.5, _printable(settings.house), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FONT, size=8.5)
    for line in settings.house_address.split(","):
        pdf.cell(0, 4, _printable(line.strip()), new_x="LMARGIN", new_y="NEXT")


def _addressee(pdf: FPDF, form: Form, lines: list[str]) -> None:
    """As large as it fits into the window, between 9 and 11 points; a line that is too long for it is broken, as far as there is room.
    Raises TooLarge: what does not stand in the window is read by no post."""
    left, top, right, bottom = form.window
    width, lines = right - left - 2 * INSET_MM, [_printable(line) for line in lines]
    for size in (11.0, 10.0, 9.0):
        pdf.set_font(FONT, size=size)
        if all(pdf.get_string_width(line) <= width for line in lines):
            break
    else:
        pdf.c_margin, margin = 0, pdf.c_margin
        broken = [pdf.multi_cell(width, form.line_mm, line, align="L", dry_run=True, output="LINES") for line in lines]
        pdf.c_margin = margin
        if sum(map(len, broken)) > form.lines:
            raise TooLarge(max(lines, key=len)[:80])
        lines = [part for parts in broken for part in parts]
    pdf.set_xy(left + INSET_MM, max(top, (top + bottom - form.line_mm * len(lines)) / 2))
    for line in lines:
        pdf.set_x(left + INSET_MM)
        pdf.cell(width, form.line_mm, line, new_x="LEFT", new_y="NEXT")


def _body(pdf: FPDF, paragraphs: list[str]) -> None:
    """A signature never stands alone on a page: it takes the paragraph before it along."""
    for number, paragraph in enumerate(paragraphs):
        left = paragraphs[number:] if number >= len(paragraphs) - 2 else [paragraph.split("\n")[0]]
        height = sum(_height(pdf, each) + LINE_MM for each in left) - LINE_MM
        if pdf.will_page_break(min(height, pdf.eph / 2)):
            pdf.add_page()
        pdf.multi_cell(0, LINE_MM, paragraph, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(LINE_MM * 0.8)


def _height(pdf: FPDF, text: str) -> float:
    return float(pdf.multi_cell(0, LINE_MM, text, align="L", dry_run=True, output="HEIGHT"))


def _short(message_id: str) -> str:
    """Enough of it to find it by, and to say on the telephone."""
    return message_id.removeprefix("m_")[:8].upper()


def _printable(text: str) -> str:
    """Signs that are no letters (an emoji) are left out. Raises Unprintable where letters would be."""
    out = []
    for sign in unicodedata.normalize("NFC", text).translate(_TYPED):
        if ord(sign) in _signs() or sign == "\n":
            out.append(sign)
        elif unicodedata.category(sign)[0] in "LMN":
            raise Unprintable(sign)
    return "".join(out)


def _types() -> tuple[tuple[str, Path], ...]:
    folder = Path(str(files("streams.channels.letter") / "fonts"))
    return ("", folder / "DejaVuSerifCondensed.ttf"), ("B", folder / "DejaVuSerifCondensed-Bold.ttf")


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    """What both have."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # of fpdf2, and slow to load

    found = []
    for _, path in _types():
        with TTFont(path, lazy=True) as font:
            found.append(frozenset(font.getBestCmap()))
    return found[0] & found[1]
