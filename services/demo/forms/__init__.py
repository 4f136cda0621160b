"""The forms in which the world sends what happened: bytes."""
