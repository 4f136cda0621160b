"""The words of a post's HTML: paragraphs and breaks as line ends, links as their address, nothing of what is only shown."""

from __future__ import annotations

import re

from streams.channels.entities import unescape

TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][A-Za-z0-9]*+)([^<>]*+)>", re.DOTALL)
BLANKS = re.compile(r"[ \t\r\f\v]{2,}|[\t\r\f\v]")
EMPTY_LINES = re.compile(r"\n{3,}")
PARAGRAPHS = frozenset({"p", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"})
LINES = frozenset({"div", "li", "tr"})
UNSAID = frozenset({"script", "style", "template", "head", "title"})
QUOTE = re.compile(r"""class\s*=\s*["']?[^"'<>]{0,300}\bquote-inline\b""")
"""The link to a quoted post that is put at the head of the text for programs that know no quotes: the author did not write it."""


ALT = re.compile(r"""\balt\s*=\s*["']([^"'<>]{1,80})["']""")
CITED = frozenset({"blockquote", "aside", "q"})
"""Elements that hold the words of others."""


def text_of(html: str, *, quotes: bool = True) -> str:
    """Plain text of `html`; without `quotes`, what others said is left out. Linear in its length, and without an opinion on whether it is
    well formed."""
    if "<" not in html and "&" not in html:
        return tidy(html)
    said: list[str] = []
    silent: str | None = None  # the element whose content is not the author's words
    deep = 0  # how many of its kind are open within it
    at = 0
    for token in TOKEN.finditer(html):
        if silent is None:
            between = html[at : token.start()]
            said.append(unescape(between))
        at = token.end()
        closing, name, attributes = token[1], (token[2] or "").lower(), token[3] or ""
        if silent is not None:
            if name == silent and not attributes.endswith("/"):
                deep += -1 if closing else 1
                silent = silent if deep else None
            continue
        unsaid = name in UNSAID or (not quotes and name in CITED)
        if not closing and (unsaid or (attributes and QUOTE.search(attributes))) and not attributes.endswith("/"):
            silent, deep = name, 1
            said.append("\n\n" if name in PARAGRAPHS else "")
        elif name == "img" and "emoji" in attributes and (alt := ALT.search(attributes)):
            said.append(unescape(alt[1]))
        elif name == "br":
            said.append("\n")
        elif name in PARAGRAPHS:
            said.append("\n\n")
        elif name in LINES:
            said.append("\n")
    if silent is None:
        said.append(unescape(html[at:]))
    return tidy("".join(said))


def tidy(text: str) -> str:
    """Runs of blanks as one (those that do not break stay), at most one empty line, none at the ends."""
    if "  " not in text and text.isprintable():
        return text.strip(" ")
    text = BLANKS.sub(" ", text.replace("\x00", ""))
    if " \n" in text or "\n " in text:
        text = "\n".join([line.strip(" ") for line in text.split("\n")])
    return (EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip()
