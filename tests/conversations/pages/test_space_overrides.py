"""What roles and single people may do in one place: deny, inherit, allow."""

import uuid

import pytest

from conversations.models import Override, SpaceRole
from conversations.operations.overrides import Subject, set_override
from conversations.operations.space_standing import remove_space_member
from tests.conversations.pages.conftest import Browser, Harbour, text_of
from tests.make import general_of


@pytest.fixture(params=["channels", "categories"])
def place(request: pytest.FixtureRequest, harbour: Harbour) -> str:
    """The path of the permissions of a channel, and of a category."""
    general = general_of(harbour.space)
    name = general.id if request.param == "channels" else general.category_id
    return f"/{request.param}/{name}/permissions"


def said(harbour: Harbour) -> list[tuple[list[str], list[str]]]:
    rows = Override.objects.filter(space=harbour.space).order_by("id")
    return [(row.allow, row.deny) for row in rows]


def test_every_role_is_listed_with_what_is_said_of_it(
    hugo: Browser, harbour: Harbour, place: str
) -> None:
    path = f"{place}/roles/{harbour.crew.id}"
    assert hugo.read(place).count("As everywhere") == 3
    saved = hugo.post(path, send="deny", ban="allow", view="inherit")
    assert saved["Location"] == harbour.path(place)
    assert said(harbour) == [(["ban"], ["send"])]
    text = hugo.read(place)
    assert "Allowed here: Ban people" in text
    assert "Denied here: Write messages" in text
    assert "Not below yours" in text
    text = hugo.read(path)
    assert 'name="send" value="deny" checked' in text
    assert 'name="ban" value="allow" checked' in text
    assert 'name="view" value="inherit" checked' in text


def test_what_is_not_said_again_stays(hugo: Browser, harbour: Harbour, place: str) -> None:
    path = f"{place}/roles/{harbour.crew.id}"
    hugo.post(path, send="deny", ban="allow")
    hugo.post(path, ban="inherit")
    assert said(harbour) == [([], ["send"])]
    hugo.post(path, send="inherit")
    assert said(harbour) == []


def test_what_a_colleague_answered_meanwhile_stays_where_it_was_left_alone(
    rosa: Browser, hugo: Browser, harbour: Harbour, place: str
) -> None:
    path = f"{place}/roles/{harbour.crew.id}"
    rosa.post(path, send="deny", react="deny")
    seen = {"was-send": "deny", "was-react": "deny", "was-ban": "inherit"}
    for name, answer in seen.items():
        assert f'name="{name}" value="{answer}"' in hugo.read(path)
    rosa.post(path, **seen, send="inherit", react="deny", ban="allow")
    # Hugo, who still sees what was there before, opens reactions and leaves the rest alone.
    hugo.post(path, **seen, send="deny", react="allow", ban="inherit")
    assert said(harbour) == [(["ban", "react"], [])]


def test_a_refused_form_keeps_what_was_chosen(
    rosa: Browser, hugo: Browser, harbour: Harbour, place: str
) -> None:
    path = f"{place}/roles/{harbour.crew.id}"
    rosa.post(path, pin="deny")
    sent = {"was-send": "inherit", "send": "deny", "was-ban": "inherit", "ban": "inherit"}
    rosa.post(path, **{"was-ban": "inherit", "ban": "allow"})
    text = text_of(hugo.post(path, **sent, pin="allow"), 403)
    assert "Nobody decides on what they lack (pin)." in text
    assert 'name="send" value="deny" checked' in text
    assert 'name="was-send" value="inherit"' in text
    # What changed meanwhile shows.
    assert 'name="ban" value="allow" checked' in text
    assert "Denied here. You lack this here yourself" in text


def test_all_of_it_is_taken_back_at_once(hugo: Browser, harbour: Harbour, place: str) -> None:
    path = f"{place}/roles/{harbour.crew.id}"
    assert "Inherit everything" not in hugo.read(path)
    hugo.post(path, send="deny")
    assert "Inherit everything" in hugo.read(path)
    assert hugo.post(f"{path}/clear")["Location"] == harbour.path(place)
    assert said(harbour) == []


def test_nobody_decides_on_what_they_lack_there(
    rosa: Browser, hugo: Browser, harbour: Harbour, place: str
) -> None:
    path = f"{place}/roles/{harbour.crew.id}"
    rosa.post(path, mention_all="allow", pin="deny")
    text = hugo.read(path)
    assert 'name="mention_all"' not in text
    assert "Allowed here. You lack this here yourself, so it stays as it is." in text
    assert "Denied here. You lack this here yourself, so it stays as it is." in text
    for answer in ("deny", "inherit"):
        refused = text_of(hugo.post(path, mention_all=answer), 403)
        assert "Nobody decides on what they lack (mention_all)." in refused
    refused = text_of(hugo.post(f"{path}/clear"), 403)
    assert "Nobody decides on what they lack" in refused
    assert hugo.post(path, send="deny").status_code == 302
    assert said(harbour) == [(["mention_all"], ["pin", "send"])]


def test_a_role_as_high_as_ones_own_is_refused(hugo: Browser, harbour: Harbour, place: str) -> None:
    path = f"{place}/roles/{harbour.stewards.id}"
    assert hugo.get(path).status_code == 403
    for rest in ("", "/clear"):
        assert hugo.post(path + rest, send="allow").status_code == 403
    assert said(harbour) == []


def test_a_member_is_named_and_then_set(hugo: Browser, harbour: Harbour, place: str) -> None:
    answer = hugo.post(place, username="@Mika")
    path = f"{place}/people/{harbour.mika.id}"
    assert answer["Location"] == harbour.path(path)
    assert "goes before what their roles say" in hugo.read(path)
    hugo.post(path, send="deny")
    assert "Denied here: Write messages" in hugo.read(place)
    for wrong in ("leo", "nobody.here", ""):
        assert "person-username-error" in text_of(hugo.post(place, username=wrong), 400)
    for higher in (harbour.rosa, harbour.hugo):
        assert hugo.get(f"{place}/people/{higher.id}").status_code == 403
        assert hugo.post(f"{place}/people/{higher.id}", send="deny").status_code == 403
    assert hugo.get(f"{place}/people/{harbour.leo.id}").status_code == 404
    assert said(harbour) == [([], ["send"])]


def test_what_who_has_left_is_denied_can_be_taken_back(
    hugo: Browser, harbour: Harbour, place: str
) -> None:
    path = f"{place}/people/{harbour.mika.id}"
    hugo.post(path, send="deny")
    remove_space_member(actor=harbour.rosa, space_id=harbour.space.id, user_id=harbour.mika.id)
    text = hugo.read(path)
    assert "is no member any more" in text
    assert 'type="radio"' not in text
    assert hugo.post(f"{path}/clear").status_code == 302
    assert said(harbour) == []
    assert hugo.get(path).status_code == 404


def test_an_answer_that_is_none_is_refused(hugo: Browser, harbour: Harbour, place: str) -> None:
    path = f"{place}/roles/{harbour.crew.id}"
    assert hugo.post(path, send="perhaps").status_code == 400
    assert said(harbour) == []


def test_a_place_that_is_not_there_is_not_found(rosa: Browser, harbour: Harbour) -> None:
    for kind in ("channels", "categories"):
        for name in (uuid.uuid4(), "x"):
            path = f"/{kind}/{name}/permissions"
            assert rosa.get(path).status_code == 404
            assert rosa.get(f"{path}/roles/{harbour.crew.id}").status_code == 404
            assert rosa.post(f"{path}/roles/{harbour.crew.id}", send="deny").status_code == 404
    general = general_of(harbour.space).id
    for name in (uuid.uuid4(), "x"):
        assert rosa.get(f"/channels/{general}/permissions/roles/{name}").status_code == 404
        assert rosa.get(f"/channels/{general}/permissions/people/{name}").status_code == 404


def test_a_member_looks_at_none_of_it(mika: Browser, harbour: Harbour, place: str) -> None:
    for path in (place, f"{place}/roles/{harbour.crew.id}"):
        assert mika.get(path).status_code == 403
        assert mika.post(path, send="allow", username="leo").status_code == 403
    assert said(harbour) == []


def test_a_channel_shut_to_everyone_opens_for_a_role(
    rosa: Browser, mika: Browser, harbour: Harbour
) -> None:
    place = f"/channels/{general_of(harbour.space).id}/permissions"
    everyone = SpaceRole.objects.get(space=harbour.space, position=0)
    rosa.post(f"{place}/roles/{everyone.id}", view="deny")
    rosa.post(f"{place}/roles/{harbour.crew.id}", view="allow")
    assert "Not for everyone" in rosa.read("/channels")
    assert ">general<" not in rosa.read(f"/roles/{everyone.id}/view")
    assert ">general<" in rosa.read(f"/roles/{harbour.crew.id}/view")
    assert mika.client.get(f"/c/{general_of(harbour.space).id}").status_code == 404


def test_everybody_with_an_exception_of_their_own_is_listed(
    rosa: Browser, harbour: Harbour
) -> None:
    general = general_of(harbour.space)
    for person in (harbour.hugo, harbour.mika):
        set_override(
            actor=harbour.rosa,
            space_id=harbour.space.id,
            channel_id=general.id,
            subject=Subject(user_id=person.id),
            allow=[],
            deny=["pin"],
        )
    text = rosa.read(f"/channels/{general.id}/permissions")
    assert ">hugo<" in text
    assert ">mika<" in text
