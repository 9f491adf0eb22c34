"""axe finds nothing in a space, its menus and dialogs, in both themes, on desktop and phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Door
from tests.browser.rooms import call
from tests.browser.spaces import enter_channel, make_harbour
from tests.browser.test_accessibility import examine, open_phone


@pytest.mark.long
def test_a_space_with_all_that_opens_in_it(door: Door) -> None:
    noor = door.sign_up("Noor")
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    lab = make_harbour(mika, "Harbour Lab", noor)
    words = {"welcome_text": "Good that you are here.", "rules": "Coil the ropes."}
    call(mika, "PATCH", lab.path(), {"is_discoverable": True, **words})
    lab.give_role("Stewards", noor)
    lab.make_channel("announcements", channel_kind="announcement")
    lab.make_channel("stewards", private=True)
    lab.make_channel("Workbench", channel_kind="voice")
    lab.say(noor, "general", "The gauge went quiet at three")
    lab.say(noor, "general", f"@{mika.username} can you take the spare one out?")
    lab.say(mika, "announcements", "Low water at noon")
    enter_channel(mika, lab, "general")
    mika.page.get_by_role("button", name="Members", exact=True).click()
    expect(mika.page.get_by_role("complementary", name="Members")).to_contain_text("Stewards")
    examine(mika.page)
    examine_menus(mika.page)
    phone = open_phone(door, signed_in_as=mika)
    phone.goto(f"/s/{lab.id}/{lab.channel('general')}")
    expect(phone.get_by_role("log")).to_contain_text("spare one")
    examine(phone)
    phone.get_by_role("button", name="Members").click()
    expect(phone.get_by_role("button", name="Noor")).to_be_visible()
    examine(phone)
    phone.get_by_role("button", name="Close details").click()
    phone.get_by_role("button", name="Back to channels").click()
    expect(phone.get_by_role("heading", name="Harbour Lab", level=1)).to_be_visible()
    examine(phone)
    phone.get_by_role("button", name="Back to spaces").click()
    expect(phone.get_by_role("heading", name="Spaces", level=1)).to_be_visible()
    examine(phone)
    noor_phone = open_phone(door, signed_in_as=noor)
    noor_phone.goto(f"/s/{lab.id}/{lab.channel('announcements')}")
    expect(noor_phone.get_by_text("Few write here")).to_be_visible()
    examine(noor_phone)


def examine_menus(page: Page) -> None:
    """What opens above the page."""
    page.get_by_role("button", name="More about Harbour Lab").click()
    expect(page.get_by_role("menuitem", name="Invite people")).to_be_visible()
    examine(page)
    page.get_by_role("menuitem", name="Welcome and rules").click()
    expect(page.get_by_role("dialog", name="Welcome to Harbour Lab")).to_be_visible()
    examine(page)
    page.get_by_role("button", name="Start reading").click()
    page.get_by_role("button", name="New channel in Text").click()
    page.get_by_role("button", name="Create channel").click()
    expect(page.get_by_role("alert").filter(has_text="Give the channel a name.")).to_be_visible()
    examine(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a space").click()
    page.get_by_role("menuitem", name="Browse spaces").click()
    expect(page.get_by_role("dialog").get_by_text("Harbour Lab")).to_be_visible()
    examine(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a space").click()
    page.get_by_role("menuitem", name="Create a space").click()
    examine(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Details").click()
    expect(page.get_by_role("heading", name="This channel")).to_be_visible()
    examine(page)
