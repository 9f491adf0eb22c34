"""What a request tells about the device it comes from."""

import ipaddress
import unicodedata
from dataclasses import dataclass

_AGENT_CHARACTERS = 300
# The first match names it: the more particular ones stand before those they imitate.
_PLATFORMS = (
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """Where a person signs in from. `ip_address` is None behind a socket file."""

    name: str
    platform: str
    user_agent: str
    ip_address: str | None


def describe_device(*, user_agent: str, ip_address: str, name: str = "") -> Device:
    """The device of a request, named `name` or after its browser and system."""
    agent = "".join(
        character for character in user_agent if unicodedata.category(character)[0] != "C"
    )[:_AGENT_CHARACTERS]
    platform = next((found for mark, found in _PLATFORMS if mark in agent), "")
    program = next((found for mark, found in _PROGRAMS if mark in agent), "")
    described = " on ".join(part for part in (program, platform) if part)
    return Device(
        name=name or described or "Unknown device",
        platform=platform,
        user_agent=agent,
        ip_address=read_address(ip_address),
    )


def read_address(text: str) -> str | None:
    """A plain IP address, without zone and with IPv4 in its own form; None when it is none."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


def address_key(ip_address: str | None) -> str:
    """Who shares a rate: one IPv4 address, or one IPv6 /64, which is what a household gets."""
    if ip_address is None:
        return "unknown"
    address = ipaddress.ip_address(ip_address)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)
