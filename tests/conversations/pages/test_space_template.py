"""The structure of a space as a file."""

from conversations.operations.channels import create_space_channel
from conversations.operations.spaces import create_space
from tests.conversations.pages.conftest import Browser, Harbour


def test_the_file_makes_another_space(hugo: Browser, harbour: Harbour) -> None:
    text = hugo.read("/template")
    assert "3 roles, 1 category and 1 channel" in text
    assert f'href="{harbour.path("/template.json")}"' in text
    answer = hugo.get("/template.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="space-template.json"'
    made = create_space(actor=harbour.leo, name="Copy", template=answer.json())
    assert [role["name"] for role in made["roles"]] == ["Stewards", "Crew", "@everyone"]


def test_it_holds_nothing_that_the_reader_does_not_see(hugo: Browser, harbour: Harbour) -> None:
    create_space_channel(
        actor=harbour.rosa, space_id=harbour.space.id, title="bridge", is_private=True
    )
    for rest in ("/template", "/template.json"):
        assert "bridge" not in hugo.get(rest).content.decode()
        assert "mika" not in hugo.get("/template.json").content.decode()


def test_a_member_may_not_have_it(mika: Browser, leo: Browser) -> None:
    for rest in ("/template", "/template.json"):
        assert mika.get(rest).status_code == 403
        assert leo.get(rest).status_code == 404
