"""The landing page of an invite."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Conversation, Invite, Membership
from conversations.operations.bans import ban_person
from conversations.operations.invites import create_invite, revoke_invite
from tests.cast import Cast
from tests.make import PASSWORD, make_group


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
    assert ">Accept<" in client.get(f"/i/{code}").content.decode()
    joined = client.post(f"/i/{code}")
    assert joined["Location"] == f"/c/{cast.lounge.id}"
    assert Membership.objects.filter(user_id=cast.dave.id, left_at=None).exists()


def test_a_link_that_lets_nobody_in_says_whom_to_ask(cast: Cast, code: str) -> None:
    client = signed_in("dave")
    with time_machine.travel(now() + timedelta(seconds=61)):
        expired = client.get(f"/i/{code}")
    Invite.objects.update(uses=1)
    used_up = client.post(f"/i/{code}")
    for page, says in ((expired, "expired"), (used_up, "used up")):
        assert page.status_code == 410
        assert says in page.content.decode()
        assert "bob" in page.content.decode()


def test_a_link_that_was_withdrawn_says_nothing_of_where_it_led(cast: Cast, code: str) -> None:
    assert "Lounge" in Client().get(f"/i/{code}").content.decode()
    revoke_invite(actor=cast.bob, code=code)
    client = signed_in("dave")
    for page in (Client().get(f"/i/{code}"), client.get(f"/i/{code}"), client.post(f"/i/{code}")):
        assert page.status_code == 410
        text = page.content.decode()
        assert "withdrawn" in text
        for secret in ("Lounge", "bob", str(cast.lounge.id), "member"):
            assert secret not in text


@pytest.mark.parametrize("code", ["nothing", "a%00b", "x" * 300, "..%2f..", "%D8%A7", "'--", "<b>"])
def test_a_link_that_nobody_made_is_not_found(db: None, code: str) -> None:
    assert Client().get(f"/i/{code}").status_code == 404
    assert Client().post(f"/i/{code}", follow=False).status_code in (302, 404)
    assert Client().get(f"/i/{code}/qr.svg").status_code == 404
    assert Client().get("/i/").status_code == 404


def test_a_member_is_led_inside(cast: Cast, code: str) -> None:
    client = signed_in("carol")
    revoke_invite(actor=cast.bob, code=code)
    page = client.get(f"/i/{code}")
    assert page.status_code == 200
    assert f'href="/c/{cast.lounge.id}"' in page.content.decode()
    assert client.post(f"/i/{code}")["Location"] == f"/c/{cast.lounge.id}"


def test_declining_is_a_page_and_nothing_else(cast: Cast, code: str) -> None:
    page = signed_in("dave").get(f"/i/{code}?declined")
    assert page.status_code == 200
    assert "Nobody is told" in page.content.decode()
    assert Invite.objects.get().uses == 0
    assert not Membership.objects.filter(user_id=cast.dave.id).exists()


def test_who_is_banned_is_told_so(cast: Cast, code: str) -> None:
    ban_person(actor=cast.alice, conversation_id=cast.lounge.id, user_id=cast.dave.id)
    refused = signed_in("dave").post(f"/i/{code}")
    assert refused.status_code == 403
    assert "You were banned" in refused.content.decode()


def test_an_archived_conversation_lets_nobody_in(cast: Cast, code: str) -> None:
    Conversation.objects.update(archived_at=now())
    client = signed_in("dave")
    for page in (client.get(f"/i/{code}"), client.post(f"/i/{code}")):
        assert page.status_code == 403
        assert "archived" in page.content.decode() or "cannot join" in page.content.decode()
    assert Client().get(f"/i/{code}/qr.svg").status_code == 403


def test_it_says_who_can_read_what(cast: Cast, code: str, settings: Any) -> None:
    def text() -> str:
        return " ".join(Client().get(f"/i/{code}").content.decode().split())

    assert "Whoever runs this server can read what is said here" in text()
    assert "You see what was written before you came." in text()
    settings.OPERATOR = "Rosa Campos"
    assert "<bdi>Rosa Campos</bdi>, who runs this server, can read what is said here" in text()
    Conversation.objects.update(settings={"history_for_newcomers": False})
    assert "You see only what is written after you join." in text()


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "رحلة المنارة", "{{ 7 }}", '" onload="x', "W" * 128]
)
def test_whatever_a_group_is_called_is_text(cast: Cast, title: str) -> None:
    room = make_group(cast.bob, title=title)
    made = create_invite(actor=cast.bob, conversation_id=room.id)
    text = Client().get(f"/i/{made.code}").content.decode()
    assert escape(title) in text
    assert "<script>alert" not in text


def test_with_registration_closed_nobody_is_sent_to_sign_up(code: str, settings: Any) -> None:
    settings.REGISTRATION = "closed"
    text = Client().get(f"/i/{code}").content.decode()
    assert "/signup" not in text
    assert "/signin" in text


def test_the_qr_code_is_an_svg_that_the_policy_lets_be(code: str) -> None:
    answer = Client().get(f"/i/{code}/qr.svg")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    picture = answer.content.decode()
    found = re.search(r'viewBox="0 0 (\d+) \1"', picture)
    assert found is not None
    # White to the edge, and dark from the fifth module on: the quiet zone.
    assert f'<path fill="#fff" d="M0 0h{found[1]}v{found[1]}h-{found[1]}z"/>' in picture
    assert '<path stroke="#000" d="M4 4.5h' in picture
    assert b"style" not in answer.content


def test_a_qr_code_of_an_invite_that_has_ended_is_gone(cast: Cast, code: str) -> None:
    revoke_invite(actor=cast.bob, code=code)
    assert Client().get(f"/i/{code}/qr.svg").status_code == 410


def test_codes_cannot_be_tried_one_after_another(db: None) -> None:
    with override_limits(lookups_per_minute=3):
        tries = [Client().get(f"/i/guess{n}/qr.svg").status_code for n in range(3)]
        assert tries == [404] * 3
        assert Client().get("/i/guess/qr.svg").status_code == 429
        assert Client().get("/i/guess").status_code == 429
