"""Lines that lie together on a page: rows of one height, blocks of one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import median

import msgspec

from streams.channels.letter.sheets import Line


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that lie together, top to bottom."""

    lines: tuple[Line, ...]

    @property
    def left(self) -> float:
        return min(line.left for line in self.lines)

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        return max(line.bottom for line in self.lines)


def rows(lines: Iterable[Line]) -> list[Line]:
    """From top to bottom, those of one height from left to right."""
    levels: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.middle, line.left)):
        if levels and abs(line.middle - levels[-1][0].middle) < 0.45 * min(line.height, levels[-1][0].height):
            levels[-1].append(line)
        else:
            levels.append([line])
    return [line for row in levels for line in sorted(row, key=lambda line: line.left)]


def line_height(lines: Sequence[Line]) -> float:
    return max(median(line.height for line in lines), 1.0) if lines else 20.0


def gather(lines: Sequence[Line], alone: Callable[[Line], bool]) -> list[Block]:
    """Lines gathered by nearness: one under the other, or beginning at the same margin. `alone`: what is a block by itself."""
    gathered: list[list[Line]] = []
    for line in lines:
        best: list[Line] | None = None
        for block in [] if alone(line) else gathered:
            above = block[-1]
            if alone(above):
                continue
            gap = line.top - above.bottom
            shared = min(line.right, above.right) - max(line.left, above.left)
            beside = shared > 0.3 * min(line.width, above.width) or abs(line.left - above.left) < 1.5 * line.height
            if beside and -0.6 * line.height < gap < 0.95 * max(line.height, above.height) and line.top > above.top:
                best = block
        if best is not None:
            best.append(line)
        else:
            gathered.append([line])
    return [Block(lines=tuple(block)) for block in gathered]
