"""The lines of a document, page by page: from its text layer where it has one, else by recognition.

Lengths are in thousandths of the page's width, from its top left corner, the page upright.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from schemas.errors import Refusal

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 50
MAX_PIXELS = 80_000_000  # of one page: A3 at 600 dpi is 70 million


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand side by side. `sure`: the recogniser's confidence, 1.0 for a text layer."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    sure: float = 1.0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One page. `height` in thousandths of its width."""

    height: float
    lines: tuple[Line, ...]


def content_type_of(data: bytes) -> str | None:
    """What the first bytes say; None for anything that is not read here."""
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        return "image/tiff"
    return None


def sheets(data: bytes, content_type: str) -> Iterator[Sheet | Refusal]:
    """Every page in order; a Refusal ends it: half a letter is not the letter."""
    if len(data) > MAX_BYTES:
        too_large = f"{len(data) // 1_000_000} MB is more than {MAX_BYTES // 1_000_000} MB"
        yield Refusal(where="file", what=too_large, remedy="scan at 300 dpi or less, or split the file")
        return
    if content_type == "application/pdf":
        from streams.channels.letter.pdf import pdf_sheets as read
    else:
        from streams.channels.letter.image import image_sheets as read
    yield from read(data)


def too_many(pages: int) -> Refusal:
    return Refusal(where="file", what=f"{pages} pages are more than {MAX_PAGES}", remedy="split the file by letters")


def too_large(page: int, width: int, height: int) -> Refusal:
    what = f"{width} x {height} pixels are more than {MAX_PIXELS // 1_000_000} million"
    return Refusal(where=f"page {page}", what=what, remedy="scan it again at 300 dpi or less")
