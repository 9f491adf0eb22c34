"""The page behind the link in the mail."""

from typing import Any

import pytest
from django.test import Client

from accounts.adapters.verification_mail import write_verification_token
from accounts.models import User


def test_the_link_proves_the_address_and_may_be_opened_again(client: Client, alice: User) -> None:
    User.objects.filter(id=alice.id).update(is_verified=False)
    token = write_verification_token(alice)
    for _ in range(2):
        answer = client.get(f"/verify/{token}")
        assert answer.status_code == 200
        assert "alice@example.org" in answer.text
    alice.refresh_from_db()
    assert alice.is_verified


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "%ff", "x" * 5_000])
def test_a_wrong_link_says_so(client: Client, token: str) -> None:
    answer = client.get(f"/verify/{token}")
    assert answer.status_code == 400
    assert "expired" in answer.text


def test_only_reading_is_offered(client: Any, alice: User) -> None:
    assert client.post(f"/verify/{write_verification_token(alice)}").status_code == 405
