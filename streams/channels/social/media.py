"""Pictures, films and files: they stay with the network, so that their name and kind are known and their bytes are not."""

from __future__ import annotations

from functools import lru_cache
from mimetypes import guess_type
from urllib.parse import urlsplit

from schemas.interaction import Attachment

KINDS = {
    "image": "image/*",
    "photo": "image/*",
    "sticker": "image/*",
    "gifv": "video/mp4",
    "animated_gif": "video/mp4",
    "video": "video/*",
    "reel": "video/*",
    "ig_reel": "video/*",
    "audio": "audio/*",
    "voice": "audio/*",
}
"""Where neither a name nor the network tells more."""
LONGEST_NAME = 200


def medium(url: str | None, kind: str | None = "", *, name: str | None = None, size: int | None = None) -> Attachment:
    """No hash; size 0 where it is not told. `kind`: a MIME type, or the network's word for one."""
    if not name and url:
        try:
            name = urlsplit(url).path.rsplit("/", 1)[-1]
        except ValueError:
            name = None
    name = (name or "").replace("\x00", "").strip()[:LONGEST_NAME] or None
    kind = (kind or "").split(";", 1)[0].strip().lower()
    known = kind if "/" in kind else (_guessed(name) if name and "." in name else None) or KINDS.get(kind, "application/octet-stream")
    return Attachment(name=name, content_type=known, size=size if size is not None and 0 < size < 2**53 else 0, sha256="")


def _guessed(name: str) -> str | None:
    stem, _, suffix = name.rpartition(".")
    return _of_suffix(suffix.lower()) if stem and len(suffix) <= 10 else None


@lru_cache(maxsize=1024)
def _of_suffix(suffix: str) -> str | None:
    return guess_type(f"a.{suffix}")[0]
