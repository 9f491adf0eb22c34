"""The landing page of an invite."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from chatty.core.clock import now
from conversations.models import Invite, Membership
from conversations.operations.invites import create_invite, revoke_invite
from tests.cast import Cast
from tests.make import PASSWORD


@pytest.fixture
def code(cast: Cast) -> str:
    return create_invite(
        actor=cast.bob, conversation_id=cast.lounge.id, expires_in=60, max_uses=1
    ).code


def signed_in(name: str) -> Client:
    client = Client()
    answer = client.post("/signin", {"login": name, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_a_stranger_sees_the_invite_and_where_to_sign_in(cast: Cast, code: str) -> None:
    page = Client().get(f"/i/{code}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Lounge" in text
    assert f"?next=/i/{code}" in text
    assert f"invite_code={code}" in text
    sent_away = Client().post(f"/i/{code}")
    assert sent_away.status_code == 302
    assert sent_away["Location"] == f"/signin?next=/i/{code}"


def test_who_is_signed_in_joins_with_a_button(cast: Cast, code: str) -> None:
    client = signed_in("dave")
    assert "Join" in client.get(f"/i/{code}").content.decode()
    joined = client.post(f"/i/{code}")
    assert joined["Location"] == f"/c/{cast.lounge.id}"
    assert Membership.objects.filter(user_id=cast.dave.id, left_at=None).exists()


def test_a_link_that_lets_nobody_in_says_whom_to_ask(cast: Cast, code: str) -> None:
    client = signed_in("dave")
    with time_machine.travel(now() + timedelta(seconds=61)):
        expired = client.get(f"/i/{code}")
    Invite.objects.update(uses=1)
    used_up = client.post(f"/i/{code}")
    revoke_invite(actor=cast.bob, code=code)
    withdrawn = client.get(f"/i/{code}")
    for page, says in ((expired, "expired"), (used_up, "used up"), (withdrawn, "withdrawn")):
        assert page.status_code == 410
        assert says in page.content.decode()
        assert "bob" in page.content.decode()


@pytest.mark.parametrize("code", ["nothing", "a%00b", "x" * 300])
def test_a_link_that_nobody_made_is_not_found(db: None, code: str) -> None:
    assert Client().get(f"/i/{code}").status_code == 404
    assert Client().get("/i/").status_code == 404
