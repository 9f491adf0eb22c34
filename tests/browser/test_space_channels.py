"""The list of a space's channels: folded, extended, put in order; the keyboard alone is enough."""

from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.browser.spaces import Harbour, enter_channel, make_harbour, row, tile, titles

_numbers = count(1)


@pytest.fixture
def pier(mika: Person, noor: Person) -> Harbour:
    """Mika's space with three channels under two headings, and Noor in it."""
    harbour = make_harbour(mika, f"Pier {next(_numbers)}", noor)
    harbour.make_channel("alpha")
    harbour.make_channel("beta")
    for person in (mika, noor):
        enter_channel(person, harbour, "general")
        expect(row(person, "beta")).to_be_visible()
    return harbour


def test_headings_fold_and_stay_folded_on_this_device(pier: Harbour, noor: Person) -> None:
    heading = noor.page.get_by_role("button", name="Text", exact=True)
    expect(heading).to_have_attribute("aria-expanded", "true")
    heading.click()
    expect(heading).to_have_attribute("aria-expanded", "false")
    # What is open stays.
    assert titles(noor) == ["general"]
    noor.page.reload()
    expect(heading).to_have_attribute("aria-expanded", "false")
    expect(row(noor, "alpha")).to_be_hidden()
    pier.say(pier.owner, "alpha", f"@{noor.username}, up here")
    expect(row(noor, "alpha")).to_be_visible()
    heading.click()
    expect(row(noor, "beta")).to_be_visible()


def test_channels_and_categories_are_made_changed_and_deleted(
    pier: Harbour, mika: Person, noor: Person
) -> None:
    page = mika.page
    expect(noor.page.get_by_role("button", name="New channel in Text")).to_have_count(0)
    page.get_by_role("button", name="New channel in Text").click()
    page.get_by_role("button", name="Create channel").click()
    expect(page.get_by_role("alert").filter(has_text="Give the channel a name.")).to_be_visible()
    page.get_by_role("textbox", name="Name").fill("gauges")
    page.get_by_role("textbox", name="What it is about").fill("Pressure, mostly")
    page.get_by_role("button", name="Create channel").click()
    expect(page.get_by_role("heading", name="gauges", level=2)).to_be_visible()
    expect(page.locator(".header-line")).to_have_text("Pressure, mostly")
    expect(row(noor, "gauges")).to_be_visible()

    row(mika, "gauges").click(button="right")
    page.get_by_role("menuitem", name="Edit channel").click()
    page.get_by_role("textbox", name="Name").fill("tide gauges")
    page.get_by_role("button", name="Save").click()
    expect(row(noor, "tide gauges")).to_be_visible()

    page.get_by_role("button", name=f"More about {pier.name}").click()
    page.get_by_role("menuitem", name="New category").click()
    page.get_by_role("textbox", name="Name").fill("Workshop")
    page.get_by_role("button", name="Create category").click()
    heading = page.get_by_role("button", name="Workshop", exact=True)
    heading.click(button="right")
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("Bench")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("button", name="Bench", exact=True)).to_be_visible()
    page.get_by_role("button", name="Bench", exact=True).click(button="right")
    page.get_by_role("menuitem", name="Delete category").click()
    page.get_by_role("button", name="Delete category").click()
    expect(page.get_by_role("button", name="Bench", exact=True)).to_have_count(0)

    row(mika, "tide gauges").click(button="right")
    page.get_by_role("menuitem", name="Delete channel").click()
    page.get_by_role("button", name="Delete channel").click()
    expect(row(noor, "tide gauges")).to_have_count(0)
    expect(row(mika, "tide gauges")).to_have_count(0)


def test_the_order_is_changed_by_menu_and_by_dragging(
    pier: Harbour, mika: Person, noor: Person
) -> None:
    assert titles(mika) == ["general", "alpha", "beta"]
    row(mika, "beta").click(button="right")
    mika.page.get_by_role("menuitem", name="Move up").click()
    expect(noor.page.locator(".channel-name")).to_have_text(["general", "beta", "alpha"])
    assert titles(mika) == ["general", "beta", "alpha"]
    row(mika, "alpha").drag_to(row(mika, "general"), target_position={"x": 60, "y": 4})
    expect(noor.page.locator(".channel-name")).to_have_text(["alpha", "general", "beta"])
    mika.page.reload()
    expect(mika.page.locator(".channel-name")).to_have_text(["alpha", "general", "beta"])
    assert [one["title"] for one in pier.now()["channels"]] == ["alpha", "general", "beta"]
    # Who may not do it has nothing to drag, and no such entry in the menu.
    expect(row(noor, "beta")).to_have_attribute("draggable", "false")
    row(noor, "beta").click(button="right")
    expect(noor.page.get_by_role("menuitem", name="Mark as")).to_be_visible()
    expect(noor.page.get_by_role("menuitem", name="Move up")).to_have_count(0)
    noor.page.keyboard.press("Escape")


def test_the_keyboard_alone_is_enough(pier: Harbour, mika: Person) -> None:
    page = mika.page
    keys = page.keyboard
    focused = page.locator(":focus")
    for _ in range(6):
        keys.press("Control+F6")
        if "channel-row" in (focused.get_attribute("class") or ""):
            break
    expect(focused).to_have_attribute("aria-current", "page")
    keys.press("ArrowDown")
    expect(focused).to_contain_text("alpha")
    keys.press("End")
    expect(focused).to_contain_text("beta")
    keys.press("g")
    expect(focused).to_contain_text("general")
    keys.press("ArrowLeft")
    expect(focused).to_have_attribute("aria-expanded", "true")
    keys.press("ArrowLeft")
    expect(focused).to_have_attribute("aria-expanded", "false")
    keys.press("ArrowRight")
    expect(focused).to_have_attribute("aria-expanded", "true")
    keys.press("Shift+F10")
    expect(page.get_by_role("menuitem", name="New channel")).to_be_focused()
    keys.press("Escape")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Shift+F10")
    page.get_by_role("menuitem", name="Move down").press("Enter")
    expect(page.locator(".channel-name")).to_have_text(["general", "beta", "alpha"])
    row(mika, "beta").press("Enter")
    expect(page.get_by_role("heading", name="beta", level=2)).to_be_visible()
    expect(mika.composer).to_be_focused()
    keys.press("Alt+ArrowDown")
    expect(page.get_by_role("heading", name="alpha", level=2)).to_be_visible()
    keys.press("Alt+ArrowUp")
    expect(page.get_by_role("heading", name="beta", level=2)).to_be_visible()
    keys.press("Control+k")
    keys.type("#alp")
    expect(page.get_by_role("option", name=f"alpha {pier.name}")).to_be_visible()
    page.get_by_role("combobox").press("Enter")
    expect(page.get_by_role("heading", name="alpha", level=2)).to_be_visible()
    keys.press("Alt+1")
    expect(page.get_by_role("navigation", name="Chats")).to_be_visible()
    keys.press("Alt+2")
    first = page.locator(".rail-tile").first
    expect(first).to_have_attribute("aria-current", "true")


def test_back_goes_from_channel_to_channel(pier: Harbour, mika: Person, noor: Person) -> None:
    page = mika.page
    row(mika, "alpha").click()
    expect(page.get_by_role("heading", name="alpha", level=2)).to_be_visible()
    row(mika, "beta").click()
    expect(page.get_by_role("heading", name="beta", level=2)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="alpha", level=2)).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="beta", level=2)).to_be_visible()
    page.goto(f"/s/{pier.id}")
    # Where one was last.
    expect(page.get_by_role("heading", name="beta", level=2)).to_be_visible()
    expect(tile(mika, pier.name)).to_have_attribute("aria-current", "true")
