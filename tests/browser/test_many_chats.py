"""Thousands of chats: the list, its keys and the palette are as quick as with ten."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hand import Hand
from tests.browser.people import Door, Person

# Several rounds of the first sync either way.
COUNTS = [1_500, pytest.param(10_000, marks=pytest.mark.long)]
_MAKE = """
from accounts.models import User
from tests.bulk import make_rooms
people = [User.objects.get(username=name) for name in {usernames!r}]
make_rooms({count}, of=people[0], with_=people[1])
"""
_MOST_ROWS = 80


@dataclass
class Crowded(Person):
    """Somebody in that many groups, all with something unread."""

    count: int


@pytest.fixture(scope="module", params=COUNTS)
def crowded(request: pytest.FixtureRequest, shared_door: Door, hand: Hand, noor: Person) -> Crowded:
    """Somebody in thousands of groups."""
    count: int = request.param
    mika = shared_door.sign_up("Mika")
    hand.run(_MAKE.format(usernames=[mika.username, noor.username], count=count))
    mika.page.goto("/")
    # Rounds of 500, one after the other.
    expect(row(mika, count - 1)).to_be_visible(timeout=120_000)
    expect(rows(mika.page).first).to_have_attribute("aria-setsize", str(count))
    return Crowded(mika.name, mika.username, mika.page, count)


def rows(page: Page) -> Locator:
    """The chats that are in the page."""
    return page.get_by_role("navigation", name="Chats").get_by_role("listitem")


def row(person: Person, number: int) -> Locator:
    """The row of the room of that number, and of none whose number is longer."""
    return person.page.locator(".conversation-row").filter(
        has=person.page.get_by_text(f"Room {number}", exact=True)
    )


def heading(person: Person) -> Locator:
    """The name of the open chat."""
    return person.page.locator("#conversation-name")


def test_the_list_is_there_and_few_rows_of_it_are_in_the_page(crowded: Crowded) -> None:
    page = crowded.page
    assert rows(page).count() <= _MOST_ROWS
    assert page.evaluate("document.querySelectorAll('*').length") <= 2_500
    expect(page).to_have_title(f"({crowded.count}) Chatty")
    # By the wheel's way, a screen at a time, and at once to the end.
    for share in (0.01, 0.2, 0.5, 1):
        page.evaluate(
            "(share) => { const box = document.querySelector('.list-scroll');"
            " box.scrollTop = (box.scrollHeight - box.clientHeight) * share; }",
            share,
        )
        expect(rows(page).last).to_be_attached()
        assert rows(page).count() <= _MOST_ROWS
    expect(row(crowded, 0)).to_be_in_viewport()
    row(crowded, 0).click()
    expect(heading(crowded)).to_have_text("Room 0")
    crowded.sees("A message of ordinary length")


def test_keys_and_letters_reach_any_of_them(crowded: Crowded) -> None:
    page, newest = crowded.page, crowded.count - 1
    page.evaluate("document.querySelector('.list-scroll').scrollTop = 0")
    row(crowded, newest).click()
    expect(heading(crowded)).to_have_text(f"Room {newest}")
    page.keyboard.press("Alt+ArrowDown")
    expect(heading(crowded)).to_have_text(f"Room {newest - 1}")
    page.keyboard.press("Alt+ArrowUp")
    expect(heading(crowded)).to_have_text(f"Room {newest}")
    row(crowded, newest).focus()
    page.keyboard.press("End")
    expect(row(crowded, 0)).to_be_focused()
    page.keyboard.press("Home")
    expect(row(crowded, newest)).to_be_focused()
    far = crowded.count * 2 // 5
    # Without pauses between the letters, as the list hears them as one word.
    page.evaluate(
        """(word) => {
          for (const key of word) {
            const event = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
          }
        }""",
        f"room {far}",
    )
    expect(row(crowded, far)).to_be_focused()
    expect(row(crowded, far)).to_be_in_viewport()
    assert rows(page).count() <= _MOST_ROWS


def test_the_palette_finds_one_of_the_last(crowded: Crowded) -> None:
    page = crowded.page
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or jump to").fill("room 17")
    options = page.get_by_role("listbox", name="Results").get_by_role("option")
    expect(options.first).to_contain_text("Room 17")
    assert options.count() <= 100
    page.keyboard.press("Enter")
    expect(heading(crowded)).to_have_text("Room 17")
    expect(row(crowded, 17)).to_be_in_viewport()


def test_what_comes_in_moves_its_chat_to_the_top(crowded: Crowded, noor: Person) -> None:
    noor.page.goto(crowded.page.url)
    expect(heading(noor)).to_have_text("Room 17")
    noor.send("Anybody there?")
    crowded.sees("Anybody there?")
    first = rows(crowded.page).first
    crowded.page.evaluate("document.querySelector('.list-scroll').scrollTop = 0")
    expect(first).to_contain_text("Anybody there?")
    expect(first).to_have_attribute("aria-posinset", "1")
