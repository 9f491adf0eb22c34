"""axe finds nothing in any state that the page can be in, on a desktop and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.rooms import call, make_group
from tests.browser.test_accessibility import examine

_OTHER = "There is room for one more"
# Rows of groups name the person, too.
_DIRECT = re.compile(r"^Noor\W")


@pytest.fixture(scope="module")
def viewer(shared_door: Door, noor: Person) -> Person:
    """Somebody with a row of every kind in the list, without the page's policy."""
    mika = shared_door.sign_up("Mika", context=shared_door.context(bypass_csp=True))
    rooms = {title: make_group(mika, title, noor) for title in ("Boat", "Quiet", "Old", "Closed")}
    own = call(mika, "GET", "/me")["id"]
    me = {title: f"/conversations/{room}/members/{own}" for title, room in rooms.items()}
    call(mika, "PATCH", me["Quiet"], {"muted_until": "9999-12-31T00:00:00Z", "folder": "Later"})
    call(mika, "PATCH", me["Boat"], {"pinned": True})
    call(mika, "PATCH", me["Old"], {"archived": True})
    channel = {"type": "CHANNEL", "title": "News", "topic": "From the harbour"}
    call(mika, "POST", "/conversations", channel)
    call(
        mika, "PATCH", f"/conversations/{rooms['Closed']}", {"archived_at": "2026-01-01T00:00:00Z"}
    )
    noor.page.reload()
    for title in ("Quiet", "Boat"):
        noor.open(title)
        noor.send(f"@{mika.username}, {_OTHER}")
        expect(noor.message(_OTHER)).to_contain_text(re.compile("Sent|Delivered|Read"))
    noor.start_chat(mika)
    noor.send("Wait, from your balcony?")
    mika.page.reload()
    expect(mika.row(_DIRECT)).to_have_accessible_name(re.compile("1 unread"))
    call(mika, "PATCH", me["Boat"], {"marked_unread": True})
    mika.open("News")
    mika.composer.fill("Not yet finished")
    mika.open("Closed")
    return mika


def close(page: Page) -> None:
    """Escape whatever is on top."""
    page.keyboard.press("Escape")


def test_the_list_with_rows_of_every_kind_and_its_menus(viewer: Person) -> None:
    page = viewer.page
    expect(page.locator(".composer-closed")).to_contain_text("This group is archived.")
    expect(viewer.row("News")).to_contain_text("Draft")
    examine(page)
    viewer.row("Boat").click(button="right")
    examine(page)
    page.get_by_role("menuitem", name="Mute…").click()
    examine(page)
    close(page)
    page.get_by_role("navigation", name="Places").get_by_role("button", name="Archived").click()
    expect(viewer.row("Old")).to_be_visible()
    examine(page)
    page.get_by_role("navigation", name="Places").get_by_role("button", name="Later").click()
    expect(viewer.row("Quiet")).to_be_visible()
    page.get_by_role("navigation", name="Places").get_by_role(
        "button", name=re.compile("^Chats")
    ).click()
    page.get_by_role("button", name="Groups", exact=True).click()
    page.get_by_role("button", name=re.compile("^People$")).click()
    examine(page)
    page.get_by_role("button", name="All", exact=True).click()


@pytest.mark.long
def test_every_pane_and_the_dialogs_that_open_from_it(viewer: Person) -> None:
    page = viewer.page
    viewer.open("Boat")
    viewer.sees(_OTHER)
    viewer.choose(_OTHER, "Pin")
    expect(page.get_by_role("region", name="Pinned message")).to_be_visible()
    address = page.url.split("?")[0]
    for pane, ready in (
        ("details", "Leave group"),
        ("members", "More for Noor"),
        ("pins", "Unpin the message by Noor"),
        ("settings", "Save"),
        ("invites", "Create invite link"),
    ):
        page.goto(f"{address}?pane={pane}")
        aside = page.get_by_role("complementary")
        expect(aside.get_by_role("button", name=ready)).to_be_visible()
        if pane == "invites":
            aside.get_by_role("button", name=ready).click()
            expect(page.get_by_role("img", name=re.compile("QR"))).to_be_visible()
        if pane == "members":
            aside.get_by_role("button", name="More for Noor").click()
            page.get_by_role("menuitem", name="Permissions…").click()
            examine(page)
            close(page)
            aside.get_by_role("button", name="More for Noor").click()
            page.get_by_role("menuitem", name="Ban…").click()
            examine(page)
            close(page)
            aside.get_by_role("button", name="More for Noor").click()
        examine(page)
        close(page)


@pytest.mark.long
def test_what_opens_from_a_message_and_over_the_page(viewer: Person) -> None:
    page = viewer.page
    viewer.row(_DIRECT).click()
    expect(page.get_by_role("heading", name="Noor", level=2)).to_be_visible()
    viewer.send("From the pier")
    expect(viewer.message("From the pier")).to_contain_text(re.compile("Sent|Delivered|Read"))
    viewer.choose("From the pier", "Edit")
    examine(page)
    viewer.send("From the pier, at nine")
    expect(viewer.message("From the pier, at nine")).to_contain_text("edited")
    viewer.message("From the pier").get_by_role("button", name="edited").click()
    expect(page.get_by_role("dialog", name="Edit history")).to_contain_text("at nine")
    examine(page)
    close(page)
    viewer.choose("From the pier", "Info")
    expect(page.get_by_role("dialog").get_by_role("heading", name="Read by")).to_be_visible()
    examine(page)
    close(page)
    viewer.message("From the pier").click(button="right")
    examine(page)
    close(page)
    page.get_by_role("button", name="Emoji", exact=True).click()
    expect(page.get_by_role("option").first).to_be_visible()
    examine(page)
    close(page)
    viewer.composer.fill("@")
    expect(page.get_by_role("listbox", name="People to mention")).to_be_visible()
    examine(page)
    viewer.composer.fill("")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search or jump to")).to_be_focused()
    examine(page)
    close(page)
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    examine(page)
    close(page)


def test_offline_it_says_so(viewer: Person, shared_door: Door) -> None:
    shared_door.tolerate("ERR_INTERNET_DISCONNECTED|WebSocket")
    page = viewer.page
    page.context.set_offline(True)
    expect(page.get_by_text("You're offline.", exact=True)).to_be_visible()
    examine(page)
    page.context.set_offline(False)
    expect(page.get_by_text("You're offline.", exact=True)).to_be_hidden()


def test_a_phone_with_its_tabs_and_sheets(viewer: Person, shared_door: Door) -> None:
    context = shared_door.context(viewport=PHONE, touch=True, bypass_csp=True, signed_in_as=viewer)
    page = context.new_page()
    page.goto("/")
    chats = page.get_by_role("navigation", name="Chats")
    expect(chats.get_by_role("link", name="Boat")).to_be_visible()
    examine(page)
    page.get_by_role("navigation", name="Places").get_by_role(
        "button", name=re.compile("^You")
    ).click()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    examine(page)
    close(page)
    page.get_by_role("navigation", name="Places").get_by_role("button", name="Archived").click()
    examine(page)
    page.get_by_role("navigation", name="Places").get_by_role(
        "button", name=re.compile("^Chats")
    ).click()
    chats.get_by_role("link", name="Boat").click()
    expect(page.get_by_role("log")).to_contain_text(_OTHER)
    page.get_by_role("button", name="More", exact=True).click()
    examine(page)
    page.get_by_role("menuitem", name="Leave group").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    examine(page)
    close(page)
    page.goto(f"{page.url.split('?')[0]}?pane=members")
    expect(page.get_by_role("button", name="More for Noor")).to_be_visible()
    examine(page)
