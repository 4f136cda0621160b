"""Rich text as Outlook keeps it: unpacked ([MS-OXRTFCP]) and read as plain text ([MS-OXRTFEX] where it was HTML)."""

from __future__ import annotations

import re
import struct

from streams.channels.email.charset import decode

_PRESET = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New"
    rb" RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the window of a packed text begins with."""

_LARGEST = 500_000  # bytes unpacked
_PIECE = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6}) ?|\\([a-z]{1,32})(-?\d{1,10})? ?|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)
_UNSEEN = frozenset(["fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "listtable", "listoverridetable"])
_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "page": "\n", "tab": "\t", "cell": " ", "emdash": "—", "endash": "–", "bullet": "•"}
_BREAKS |= {"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}
_BLOCK = re.compile(r"</?(?:br|p|div|li|tr|h\d)\b", re.IGNORECASE)


def unpack(packed: bytes) -> bytes:
    """LZFu: a byte of flags, then for each flag a byte as it is, or two that say where in the last 4096 it was seen, and how long."""
    if len(packed) < 16:
        return b""
    size, kind = struct.unpack_from("<I", packed, 4)[0], packed[8:12]
    if kind == b"MELA":
        return packed[16 : 16 + min(size, _LARGEST)]
    if kind != b"LZFu":
        return b""
    window, at = bytearray(_PRESET.ljust(4096, b" ")), len(_PRESET)
    out, place, end = bytearray(), 16, len(packed)
    while place < end and len(out) < _LARGEST:
        flags = packed[place]
        place += 1
        for bit in range(8):
            if place >= end:
                break
            if flags >> bit & 1:
                if place + 1 >= end:
                    return bytes(out)
                pair = packed[place] << 8 | packed[place + 1]
                place += 2
                begin, length = pair >> 4, (pair & 15) + 2
                if begin == at:  # the end
                    return bytes(out)
                for source in range(begin, begin + length):
                    window[at] = window[source & 4095]
                    out.append(window[at])
                    at = at + 1 & 4095
            else:
                window[at] = packed[place]
                out.append(packed[place])
                at, place = at + 1 & 4095, place + 1
    return bytes(out)


def rtf_to_text(rtf: bytes) -> str:
    """The words, in lines; of what was HTML the words of it, without those that stand in for its tags."""
    source = rtf.decode("latin-1")
    charset = f"cp{found[1]}" if (found := re.search(r"\\ansicpg(\d{3,5})", source[:2000])) else "cp1252"
    was_html = "\\fromhtml" in source[:2000]
    out: list[str] = []
    raw = bytearray()  # bytes of a charset, which may take several for a character
    groups: list[bool] = []
    hidden = stand_in = False
    skip, unicode_skip = 0, 1
    for piece in _PIECE.finditer(source):
        hexed, code, word, number, sign, brace, plain = piece.groups()
        if raw and not hexed:
            out.append(decode(bytes(raw), charset))
            raw.clear()
        if brace == "{":
            groups.append(hidden)
        elif brace == "}":
            hidden = groups.pop() if groups else False
        elif word == "htmlrtf":
            stand_in = number != "0"
        elif word == "htmltag":
            hidden = True
            if not stand_in and _BLOCK.match(source, piece.end()):
                out.append("\n")
        elif word in _UNSEEN or sign == "*":
            hidden = True
        elif word == "uc":
            unicode_skip = min(int(number or 1), 4)
        elif hidden or stand_in:
            continue
        elif code:
            value = int(code) % 0x10000
            out.append(chr(value) if not 0xD800 <= value <= 0xDFFF else "\ufffd")
            skip = unicode_skip
            continue
        elif hexed:
            if skip:
                skip -= 1
            else:
                raw.append(int(hexed, 16))
            continue
        elif word in _BREAKS:
            out.append("" if was_html and word == "par" else _BREAKS[word])
        elif sign in ("\\", "{", "}"):
            out.append(sign)
        elif sign == "~":
            out.append(" ")
        elif plain:
            out.append(plain[skip:])
        skip = 0
    if raw:
        out.append(decode(bytes(raw), charset))
    return re.sub(r"\n{3,}", "\n\n", "".join(out)).strip()
