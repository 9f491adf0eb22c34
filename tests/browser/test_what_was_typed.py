"""What was typed and not sent: kept, and told of where it can no longer be sent."""

import re

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.people import Door, Person
from tests.browser.rooms import call
from tests.browser.test_accessibility import examine
from tests.browser.test_panes import pane, show


def test_an_edit_that_was_begun_survives_a_reload(noor: Person, mika: Person) -> None:
    mika.start_group("Harbour notes", noor)
    mika.send("The boat leaves at nine")
    expect(mika.message("The boat leaves")).to_contain_text(re.compile("Sent|Delivered|Read"))
    mika.composer.press("ArrowUp")
    expect(mika.page.get_by_text("Edit message")).to_be_visible()
    mika.composer.fill("The boat leaves at ten")
    mika.page.reload()
    expect(mika.page.get_by_text("Edit message")).to_be_visible()
    expect(mika.composer).to_have_value("The boat leaves at ten")
    mika.composer.press("Enter")
    mika.sees("The boat leaves at ten")
    expect(mika.composer).to_have_value("")
    mika.page.reload()
    mika.sees("The boat leaves at ten")
    expect(mika.composer).to_have_value("")
    expect(mika.page.get_by_text("Edit message")).to_be_hidden()


def test_enter_may_start_a_line_instead(noor: Person, mika: Person) -> None:
    mika.start_group("Long letters", noor)
    mika.page.keyboard.press("Control+/")
    sheet = mika.page.get_by_role("dialog", name="Keyboard shortcuts")
    sheet.get_by_label("Enter sends").uncheck()
    line = sheet.locator(".shortcut-line").filter(has_text="New line")
    expect(line.locator("kbd")).to_have_count(1)
    expect(line.locator("kbd")).to_contain_text("Enter")
    expect(line.locator("kbd")).not_to_contain_text("Shift")
    mika.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    mika.composer.click()
    expect(mika.composer).to_be_focused()
    mika.page.keyboard.type("One")
    mika.page.keyboard.press("Enter")
    mika.page.keyboard.type("two")
    expect(mika.composer).to_have_value("One\ntwo")
    mika.page.keyboard.press("Shift+Enter")
    mika.sees("One")
    mika.send("plain")
    mika.page.keyboard.press("Control+Enter")
    expect(mika.composer).to_have_value("")
    mika.page.keyboard.press("Control+/")
    sheet.get_by_label("Enter sends").check()
    mika.page.keyboard.press("Escape")


def test_what_cannot_be_sent_any_more_is_shown_once_to_be_copied(door: Door, noor: Person) -> None:
    # Its draft may be on the way to the server when the chat goes.
    door.tolerate("404")
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))

    def swallow(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(
            lambda text: None if b"message.send" in _bytes(text) else server.send(text)
        )

    mika.page.route_web_socket(re.compile("/ws/v1"), swallow)
    noor.start_group("Closing", mika)
    group = noor.page.url.split("/")[-1]
    mika.page.goto(f"/c/{group}")
    mika.send("Words for later")
    expect(mika.message("Words for later")).to_contain_text("Sending")
    mika.composer.fill("And a draft")
    me = call(mika, "GET", "/me")["id"]
    call(noor, "DELETE", f"/conversations/{group}/members/{me}")
    dialog = mika.page.get_by_role("dialog", name="Not sent")
    expect(dialog.get_by_label("Message 1")).to_have_value("Words for later")
    expect(dialog.get_by_label("Message 2")).to_have_value("And a draft")
    examine(mika.page)
    dialog.get_by_role("button", name="Close").click()
    mika.page.reload()
    expect(mika.page.get_by_text("No chats yet").first).to_be_visible()
    expect(dialog).to_be_hidden()
    mika.sign_out()
    expect(mika.page).to_have_url(re.compile("/signin"))


def test_who_deletes_a_group_is_told_once(noor: Person, mika: Person) -> None:
    mika.start_group("Short lived", noor)
    show(mika, "settings")
    pane(mika).get_by_role("button", name="Delete this group").click()
    dialog = mika.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Short lived")
    dialog.get_by_role("button", name="Delete group").click()
    news = mika.page.get_by_role("status", name="News")
    expect(news).to_contain_text("Short lived is deleted")
    expect(news.locator(".toast").filter(has_text="no longer available")).to_have_count(0)


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
