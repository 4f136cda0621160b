"""Social media: posts, replies, direct messages and the small signs of life between them."""

from streams.channels.social.parse import parse

__all__ = ["parse"]
