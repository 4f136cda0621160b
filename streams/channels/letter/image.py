"""Pages that are pictures: PNG, JPEG, TIFF of several pages."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

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
        try:
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
            pages = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            yield Refusal(
                where="page 1", what=f"it unfolds to more than {MAX_PIXELS // 1_000_000} million pixels", remedy="scan it again at 300 dpi"
            )
            return
        except (UnidentifiedImageError, *BROKEN) as error:
            yield _broken(1, error)
            return
        if pages > MAX_PAGES:
            yield too_many(pages)
            return
        for page in range(pages):
            try:
                if pages > 1:
                    picture.seek(page)
                if picture.width * picture.height > MAX_PIXELS:
                    yield too_large(page + 1, picture.width, picture.height)
                    return
                upright = flat(ImageOps.exif_transpose(picture))
            except (Image.DecompressionBombWarning, Image.DecompressionBombError):
                yield too_large(page + 1, picture.width, picture.height)
                return
            except BROKEN as error:
                yield _broken(page + 1, error)
                return
            yield recognise(upright, page)


def flat(picture: Image.Image) -> Image.Image:
    """Ink on white paper, in RGB, no larger than the recogniser can use."""
    if picture.mode.startswith("I") or picture.mode == "F":
        low, high = picture.convert("F").getextrema()
        span = (float(high) - float(low)) or 1.0  # type: ignore[arg-type]  # one band: two numbers
        picture = picture.convert("F").point(lambda value: (value - float(low)) * (255.0 / span)).convert("L")  # type: ignore[arg-type]
    elif picture.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        picture = Image.alpha_composite(paper, seen)
    if max(picture.size) > MAX_SIDE:
        picture = picture.convert("RGB")
        picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return picture.convert("RGB")


def _broken(page: int, error: BaseException) -> Refusal:
    reason = " ".join(str(error).split())[:120] or type(error).__name__
    return Refusal(
        where=f"page {page}", what=f"the picture cannot be decoded ({reason})", remedy="scan it again, as PDF, PNG, JPEG or TIFF"
    )
