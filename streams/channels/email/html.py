"""HTML mail to text: blocks to lines, quotations to lines that begin with `> `, nothing hidden, no scripts."""

from __future__ import annotations

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BLOCK_NAMES = """
    address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li
    main nav ol p pre section table tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "pre"])
_UNSEEN = frozenset(
    ["script", "style", "head", "title", "template", "noscript", "object", "svg", "select", "meta", "link", "-comment", "!doctype"]
)
_QUOTES = re.compile(
    r"\b(?:gmail_quote|gmail_extra|yahoo_quoted|moz-forward-container|protonmail_quote|tutanota_quote|zmail_extra|wb-quote)\b"
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)", re.IGNORECASE)
_SIGNATURES = re.compile(r"\b(?:gmail_signature|moz-signature|protonmail_signature_block|yahoo-signature|Signature)\b")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_IMAGES = re.compile(r"""\bsrc\s*=\s*["']?data:[^"'\s>]*""", re.IGNORECASE)
_MOST = 1_500_000  # characters that are looked at, without images
_MOST_NESTED = 3000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "p", "li", "td", "tr", "th", "wbr", "option"]
)
_DEEPEST = 20  # quotations within one another that are marked


def html_to_text(html: str) -> str:
    """The text as it is seen. A list item begins with `- `, a link is its words, an image nothing."""
    if "<" not in html:
        return LexborHTMLParser(f"<p>{html}</p>").text() if "&" in html else html
    html = _IMAGES.sub("", html)[:_MOST]
    if _nested(html) > _MOST_NESTED:  # nobody's mail: a parser's time would grow with the square of it
        return unescape(re.sub(r"<[^<>]*>?", " ", html))
    root = LexborHTMLParser(html).root
    if root is None:
        return ""
    page = _Page()
    node: LexborNode | None = root
    while node is not None:
        entered = page.enter(node)
        if entered and node.child is not None:
            node = node.child
            continue
        if entered:
            page.leave(node)
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                return page.text()
            page.leave(node)
        node = node.next if node is not None else None
    return page.text()


def _nested(html: str) -> int:
    """How deep elements stand in one another at most, as far as their ends are written."""
    deepest = depth = 0
    for tag in _TAG.finditer(html):
        if tag[1]:
            depth = max(0, depth - 1)
        elif tag[2].lower() not in _EMPTY:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


class _Page:
    """Lines so far. `depth` of quotation, `pre` of preformatted blocks."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth = 0
        self.pre = 0

    @property
    def mark(self) -> str:
        return "> " * min(self.depth, _DEEPEST)

    @property
    def at_blank(self) -> bool:
        return not self.line or self.line[-1].endswith(" ")

    def enter(self, node: LexborNode) -> bool:
        """Whether its children are to be seen."""
        tag = (node.tag or "").lower()
        if tag == "-text":
            self.words(node.text_content or "")
            return False
        if tag in _UNSEEN:
            return False
        if tag == "br":
            self.end_line(always=True)
            return False
        attributes = node.attributes
        if attributes and (_HIDDEN.search(attributes.get("style") or "") or "hidden" in attributes):
            return False
        if tag in _BLOCKS:
            self.end_line()
        if tag == "li":
            self.line = ["- "]
        elif tag in ("td", "th") and not self.at_blank:
            self.line.append(" ")
        elif tag == "pre":
            self.pre += 1
        if _quotes(tag, attributes):
            self.end_line()
            self.depth += 1
        elif attributes and _SIGNATURES.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
            self.end_line()
            self.lines.append(self.mark + "-- ")
        return True

    def leave(self, node: LexborNode) -> None:
        tag = (node.tag or "").lower()
        if tag in _BLOCKS:
            self.end_line()
        if tag == "pre":
            self.pre -= 1
        if _quotes(tag, node.attributes):
            self.end_line()
            self.depth -= 1
        if tag in _SPACED and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self.mark)

    def words(self, text: str) -> None:
        if self.pre:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self.line.append(first)
            for other in others:
                self.end_line(always=True)
                self.line = [other] if other else []
            return
        text = _BLANKS.sub(" ", text)
        text = text.lstrip(" ") if self.at_blank else text
        if text:
            self.line.append(text)

    def end_line(self, *, always: bool = False) -> None:
        line = "".join(self.line).rstrip(" \t\r\n\f").replace("\u00a0", " ")
        if line.strip() or always:
            self.lines.append(self.mark + line)
        self.line = []

    def text(self) -> str:
        self.end_line()
        return "\n".join(self.lines)


def _quotes(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "blockquote":
        return "margin-left:40px" not in (attributes.get("style") or "").replace(" ", "") or attributes.get("type") == "cite"
    return bool(attributes) and tag == "div" and _QUOTES.search(attributes.get("class") or "") is not None
