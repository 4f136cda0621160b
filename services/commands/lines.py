"""What a command prints, whoever wrote it, and lines of standard input: texts that are answered one by one, and what is said of a line
that cannot be read, always in one line."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import click
import msgspec

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding a line may raise; the last for values nested without end."""

LONGEST = 160
_encode = msgspec.json.Encoder().encode


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


_HARMLESS = frozenset("\n\u200c\u200d")
"""A line break, and what joins and parts the letters of some scripts and the parts of an emoji."""


def say(given: str | bytes, *, err: bool = False) -> None:
    """One printed line or more: what others wrote cannot command a terminal, nor turn the direction of writing, but is shown escaped.
    JSON, which is bytes, means the same afterwards."""
    if isinstance(given, bytes):
        click.echo(_visible(given.decode(), _as_json).encode(), err=err)
    else:
        click.echo(_visible(given, _escaped), err=err)


def json_line(value: object) -> bytes:
    """For a program that reads what is printed, and just as harmless where a person does."""
    return _visible(_encode(value).decode(), _as_json).encode() + b"\n"


def _visible(text: str, escaped: Callable[[str], str]) -> str:
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or _is_harmless(each) else escaped(each) for each in text)


def _is_harmless(sign: str) -> bool:
    return sign in _HARMLESS or unicodedata.category(sign) == "Zs"


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


def _as_json(sign: str) -> str:
    """Inside of a string, where alone it can stand."""
    units = sign.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def is_text(given: str) -> bool:
    """Not so of an argument whose bytes are no UTF-8: nothing could keep it."""
    return not any("\ud800" <= each <= "\udfff" for each in given)


def one_line(text: str, most: int = LONGEST) -> str:
    """What does not print - a line break, a NUL, a mark that turns the direction of writing - is shown escaped."""
    beginning = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(each if each.isprintable() else _escaped(each) for each in beginning)


class Text(msgspec.Struct, frozen=True):
    """What somebody wrote or said, a line of input."""

    id: str | int
    text: str
    language: str | None = None


def answer_texts(context: click.Context, answer: Callable[[Text], dict[str, Any]]) -> None:
    """A JSON line on standard output for each on standard input, in that order. A line that cannot be read is one line on standard error,
    and exit status 1 at the end."""
    whole, out = True, sys.stdout.buffer
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            given = msgspec.json.decode(line, type=Text)
        except UNREADABLE as error:
            whole = False
            say(complaint(number, *fault(error), "give one JSON object a line with id, language and text"), err=True)
            continue
        out.write(json_line({"id": given.id, **answer(given)}))
    out.flush()
    context.exit(0 if whole else 1)
