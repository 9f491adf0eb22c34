"""Ctrl+K: jump to a chat or a person, or do something."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Door, Person
from tests.browser.test_accessibility import examine


def options(page: Page) -> Locator:
    """What the palette offers."""
    return page.get_by_role("listbox", name="Results").get_by_role("option")


def search(page: Page, text: str) -> None:
    """Open the palette and type."""
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or jump to").fill(text)


def test_a_few_letters_open_a_chat(noor: Person, mika: Person) -> None:
    mika.start_group("Ångström club", noor)
    mika.start_group("Tide sensors")
    search(mika.page, "angs")
    expect(options(mika.page).first).to_contain_text("Ångström club")
    expect(options(mika.page).first.locator("mark")).to_have_text("Ångs")
    mika.page.keyboard.press("Enter")
    expect(mika.page.get_by_role("heading", name="Ångström club", level=2).first).to_be_visible()
    expect(mika.composer).to_be_focused()


def test_arrows_choose_and_the_first_offer_is_where_one_was(noor: Person, mika: Person) -> None:
    mika.start_group("Boat", noor)
    mika.start_group("Pier")
    field = mika.page.get_by_role("combobox", name="Search or jump to")
    mika.page.get_by_role("button", name="Search or jump to").click()
    expect(field).to_be_focused()
    expect(options(mika.page).first).to_contain_text("Pier")
    mika.page.keyboard.press("ArrowDown")
    second = options(mika.page).nth(1)
    expect(second).to_contain_text("Boat")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "palette-1")
    mika.page.keyboard.press("Enter")
    expect(mika.page.get_by_role("heading", name="Boat", level=2).first).to_be_visible()


def test_a_whole_username_finds_a_stranger_and_starts_the_chat(
    shared_door: Door, mika: Person
) -> None:
    ilse = shared_door.someone("Ilse")
    search(mika.page, f"@{ilse.username[:-2]}")
    expect(mika.page.get_by_text("Nothing by that name.")).to_be_visible()
    search_field = mika.page.get_by_role("combobox", name="Search or jump to")
    shared_door.tolerate("404")
    search_field.fill(f"@{ilse.username}")
    expect(options(mika.page).first).to_contain_text("Ilse")
    mika.page.keyboard.press("Enter")
    expect(mika.page.get_by_role("heading", name="Ilse", level=2).first).to_be_visible()


def test_commands_are_done_from_it(noor: Person, mika: Person) -> None:
    mika.start_group("Walkers", noor)
    search(mika.page, "mute until")
    mika.page.keyboard.press("Enter")
    expect(mika.row("Walkers")).to_have_accessible_name(re.compile("muted"))
    search(mika.page, ">new gr")
    mika.page.keyboard.press("Enter")
    expect(mika.page.get_by_role("dialog", name="New group")).to_be_visible()
    mika.page.keyboard.press("Escape")


def test_it_stays_open_when_it_was_closed_in_the_same_breath(mika: Person) -> None:
    search(mika.page, "nobody")
    # Before the browser has told the page that it was closed.
    mika.page.evaluate(
        """() => {
          document.querySelector("dialog.palette").close();
          document.dispatchEvent(
            new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true }));
        }"""
    )
    mika.page.keyboard.type("dev")
    field = mika.page.get_by_role("combobox", name="Search or jump to")
    expect(field).to_have_value("dev")


def test_it_has_no_faults(door: Door) -> None:
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    mika.start_group("Boat")
    search(mika.page, "bo")
    expect(options(mika.page).first).to_contain_text("Boat")
    examine(mika.page)
    mika.page.keyboard.press("Escape")
    mika.page.keyboard.press("Control+/")
    expect(mika.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    examine(mika.page)
