"""Letters: PDF with a text layer, and scans read by recognition."""

from streams.channels.letter.parse import parse

__all__ = ["parse"]
