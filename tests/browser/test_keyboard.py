"""The keyboard alone suffices."""

import re

from playwright.sync_api import Page, expect

from tests.browser.people import Door, Person

_ARRIVED = re.compile("Sent|Delivered|Read")


def focused(page: Page) -> str:
    """Return the accessible text of what has the keyboard."""
    found: str = page.evaluate(
        "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    )
    return found


def tab_to(page: Page, name: str, *, presses: int = 20) -> None:
    """Press Tab until something of that name has the keyboard."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if name in focused(page):
            return
    raise AssertionError(f"Tab never came to {name!r}, last was {focused(page)!r}.")


def test_a_chat_is_found_opened_written_and_answered_without_a_mouse(
    noor: Person, mika: Person
) -> None:
    page = mika.page
    tab_to(page, "New chat")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="New chat")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type(noor.username)
    page.keyboard.press("Enter")
    expect(mika.composer).to_be_focused()
    page.keyboard.type("One line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("and another")
    page.keyboard.press("Enter")
    mika.sees("One line\nand another")
    expect(mika.message("One line")).to_contain_text(_ARRIVED)

    # Shift+Tab goes into the log: one stop, the newest message.
    page.keyboard.press("Shift+Tab")
    expect(mika.message("One line")).to_be_focused()
    page.keyboard.press("+")
    expect(page.get_by_role("button", name="Thumbs up")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(mika.message("One line").get_by_role("button", name="❤️, 1 person")).to_be_visible()
    expect(mika.message("One line")).to_be_focused()
    page.keyboard.press("r")
    expect(mika.composer).to_be_focused()
    expect(page.get_by_text("Reply to Mika")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Reply to Mika")).to_be_hidden()
    page.keyboard.press("ArrowUp")
    expect(mika.composer).to_have_value("One line\nand another")
    page.keyboard.press("Escape")
    expect(mika.composer).to_have_value("")


def test_arrows_move_through_messages_and_chats(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    ilse = shared_door.someone("Ilse")
    mika.start_chat(noor)
    mika.send("First")
    mika.start_chat(ilse)
    for text in ("Second", "Third"):
        mika.send(text)
    expect(mika.message("Third")).to_contain_text(_ARRIVED)
    page = mika.page
    mika.message("Third").focus()
    page.keyboard.press("ArrowUp")
    expect(mika.message("Second")).to_be_focused()
    page.keyboard.press("Home")
    expect(mika.message("Second")).to_be_focused()
    page.keyboard.press("End")
    expect(mika.message("Third")).to_be_focused()

    mika.row("Ilse").focus()
    page.keyboard.press("ArrowDown")
    expect(mika.row("Noor")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Noor")).to_be_visible()
    mika.sees("First")


def test_escape_closes_the_details_and_gives_the_keyboard_back(noor: Person, mika: Person) -> None:
    mika.start_group("Walkers", noor)
    details = mika.page.get_by_role("button", name="Details", exact=True)
    details.focus()
    mika.page.keyboard.press("Enter")
    expect(mika.page.get_by_role("heading", name="Details")).to_be_focused()
    mika.page.keyboard.press("Escape")
    expect(details).to_be_focused()
    expect(mika.page.get_by_role("complementary")).to_be_hidden()


def test_enter_while_composing_does_not_send(shared_door: Door, mika: Person) -> None:
    mika.start_chat(shared_door.someone("Yuki"))
    mika.composer.fill("にほん")
    mika.composer.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(mika.composer).to_have_value("にほん")
    expect(mika.log.get_by_role("article")).to_have_count(0)
