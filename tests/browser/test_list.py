"""The list of chats: what it shows, in which order, and what one does there."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.test_accessibility import examine

_MANY_GROUPS = """async (count) => {
  const boot = JSON.parse(document.getElementById("boot").textContent);
  for (let n = 0; n < count; n += 1) {
    await fetch("/api/v1/conversations", {
      method: "POST",
      headers: {"Content-Type": "application/json", "X-CSRFToken": boot.csrf_token},
      body: JSON.stringify({type: "GROUP", title: `Group ${n}`, user_ids: []}),
    });
  }
}"""


def rows(page: Page) -> Locator:
    """The chats that are listed."""
    return page.get_by_role("navigation", name="Chats").get_by_role("listitem")


def exact(person: Person, title: str) -> Locator:
    """The row of that name, and of no longer one."""
    return person.row(re.compile(rf"^{title}\W*,"))


def choose(person: Person, title: str, *items: str) -> None:
    """Open the menu of a chat and choose, perhaps again in the menu that follows."""
    person.row(title).click(button="right")
    for item in items:
        person.page.get_by_role("menuitem", name=item).click()


@pytest.fixture(scope="module")
def crowd(shared_door: Door) -> Person:
    """Somebody with three groups, the last one open."""
    mika = shared_door.sign_up("Mika")
    for title in ("Ångström club", "Boat", "Choir"):
        mika.start_group(title)
    return mika


def test_filters_show_only_what_they_name(crowd: Person) -> None:
    page = crowd.page
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="People", exact=True).click()
    expect(rows(page)).to_have_count(0)
    expect(page.get_by_text("No chats with one person here.")).to_be_visible()
    page.get_by_role("button", name="Groups", exact=True).click()
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="All", exact=True).click()


def test_pinned_chats_stay_on_top_and_muted_ones_say_so(crowd: Person) -> None:
    choose(crowd, "Ångström club", "Pin to the top")
    expect(rows(crowd.page).first).to_contain_text("Ångström club")
    choose(crowd, "Ångström club", "Mute…", "For 8 hours")
    expect(crowd.row("Ångström club")).to_have_accessible_name(re.compile("muted"))
    choose(crowd, "Ångström club", "Unmute")
    expect(crowd.row("Ångström club")).not_to_have_accessible_name(re.compile("muted"))
    choose(crowd, "Ångström club", "Unpin")
    expect(rows(crowd.page).first).to_contain_text("Choir")


def test_an_archived_chat_waits_elsewhere_and_undo_brings_it_back(crowd: Person) -> None:
    page = crowd.page
    choose(crowd, "Boat", "Archive")
    expect(crowd.row("Boat")).to_have_count(0)
    page.get_by_role("button", name="Archived").click()
    expect(page.get_by_role("heading", name="Archived")).to_be_visible()
    expect(crowd.row("Boat")).to_be_visible()
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_text("Nothing is archived.")).to_be_visible()
    page.get_by_role("button", name="Chats", exact=True).click()
    expect(crowd.row("Boat")).to_be_visible()


def test_a_folder_has_its_place_in_the_rail(crowd: Person) -> None:
    page = crowd.page
    choose(crowd, "Choir", "Move to folder…", "New folder…")
    page.get_by_label("Name of the folder").fill("Music")
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Places").get_by_role("button", name="Music").click()
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("heading", name="Music")).to_be_visible()
    choose(crowd, "Choir", "Move to folder…", "No folder")
    expect(page.get_by_role("heading", name="Chats", exact=True)).to_be_visible()
    expect(rows(page)).to_have_count(3)


def test_marked_as_unread_it_is_among_the_unread(crowd: Person) -> None:
    page = crowd.page
    choose(crowd, "Boat", "Mark as unread")
    expect(crowd.row("Boat")).to_have_accessible_name(re.compile("marked as unread"))
    page.get_by_role("button", name="Unread 1").click()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="All", exact=True).click()
    choose(crowd, "Boat", "Mark as read")
    expect(crowd.row("Boat")).not_to_have_accessible_name(re.compile("unread"))


def test_opening_what_was_marked_as_unread_takes_the_mark_away(crowd: Person) -> None:
    choose(crowd, "Boat", "Mark as unread")
    expect(crowd.row("Boat")).to_have_accessible_name(re.compile("marked as unread"))
    crowd.open("Boat")
    expect(crowd.row("Boat")).not_to_have_accessible_name(re.compile("unread"))
    crowd.page.reload()
    expect(crowd.row("Boat")).not_to_have_accessible_name(re.compile("unread"))
    crowd.open("Choir")


def test_keys_move_in_the_list_and_letters_find_a_name(crowd: Person) -> None:
    page = crowd.page
    crowd.row("Choir").focus()
    page.keyboard.press("End")
    expect(crowd.row("Ångström club")).to_be_focused()
    page.keyboard.press("Home")
    expect(crowd.row("Choir")).to_be_focused()
    page.keyboard.type("ang")
    expect(crowd.row("Ångström club")).to_be_focused()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(crowd.row("Ångström club")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ångström club", level=2).first).to_be_visible()
    expect(crowd.row("Ångström club")).to_have_attribute("aria-current", "page")


def test_a_row_tells_of_drafts_typing_and_unread(shared_door: Door, crowd: Person) -> None:
    noor = shared_door.sign_up("Noor")
    crowd.start_chat(noor)
    crowd.composer.fill("I checked the boiler")
    crowd.open("Boat")
    expect(crowd.row("Noor")).to_contain_text("Draft: I checked the boiler")
    noor.open("Mika")
    noor.composer.press_sequentially("Wait")
    expect(crowd.row("Noor")).to_contain_text("Noor is typing")
    noor.send("Wait, from your balcony?")
    expect(crowd.row("Noor")).to_have_accessible_name(re.compile(r"Noor\W+1 unread\W+Draft"))
    expect(crowd.page).to_have_title("(1) Boat, Chatty")
    chats = crowd.page.get_by_role("navigation", name="Places")
    expect(chats.get_by_role("button", name=re.compile(r"Chats\W+1 unread"))).to_be_visible()
    crowd.page.keyboard.press("Alt+Shift+ArrowUp")
    expect(crowd.page.get_by_role("heading", name="Noor", level=2).first).to_be_visible()
    crowd.composer.fill("")


def test_of_many_chats_only_those_around_the_view_are_in_the_page(door: Door) -> None:
    person = door.sign_up("Many")
    page = person.page
    page.evaluate(_MANY_GROUPS, 150)
    expect(person.row("Group 149")).to_be_visible()
    shown = rows(page)
    assert shown.count() <= 60
    expect(shown.first).to_have_attribute("aria-setsize", "150")
    person.row("Group 149").focus()
    page.keyboard.press("End")
    expect(exact(person, "Group 0")).to_be_focused()
    expect(exact(person, "Group 0")).to_be_in_viewport()
    assert shown.count() <= 60
    page.keyboard.press("ArrowUp")
    expect(exact(person, "Group 1")).to_be_focused()
    # Scrolled away, the row with the keyboard stays.
    page.evaluate("document.querySelector('.list-scroll').scrollTop = 0")
    expect(person.row("Group 149")).to_be_in_viewport()
    expect(exact(person, "Group 1")).to_be_focused()


@pytest.mark.long
def test_the_list_has_no_faults_on_any_screen(door: Door) -> None:
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    mika.start_group("Boat")
    mika.start_group("Choir")
    choose(mika, "Boat", "Mark as unread")
    choose(mika, "Choir", "Mute…", "For 1 hour")
    examine(mika.page)
    mika.row("Boat").click(button="right")
    examine(mika.page)
    mika.page.keyboard.press("Escape")
    mika.page.set_viewport_size({"width": 900, "height": 700})
    expect(mika.row("Boat")).to_have_attribute("title", "Boat")
    examine(mika.page)
    mika.page.set_viewport_size(PHONE)
    mika.page.get_by_role("button", name="Back to chats").click()
    examine(mika.page)
