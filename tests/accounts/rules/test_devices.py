"""Devices and addresses."""

import pytest

from accounts.rules.devices import address_key, describe_device, read_address


@pytest.mark.parametrize(
    "agent, name, platform",
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0",
            "Firefox on Linux",
            "Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Safari/604.1",
            "Safari on iOS",
            "iOS",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537",
            "Chrome on Android",
            "Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140",
            "Edge on Windows",
            "Windows",
        ),
        ("curl/8.9", "Unknown device", ""),
        ("", "Unknown device", ""),
    ],
)
def test_a_device_is_named_after_its_browser_and_system(
    agent: str, name: str, platform: str
) -> None:
    device = describe_device(user_agent=agent, ip_address="192.0.2.1")
    assert (device.name, device.platform) == (name, platform)


def test_a_user_agent_is_cut_and_cleaned() -> None:
    device = describe_device(user_agent="a\x00\ud800b" + "x" * 1_000, ip_address="")
    assert device.user_agent.startswith("abx")
    assert len(device.user_agent) == 300


@pytest.mark.parametrize(
    "text, address",
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", None),
        ("unix:", None),
        ("1.2.3.4, 5.6.7.8", None),
    ],
)
def test_only_addresses_are_addresses(text: str, address: str | None) -> None:
    assert read_address(text) == address


def test_a_household_shares_a_rate() -> None:
    assert address_key("2001:db8:1:2::3") == address_key("2001:db8:1:2:ffff::9")
    assert address_key("2001:db8:1:2::3") != address_key("2001:db8:1:3::3")
    assert address_key("192.0.2.1") != address_key("192.0.2.2")
    assert address_key(None) == "unknown"
