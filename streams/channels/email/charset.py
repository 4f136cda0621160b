"""Bytes to text, whatever they say they are: labels in mail are missing, unknown or wrong often enough."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# Labels that Python does not know, or knows too narrowly: mailers write the superset under the name of the standard.
_ALIASES = {
    "gb2312": "gb18030",
    "gb-2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "big5": "big5hkscs",
    "tis-620": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-9": "cp1254",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-macroman": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "cp-850": "cp850",
    "x-windows-949": "cp949",
}
_LATIN = frozenset({"ascii", "iso8859-1", "cp1252", "latin-1", "iso8859-15"})
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")  # UTF-7 and others let them through; UTF-8 cannot write them
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")


def decode(data: bytes, label: str | None = None) -> str:
    """`data` as text. A label that cannot be true gives way: UTF-8 if it is that, else Windows-1252."""
    text = _decode(data, label)
    return text if text.isascii() else _HALF_CHARACTERS.sub("\ufffd", text)


def _decode(data: bytes, label: str | None) -> str:
    codec = _codec(label)
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(data) % 2 == 0:
        return data.decode("utf-16", "replace")
    if codec is None and b"\x1b$" in data:
        codec = "iso2022_jp_ext"
    if codec is None or codec in _LATIN:
        if data.isascii():
            return data.decode("ascii")
        if _MULTIBYTE.search(data):
            try:
                return data.decode("utf-8")
            except UnicodeDecodeError:
                pass
        return _latin(data, "iso8859-15" if codec == "iso8859-15" else "cp1252")
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        pass
    if codec == "utf-8":
        text = data.decode("utf-8", "replace")
        valid = len(_MULTIBYTE.findall(data))
        return text if valid > text.count("\ufffd") else _latin(data, "cp1252")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(codec, "replace")


def _latin(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:  # five bytes have no meaning in Windows-1252
        return data.decode("latin-1")


@lru_cache(maxsize=512)
def _codec(label: str | None) -> str | None:
    """The Python codec of a label, None where it says nothing."""
    if not label:
        return None
    name = label.strip().strip("\"';").lower()[:60]
    name = _ALIASES.get(name, name)
    for tried in (name, name.removeprefix("x-"), name.replace("windows", "cp").replace("-", ""), name.split(" ")[0].split(";")[0]):
        try:
            found = codecs.lookup(tried)
        except (LookupError, ValueError, UnicodeError):
            continue
        if found._is_text_encoding and found.name not in (
            "idna",
            "punycode",
            "unicode_escape",
            "raw_unicode_escape",
            "undefined",
            "mbcs",
            "oem",
        ):
            return found.name
    return None
