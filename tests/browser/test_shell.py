"""The frame around the chats: addresses, panes, keys, news, and what is said about the line."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.line import Line
from tests.browser.people import PHONE, Door, Person
from tests.browser.test_accessibility import examine

_NEWEST_ID = """async () => {
  const id = location.pathname.split("/")[2];
  const answer = await fetch(`/api/v1/conversations/${id}/messages`);
  return (await answer.json()).results.at(-1).id;
}"""


@pytest.fixture
def cuttable(line: Line, shared_door: Door) -> Iterator[Line]:
    """The line, mended whatever happens."""
    shared_door.tolerate("WebSocket connection|ERR_|Failed to load resource")
    yield line
    line.mend()


def list_width(page: Page) -> float:
    """How wide the list is now."""
    width: float = page.evaluate("document.querySelector('.list-pane').offsetWidth")
    return width


def test_a_permalink_opens_its_chat_and_back_closes_the_pane(noor: Person, mika: Person) -> None:
    mika.start_group("Harbour", noor)
    mika.send("Here")
    expect(mika.message("Here")).to_contain_text(re.compile("Sent|Delivered"))
    chat = mika.page.url
    message = mika.page.evaluate(_NEWEST_ID)
    mika.page.goto(f"{chat}/m/{message}?pane=details")
    mika.sees("Here")
    expect(mika.page.get_by_role("complementary")).to_be_visible()
    mika.page.goto(chat)
    mika.page.get_by_role("button", name="Details", exact=True).click()
    expect(mika.page).to_have_url(f"{chat}?pane=details")
    mika.page.go_back()
    expect(mika.page.get_by_role("complementary")).to_be_hidden()


def test_keys_go_from_chat_to_chat_and_from_part_to_part(noor: Person, mika: Person) -> None:
    for title in ("First", "Second", "Third"):
        mika.start_group(title, noor)
    page = mika.page
    heading = page.locator("#conversation-name")
    page.keyboard.press("Alt+ArrowDown")
    expect(heading).to_have_text("Second")
    page.keyboard.press("Alt+ArrowUp")
    expect(heading).to_have_text("Third")
    expect(mika.composer).to_be_focused()
    page.keyboard.press("Control+F6")
    expect(page.get_by_role("button", name=re.compile("^Chats"))).to_be_focused()
    page.keyboard.press("Control+F6")
    expect(mika.row("Third")).to_be_focused()
    page.keyboard.press("Control+Shift+F6")
    page.keyboard.press("Control+Shift+F6")
    expect(mika.composer).to_be_focused()
    page.keyboard.press("Control+.")
    expect(page.get_by_role("complementary")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()


def test_shift_escape_marks_as_read_and_can_be_undone(noor: Person, mika: Person) -> None:
    mika.start_chat(noor)
    mika.row("Noor").click(button="right")
    mika.page.get_by_role("menuitem", name="Mark as unread").click()
    expect(mika.row("Noor")).to_have_accessible_name(re.compile("marked as unread"))
    mika.page.keyboard.press("Shift+Escape")
    toast = mika.page.get_by_role("status", name="News")
    expect(toast).to_contain_text("Chat marked as read")
    expect(mika.row("Noor")).not_to_have_accessible_name(re.compile("unread"))
    toast.get_by_role("button", name="Undo").last.click()
    expect(mika.row("Noor")).to_have_accessible_name(re.compile("marked as unread"))


def test_the_sheet_is_searched_and_turns_letters_off(door: Door) -> None:
    mika = door.sign_up("Mika")
    mika.start_group("Walkers")
    mika.send("14 km, easy")
    mika.sees("14 km, easy")
    page = mika.page
    mika.message("14 km").focus()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    sheet.get_by_role("searchbox").fill("reply")
    expect(sheet.get_by_role("term")).to_have_count(2)
    sheet.get_by_role("searchbox").fill("")
    sheet.get_by_role("checkbox", name="Single letters").uncheck()
    expect(sheet.get_by_text("React", exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    mika.message("14 km").focus()
    page.keyboard.press("e")
    expect(mika.composer).to_be_focused()
    expect(mika.composer).to_have_value("e")
    mika.composer.fill("")
    page.keyboard.press("Control+/")
    sheet.get_by_role("checkbox", name="Single letters").check()
    page.keyboard.press("Escape")


def test_the_list_is_resized_by_keys_and_by_dragging_and_stays_so(door: Door) -> None:
    mika = door.sign_up("Mika")
    page = mika.page
    edge = page.get_by_role("separator", name="Width of the chat list")
    for key, width in (("", 340), ("ArrowRight", 360), ("Home", 76)):
        if key:
            edge.press(key)
        expect(edge).to_have_attribute("aria-valuenow", str(width))
        assert list_width(page) == width
    page.keyboard.press("ArrowRight")
    page.mouse.move(68 + 260, 400)
    page.mouse.down()
    page.mouse.move(68 + 400, 400, steps=4)
    page.mouse.up()
    expect(edge).to_have_attribute("aria-valuenow", "400")
    assert list_width(page) == 400
    page.reload()
    expect(edge).to_have_attribute("aria-valuenow", "400")
    page.set_viewport_size({"width": 1200, "height": 800})
    expect(edge).to_have_attribute("aria-valuenow", "400")
    page.set_viewport_size({"width": 900, "height": 800})
    expect(edge).to_have_attribute("aria-valuenow", "76")


def test_on_a_phone_there_is_one_pane_and_tabs_below_the_list(
    shared_door: Door, noor: Person
) -> None:
    tomasz = shared_door.sign_up("Tomasz", context=shared_door.context(viewport=PHONE, touch=True))
    page = tomasz.page
    tomasz.start_chat(noor)
    expect(page.get_by_role("navigation", name="Places")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Chats")).to_be_hidden()
    noor.start_group("Boat", tomasz)
    noor.send("There is room for one more")
    back = page.get_by_role("button", name="Back to chats, 1 unread there")
    expect(back).to_be_visible()
    back.click()
    expect(tomasz.row("Boat")).to_be_visible()
    expect(tomasz.composer).to_be_hidden()
    tabs = page.get_by_role("navigation", name="Places")
    tabs.get_by_role("button", name="Archived").click()
    expect(page.get_by_role("heading", name="Archived")).to_be_visible()
    tabs.get_by_role("button", name=re.compile("^You")).click()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_others_see_is_chosen_in_the_own_menu(noor: Person, mika: Person) -> None:
    page = mika.page
    page.set_viewport_size({"width": 1440, "height": 900})
    mika.start_chat(noor)
    noor.start_chat(mika)
    expect(noor.page.locator(".header-line")).to_have_text("Online")
    page.get_by_role("button", name=re.compile(r"^You\W")).click()
    page.get_by_role("menuitemcheckbox", name="Do not disturb").click()
    expect(noor.page.locator(".header-line")).to_have_text("Do not disturb")
    page.get_by_role("button", name=re.compile(r"^You\W")).click()
    page.get_by_role("menuitemcheckbox", name="Online").click()
    expect(noor.page.locator(".header-line")).to_have_text("Online")


def test_a_broken_line_is_said_and_so_is_its_end(
    cuttable: Line, noor: Person, mika: Person
) -> None:
    mika.start_chat(noor)
    mika.send("Before")
    expect(mika.message("Before")).to_contain_text(re.compile("Delivered|Read"))
    cuttable.cut()
    mika.send("Later")
    expect(mika.page.get_by_text("1 message will send later.")).to_be_visible()
    cuttable.mend()
    expect(mika.page.get_by_text("Back online. 1 message sent.")).to_be_visible()
    expect(mika.page.get_by_text("Back online.")).to_be_hidden()


def test_the_frame_has_no_faults(door: Door) -> None:
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    page = mika.page
    expect(page.get_by_text("No chat open")).to_be_visible()
    examine(page)
    page.get_by_role("button", name=re.compile(r"^You\W")).click()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    examine(page)
    page.keyboard.press("Escape")
    mika.start_group("Boat")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    examine(page)
