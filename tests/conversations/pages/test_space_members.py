"""Members: found, given roles and names, and seen out."""

import re
from datetime import timedelta

import pytest

from chatty.core.clock import now
from conversations.models import Ban, SpaceMember, SpaceRole
from conversations.operations.space_roles import create_role, delete_role
from tests.conversations.pages.conftest import Browser, Harbour, text_of


def member(harbour: Harbour, name: str = "mika") -> SpaceMember:
    return SpaceMember.objects.get(space=harbour.space, user=getattr(harbour, name))


def path_of(harbour: Harbour, name: str = "mika") -> str:
    return f"/members/{getattr(harbour, name).id}"


def test_everybody_is_listed_with_roles_and_what_one_may_do_about_them(
    rosa: Browser, hugo: Browser, mika: Browser, harbour: Harbour
) -> None:
    for browser in (rosa, hugo, mika):
        text = browser.read("/members")
        for name in ("rosa", "hugo", "mika"):
            assert f">{name}<" in text
        assert "3 members" in text
        assert ">Stewards<" in text
        assert ">Owner<" in text
    assert hugo.read("/members").count("Manage <span") == 1
    assert rosa.read("/members").count("Manage <span") == 2
    assert mika.read("/members").count("Manage <span") == 0


def test_members_are_sought_by_name_and_by_role(hugo: Browser, harbour: Harbour) -> None:
    text = hugo.read("/members?q=Mik")
    assert ">mika<" in text
    assert ">rosa<" not in text
    assert 'value="Mik"' in text
    text = hugo.read(f"/members?role_id={harbour.stewards.id}")
    assert ">hugo<" in text
    assert ">mika<" not in text
    assert "Nobody like that." in hugo.read("/members?q=zzz")
    for wrong in ("q=%00", f"q={'x' * 200}", "role_id=x", "cursor=x", "limit=0"):
        assert hugo.get(f"/members?{wrong}").status_code == 400, wrong


def test_many_members_come_page_by_page(hugo: Browser) -> None:
    seen = hugo.read("/members?limit=2")
    assert "Next page" in seen
    assert "First page" not in seen
    cursor = seen.split("cursor=")[1].split('"')[0]
    rest = hugo.read(f"/members?limit=2&cursor={cursor}")
    assert "First page" in rest
    pages = [re.findall(r'card-name" dir="auto">(\w+)<', text) for text in (seen, rest)]
    assert [len(names) for names in pages] == [2, 1]
    assert sorted(pages[0] + pages[1]) == ["hugo", "mika", "rosa"]


def test_roles_and_a_nickname_are_given_and_taken(hugo: Browser, harbour: Harbour) -> None:
    path = path_of(harbour)
    assert hugo.post(path, nickname="Deckhand", role_ids=[harbour.crew.id]).status_code == 302
    assert (member(harbour).nickname, member(harbour).role_ids) == ("Deckhand", [harbour.crew.id])
    assert "Saved." in hugo.read(path)
    answer = hugo.post(path, nickname="", called="Deckhand", held=[harbour.crew.id])
    assert answer.status_code == 302
    assert (member(harbour).nickname, member(harbour).role_ids) == ("", [])
    assert "member_name-nickname-error" in text_of(hugo.post(path, nickname="x" * 65), 400)


def test_what_a_colleague_changed_meanwhile_stays_where_it_was_left_alone(
    rosa: Browser, hugo: Browser, harbour: Harbour
) -> None:
    path, crew = path_of(harbour), harbour.crew.id
    divers, cooks = (
        create_role(actor=harbour.rosa, space_id=harbour.space.id, name=name).id
        for name in ("Divers", "Cooks")
    )
    SpaceRole.objects.filter(id=harbour.stewards.id).update(position=9)
    rosa.post(path, nickname="Salt", role_ids=[crew, divers])
    seen = {"called": "Salt", "held": [crew, divers]}
    text = hugo.read(path)
    assert text.count('name="held"') == 2
    assert 'name="called" value="Salt"' in text
    rosa.post(path, **seen, nickname="Pepper", role_ids=[crew, cooks])
    # Hugo, who still sees all that was there before, takes the crew away and touches nothing else.
    assert hugo.post(path, **seen, nickname="Salt", role_ids=[divers]).status_code == 302
    assert (member(harbour).nickname, member(harbour).role_ids) == ("Pepper", [cooks])
    # A role that is gone meanwhile is given to nobody, and hinders nobody who only saw it.
    delete_role(actor=harbour.rosa, space_id=harbour.space.id, role_id=cooks)
    shown = {"called": "Pepper", "held": [cooks], "nickname": "Pepper"}
    assert hugo.post(path, **shown, role_ids=[cooks, crew]).status_code == 302
    assert crew in member(harbour).role_ids


def test_two_who_rename_a_member_at_once_see_each_other(
    rosa: Browser, hugo: Browser, harbour: Harbour
) -> None:
    path, crew = path_of(harbour), harbour.crew.id
    rosa.post(path, nickname="Pepper")
    text = text_of(hugo.post(path, called="", nickname="Salt", role_ids=[crew]), 409)
    assert "Somebody else changed this while you did." in text
    assert "It is now: Pepper" in text
    assert 'name="nickname" value="Salt"' in text
    assert 'name="called" value="Pepper"' in text
    assert f'value="{crew}" checked' in text
    assert (member(harbour).nickname, member(harbour).role_ids) == ("Pepper", [])
    assert hugo.post(path, called="Pepper", nickname="Salt", role_ids=[crew]).status_code == 302
    assert (member(harbour).nickname, member(harbour).role_ids) == ("Salt", [crew])


def test_a_refused_form_keeps_what_was_ticked(
    rosa: Browser, hugo: Browser, harbour: Harbour
) -> None:
    path, crew = path_of(harbour), harbour.crew.id
    text = text_of(hugo.post(path, nickname="x" * 65, role_ids=[crew]), 400)
    assert f'value="{crew}" checked' in text
    assert 'name="held"' not in text
    rosa.post(path, nickname="", role_ids=[crew])
    text = text_of(hugo.post(path, nickname="x" * 65, held=[crew]), 400)
    assert f'name="held" value="{crew}"' in text
    assert f'value="{crew}" checked' not in text


def test_nobody_hands_out_what_they_may_not(rosa: Browser, hugo: Browser, harbour: Harbour) -> None:
    mighty = create_role(
        actor=harbour.rosa, space_id=harbour.space.id, name="Pinners", allow=["pin"]
    )
    SpaceRole.objects.filter(id=harbour.stewards.id).update(position=9)
    path = path_of(harbour)
    text = hugo.read(path)
    for kept in (harbour.stewards, mighty):
        assert f'id="role-{kept.id}"' not in text
        refused = hugo.post(path, nickname="", role_ids=[kept.id])
        assert refused.status_code == 403
    assert "allows what you may not, so it stays as it is." in text
    assert member(harbour).role_ids == []
    rosa.post(path, nickname="", role_ids=[mighty.id])
    # What hugo may not give he may take; what was not chosen is taken.
    assert f'id="role-{mighty.id}"' in hugo.read(path)
    answer = hugo.post(path, nickname="", role_ids=[harbour.crew.id], held=[mighty.id])
    assert answer.status_code == 302
    assert member(harbour).role_ids == [harbour.crew.id]


@pytest.mark.parametrize("name", ["rosa", "hugo"])
def test_nobody_acts_on_themselves_or_on_who_stands_as_high(
    hugo: Browser, harbour: Harbour, name: str
) -> None:
    path = path_of(harbour, name)
    before = member(harbour, name).role_ids
    assert hugo.get(path).status_code == 403
    for rest, fields in (("", {"nickname": "Low"}), ("/remove", {}), ("/ban", {"reason": "x"})):
        assert hugo.post(path + rest, **fields).status_code == 403, rest
    assert member(harbour, name).role_ids == before
    assert member(harbour, name).left_at is None
    assert not Ban.objects.exists()


def test_a_member_acts_on_nobody(mika: Browser, harbour: Harbour) -> None:
    path = path_of(harbour, "hugo")
    assert mika.get(path).status_code == 403
    for rest in ("", "/remove", "/ban"):
        assert mika.post(path + rest, nickname="x").status_code == 403
    assert member(harbour, "hugo").left_at is None


def test_who_is_no_member_has_no_page(hugo: Browser, harbour: Harbour) -> None:
    for name in (harbour.leo.id, "x"):
        assert hugo.get(f"/members/{name}").status_code == 404
        for rest in ("", "/remove"):
            assert hugo.post(f"/members/{name}{rest}", nickname="").status_code == 404


def test_somebody_is_seen_out(hugo: Browser, mika: Browser, harbour: Harbour) -> None:
    removed = hugo.post(f"{path_of(harbour)}/remove")
    assert removed["Location"] == harbour.path("/members")
    assert mika.get("/overview").status_code == 404
    assert "They are out." in hugo.read("/members")


def test_somebody_is_banned_for_a_time_with_a_reason(hugo: Browser, harbour: Harbour) -> None:
    path = f"{path_of(harbour)}/ban"
    text = text_of(hugo.post(path, reason="x" * 513, expires_in="3600"), 400)
    assert "ban-reason-error" in text
    # What was wrong is not hidden behind a button.
    assert '<details class="card-form" open>' in text
    assert hugo.post(path, expires_in="17").status_code == 400
    assert hugo.post(path, reason="Noise", expires_in="3600")["Location"] == harbour.path("/bans")
    ban = Ban.objects.get(space=harbour.space, user=harbour.mika)
    assert ban.reason == "Noise"
    assert ban.expires_at is not None
    assert abs(ban.expires_at - now() - timedelta(hours=1)) < timedelta(minutes=1)
    assert "Noise" in hugo.read("/bans")
