"""Characters written as `&amp;` and `&#233;`, whoever wrote them."""

from __future__ import annotations

import re
from html import unescape as _unescape

_NO_CHARACTER = re.compile(r"&#(?:0{9,}|0*[1-9]\d{7,})\d*;?")


def unescape(text: str) -> str:
    """As HTML reads them. A number above every character is U+FFFD, also where it has more digits than Python turns into a number."""
    if "&" not in text:
        return text
    return _unescape(_NO_CHARACTER.sub("\ufffd", text) if "&#" in text else text)
