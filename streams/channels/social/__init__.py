"""Social media: posts, replies, direct messages and the small signs of life between them."""

from streams.channels.social.parse import parse
from streams.channels.social.verify import Forged, Genuine, verify

__all__ = ["Forged", "Genuine", "parse", "verify"]
