"""What is set about a conversation for everyone: saved, refused, in conflict, ended."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Door, Person
from tests.browser.test_accessibility import examine
from tests.browser.test_composer import conversation_path, patch
from tests.browser.test_panes import pane, show


def test_name_topic_and_slow_mode_are_saved_and_seen_by_others(noor: Person, mika: Person) -> None:
    mika.start_group("Before", noor)
    noor.open("Before")
    show(mika, "settings")
    pane(mika).get_by_label("Name").fill("After")
    pane(mika).get_by_label("Topic").fill("Two\nlines")
    pane(mika).get_by_label("Slow mode").select_option("5 minutes")
    pane(mika).get_by_role("button", name="Save").click()
    expect(pane(mika)).to_contain_text("Saved.")
    expect(noor.page.get_by_role("heading", name="After", level=2).first).to_be_visible()
    expect(noor.page.locator("#composer-note")).to_contain_text("every 5 minutes")
    mika.page.reload()
    expect(pane(mika).get_by_label("Topic")).to_have_value("Two\nlines")
    expect(pane(mika).get_by_label("Slow mode")).to_have_value("300")


def test_an_empty_name_is_refused_beside_its_field(noor: Person, mika: Person) -> None:
    mika.start_group("Named", noor)
    show(mika, "settings")
    name = pane(mika).get_by_label("Name")
    name.fill("  ")
    pane(mika).get_by_role("button", name="Save").click()
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(pane(mika).get_by_role("alert").filter(has_text="name")).to_have_text(
        "Give the group a name."
    )


def test_who_saves_second_sees_the_others_words_and_chooses(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    shared_door.tolerate("409")
    mika.start_group("Contested", noor)
    show(mika, "settings")
    name = pane(mika).get_by_label("Name")
    name.fill("Mine")
    patch(mika, conversation_path(mika), {"title": "Theirs"})
    expect(mika.page.get_by_role("heading", name="Theirs", level=2).first).to_be_visible()
    pane(mika).get_by_role("button", name="Save", exact=True).click()
    conflict = pane(mika).get_by_role("alert").filter(has_text="Somebody else")
    expect(conflict).to_contain_text("Name: Theirs")
    expect(name).to_have_value("Mine")
    conflict.get_by_role("button", name="Save mine").click()
    expect(pane(mika)).to_contain_text("Saved.")
    expect(mika.page.get_by_role("heading", name="Mine", level=2).first).to_be_visible()


def test_a_member_finds_no_settings(noor: Person, mika: Person) -> None:
    mika.start_group("Not yours", noor)
    noor.open("Not yours")
    show(noor, "settings")
    expect(pane(noor)).to_contain_text("Only those who run this group change its settings.")
    expect(pane(noor).get_by_role("button", name="Save")).to_be_hidden()
    show(noor, "details")
    expect(pane(noor).get_by_role("button", name="Settings")).to_have_count(0)


def test_archiving_for_everyone_closes_it_and_can_be_undone(noor: Person, mika: Person) -> None:
    mika.start_group("Season", noor)
    noor.open("Season")
    show(mika, "settings")
    pane(mika).get_by_role("button", name="Archive for everyone").click()
    mika.page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(noor.page.locator(".composer-closed")).to_contain_text("This group is archived.")
    pane(mika).get_by_role("button", name="Unarchive this group").click()
    expect(noor.composer).to_be_visible()


def test_deleting_asks_for_the_name_and_takes_it_from_everyone(noor: Person, mika: Person) -> None:
    mika.start_group("Ended", noor)
    noor.open("Ended")
    show(mika, "settings")
    pane(mika).get_by_role("button", name="Delete this group").click()
    dialog = mika.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Something else")
    dialog.get_by_role("button", name="Delete group").click()
    expect(dialog).to_contain_text("That is not its name.")
    dialog.get_by_role("textbox").fill("Ended")
    dialog.get_by_role("button", name="Delete group").click()
    expect(mika.row("Ended")).to_have_count(0)
    expect(noor.row("Ended")).to_have_count(0)
    expect(noor.page.get_by_role("status", name="News")).to_contain_text("no longer available")
    # What had the keyboard is gone: it goes on in the list.
    expect(mika.page.get_by_role("navigation", name="Chats").locator(":focus")).to_have_count(1)


@pytest.mark.long
def test_settings_in_conflict_are_accessible(door: Door) -> None:
    door.tolerate("409")
    noor = door.sign_up("Noor")
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    mika.start_group("Contested", noor)
    show(mika, "settings")
    pane(mika).get_by_label("Name").fill("Mine")
    patch(mika, conversation_path(mika), {"title": "Theirs"})
    expect(mika.page).to_have_title(re.compile("Theirs"))
    pane(mika).get_by_role("button", name="Save", exact=True).click()
    expect(pane(mika).get_by_role("button", name="Use theirs")).to_be_focused()
    examine(mika.page)
    pane(mika).get_by_role("button", name="Use theirs").click()
    expect(pane(mika).get_by_label("Name")).to_have_value("Theirs")
    pane(mika).get_by_role("button", name="Delete this group").click()
    examine(mika.page)
