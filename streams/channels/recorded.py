"""A call of ours written down as it came, with the headers that its body cannot do without: `message/http` (RFC 9112, 10.1)."""

from __future__ import annotations

from collections.abc import Mapping

CONTENT_TYPE = "message/http"
_MOST = 8_192
_VISIBLE = frozenset(range(0x20, 0x7F))


def record(path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """`headers` in their order, and no others; the same delivery is the same bytes."""
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    shown = ["".join(sign if ord(sign) in _VISIBLE else "?" for sign in line) for line in lines]
    return "\r\n".join([*shown, "", ""]).encode("ascii") + body


def recorded(data: bytes) -> tuple[dict[str, str], bytes] | None:
    """The headers, by their names in small letters, and the body; None where this is something else."""
    if not data.startswith(b"POST /"):
        return None
    head, blank, body = data.partition(b"\r\n\r\n")
    first, *rest = head[:_MOST].decode("ascii", "replace").split("\r\n")
    if not blank or len(head) > _MOST or not first.endswith(" HTTP/1.1"):
        return None
    pairs = (line.partition(":") for line in rest)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}, body
