"""Telephone calls, out of the logs of exchanges."""

from streams.channels.phone.parse import parse

__all__ = ["parse"]
