"""A client's address: each trusted proxy says whom it heard, the last one nearest; others are not asked."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

SUBSCRIBER = 64  # bits of an IPv6 address that one subscriber has


def client_address(peer: str, forwarded: str, proxies: Sequence[IPv4Network | IPv6Network]) -> str:
    """The first address that is no proxy, from the connection's peer backwards through X-Forwarded-For."""
    found = _address(peer)
    for told in reversed(forwarded.split(",")):
        heard = _address(told.strip())
        if heard is None or not (found is None or any(found in proxy for proxy in proxies)):
            break
        found = heard
    return str(found or "")


def subscriber(address: str) -> str:
    """What is counted as one client: an IPv4 address, or the network that an IPv6 subscriber chooses addresses from."""
    found = _address(address)
    return str(ip_network((found, SUBSCRIBER), strict=False)) if isinstance(found, IPv6Address) else str(found or "")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Without a port; an IPv4 address in the clothes of IPv6 is the same."""
    bare = text[1 : text.find("]")] if text.startswith("[") else text.partition(":")[0] if "." in text else text
    try:
        found = ip_address(bare if "::ffff:" not in text.lower() else text.lower())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
