"""Lines of standard input that cannot be read: what is said of one, which is always one line itself."""

from __future__ import annotations

import msgspec

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding a line may raise; the last for values nested without end."""

LONGEST = 160


def fault(error: BaseException) -> tuple[str, str]:
    """(field, what is wrong) of a decoder's complaint; `line` where it names no field."""
    if isinstance(error, RecursionError):
        return "line", "it is nested too deeply to be read"
    said = str(error)
    what, _, path = said.partition(" - at `$")
    field = path.strip("`.[]") or ("".join(said.split("`")[1:2]) if "required field" in said else "") or "line"
    return field, what.strip(". ")


def complaint(number: int, field: str, what: str, remedy: str) -> str:
    """One line of the house's form, whatever characters the input holds."""
    return f"<stdin>:{number}: {one_line(f'{field}: {what}')}; {remedy}"


def one_line(text: str, most: int = LONGEST) -> str:
    """What does not print - a line break, a NUL, a mark that turns the direction of writing - is shown escaped."""
    beginning = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in beginning)
