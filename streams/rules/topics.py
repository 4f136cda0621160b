"""What a message is about, as far as it explains a change: the price, and our own product words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.rules.identifiers import slug

LONGEST = 20_000

_PRICE = re.compile(
    r"\b(?:prix|tarifs?|tarification|augmentations?|hausses?|surcout|surfacturee?s?|surfacturation|trop chere?s?|hors de prix|plus chere?s?"
    r"|majorations?|price[sd]?|pricing|price (?:rise|increase)s?|rate (?:rise|increase)s?|fee increases?|overcharged?|overpriced"
    r"|too expensive|dearer|more expensive)\b"
)


def topics_of(text: str, products: Sequence[str] = ()) -> tuple[str, ...]:
    """`price` and `product:<word>`, in this order. `products`: names of what the house sells; case and accents do not matter."""
    if not text:
        return ()
    words = slug(text[:LONGEST]).replace("-", " ")
    price = ("price",) if _PRICE.search(words) else ()
    return (*price, *(f"product:{product}" for product in products if _is_said(product, words)))


def _is_said(product: str, words: str) -> bool:
    folded = slug(product).replace("-", " ")
    return bool(folded) and re.search(rf"\b{re.escape(folded)}(?:s|x|es)?\b", words) is not None
