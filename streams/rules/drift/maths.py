"""The same formulas for one person's numbers and for arrays of many persons': who is judged and what is learnt cannot part ways."""

from __future__ import annotations

import math
from typing import Any

Real = Any
"""A float, or an array of floats (numpy): whichever the `Maths` at hand takes."""

Maths = Any
"""`Floats`, or `arrays.Arrays`: only who learns needs numpy."""


class Floats:
    exp = staticmethod(math.exp)
    log = staticmethod(math.log)
    log1p = staticmethod(math.log1p)
    expm1 = staticmethod(math.expm1)
    sqrt = staticmethod(math.sqrt)
    most = staticmethod(max)
    least = staticmethod(min)
