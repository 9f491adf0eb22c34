"""Invite links of a space, made and withdrawn with forms."""

from datetime import timedelta

from chatty.core.clock import now
from chatty.core.limits import override_limits
from conversations.models import Invite
from conversations.operations.invites import create_invite
from conversations.operations.space_invites import create_space_invite
from tests.conversations.pages.conftest import Browser, Harbour, text_of
from tests.make import make_group, make_space


def test_a_link_is_made_shown_and_leads_in(hugo: Browser, leo: Browser, harbour: Harbour) -> None:
    assert "No link lets anybody in" in hugo.read("/invites")
    made = hugo.post("/invites", expires_in="3600", max_uses="5")
    assert made["Location"] == harbour.path("/invites")
    invite = Invite.objects.get(space=harbour.space)
    assert invite.max_uses == 5
    assert invite.expires_at is not None
    assert abs(invite.expires_at - now() - timedelta(hours=1)) < timedelta(minutes=1)
    text = hugo.read("/invites")
    assert f'/i/{invite.code}" readonly' in text
    assert f'src="/i/{invite.code}/qr.svg"' in text
    assert "used 0 of 5 times" in text
    landed = text_of(leo.client.get(f"/i/{invite.code}"), 200)
    assert "Harbour" in landed
    assert leo.client.post(f"/i/{invite.code}")["Location"] == f"/s/{harbour.space.id}"
    assert leo.get("/overview").status_code == 200


def test_only_what_is_offered_can_be_chosen(hugo: Browser) -> None:
    for wrong in ({"expires_in": "17"}, {"max_uses": "-1"}, {"max_uses": "many"}):
        assert "invite-" in text_of(hugo.post("/invites", **wrong), 400)
    assert not Invite.objects.exists()
    with override_limits(invite_days_max=1, invite_uses_max=5):
        text = hugo.read("/invites")
        assert "1 day" in text
        assert "7 days" not in text
        assert "25 people" not in text
        assert hugo.post("/invites", expires_in=str(7 * 86_400)).status_code == 400


def test_its_maker_and_who_manages_the_space_withdraw_a_link(
    hugo: Browser, mika: Browser, harbour: Harbour
) -> None:
    codes = [
        create_space_invite(actor=actor, space_id=harbour.space.id).code
        for actor in (harbour.hugo, harbour.mika, harbour.mika)
    ]
    assert mika.read("/invites").count("Withdraw<") == 2
    assert hugo.read("/invites").count("Withdraw<") == 3
    refused = text_of(mika.post(f"/invites/{codes[0]}/withdraw"), 403)
    assert "Your roles do not allow this here (manage_conversation)." in refused
    for browser, code in ((hugo, codes[1]), (mika, codes[2])):
        assert browser.post(f"/invites/{code}/withdraw").status_code == 302
    assert [row.code for row in Invite.objects.filter(revoked_at=None)] == [codes[0]]
    assert mika.post("/invites/nothing/withdraw").status_code == 404


def test_a_link_is_withdrawn_only_on_the_page_of_its_own_space(
    hugo: Browser, harbour: Harbour
) -> None:
    other = make_space(harbour.hugo)
    code = create_space_invite(actor=harbour.hugo, space_id=other.id).code
    group = make_group(harbour.hugo)
    group_code = create_invite(actor=harbour.hugo, conversation_id=group.id).code
    for foreign in (code, group_code):
        assert hugo.post(f"/invites/{foreign}/withdraw").status_code == 404
    assert Invite.objects.filter(revoked_at=None).count() == 2
    own = f"/s/{other.id}/settings/invites/{code}/withdraw"
    assert hugo.client.post(own).status_code == 302
    assert Invite.objects.get(code=code).revoked_at is not None


def test_many_links_come_page_by_page(hugo: Browser, harbour: Harbour) -> None:
    for _ in range(3):
        create_space_invite(actor=harbour.hugo, space_id=harbour.space.id)
    first = hugo.read("/invites?limit=2")
    assert first.count("Withdraw<") == 2
    cursor = first.split("cursor=")[1].split('"')[0]
    assert hugo.read(f"/invites?limit=2&cursor={cursor}").count("Withdraw<") == 1
    assert hugo.get("/invites?cursor=x").status_code == 400
