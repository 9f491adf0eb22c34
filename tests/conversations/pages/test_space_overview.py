"""What a space says of itself, one's own name in it, and its end."""

import pytest

from conversations.models import Space, SpaceMember
from tests.conversations.pages.conftest import Browser, Harbour, text_of


def details(space: Space, **fields: object) -> dict[str, object]:
    space.refresh_from_db()
    shown: dict[str, object] = {
        "name": space.name,
        "description": space.description,
        "rules": space.rules,
        "welcome_text": space.welcome_text,
        "joining": space.joining,
        "version": space.version,
    }
    return {**shown, **fields}


def test_a_form_changes_all_of_it_and_says_so(hugo: Browser, harbour: Harbour) -> None:
    fields = details(
        harbour.space, name="Harbour Lab", rules="Be kind.\r\nTwice.", is_discoverable="on"
    )
    answer = hugo.post("/overview", **fields)
    assert (answer.status_code, answer["Location"]) == (302, harbour.path("/overview"))
    harbour.space.refresh_from_db()
    assert harbour.space.name == "Harbour Lab"
    assert harbour.space.rules == "Be kind.\nTwice."
    assert harbour.space.is_discoverable
    text = hugo.read("/overview")
    assert "Saved. Everyone in the space sees it now." in text
    assert 'value="Harbour Lab"' in text
    assert "Saved." not in hugo.read("/overview")


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(
    hugo: Browser, harbour: Harbour
) -> None:
    answer = hugo.post("/overview", **details(harbour.space, name="x" * 200, rules="Kept"))
    text = text_of(answer, 400)
    assert '<div class="field-error" id="details-name-error"> <p>Use at most 128' in text
    assert 'aria-describedby="details-name-error' in text
    assert "Kept</textarea>" in text
    assert "Check what is marked below." in text
    assert "<title>Error: Overview" in text
    text = text_of(hugo.post("/overview", **details(harbour.space, name="")), 400)
    assert "This field is required." in text


def test_who_was_overtaken_sees_what_it_is_now_and_can_save_again(
    rosa: Browser, hugo: Browser, harbour: Harbour
) -> None:
    seen = details(harbour.space, rules="Mine")
    rosa.post("/overview", **details(harbour.space, rules="Theirs", description="New"))
    text = text_of(hugo.post("/overview", **seen), 409)
    assert "Somebody else changed this while you did." in text
    assert "It is now: Theirs" in text
    assert "It is now: New" in text
    assert "Mine</textarea>" in text
    assert f'name="version" value="{seen["version"]}"' not in text
    harbour.space.refresh_from_db()
    assert f'name="version" value="{harbour.space.version}"' in text
    again = hugo.post("/overview", **{**seen, "version": harbour.space.version})
    assert again.status_code == 302


def test_a_conflict_tells_what_differs_in_words_and_nothing_else(
    rosa: Browser, hugo: Browser, harbour: Harbour
) -> None:
    lines = {"rules": "Be kind.\r\nTwice.", "description": "Cafe\u0301"}
    rosa.post("/overview", **details(harbour.space, **lines))
    seen = details(harbour.space, **lines)
    rosa.post("/overview", **details(harbour.space, **lines, joining="request"))
    text = text_of(hugo.post("/overview", **seen), 409)
    assert "It is now: Whoever asks and is let in" in text
    assert text.count("It is now") == 1
    seen = details(harbour.space, **lines, joining="request")
    rosa.post("/overview", **details(harbour.space, **lines, is_discoverable="on"))
    assert "It is now: on" in text_of(hugo.post("/overview", **seen), 409)


def test_a_member_reads_it_and_changes_nothing(mika: Browser, harbour: Harbour) -> None:
    Space.objects.filter(id=harbour.space.id).update(rules="Be kind.")
    text = mika.read("/overview")
    assert "Be kind." in text
    assert "Save changes" not in text
    refused = mika.post("/overview", **details(harbour.space, name="Taken"))
    assert "Your roles do not allow this here (manage_conversation)." in text_of(refused, 403)
    harbour.space.refresh_from_db()
    assert harbour.space.name == "Harbour"


def test_everyone_takes_a_nickname_or_none(mika: Browser, harbour: Harbour) -> None:
    def nickname() -> str:
        return SpaceMember.objects.get(space=harbour.space, user=harbour.mika).nickname

    assert mika.post("/nickname", nickname="Mika of the boats").status_code == 302
    assert nickname() == "Mika of the boats"
    assert "is changed" in mika.read("/overview")
    refused = text_of(mika.post("/nickname", nickname="x" * 65), 400)
    assert "nickname-nickname-error" in refused
    assert mika.post("/nickname", nickname="").status_code == 302
    assert nickname() == ""


def test_the_owner_hands_the_space_to_a_member(
    rosa: Browser, hugo: Browser, harbour: Harbour
) -> None:
    for name, status in (("nobody.here", 400), ("leo", 400), ("rosa", 400), ("", 400)):
        assert rosa.post("/transfer", username=name).status_code == status
    assert "transfer-username-error" in text_of(rosa.post("/transfer", username="leo"), 400)
    refused = text_of(hugo.post("/transfer", username="hugo"), 403)
    assert "Only the owner hands a space over." in refused
    assert "Danger zone" in rosa.read("/overview")
    assert rosa.post("/transfer", username="@Mika").status_code == 302
    harbour.space.refresh_from_db()
    assert harbour.space.owner_id == harbour.mika.id
    assert "Danger zone" not in rosa.read("/overview")


def test_a_member_leaves_and_the_owner_cannot(
    rosa: Browser, mika: Browser, harbour: Harbour
) -> None:
    assert "Leave this space" in mika.read("/overview")
    assert mika.post("/leave")["Location"] == "/"
    assert mika.get("/overview").status_code == 404
    assert "Leave this space" not in rosa.read("/overview")
    refused = text_of(rosa.post("/leave"), 409)
    assert "Hand the space to somebody else first, or delete it." in refused


@pytest.mark.parametrize("typed", ["", "harbor", "Harbour Lab"])
def test_a_space_is_not_deleted_by_another_name(
    rosa: Browser, harbour: Harbour, typed: str
) -> None:
    assert "deletion-typed-error" in text_of(rosa.post("/delete", typed=typed), 400)
    assert rosa.get("/overview").status_code == 200


def test_its_owner_alone_deletes_a_space(rosa: Browser, hugo: Browser, harbour: Harbour) -> None:
    refused = text_of(hugo.post("/delete", typed="Harbour"), 403)
    assert "Only the owner deletes a space." in refused
    Space.objects.filter(id=harbour.space.id).update(name="Caf\u00e9 Harbour")
    # As a phone writes it: no capitals, a space too many, the accent behind its letter.
    assert rosa.post("/delete", typed=" cafe\u0301  harbour ")["Location"] == "/"
    assert rosa.get("/overview").status_code == 404
    assert Space.objects.get(id=harbour.space.id).deleted_at is not None
