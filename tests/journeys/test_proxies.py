"""Whose word about where a request comes from is believed."""

import httpx
import pytest

from tests.servers import ServerFactory

FORWARDED = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}


def seen_address(base_url: str, name: str) -> str:
    """The address that the server noted for a sign-up with forwarded headers."""
    answer = httpx.post(
        f"{base_url}/api/v1/auth/register",
        headers=FORWARDED,
        json={"username": name, "email": f"{name}@example.org", "password": "a quiet harbour"},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["session"]["ip_address"]
    return found


@pytest.mark.parametrize("program", ["uvicorn", "daphne"])
def test_forwarded_headers_of_named_proxies_count(
    server_factory: ServerFactory, program: str
) -> None:
    believing = server_factory(server=program, env={"CHATTY_TRUSTED_PROXIES": "127.0.0.1"})
    assert seen_address(believing.base_url, "noor") == "198.51.100.7"


def test_forwarded_headers_of_others_are_not_believed(server_factory: ServerFactory) -> None:
    doubting = server_factory(env={"CHATTY_TRUSTED_PROXIES": "192.0.2.1"})
    assert seen_address(doubting.base_url, "noor") == "127.0.0.1"
