"""Mail: RFC 5322 messages and mailboxes."""

from streams.channels.email.parse import parse

__all__ = ["parse"]
