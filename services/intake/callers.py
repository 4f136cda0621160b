"""Who calls, as far as it may be believed."""

from __future__ import annotations

import ipaddress

from aiohttp import web


def caller_of(request: web.Request, *, behind_proxy: bool) -> str:
    """Their address; behind a proxy the one that it saw, which it puts last. Of IPv6 the network, since a household has 2^64 of them.

    A proxy is on this machine or, where it is known that there is one, in its network: a stranger's word for who they are would let them
    call as often as they like, and let others pay for it.
    """
    address = request.remote or "?"
    passed_on = request.headers.getall("X-Forwarded-For", [])
    peer = _ip(address)
    if passed_on and peer is not None and (peer.is_loopback or (behind_proxy and peer.is_private)):
        address = passed_on[-1].rpartition(",")[2].strip()[:60]
    ip = _ip(address)
    if ip is None:
        return address
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((int(ip), 64), strict=False))


def _ip(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """A listener on all addresses of both kinds sees everybody of IPv4 as one of IPv6."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, ipaddress.IPv6Address) else ip
