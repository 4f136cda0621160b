"""Files given on the command line: a folder stands for what lies in it, and a Maildir for its mails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def files_of(given: Path) -> Iterator[Path]:
    """The files that `given` stands for: itself, or of a folder all in it, in one order whatever the disk says.

    Of a Maildir those of `new` and `cur` by the time in their names, then its folders (`.Sent` as in Maildir++, or one inside the other);
    what is still being delivered (`tmp`) and drafts are no mails yet. Elsewhere hidden and half-copied files (.part, .tmp) are left out.
    """
    if not given.is_dir():
        yield given
        return
    maildir = (given / "cur").is_dir() and (given / "new").is_dir()
    if maildir:
        yield from sorted((file for part in ("new", "cur") for file in (given / part).iterdir() if _is_mail(file)), key=_delivered)
    for inside in sorted(given.iterdir()):
        if inside.is_dir():
            if not (maildir and inside.name in ("cur", "new", "tmp")) and (maildir or not inside.name.startswith(".")):
                yield from files_of(inside)
        elif not maildir and not inside.name.startswith(".") and inside.suffix not in (".part", ".tmp"):
            yield inside


def _is_mail(file: Path) -> bool:
    """In a Maildir (cr.yp.to/proto/maildir.html): not hidden, and without the flag D, draft."""
    _, separator, flags = file.name.rpartition(":2,")
    return file.is_file() and not file.name.startswith(".") and not (separator and "D" in flags)


def _delivered(file: Path) -> tuple[int, str]:
    """The second in which it was delivered, with which its name begins."""
    second = file.name.partition(".")[0]
    return int(second) if second.isdecimal() else 0, file.name
