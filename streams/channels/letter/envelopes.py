"""Where an address has to stand on a sheet so that the window of its country's envelope shows it, and how it is written there.

A window is said by its edges on the sheet, in mm from the left and the top, as far as it shows the sheet however it lies in the envelope.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """`window`: left, top, right, bottom. `lines`: that fit into it. `folds`: from the top."""

    paper: Literal["A4", "Letter"]
    window: tuple[float, float, float, float]
    lines: int
    line_mm: float
    folds: tuple[float, float]


# An A4 sheet (210 wide) folded at 99 and 198 lies in a DL envelope of 220 x 110 with 10 mm to spare across and 11 along.
# France: window of 100 x 45, 20 from the right and 20 from below (NF Z 11-001; La Poste, "Normes d'adressage").
RIGHT = Form(paper="A4", window=(100.0, 45.0, 190.0, 79.0), lines=6, line_mm=4.7, folds=(99.0, 198.0))
# Britain: 90 x 35, 20 from the left and 18 from below (BS 4264).
LEFT = Form(paper="A4", window=(20.0, 57.0, 100.0, 81.0), lines=5, line_mm=4.6, folds=(99.0, 198.0))
# United States: a sheet of 216 x 279 folded at 93 and 186 in a No. 10 envelope of 241 x 105; window of 4 1/2 x 1 1/8 in, 7/8 from the left
# and 1/2 from below.
AMERICAN = Form(paper="Letter", window=(22.2, 63.5, 111.1, 80.4), lines=4, line_mm=4.1, folds=(93.1, 186.3))

FORMS = dict.fromkeys(("FR", "MC", "BE", "LU", "CH", "ES", "PT", "IT"), RIGHT) | dict.fromkeys(("US", "CA", "MX", "PR"), AMERICAN)

_BRITISH = re.compile(r"^(?P<town>.*?)[\s,]*\b(?P<code>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$", re.IGNORECASE)
_AMERICAN = re.compile(r"^[A-Z]{2}\.? \d{5}(?:-\d{4})?$|^[A-Z]{2} [A-Z]\d[A-Z] ?\d[A-Z]\d$", re.IGNORECASE)


def form_of(country: str) -> Form:
    """Of the country that it goes to; where none is known to be usual, the window is on the left."""
    return FORMS.get(country, LEFT)


def address_lines(name: str | None, address: str, country: str, *, abroad: str | None = None) -> list[str]:
    """The name, the street, the town in capitals as the posts there ask for, and the country where it is not ours (`abroad`: its name).

    Sources: La Poste, NF Z 10-011 (six lines, the last without punctuation); Royal Mail (town, postcode below it); USPS Publication 28.
    """
    parts = [part.strip() for part in address.replace("\n", ",").split(",") if part.strip()]
    if country == "GB" and parts and (found := _BRITISH.match(parts[-1])):
        parts[-1:] = [part for part in (found["town"].upper(), found["code"].upper()) if part]
        if not found["town"] and len(parts) > 2:
            parts[-2] = parts[-2].upper()
    elif form_of(country) is AMERICAN and len(parts) > 1 and _AMERICAN.match(parts[-1]):
        parts[-2:] = [f"{parts[-2]} {parts[-1]}".upper()]
    elif parts:
        parts[-1] = parts[-1].upper()
    lines = [*([name] if name else []), *parts, *([abroad.upper()] if abroad else [])]
    most = form_of(country).lines
    first = 1 if name else 0
    while len(lines) > most and len(parts) > 2:  # what comes before the street shares its line
        lines[first : first + 2] = [", ".join(lines[first : first + 2])]
        parts = parts[1:]
    return lines
