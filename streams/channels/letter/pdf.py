"""Pages of a PDF: the text layer where there is one worth the name, else the page as it looks."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from schemas.errors import Refusal
from streams.channels.letter.ocr import recognise
from streams.channels.letter.sheets import MAX_PAGES, MAX_PIXELS, Line, Sheet, too_large, too_many

DPI = 300
MAX_SIDE = 3600  # pixels of a rendered page
MAX_CHARACTERS = 60_000  # of one page
ENOUGH_LETTERS = 24  # fewer are a stamp or a page number on a scan


def pdf_sheets(data: bytes) -> Iterator[Sheet | Refusal]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "assword" in str(error)
        what = "the PDF is locked with a password" if locked else "the PDF is damaged beyond reading"
        yield Refusal(where="file", what=what, remedy="unlock it and hand it over again" if locked else "export or scan it again")
        return
    try:
        if len(document) == 0 or len(document) > MAX_PAGES:
            yield too_many(len(document)) if len(document) else Refusal(where="file", what="the PDF has no pages", remedy="export it again")
            return
        for number in range(len(document)):
            try:
                yield _sheet(document[number], number)
            except pypdfium2.PdfiumError:
                yield Refusal(where=f"page {number + 1}", what="the page is damaged", remedy="export or scan it again")
                return
    finally:
        document.close()


def _sheet(page: Any, number: int) -> Sheet | Refusal:
    width, height = page.get_size()
    if not (0 < width < 1e5 and 0 < height < 1e5):
        return Refusal(where=f"page {number + 1}", what=f"a page of {width:g} x {height:g} points is no page", remedy="export it again")
    lines = _text_layer(page, number, width, height)
    letters = sum(map(str.isalnum, "".join(line.text for line in lines)))
    pictures = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4))
    if letters >= ENOUGH_LETTERS or not (pictures or _drawn(page)):
        return Sheet(height=1000 * height / width, lines=tuple(lines))
    for picture in pictures:
        across, down = picture.get_px_size()
        if across * down > MAX_PIXELS:
            return too_large(number + 1, across, down)
    scale = min(DPI / 72, MAX_SIDE / max(width, height))
    bitmap = page.render(scale=scale, may_draw_forms=False)
    seen = recognise(bitmap.to_pil().convert("RGB"), number)
    bitmap.close()
    return seen


def _drawn(page: Any) -> bool:
    """Whether the page shows anything: letters drawn as outlines have no text layer either."""
    return next(iter(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING], max_depth=4)), None) is not None


def _text_layer(page: Any, number: int, width: float, height: float) -> list[Line]:
    """Characters gathered to lines: a jump back, down or far to the right begins another."""
    text = page.get_textpage()
    count = min(text.count_chars(), MAX_CHARACTERS)
    lines: list[Line] = []
    words: list[str] = []
    box: list[float] | None = None
    rect = pdfium.FS_RECTF()
    blank = False

    def close() -> None:
        nonlocal words, box, blank
        said = " ".join("".join(words).split())
        if box and said:
            left, bottom, right, top = box
            lines.append(_line(number, left, bottom, right, top, said, width, height, page))
        words, box, blank = [], None, False

    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (0, 0xFFFE, 0xFFFF, 0xFFFD, 0x02):
            code = 0x2D if code in (0xFFFE, 0x02) else 0  # pdfium's marks of a hyphen at a line's end
        if code in (0x0D, 0x0A):
            close()
            continue
        if code == 0 or 0xE000 <= code <= 0xF8FF or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF or (code < 0x20 and code != 0x09):
            continue
        if code in (0x20, 0x09, 0xA0):
            blank = True
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(rect)):
            continue
        left, right, bottom, top = rect.left, rect.right, min(rect.top, rect.bottom), max(rect.top, rect.bottom)
        tall = max(top - bottom, 1.0)
        if box:
            apart = left - box[2]
            if apart > 2.0 * tall or apart < -2.0 * tall or abs((top + bottom) - (box[1] + box[3])) > tall:
                close()
        if blank and words:
            words.append(" ")
        blank = False
        words.append(chr(code))
        box = [left, bottom, right, top] if box is None else [min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top)]
    close()
    text.close()
    return lines


def _line(number: int, left: float, bottom: float, right: float, top: float, said: str, width: float, height: float, page: Any) -> Line:
    """From the page's own axes, unturned and from its lower left corner, to those of the page as it is looked at."""
    x0, y0, x1, y1 = page.get_bbox()
    across, down = x1 - x0, y1 - y0
    turn = page.get_rotation() % 360
    seen: list[tuple[float, float]] = []
    for x, y in ((left - x0, bottom - y0), (right - x0, top - y0)):
        match turn:
            case 90:
                seen.append((y, x))
            case 180:
                seen.append((across - x, y))
            case 270:
                seen.append((down - y, across - x))
            case _:
                seen.append((x, down - y))
    (ax, ay), (bx, by) = seen
    unit = 1000 / width
    return Line(
        page=number,
        left=min(ax, bx) * unit,
        top=min(ay, by) * unit,
        right=max(ax, bx) * unit,
        bottom=max(ay, by) * unit,
        text=said,
    )
