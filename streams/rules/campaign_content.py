"""The words of a campaign as JSON: read strictly, since what is not understood would silently not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

import msgspec

from schemas.campaigns import Content
from schemas.errors import Refused


def content_of(text: str | bytes) -> Content:
    """Raises Refused, naming the field, for what is no campaign."""
    try:
        given = msgspec.json.decode(text)
    except RecursionError:
        raise Refused("JSON", "it is nested too deep", "a campaign is nested three deep") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused("JSON", str(error), "see `egard campaigns show quiet --json` for one that is whole") from error
    try:
        content = msgspec.convert(given, Content)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at ")
        raise Refused(_dotted(path) or "content", what, "see `egard campaigns show quiet --json` for one that is whole") from error
    for path, name, known in _unknown("", given, msgspec.to_builtins(content)):
        like = get_close_matches(name, known, 1)
        raise Refused(path, "there is no such field", f"did you mean {like[0]}?" if like else f"there are {', '.join(known)}")
    return content


def as_json(content: Content) -> str:
    """As an owner edits it: every field, indented."""
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()


def _dotted(path: str) -> str:
    """`$.steps[1].after_days` -> `steps.1.after_days`; `[...]` stands for a key or an index that is not said."""
    return re.sub(r"\[(\d+|\.\.\.)\]", r".\1", path.strip("`").removeprefix("$")).lstrip(".")


def _unknown(path: str, given: object, read: object) -> Iterator[tuple[str, str, list[str]]]:
    if isinstance(given, dict) and isinstance(read, dict):
        for key, value in given.items():
            here = f"{path}.{key}" if path else str(key)
            if key not in read:
                yield here, str(key), sorted(read)
            else:
                yield from _unknown(here, value, read[key])
    elif isinstance(given, list) and isinstance(read, list | tuple):
        for n, (one, other) in enumerate(zip(given, read, strict=False)):
            yield from _unknown(f"{path}.{n}", one, other)
