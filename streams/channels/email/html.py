"""HTML mail to text: blocks to lines, quotations to lines that begin with `> `, nothing hidden, no scripts."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from streams.channels.email.colours import Hue, Line, answers, hue_of
from streams.channels.entities import unescape

_BLOCK_NAMES = """
    address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li
    main nav ol p pre section table tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "pre"])
_UNSEEN = frozenset(
    ["script", "style", "head", "title", "template", "noscript", "object", "svg", "select", "meta", "link", "-comment", "!doctype"]
)
# Elements that hold a quotation; its introduction, then the quotation, and answers beside it; those below which all is quoted.
_QUOTES = re.compile(
    r"\b(?:gmail_quote|gmail_extra|gmail_attr|moz-forward-container|moz-cite-prefix|protonmail_quote|tutanota_quote|zmail_extra"
    r"|blockquote_zmail|wb-quote|front-blockquote|reply-intro|ox-quote-intro|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|messageReplySection|spark_quote"
    r"|ws-ng-quote|ik_mail_quote|quoted-content|__QUOTED_TEXT__|__HEADERS__|history_container|hs_reply|BRI_quote)\b|yahoo_quoted\b|^\s*quote\s*$"
)
_INTRODUCES = re.compile(
    r"\b(?:gmail_quote|gmail_quote_container|gmail_extra|protonmail_quote|zmail_extra|messageReplySection|ik_mail_quote)\b"
)
_BELOW = re.compile(r"\b(?:(?:x_)*divRplyFwdMsg|zwchr|__DIVIDER__)\b")
_RULED = re.compile(r"border-top\s*:[^;]*\bsolid\b", re.IGNORECASE)
_FIELD_END = re.compile(r"[:：]\s")
_INDENTED = re.compile(r"margin-left\s*:\s*40px", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;]{1,60})", re.IGNORECASE)
_MARKING = frozenset(["class", "id", "name", "data-marker"])
_MOST_TRIES = 50
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)", re.IGNORECASE)
_SIGNATURES = re.compile(
    r"\b(?:gmail_signature|moz-signature|protonmail_signature_block|yahoo-signature|ms-outlook-mobile-signature|messageSignatureSection|(?:x_)*Signature|composer_signature)\b"
)
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
    html = (_IMAGES.sub("", html) if "data:" in html else html)[:_MOST]
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
    """Lines so far. `depth` of quotation, `pre` of preformatted blocks; `hues` of the elements around."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.line: list[tuple[str, Hue | None]] = []
        self.depth = 0
        self.pre = 0
        self.hues: list[tuple[int, Hue | None]] = []
        self.quotes: dict[int, int] = {}  # the elements that quote, and the depth before them
        self.introduced: set[int] = set()  # those that introduce, up to the first quotation in them
        self.coloured = False
        self.tries = _MOST_TRIES

    @property
    def at_blank(self) -> bool:
        return not self.line or self.line[-1][0].endswith(" ")

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
        style = ""
        if attributes:
            style = attributes.get("style") or ""
            if (style and _HIDDEN.search(style)) or "hidden" in attributes:
                return False
        if tag in _BLOCKS:
            self.end_line()
        if tag == "li":
            self.line = [("- ", None)]
        elif tag in ("td", "th") and not self.at_blank:
            self.line.append((" ", None))
        elif tag == "pre":
            self.pre += 1
        if attributes or tag == "blockquote":
            self.colour(node, tag, attributes, style)
            self.quote(node, tag, attributes, style)
        return True

    def colour(self, node: LexborNode, tag: str, attributes: dict[str, str | None], style: str) -> None:
        """A link's colour says nothing."""
        given = _COLOUR.search(style) if style else None
        named = given[1] if given else attributes.get("color")
        if named and tag != "a":
            self.hues.append((node.mem_id, hue_of(named)))
            self.coloured = self.coloured or self.hues[-1][1] is not None

    def quote(self, node: LexborNode, tag: str, attributes: dict[str, str | None], style: str) -> None:
        """Quotes, introduces a quotation, begins what is quoted to the end, or signs - by what programs call it, in any language."""
        marks = " ".join([value for name, value in attributes.items() if value and name in _MARKING])
        if tag == "blockquote":
            if _INDENTED.search(style) and attributes.get("type") != "cite":
                return
            self.end_line()
            if node.parent is not None and node.parent.mem_id in self.introduced:
                self.introduced.discard(node.parent.mem_id)
                self.depth -= 1
            self.quotes[node.mem_id] = self.depth
            self.depth += 1
        elif (marks and _BELOW.search(marks)) or (tag == "div" and self.depth == 0 and _RULED.search(style) and self.heads(node)):
            self.end_line()
            self.depth += 1  # and nothing but the end of a quotation around it ends it
        elif not marks:
            return
        elif _INTRODUCES.search(marks) and _quotation_in(node):
            self.end_line()
            self.introduced.add(node.mem_id)
            self.depth += 1
        elif _QUOTES.search(marks):
            self.end_line()
            self.quotes[node.mem_id] = self.depth
            self.depth += 1
        elif _SIGNATURES.search(marks):
            self.end_line()
            self.lines.append(Line(self.depth, [("-- ", None)]))

    def heads(self, node: LexborNode) -> bool:
        """Whether a ruled block holds fields such as From and Sent, whatever the language: short, with several colons, and numbers."""
        self.tries -= 1
        if self.tries < 0:
            return False
        text = node.text()[:2000].strip()
        return len(text) < 1500 and len(_FIELD_END.findall(text)) >= 3 and any(char.isdigit() for char in text)

    def leave(self, node: LexborNode) -> None:
        tag = (node.tag or "").lower()
        if tag in _BLOCKS:
            self.end_line()
        if tag == "pre":
            self.pre -= 1
        if self.hues or self.quotes or self.introduced:
            self.ends(node.mem_id)
        if tag in _SPACED and self.lines and self.lines[-1].words.strip():
            self.lines.append(Line(self.depth, []))

    def ends(self, element: int) -> None:
        if self.hues and self.hues[-1][0] == element:
            self.hues.pop()
        if element in self.quotes:
            self.end_line()
            self.depth = self.quotes.pop(element)
        elif element in self.introduced:
            self.introduced.discard(element)
            self.depth -= 1

    def words(self, text: str) -> None:
        hue = self.hues[-1][1] if self.hues else None
        if self.pre:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self.line.append((first, hue))
            for other in others:
                self.end_line(always=True)
                self.line = [(other, hue)] if other else []
            return
        text = _BLANKS.sub(" ", text)
        text = text.lstrip(" ") if self.at_blank else text
        if text:
            self.line.append((text, hue))

    def end_line(self, *, always: bool = False) -> None:
        if always or any(words.strip() for words, _ in self.line):
            self.lines.append(Line(self.depth, self.line))
        self.line = []

    def text(self) -> str:
        self.end_line()
        return "\n".join(map(_written, answers(self.lines) if self.coloured else self.lines))


def _written(line: Line) -> str:
    words = line.pieces[0][0] if len(line.pieces) == 1 else line.words
    if words != "-- ":  # the rule above a signature
        words = words.rstrip(" \t\r\n\f").replace("\u00a0", " ")
    return "> " * min(line.depth, _DEEPEST) + words


def _quotation_in(node: LexborNode) -> bool:
    """Whether the next below it is a quotation that the program marks as one."""
    child = node.child
    while child is not None:
        if child.tag == "blockquote":
            given = child.attributes
            return given.get("type") == "cite" or _QUOTES.search(f"{given.get('class') or ''} {given.get('id') or ''}") is not None
        child = child.next
    return False
