"""Which addresses a message may go to: the public Internet, never our own side of the wall."""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")  # RFC 3056: bits 16 to 48 are one
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291, 2.5.5.1: long deprecated
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215: whatever the site chooses

_CLOSED = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv4Network("192.88.99.0/24"))
"""Of the IANA registries of special addresses, what some versions of Python call global."""

_METADATA = frozenset({IPv4Address("168.63.129.16")})
"""Public by number, but answered by the cloud itself: Azure's. The others are link-local."""


def is_public(address: str) -> bool:
    """Say whether an address in text belongs to the public Internet, whatever it is wrapped in.

    Private, loopback, link-local (with the metadata services of clouds), shared, reserved,
    documentation and multicast addresses do not; nor does an IPv6 address that stands for one.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    return all(_is_plainly_public(each) for each in (found, *_within(found)))


def _is_plainly_public(address: IPv4Address | IPv6Address) -> bool:
    if address in _METADATA or address.is_multicast or address.is_unspecified:
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _CLOSED)
    if address.is_site_local or address in _COMPATIBLE or address in _LOCAL_NAT64:
        return False
    return address.ipv4_mapped is not None or address.is_global  # what is mapped decides


def _within(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, IPv4Address):
        return []
    bits = int(address)
    found = []
    if address.ipv4_mapped is not None:
        found.append(address.ipv4_mapped)
    if address in _NAT64:
        found.append(IPv4Address(bits & 0xFFFF_FFFF))
    if address in _SIX_TO_FOUR:
        found.append(IPv4Address(bits >> 80 & 0xFFFF_FFFF))
    if address.teredo is not None:
        found += address.teredo
    return found
