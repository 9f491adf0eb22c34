"""The frame around the chats: addresses, dialogs, menus, news."""

import re

from playwright.sync_api import expect

from tests.browser.people import Person


def test_a_permalink_opens_its_chat_and_back_closes_the_pane(noor: Person, mika: Person) -> None:
    mika.start_group("Harbour", noor)
    chat = mika.page.url
    mika.send("Pier 3")
    expect(mika.message("Pier 3")).to_contain_text(re.compile("Sent|Delivered"))
    row = mika.message("Pier 3")
    row.focus()
    mika.page.keyboard.press("Shift+F10")
    mika.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    mika.page.get_by_role("menuitem", name="Copy link").click()
    expect(mika.page.get_by_text("Link copied")).to_be_visible()
    link = mika.page.evaluate("navigator.clipboard.readText()")
    mika.page.goto(f"{link}?pane=details")
    expect(mika.page.get_by_role("heading", name="Harbour", level=2).first).to_be_visible()
    expect(mika.page.get_by_role("complementary")).to_be_visible()
    mika.page.goto(chat)
    mika.page.get_by_role("button", name="Details", exact=True).click()
    expect(mika.page).to_have_url(f"{chat}?pane=details")
    mika.page.go_back()
    expect(mika.page.get_by_role("complementary")).to_be_hidden()
