"""Who asks to be let in, and what becomes of it."""

import uuid

import pytest

from conversations.models import JoinRequest, Space
from conversations.operations.joining import join_space
from tests.conversations.pages.conftest import Browser, Harbour


@pytest.fixture
def asked(harbour: Harbour) -> JoinRequest:
    """Leo asks."""
    Space.objects.filter(id=harbour.space.id).update(joining="request")
    joined = join_space(
        actor=harbour.leo, space_id=harbour.space.id, message="I build <b>buoys</b>."
    )
    assert joined.asked is not None
    return joined.asked


def test_what_is_asked_is_shown_as_text(hugo: Browser, asked: JoinRequest) -> None:
    text = hugo.read("/requests")
    assert "@leo" in text
    assert "I build &lt;b&gt;buoys&lt;/b&gt;." in text
    assert str(asked.id) in text


def test_somebody_is_let_in(hugo: Browser, leo: Browser, asked: JoinRequest) -> None:
    assert leo.get("/overview").status_code == 404
    assert hugo.post(f"/requests/{asked.id}", decision="accept").status_code == 302
    assert leo.get("/overview").status_code == 200
    text = hugo.read("/requests")
    assert "They are in." in text
    assert "Nobody asks at the moment." in text


def test_somebody_is_declined(hugo: Browser, leo: Browser, asked: JoinRequest) -> None:
    assert hugo.post(f"/requests/{asked.id}", decision="decline").status_code == 302
    assert leo.get("/overview").status_code == 404
    assert "Nobody asks at the moment." in hugo.read("/requests")


def test_nothing_else_can_be_decided(hugo: Browser, asked: JoinRequest) -> None:
    for decision in ("", "perhaps"):
        assert hugo.post(f"/requests/{asked.id}", decision=decision).status_code == 400
    for name in (uuid.uuid4(), "x"):
        assert hugo.post(f"/requests/{name}", decision="accept").status_code == 404
    asked.refresh_from_db()
    assert asked.status == "PENDING"


def test_a_member_decides_nothing(mika: Browser, leo: Browser, asked: JoinRequest) -> None:
    assert mika.get("/requests").status_code == 403
    assert mika.post(f"/requests/{asked.id}", decision="accept").status_code == 403
    assert leo.post(f"/requests/{asked.id}", decision="accept").status_code == 404
    asked.refresh_from_db()
    assert asked.status == "PENDING"
