"""How messages go in the page: for oneself, for everyone and back, by themselves."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Door, Person
from tests.browser.test_accessibility import examine
from tests.browser.test_composer import conversation_path, patch
from tests.browser.test_panes import pane, show


def test_what_one_deletes_for_oneself_is_gone_for_oneself_alone(noor: Person, mika: Person) -> None:
    mika.start_group("For me alone", noor)
    noor.open("For me alone")
    noor.send("The pier is closed")
    noor.send("Take the bridge")
    expect(mika.message("Take the bridge")).to_be_visible()
    mika.choose("The pier is closed", "Delete…")
    dialog = mika.page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete for everyone")).to_be_visible()
    dialog.get_by_role("button", name="Delete for me").click()
    expect(mika.log).not_to_contain_text("The pier is closed")
    expect(mika.log).to_contain_text("Take the bridge")
    mika.page.reload()
    expect(mika.message("Take the bridge")).to_be_visible()
    expect(mika.log).not_to_contain_text("The pier is closed")
    expect(noor.message("The pier is closed")).to_be_visible()
    # A member has no other choice with what others said.
    mika.send("See you there")
    noor.choose("See you there", "Delete…")
    dialog = noor.page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete for everyone")).to_have_count(0)
    dialog.get_by_role("button", name="Delete for me").click()
    expect(noor.log).not_to_contain_text("See you there")


def test_what_was_removed_is_brought_back_by_whom_it_may(noor: Person, mika: Person) -> None:
    mika.start_group("Second thoughts", noor)
    noor.open("Second thoughts")
    noor.send("Too harsh")
    mika.message("Too harsh").focus()
    mika.page.keyboard.press("Delete")
    mika.page.get_by_role("button", name="Delete for everyone").click()
    expect(noor.log).to_contain_text("A moderator removed this message")
    expect(noor.log.get_by_role("button", name="Bring back")).to_have_count(0)
    mika.log.get_by_role("button", name="Bring back").click()
    expect(noor.message("Too harsh")).to_be_visible()
    expect(mika.message("Too harsh")).to_be_visible()
    noor.choose("Too harsh", "Delete…")
    noor.page.get_by_role("button", name="Delete for everyone").click()
    expect(mika.log).to_contain_text("Noor deleted this message")
    # What its author took back is nobody else's to bring back.
    expect(mika.log.get_by_role("button", name="Bring back")).to_have_count(0)
    noor.log.get_by_role("button", name="Bring back").click()
    expect(mika.message("Too harsh")).to_be_visible()


def test_messages_disappear_from_open_pages_and_the_rest_goes_on(
    noor: Person, mika: Person
) -> None:
    mika.start_chat(noor)
    mika.send("This stays")
    noor.row(re.compile("^Mika")).click()
    show(mika, "details")
    pane(mika).get_by_role("button", name="Disappearing messages").click()
    dialog = mika.page.get_by_role("dialog")
    dialog.get_by_label("Disappearing messages").select_option("After 1 day")
    dialog.get_by_role("button", name="Save").click()
    expect(noor.page.locator(".header-line")).to_contain_text("disappearing messages: 1 day")
    patch(mika, conversation_path(mika), {"settings": {"disappear_after_seconds": 8}})
    expect(noor.page.locator(".header-line")).to_contain_text("8 seconds")
    mika.send("Gone in a moment")
    expect(noor.message("Gone in a moment").locator(".expiring")).to_have_attribute(
        "title", re.compile("^Disappears ")
    )
    for one in (noor, mika):
        expect(one.log).not_to_contain_text("Gone in a moment")
        expect(one.log).to_contain_text("This stays")
    patch(mika, conversation_path(mika), {"settings": {"disappear_after_seconds": 0}})
    expect(noor.row(re.compile("^Mika"))).to_contain_text("This stays")
    mika.send("Where were we?")
    noor.sees("Where were we?")


def test_settings_of_edits_and_lifetimes_are_saved_and_told(noor: Person, mika: Person) -> None:
    mika.start_group("Rules", noor)
    noor.open("Rules")
    show(mika, "settings")
    for label, choice in (
        ("Messages can be edited", "For 15 minutes"),
        ("Who sees what a message said before an edit", "Moderators"),
        ("Disappearing messages", "After 7 days"),
        ("Messages are kept", "For 30 days"),
    ):
        pane(mika).get_by_label(label).select_option(choice)
    pane(mika).get_by_role("button", name="Save").click()
    expect(pane(mika)).to_contain_text("Saved.")
    for line in (
        "let messages be edited for 15 minutes",
        "let moderators alone see what messages said before",
        "set messages to disappear after 7 days",
        "set messages to be kept for 30 days",
    ):
        expect(noor.log).to_contain_text(line)
    mika.page.reload()
    expect(pane(mika).get_by_label("Messages are kept")).to_have_value("30")


@pytest.mark.long
def test_the_dialogs_are_accessible_and_the_history_shows_what_changed(door: Door) -> None:
    noor = door.sign_up("Noor")
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    mika.start_group("Looked at", noor)
    mika.send("See you at nine")
    mika.choose("See you at nine", "Edit")
    mika.send("See you at ten, sharp")
    mika.message("See you at ten").get_by_role("button", name="edited").click()
    dialog = mika.page.get_by_role("dialog")
    expect(dialog.locator("ins")).to_contain_text("ten, sharp")
    expect(dialog.locator("del")).to_contain_text("nine")
    examine(mika.page)
    mika.page.keyboard.press("Escape")
    mika.choose("See you at ten", "Delete…")
    expect(mika.page.get_by_role("dialog")).to_be_visible()
    examine(mika.page)
    mika.page.get_by_role("button", name="Delete for everyone").click()
    expect(mika.log.get_by_role("button", name="Bring back")).to_be_visible()
    show(mika, "settings")
    examine(mika.page)
