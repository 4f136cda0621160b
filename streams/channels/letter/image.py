"""Pages that are pictures: PNG, JPEG, TIFF of several pages."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps

from schemas.errors import Refusal
from streams.channels.letter.ocr import recognise
from streams.channels.letter.sheets import MAX_PAGES, MAX_PIXELS, Sheet, too_large, too_many

BROKEN = (OSError, SyntaxError, ValueError, EOFError, OverflowError, KeyError, IndexError, TypeError, MemoryError, ZeroDivisionError)
"""What Pillow raises on damaged files; it documents OSError and lets the others through."""

MAX_SIDE = 3600  # pixels; more costs memory and reads no better


def image_sheets(data: bytes) -> Iterator[Sheet | Refusal]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        page = 0
        try:
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
            pages = _pages(picture)
            if pages > MAX_PAGES:
                yield too_many(pages)
                return
            for page in range(pages):
                if pages > 1:
                    picture.seek(page)
                if picture.width * picture.height > MAX_PIXELS:
                    yield too_large(page + 1, picture.width, picture.height)
                    return
                yield recognise(flat(picture), page)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            what = f"it unfolds to more than {MAX_PIXELS // 1_000_000} million pixels"
            yield Refusal(where=f"page {page + 1}", what=what, remedy="scan it again at 300 dpi or less")
        except BROKEN as error:
            yield _broken(page + 1, error)


def _pages(picture: Image.Image) -> int:
    """How many; one more than are read, where there are more. A TIFF is a chain of pages that may be made to go on for ever."""
    if picture.format != "TIFF":
        return 1
    pages = 1
    try:
        while pages <= MAX_PAGES:
            picture.seek(pages)
            pages += 1
    except EOFError:
        pass
    picture.seek(0)
    return pages


def flat(picture: Image.Image) -> Image.Image:
    """Ink on white paper, upright as its camera held it, in RGB, no larger than the recogniser can use. Made small before anything is
    copied: a page of 600 dpi takes a hundred megabytes and more."""
    if picture.format == "JPEG":
        picture.draft("RGB", (MAX_SIDE * 7 // 10, MAX_SIDE))  # decodes at a half or a quarter what is twice as large and more
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _small(picture.convert("F"))
        low, high = picture.getextrema()
        span = (float(high) - float(low)) or 1.0  # type: ignore[arg-type]  # one band: two numbers
        picture = picture.point(lambda value: (value - float(low)) * (255.0 / span)).convert("L")  # type: ignore[arg-type]
    elif picture.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in picture.info:
        seen = _small(picture if picture.mode == "RGBA" else picture.convert("RGBA"))
        picture = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    elif picture.mode not in ("L", "RGB"):
        picture = picture.convert("L" if picture.mode == "1" else "RGB")
    return ImageOps.exif_transpose(_small(picture)).convert("RGB")


def _small(picture: Image.Image) -> Image.Image:
    share = MAX_SIDE / max(picture.size)
    if share >= 1:
        return picture
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _broken(page: int, error: BaseException) -> Refusal:
    told = re.sub(r"\s*<[^>]* at 0x[0-9a-f]+>", "", " ".join(str(error).split()))  # where in memory it lay is another thing each time
    reason = told[:120] or type(error).__name__
    return Refusal(
        where=f"page {page}", what=f"the picture cannot be decoded ({reason})", remedy="scan it again, as PDF, PNG, JPEG or TIFF"
    )
