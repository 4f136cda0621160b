"""What our forms carry, so that no other page can send them."""

from __future__ import annotations

import hashlib
import hmac


def form_token(secret: str) -> str:
    """A function of the session that nobody without its cookie can know."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()
