"""The words of a post's HTML: paragraphs and breaks as line ends, links as their address, nothing of what is only shown."""

from __future__ import annotations

import re

from streams.channels.entities import unescape

TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][A-Za-z0-9]*+)([^<>]*+)>", re.DOTALL)
BLANKS = re.compile(r"[ \t\r\f\v]{2,}|[\t\r\f\v]")
EMPTY_LINES = re.compile(r"\n{3,}")
BREAKS = {
    **dict.fromkeys(("br", "div", "li", "tr"), "\n"),
    **dict.fromkeys(("p", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"), "\n\n"),
}
"""What an element is in a plain text, where it begins and where it ends."""
UNSAID = frozenset({"script", "style", "template", "head", "title"})
QUOTE = re.compile(r"""class\s*=\s*["']?[^"'<>]{0,300}\bquote-inline\b""")
"""The link to a quoted post that is put at the head of the text for programs that know no quotes: the author did not write it."""
ALT = re.compile(r"""\balt\s*=\s*["']([^"'<>]{1,80})["']""")
UNSAID_OR_CITED = UNSAID | {"blockquote", "aside", "q"}
"""Elements that hold no words, or those of others."""


def text_of(html: str, *, quotes: bool = True) -> str:
    """Plain text of `html`; without `quotes`, what others said is left out. Linear in its length, and without an opinion on whether it is
    well formed."""
    if "<" not in html:
        return tidy(unescape(html))
    unsaid = UNSAID if quotes else UNSAID_OR_CITED
    parts = iter(TOKEN.split(html))
    said = [unescape(next(parts))]
    silent: str | None = None  # the element whose content is not the author's words
    deep = 0  # how many of its kind are open within it
    for closing, name, attributes, after in zip(parts, parts, parts, parts, strict=True):
        element = name.lower() if name else ""
        if silent is not None:
            if element == silent and not attributes.endswith("/"):
                deep += -1 if closing else 1
                silent = silent if deep else None
        elif not closing and (element in unsaid or (attributes and _is_quote(attributes))) and not attributes.endswith("/"):
            silent, deep = element, 1
            said.append("\n\n" if BREAKS.get(element) == "\n\n" else "")
        elif element in BREAKS:
            said.append(BREAKS[element])
        elif element == "img" and "emoji" in attributes and (alt := ALT.search(attributes)):
            said.append(unescape(alt[1]))
        if silent is None and after:
            said.append(unescape(after) if "&" in after else after)
    return tidy("".join(said))


def _is_quote(attributes: str) -> bool:
    return "quote-inline" in attributes and QUOTE.search(attributes) is not None


def tidy(text: str) -> str:
    """Runs of blanks as one (those that do not break stay), at most one empty line, none at the ends."""
    if "  " in text or not text.replace("\n", "").isprintable():
        text = BLANKS.sub(" ", text.replace("\x00", ""))
    if "\n" not in text:
        return text.strip()
    if " \n" in text or "\n " in text:
        text = "\n".join([line.strip(" ") for line in text.split("\n")])
    return (EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip()
