"""Mail: RFC 5322 messages and mailboxes."""

from streams.channels.email.parse import parse, parse_all

__all__ = ["parse", "parse_all"]
