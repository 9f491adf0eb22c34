"""Bans from a space: seen, made by username, lifted."""

from conversations.models import Ban
from conversations.operations.space_bans import ban_from_space
from tests.conversations.pages.conftest import Browser, Harbour, text_of


def test_somebody_who_is_no_member_is_banned_by_name(
    hugo: Browser, leo: Browser, harbour: Harbour
) -> None:
    assert "Nobody is banned." in hugo.read("/bans")
    banned = hugo.post("/bans", username="@Leo", reason="<i>Noise</i>", expires_in="")
    assert banned["Location"] == harbour.path("/bans")
    text = hugo.read("/bans")
    assert "They are banned." in text
    assert "@leo" in text
    assert "&lt;i&gt;Noise&lt;/i&gt;" in text
    assert "By <bdi>hugo</bdi>" in text
    assert "Holds until somebody lifts it." in text
    assert leo.client.post(f"/s/browse/{harbour.space.id}").status_code == 404


def test_a_ban_with_an_end_says_when(hugo: Browser, harbour: Harbour) -> None:
    ban_from_space(
        actor=harbour.rosa,
        space_id=harbour.space.id,
        user_id=harbour.leo.id,
        expires_in=3_600,
    )
    text = hugo.read("/bans")
    assert "Ends <time" in text
    assert "No reason was given." in text


def test_what_is_wrong_with_a_ban_is_said(hugo: Browser, harbour: Harbour) -> None:
    for wrong in (
        {"username": "nobody.here"},
        {"username": ""},
        {"username": "leo", "reason": "x" * 513},
        {"username": "leo", "expires_in": "17"},
    ):
        assert "-error" in text_of(hugo.post("/bans", **wrong), 400)
    for name, says in (
        ("rosa", "They stand as high as you do"),
        ("hugo", "Nobody bans themselves"),
    ):
        assert says in text_of(hugo.post("/bans", username=name), 403)
    assert not Ban.objects.exists()


def test_a_ban_is_lifted(hugo: Browser, harbour: Harbour) -> None:
    ban_from_space(actor=harbour.rosa, space_id=harbour.space.id, user_id=harbour.leo.id)
    lifted = hugo.post(f"/bans/{harbour.leo.id}/lift")
    assert lifted["Location"] == harbour.path("/bans")
    assert not Ban.objects.exists()
    assert hugo.post("/bans/x/lift").status_code == 404


def test_a_member_bans_and_lifts_nothing(mika: Browser, leo: Browser, harbour: Harbour) -> None:
    ban_from_space(actor=harbour.rosa, space_id=harbour.space.id, user_id=harbour.leo.id)
    assert mika.get("/bans").status_code == 403
    assert mika.post("/bans", username="hugo").status_code == 403
    assert mika.post(f"/bans/{harbour.leo.id}/lift").status_code == 403
    assert leo.post(f"/bans/{harbour.leo.id}/lift").status_code == 404
    assert Ban.objects.count() == 1
