"""Recognition of printed pages: RapidOCR with the PP-OCRv6 models that its package ships (French accents included).

The models load at the first page, once a process (about a second and 300 MB): pages are read in a process of their own.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

from PIL import Image

from streams.channels.letter.clean import cleaned
from streams.channels.letter.sheets import Line, Sheet

SURE = 0.5  # below this a line is dirt
SURE_IF_SHORT = 0.75  # up to three characters
THREADS = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
"""One: sums come out the same on every machine, and threads that wait for each other's turn cost ten times the work on a busy one."""

BLANK = 0.015  # how likely a blank must be where another guess was likelier
VOTERS = 15  # lines asked whether the page stands on its head


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical", **THREADS})
    reader = engine._load_rec_model()
    reader.postprocess_op = _Blanks(reader.postprocess_op)
    return engine


class _Blanks:
    """Puts the recogniser's marks into letters as its own decoder does, and with them the blanks that it nearly saw: on narrow print it
    runs words together, while its second guess between them is a blank and is one nowhere else."""

    def __init__(self, decoder: Any) -> None:
        self.decoder, self.blank = decoder, decoder.dict[" "]

    def __call__(self, guesses: Any, *args: Any, **more: Any) -> Any:
        """`guesses`: lines x columns x characters, of which the first is "nothing here"."""
        likely = guesses[:, :, self.blank]
        for line, column in zip(*(likely > BLANK).nonzero(), strict=True):
            near = slice(max(0, column - 2), column + 3)
            if likely[line, column] < likely[line, near].max():
                continue
            first = guesses[line, near].argmax(axis=1)
            free = [place for place, guess in enumerate(first, near.start) if guess == 0]
            if free and self.blank not in first:  # where a letter was seen, the blank is beside it
                at = max(free, key=lambda place: float(likely[line, place]))
                guesses[line, at, self.blank] = 1.001 * guesses[line, at, 0]
        return self.decoder(guesses, *args, **more)


def recognise(picture: Image.Image, page: int) -> Sheet:
    """The lines of one page, whichever way it was laid on the glass."""
    import numpy as np
    from rapidocr.utils.process_img import get_rotate_crop_image

    engine = _engine()
    pixels = cleaned(np.ascontiguousarray(np.asarray(picture)[:, :, ::-1]))
    found = engine(pixels, use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None or len(found.boxes) == 0:
        return Sheet(height=1000 * picture.height / picture.width, lines=())
    boxes = np.asarray(found.boxes, dtype=np.float32)
    if _lies_on_its_side(boxes):
        pixels, boxes = _quarter_turn(pixels, boxes)
    boxes = boxes[np.argsort(-np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1), kind="stable")]
    crops = [get_rotate_crop_image(pixels, box.copy()) for box in boxes]
    _, votes = engine.cls_and_rotate(crops[:VOTERS])
    heads = sum(float(score) * (1 if label == "0" else -1) for label, score in votes.cls_res)
    height, width = pixels.shape[:2]
    if heads < 0:
        crops = [np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops]
        boxes = np.stack([np.array([width, height], dtype=np.float32) - box[[2, 3, 0, 1]] for box in boxes])
    read = engine.recognize_txt(crops)
    boxes = _straighten(boxes, width, height)
    unit = 1000 / width
    lines = [
        Line(
            page=page,
            left=float(box[:, 0].min()) * unit,
            top=float(box[[0, 1], 1].mean()) * unit,
            right=float(box[:, 0].max()) * unit,
            bottom=float(box[[2, 3], 1].mean()) * unit,
            text=mend(text),
            sure=float(score),
        )
        for box, text, score in zip(boxes, read.txts, read.scores, strict=True)
        if text.strip() and float(score) >= (SURE if len(text.strip()) > 3 else SURE_IF_SHORT)
    ]
    return Sheet(height=1000 * height / width, lines=tuple(sorted(lines, key=lambda line: (line.top, line.left))))


def _lies_on_its_side(boxes: Any) -> bool:
    """Most of the length of the text runs from top to bottom. Corners come in the order of reading: top left first."""
    upright = lying = 0.0
    for box in boxes:
        across, down = math.dist(box[0], box[1]), math.dist(box[0], box[3])
        if down > 1.5 * across:
            lying += down
        elif across > 1.5 * down:
            upright += across
    return lying > upright


def _quarter_turn(pixels: Any, boxes: Any) -> tuple[Any, Any]:
    """Counter-clockwise: what ran down now runs from left to right."""
    import numpy as np

    width = pixels.shape[1]
    turned = np.stack([boxes[:, :, 1], width - boxes[:, :, 0]], axis=2)[:, [1, 2, 3, 0]]
    return np.ascontiguousarray(np.rot90(pixels)), np.ascontiguousarray(turned.astype(np.float32))


def _straighten(boxes: Any, width: int, height: int) -> Any:
    """The boxes as if the page had been laid straight: turned back by the median slope of the long lines."""
    import numpy as np

    along = boxes[:, 1] - boxes[:, 0]
    long = along[np.linalg.norm(along, axis=1) > 0.15 * width]
    if len(long) == 0:
        return boxes
    slope = float(np.median(np.arctan2(long[:, 1], long[:, 0])))
    if abs(slope) < 0.002 or abs(slope) > 0.6:
        return boxes
    middle = np.array([width / 2, height / 2])
    back = np.array([[math.cos(slope), -math.sin(slope)], [math.sin(slope), math.cos(slope)]])
    return (boxes - middle) @ back + middle


MENDS = (
    (re.compile(r"(?<=[^\W\d_]{2}[,;!?])(?=[^\W\d_])"), " "),  # "Nantes,le"; an address has no commas
    (re.compile(r"(?<=[^\W\d_]\.)(?=[A-ZÀ-Ý][a-zà-ÿ]{2})(?!\S*[@/])"), " "),
    (re.compile(r"(?<=[?!;])(?=[A-ZÀ-Ý])"), " "),
    (re.compile(r"(?<!\S)(\d{1,4})(?=[A-ZÀ-Ýa-zà-ÿ][a-zà-ÿ]{2})(?!i?[èe]me|[èe]re|nde)"), r"\1 "),  # "5impasse", "15novembre"
    (re.compile(r"(?<=[^\W\d_]{3})(?=(?:19|20)\d\d\b)"), " "),  # "septembre2023"
    (re.compile(r"\b1(?=['’][a-zà-ÿ])|(?<!\S)1(?=(?:e|es|a)\s)"), "l"),  # "1'ordre", "Antibes, 1e 28"
    (re.compile(r"(?<=\d) \.(?=\d)"), " "),  # "04 65 .71"
    (re.compile(r"(?<=\d)[OQ](?=\d)"), "0"),  # "066Q0"
    (re.compile(r"(?<=[a-zà-ÿ])\.(?=[lLdDnNsS]['’][a-zà-ÿ])"), " "),
    (re.compile(r"\bTé1\b"), "Tél"),
    (re.compile(r"\b(M\.|Mme|Mlle|Madame|Monsieur)(?=[A-ZÀ-Ý][a-zà-ÿ])"), r"\1 "),
)


def mend(text: str) -> str:
    """Blanks that recognition lost between words, and its usual confusions of 1 and l."""
    for wrong, right in MENDS:
        text = wrong.sub(right, text)
    return " ".join(text.split())
