"""Roles: made, ordered, changed and deleted with forms, and looked through."""

import uuid
from typing import Any

from conversations.models import SpaceRole
from conversations.operations.channels import create_space_channel
from tests.conversations.pages.conftest import Browser, Harbour, text_of


def form_of(role: SpaceRole, **fields: Any) -> dict[str, Any]:
    role.refresh_from_db()
    shown = {
        "name": role.name,
        "colour": role.colour,
        "allow": role.allow,
        "version": role.version,
    }
    return {**shown, **fields}


def order(harbour: Harbour) -> list[str]:
    rows = SpaceRole.objects.filter(space=harbour.space).order_by("-position")
    return list(rows.values_list("name", flat=True))


def everyone(harbour: Harbour) -> SpaceRole:
    return SpaceRole.objects.get(space=harbour.space, position=0)


def test_a_role_is_made_and_then_says_what_it_allows(hugo: Browser, harbour: Harbour) -> None:
    made = hugo.post("/roles/new", name="Divers")
    role = SpaceRole.objects.get(name="Divers")
    assert made["Location"] == harbour.path(f"/roles/{role.id}")
    assert "Now say what it may do." in hugo.read(f"/roles/{role.id}")
    saved = hugo.post(
        f"/roles/{role.id}",
        **form_of(role, colour="p5", allow=["invite", "ban"], shown_apart="on"),
    )
    assert saved.status_code == 302
    role.refresh_from_db()
    assert (role.colour, role.allow, role.shown_apart) == ("p5", ["ban", "invite"], True)
    assert "role-icon p5" in hugo.read("/roles")


def test_what_is_wrong_with_a_role_is_said(hugo: Browser, harbour: Harbour) -> None:
    assert "new_role-name-error" in text_of(hugo.post("/roles/new", name="crew"), 400)
    path = f"/roles/{harbour.crew.id}"
    for wrong in (
        {"name": ""},
        {"name": "Stewards"},
        {"name": "x" * 65},
        {"colour": "p9"},
        {"allow": ["fly"]},
        {"version": "one"},
    ):
        text = text_of(hugo.post(path, **form_of(harbour.crew, **wrong)), 400)
        assert 'role="alert"' in text
    assert order(harbour) == ["Stewards", "Crew", "@everyone"]


def test_two_who_change_a_role_at_once_see_each_other(
    rosa: Browser, hugo: Browser, harbour: Harbour
) -> None:
    path, seen = f"/roles/{harbour.crew.id}", form_of(harbour.crew, name="Deckhands")
    assert rosa.post(path, **form_of(harbour.crew, name="Sailors")).status_code == 302
    text = text_of(hugo.post(path, **seen), 409)
    assert "It is now: Sailors" in text
    assert 'value="Deckhands"' in text
    harbour.crew.refresh_from_db()
    assert f'name="version" value="{harbour.crew.version}"' in text


def test_a_conflict_about_what_a_role_allows_is_told_in_words(
    rosa: Browser, hugo: Browser, harbour: Harbour
) -> None:
    path = f"/roles/{harbour.crew.id}"
    rosa.post(path, **form_of(harbour.crew, allow=["mention_all", "ban"]))
    seen = form_of(harbour.crew, allow=["invite", "ban"])
    rosa.post(path, **form_of(harbour.crew, colour="p3", allow=["mention_all", "ban", "view"]))
    text = text_of(hugo.post(path, **seen), 409)
    assert "It is now: Moss" in text
    assert "Now on, and off in what you chose: See channels<" in text
    assert "Now off, and on in what you chose: Invite people<" in text
    # What stays whoever saves, and what both chose, is no difference; nor is the order.
    assert "Mention everyone<" not in text.split("Now on,")[1].split("</div>")[0]
    assert text.count("field-error") == 2
    assert 'value="invite" aria-describedby="allow-invite-help" checked' in text


def test_nobody_gives_a_role_what_they_lack(hugo: Browser, harbour: Harbour) -> None:
    path = f"/roles/{harbour.crew.id}"
    text = hugo.read(path)
    assert 'value="mention_all"' not in text
    assert "You lack this yourself, so it stays as it is." in text
    # The form does not offer it; whoever sends it all the same is refused.
    refused = hugo.post(path, **form_of(harbour.crew, allow=["invite", "mention_all"]))
    assert "Nobody decides on what they lack (mention_all)." in text_of(refused, 403)
    harbour.crew.refresh_from_db()
    assert harbour.crew.allow == []


def test_what_was_not_asked_of_somebody_stays(
    rosa: Browser, hugo: Browser, harbour: Harbour
) -> None:
    path = f"/roles/{harbour.crew.id}"
    rosa.post(path, **form_of(harbour.crew, allow=["mention_all", "pin", "invite"]))
    assert hugo.post(path, **form_of(harbour.crew, allow=["ban"])).status_code == 302
    harbour.crew.refresh_from_db()
    assert harbour.crew.allow == ["ban", "mention_all", "pin"]


def test_a_role_as_high_as_ones_own_is_only_looked_at(hugo: Browser, harbour: Harbour) -> None:
    path = f"/roles/{harbour.stewards.id}"
    text = hugo.read(path)
    assert "stands as high as yours, or higher" in text
    assert "Save changes" not in text
    assert "/delete" not in text
    for rest, fields in (("", form_of(harbour.stewards, name="Kings")), ("/delete", {})):
        refused = text_of(hugo.post(path + rest, **fields), 403)
        assert "This role stands as high as yours, or higher." in refused
    assert hugo.post("/roles/order", move=f"role:up:{harbour.crew.id}").status_code == 403
    assert order(harbour) == ["Stewards", "Crew", "@everyone"]


def test_everyones_role_keeps_its_name_and_stays(rosa: Browser, harbour: Harbour) -> None:
    role = everyone(harbour)
    path = f"/roles/{role.id}"
    text = rosa.read(path)
    assert 'name="name"' not in text
    assert "/delete" not in text
    assert rosa.post(path, **form_of(role, name="Us", allow=["view"])).status_code == 302
    role.refresh_from_db()
    assert (role.name, role.allow) == ("@everyone", ["view"])
    assert "It cannot be deleted." in text_of(rosa.post(f"{path}/delete"), 403)


def test_roles_step_up_and_down(rosa: Browser, harbour: Harbour) -> None:
    text = rosa.read("/roles")
    assert f"role:up:{harbour.crew.id}" in text
    assert f"role:down:{harbour.crew.id}" not in text
    assert f"role:up:{harbour.stewards.id}" not in text
    moved = rosa.post("/roles/order", move=f"role:up:{harbour.crew.id}")
    assert moved["Location"] == f"{harbour.path('/roles')}#role-{harbour.crew.id}"
    assert order(harbour) == ["Crew", "Stewards", "@everyone"]
    for wrong in ("", "role:up:x", f"role:up:{everyone(harbour).id}", f"role:up:{uuid.uuid4()}"):
        assert rosa.post("/roles/order", move=wrong).status_code == 404
    assert order(harbour) == ["Crew", "Stewards", "@everyone"]


def test_a_role_is_deleted(hugo: Browser, harbour: Harbour) -> None:
    assert hugo.post(f"/roles/{harbour.crew.id}/delete").status_code == 302
    assert order(harbour) == ["Stewards", "@everyone"]
    assert hugo.get(f"/roles/{harbour.crew.id}").status_code == 404


def test_a_member_does_nothing_about_roles(mika: Browser, harbour: Harbour) -> None:
    path = f"/roles/{harbour.crew.id}"
    for rest in ("/roles", path, f"{path}/view"):
        assert mika.get(rest).status_code == 403
    for rest, fields in (
        ("/roles/new", {"name": "Kings"}),
        ("/roles/order", {"move": f"role:up:{harbour.crew.id}"}),
        (path, form_of(harbour.crew, name="Kings")),
        (f"{path}/delete", {}),
    ):
        assert mika.post(rest, **fields).status_code == 403
    assert order(harbour) == ["Stewards", "Crew", "@everyone"]


def test_a_role_of_another_space_is_not_found(rosa: Browser, harbour: Harbour) -> None:
    for name in (uuid.uuid4(), "x"):
        for rest in ("", "/view"):
            assert rosa.get(f"/roles/{name}{rest}").status_code == 404
        assert rosa.post(f"/roles/{name}", name="x", version=1).status_code == 404
        assert rosa.post(f"/roles/{name}/delete").status_code == 404


def test_view_as_role_shows_what_its_holders_see_and_no_more_than_one_sees_oneself(
    rosa: Browser, hugo: Browser, harbour: Harbour
) -> None:
    create_space_channel(
        actor=harbour.rosa, space_id=harbour.space.id, title="bridge", is_private=True
    )
    path = f"/roles/{harbour.crew.id}/view"
    for browser in (rosa, hugo):
        text = browser.read(path)
        assert ">general<" in text
        assert "Write messages" in text
        assert "bridge" not in text
    owner = everyone(harbour)
    rosa.post(f"/roles/{owner.id}", **form_of(owner, allow=[]))
    assert "No channel at all." in rosa.read(path)
