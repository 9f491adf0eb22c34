"""Forwarding in the page: to several chats at once, with who said it first."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.test_accessibility import examine
from tests.browser.test_panes import pane, show


def test_a_message_is_forwarded_to_several_chats(noor: Person, mika: Person) -> None:
    mika.start_group("The office", noor)
    mika.start_group("The crew", noor)
    mika.start_group("The source", noor)
    noor.open("The source")
    noor.send("Ferries are **late** today")
    mika.message("Ferries are late").focus()
    mika.page.keyboard.press("f")
    dialog = mika.page.get_by_role("dialog", name="Forward to")
    expect(dialog.get_by_label("Search chats")).to_be_focused()
    dialog.get_by_role("button", name="Forward").click()
    expect(dialog).to_contain_text("Choose a chat.")
    dialog.get_by_label("Search chats").fill("crew")
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    dialog.get_by_role("checkbox", name="The crew").check()
    dialog.get_by_label("Search chats").fill("")
    expect(dialog.get_by_role("checkbox", name="The crew")).to_be_checked()
    dialog.get_by_role("checkbox", name="The office").check()
    expect(dialog).to_contain_text("2 chosen.")
    dialog.get_by_role("button", name="Forward").click()
    expect(dialog).to_be_hidden()
    expect(mika.page.get_by_text("Forwarded to 2 chats")).to_be_visible()
    for title in ("The crew", "The office"):
        noor.open(title)
        expect(noor.message("Ferries are late")).to_contain_text("Forwarded from you")
    mika.open("The crew")
    expect(mika.message("Ferries are late")).to_contain_text("Forwarded from Noor")
    # It stays as it was said.
    mika.message("Ferries are late").hover()
    mika.message("Ferries are late").get_by_role("button", name="More").click()
    expect(mika.page.get_by_role("menuitem", name="Forward…")).to_be_visible()
    expect(mika.page.get_by_role("menuitem", name="Edit")).to_have_count(0)
    mika.page.keyboard.press("Escape")


def test_a_chat_can_keep_what_is_said_in_it(noor: Person, mika: Person) -> None:
    mika.start_group("Among us", noor)
    noor.open("Among us")
    mika.send("Nobody else")
    show(mika, "settings")
    pane(mika).get_by_label("Messages can be forwarded to other chats").uncheck()
    pane(mika).get_by_role("button", name="Save").click()
    expect(pane(mika)).to_contain_text("Saved.")
    expect(noor.log).to_contain_text("kept messages from being forwarded")
    noor.message("Nobody else").hover()
    noor.message("Nobody else").get_by_role("button", name="More").click()
    expect(noor.page.get_by_role("menuitem", name="Reply")).to_be_visible()
    expect(noor.page.get_by_role("menuitem", name="Forward…")).to_have_count(0)
    noor.page.keyboard.press("Escape")


@pytest.mark.long
def test_the_dialog_and_what_came_from_elsewhere_are_accessible(door: Door) -> None:
    noor = door.sign_up("Noor")
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    mika.start_group("Looked at", noor)
    mika.send("Said here")
    mika.choose("Said here", "Forward…")
    dialog = mika.page.get_by_role("dialog", name="Forward to")
    dialog.get_by_role("checkbox", name="Looked at").check()
    examine(mika.page)
    mika.page.set_viewport_size(PHONE)
    examine(mika.page)
    dialog.get_by_role("button", name="Forward").click()
    expect(mika.log.locator(".forwarded")).to_contain_text("Forwarded from you")
    examine(mika.page)
