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


def press_in_details(page: Page, name: str) -> None:
    """Open what stands beside the chat, and press one of its buttons once it is there."""
    page.keyboard.press("Control+.")
    expect(page.get_by_role("heading", name="Details")).to_be_focused()
    expect(page.get_by_role("complementary").get_by_role("button", name=name)).to_be_visible()
    tab_to(page, name, presses=40)
    page.keyboard.press("Enter")


def answer_dialog(page: Page, name: str) -> None:
    """Go to a button of the dialog that opens, and press it."""
    expect(page.get_by_role("dialog")).to_be_visible()
    tab_to(page, name)
    page.keyboard.press("Enter")


def test_a_chat_is_found_opened_written_and_answered_without_a_mouse(
    noor: Person, mika: Person
) -> None:
    page = mika.page
    expect(page.get_by_text("No chat open")).to_be_visible()
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


def choose_item(page: Page, name: str, *, presses: int = 20) -> None:
    """Go down an open menu to an item and choose it."""
    expect(page.get_by_role("menu")).to_be_visible()
    for _ in range(presses):
        if name in focused(page):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrows never came to {name!r}.")


def test_a_group_is_made_led_and_left_without_a_mouse(shared_door: Door, noor: Person) -> None:
    mika, ilse = shared_door.sign_up("Mika"), shared_door.someone("Ilse")
    page, heading = mika.page, mika.page.locator("#conversation-name")
    expect(page.get_by_text("No chat open")).to_be_visible()
    tab_to(page, "New chat")
    page.keyboard.press("Enter")
    choose_item(page, "New group")
    expect(page.get_by_label("Group name")).to_be_focused()
    page.keyboard.type("Walkers")
    page.keyboard.press("Tab")
    page.keyboard.type(f"{noor.username},")
    chips = page.get_by_role("list", name="Chosen people").get_by_role("listitem")
    expect(chips).to_have_count(1)
    page.keyboard.type(f"{ilse.username},")
    expect(chips).to_have_count(2)
    tab_to(page, "Create group")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Walkers")
    expect(mika.composer).to_be_focused()

    invite_by_keys(page)
    rename_by_keys(page)
    lead_by_keys(mika)

    press_in_details(page, "Leave group")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Leave group")).to_be_focused()
    hand_over_by_keys(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()
    press_in_details(page, "Leave group")
    answer_dialog(page, "Leave group")
    expect(mika.row("Sunday walkers")).to_have_count(0)
    expect(page.get_by_text("No chat open")).to_be_visible()


def invite_by_keys(page: Page) -> None:
    """Make an invite link and copy it."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press_in_details(page, "Invite links")
    expect(page.get_by_role("heading", name="Invite links")).to_be_focused()
    expect(page.get_by_role("button", name="Create invite link")).to_be_enabled()
    tab_to(page, "Create invite link")
    page.keyboard.press("Enter")
    link = page.get_by_role("textbox", name="Invite link")
    expect(link).to_be_focused()
    tab_to(page, "Copy")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Link copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link.input_value()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()
    expect(page.get_by_role("button", name="Details", exact=True)).to_be_focused()


def rename_by_keys(page: Page) -> None:
    """Give the group another name."""
    press_in_details(page, "Settings")
    expect(page.get_by_role("heading", name="Group settings")).to_be_focused()
    name = page.get_by_role("complementary").get_by_label("Name")
    while not name.evaluate("(field) => field === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Sunday walkers")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation-name")).to_have_text("Sunday walkers")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Details", exact=True)).to_be_focused()


def lead_by_keys(mika: Person) -> None:
    """Promote one member, remove another, mute the group."""
    page, aside = mika.page, mika.page.get_by_role("complementary")
    press_in_details(page, "All members")
    expect(page.get_by_role("heading", name="3 members")).to_be_focused()
    tab_to(page, "More for Noor")
    page.keyboard.press("Enter")
    choose_item(page, "Make moderator")
    expect(aside.get_by_role("listitem").filter(has_text="Noor")).to_contain_text("Moderator")
    expect(aside.get_by_role("button", name="More for Noor")).to_be_focused()
    tab_to(page, "More for Ilse")
    page.keyboard.press("Enter")
    choose_item(page, "Remove…")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(aside.get_by_role("button", name="More for Ilse")).to_be_focused()
    page.keyboard.press("Enter")
    choose_item(page, "Remove…")
    answer_dialog(page, "Remove")
    expect(aside.get_by_role("listitem")).to_have_count(2)
    # Whoever had the keyboard is gone: it stays in the pane.
    expect(aside.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(aside).to_be_hidden()
    tab_to(page, "More")
    page.keyboard.press("Enter")
    choose_item(page, "Mute…")
    choose_item(page, "For 8 hours")
    expect(mika.row("Sunday walkers")).to_have_accessible_name(re.compile("muted"))
    expect(page.get_by_role("button", name="More", exact=True)).to_be_focused()


def hand_over_by_keys(page: Page) -> None:
    """The last owner cannot leave: somebody else becomes the owner first."""
    page.keyboard.press("Control+.")
    expect(page.get_by_role("complementary")).to_be_hidden()
    press_in_details(page, "More for Noor")
    choose_item(page, "Hand over ownership…")
    answer_dialog(page, "Hand over")
    expect(page.get_by_role("dialog")).to_be_hidden()
    noor = page.get_by_role("complementary").get_by_role("listitem").filter(has_text="Noor")
    expect(noor).to_contain_text("Owner")


def test_messages_are_pinned_changed_and_deleted_without_a_mouse(noor: Person) -> None:
    page = noor.page
    noor.start_group("Boat")
    noor.send("Low tide at ten")
    expect(noor.message("Low tide at ten")).to_contain_text(_ARRIVED)
    page.keyboard.press("Shift+Tab")
    expect(noor.message("Low tide at ten")).to_be_focused()
    page.keyboard.press("p")
    expect(page.get_by_role("region", name="Pinned message")).to_be_visible()
    expect(noor.message("Low tide at ten")).to_be_focused()
    page.keyboard.press("r")
    expect(noor.composer).to_be_focused()
    page.keyboard.type("We meet at nine")
    page.keyboard.press("Enter")
    expect(noor.message("We meet at nine")).to_contain_text(_ARRIVED)
    # The log remembers where one was.
    page.keyboard.press("Shift+Tab")
    expect(noor.message("Low tide at ten").first).to_be_focused()
    page.keyboard.press("End")
    expect(noor.message("We meet at nine")).to_be_focused()
    page.keyboard.press("e")
    expect(noor.composer).to_have_value("We meet at nine")
    page.keyboard.press("End")
    page.keyboard.type(", at the pier")
    page.keyboard.press("Enter")
    expect(noor.message("We meet at nine, at the pier")).to_contain_text("edited")
    expect(noor.composer).to_be_focused()
    # What can be pressed in the message comes first, then the message itself.
    page.keyboard.press("Shift+Tab")
    expect(noor.message("We meet at nine").get_by_role("button", name="edited")).to_be_focused()
    page.keyboard.press("Escape")
    expect(noor.message("We meet at nine")).to_be_focused()
    page.keyboard.press("Shift+F10")
    choose_item(page, "Info")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(noor.message("We meet at nine")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(noor.message("We meet at nine")).to_be_focused()
    page.keyboard.press("Delete")
    answer_dialog(page, "Delete for everyone")
    expect(noor.log).to_contain_text("You deleted this message")
    expect(noor.log.locator(":focus")).to_have_count(1)


def test_chats_are_marked_found_and_gone_through_without_a_mouse(shared_door: Door) -> None:
    mika = shared_door.sign_up("Mika")
    page, heading = mika.page, mika.page.locator("#conversation-name")
    for title in ("Harbour", "Pier", "Quay"):
        mika.start_group(title)
    expect(mika.composer).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Control+Shift+F6")
        if "conversation-row" in (page.evaluate("document.activeElement.className") or ""):
            break
    expect(mika.row("Quay")).to_be_focused()
    page.keyboard.press("End")
    expect(mika.row("Harbour")).to_be_focused()
    page.keyboard.press("Shift+F10")
    choose_item(page, "Mark as unread")
    expect(mika.row("Harbour")).to_have_accessible_name(re.compile("marked as unread"))
    expect(mika.row("Harbour")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("pi")
    page.keyboard.press("Escape")
    expect(mika.row("Harbour")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("pi")
    expect(page.get_by_role("option").first).to_contain_text("Pier")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Pier")
    expect(mika.composer).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(heading).to_have_text("Harbour")
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(mika.composer).to_be_focused()
