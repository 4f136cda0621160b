"""A page made clean for the recogniser: specks off. What is clean already stays as it is, pixel for pixel, and so does faint ink, which the
recogniser reads better than grey dirt that was darkened with it."""

from __future__ import annotations

from typing import Any

SPECKS = 0.003  # share of the page; a clean scan has a tenth of it
INK = 110  # what is darker is ink
LONELY = 3  # dark points in a square of five by five


def cleaned(pixels: Any) -> Any:
    """`pixels`: height x width x 3, 8 bit; gives the same shape."""
    import cv2
    import numpy as np

    specks = _specks(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
    if np.count_nonzero(specks) > SPECKS * specks.size:
        pixels = pixels.copy()
        pixels[specks] = 255
    return pixels


def _specks(grey: Any) -> Any:
    """The points that are dark and have hardly a dark one near them: of no stroke and of no dot."""
    import cv2
    import numpy as np

    ink = grey < INK
    near = cv2.boxFilter(ink.astype(np.uint8), cv2.CV_8U, (5, 5), normalize=False)
    return ink & (near <= LONELY)
