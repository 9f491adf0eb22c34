"""Beside the chat: details, members, pins, invites. Only what one may do is there to be done."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.test_accessibility import examine

_GO = """(query) => {
  history.pushState(null, "", query);
  dispatchEvent(new PopStateEvent("popstate"));
}"""


def pane(person: Person) -> Locator:
    """What stands beside the chat."""
    return person.page.get_by_role("complementary")


def show(person: Person, name: str) -> None:
    """Go to the address of a pane in the loaded page, as Back and Forward do."""
    person.page.evaluate(_GO, f"?pane={name}")
    expect(pane(person)).to_be_visible()


def row(person: Person, name: str) -> Locator:
    """Somebody in the list of members."""
    return pane(person).get_by_role("listitem").filter(has_text=name)


def choose(person: Person, name: str, item: str) -> None:
    """Choose from somebody's menu."""
    pane(person).get_by_role("button", name=f"More for {name}").click()
    person.page.get_by_role("menuitem", name=item).click()


def test_the_address_opens_a_pane_and_back_closes_it(noor: Person, mika: Person) -> None:
    mika.start_group("Panes", noor)
    page = mika.page
    page.get_by_role("button", name="Details", exact=True).click()
    expect(page.get_by_role("heading", name="Details")).to_be_focused()
    pane(mika).get_by_role("button", name="All members").click()
    expect(page.get_by_role("heading", name="2 members")).to_be_focused()
    assert page.url.endswith("?pane=members")
    pane(mika).get_by_role("button", name="Back to details").click()
    expect(pane(mika).get_by_role("heading", name="Details")).to_be_visible()
    page.keyboard.press("Escape")
    expect(pane(mika)).to_be_hidden()
    page.go_back()
    expect(pane(mika)).to_be_visible()


def test_own_settings_are_switched_and_kept(noor: Person, mika: Person) -> None:
    mika.start_group("Mine alone", noor)
    show(mika, "details")
    pinned = pane(mika).get_by_role("switch", name="On top of the list")
    expect(pinned).to_have_attribute("aria-checked", "false")
    pinned.click()
    expect(pinned).to_have_attribute("aria-checked", "true")
    expect(pinned).to_be_focused()
    pane(mika).get_by_role("button", name="Notifications").click()
    mika.page.get_by_role("menuitemcheckbox", name="Mentions only").click()
    expect(pane(mika).get_by_role("button", name="Notifications")).to_contain_text("Mentions only")
    pane(mika).get_by_role("button", name="Mute", exact=True).click()
    mika.page.get_by_role("menuitem", name="For 1 hour").click()
    expect(pane(mika).get_by_role("button", name="Unmute")).to_be_visible()
    mika.page.reload()
    expect(pane(mika).get_by_role("button", name="Unmute")).to_be_visible()
    expect(pane(mika).get_by_role("switch", name="On top of the list")).to_have_attribute(
        "aria-checked", "true"
    )


def test_members_are_found_and_what_one_may_not_do_is_not_offered(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    ilse = shared_door.someone("Ilse")
    mika.start_group("Who", noor, ilse)
    show(mika, "members")
    expect(pane(mika).get_by_role("listitem")).to_have_count(3)
    pane(mika).get_by_role("searchbox", name="Search members").fill("ils")
    expect(pane(mika).get_by_role("listitem")).to_have_count(1)
    pane(mika).get_by_role("button", name="More for Ilse").click()
    for item in ("Message", "Make admin", "Permissions…", "Hand over ownership…", "Ban…"):
        expect(mika.page.get_by_role("menuitem", name=item)).to_be_visible()
    mika.page.keyboard.press("Escape")

    noor.open("Who")
    show(noor, "members")
    pane(noor).get_by_role("button", name="More for Ilse").click()
    expect(noor.page.get_by_role("menuitem")).to_have_text(["Message", "Report…"])
    noor.page.keyboard.press("Escape")


def test_a_moderator_is_made_and_may_then_remove_somebody(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    ilse = shared_door.someone("Ilse")
    mika.start_group("Roles", noor, ilse)
    noor.open("Roles")
    show(noor, "members")
    show(mika, "members")
    choose(mika, "Noor", "Make moderator")
    expect(row(mika, "Noor")).to_contain_text("Moderator")
    choose(noor, "Ilse", "Remove…")
    noor.page.get_by_role("button", name="Remove", exact=True).click()
    expect(row(noor, "Ilse")).to_have_count(0)
    expect(row(mika, "Ilse")).to_have_count(0)


def test_a_permission_is_taken_from_one_member(noor: Person, mika: Person) -> None:
    mika.start_group("Hushed", noor)
    noor.open("Hushed")
    show(mika, "members")
    choose(mika, "Noor", "Permissions…")
    mika.page.get_by_role("checkbox", name="Send messages").uncheck()
    mika.page.get_by_role("button", name="Save").click()
    closed = noor.page.locator(".composer-closed")
    expect(closed).to_have_text("You can't write here. Mika can change that.")


def test_who_is_banned_is_gone_and_listed_until_the_ban_is_lifted(
    shared_door: Door, mika: Person
) -> None:
    ilse = shared_door.someone("Ilse")
    mika.start_group("Strict", ilse)
    show(mika, "members")
    choose(mika, "Ilse", "Ban…")
    mika.page.get_by_label("Reason").fill("Sold boats")
    mika.page.get_by_role("button", name="Ban", exact=True).click()
    expect(mika.page.get_by_role("dialog", name="Ban Ilse?")).to_be_hidden()
    mika.page.reload()
    banned = pane(mika).get_by_role("region", name="Banned")
    expect(banned).to_contain_text("For good: Sold boats")
    banned.get_by_role("button", name="Lift the ban of Ilse").click()
    expect(banned).to_be_hidden()


def test_ownership_is_handed_over(noor: Person, mika: Person) -> None:
    mika.start_group("Inherited", noor)
    show(mika, "members")
    choose(mika, "Noor", "Hand over ownership…")
    mika.page.get_by_role("button", name="Hand over").click()
    expect(row(mika, "Noor")).to_contain_text("Owner")
    expect(row(mika, "Mika")).to_contain_text("Admin")


def test_people_are_added_and_who_cannot_be_is_named(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    ilse = shared_door.someone("Ilse")
    mika.start_group("Growing", ilse)
    show(mika, "members")
    choose(mika, "Ilse", "Ban…")
    mika.page.get_by_role("button", name="Ban", exact=True).click()
    expect(row(mika, "More for Ilse")).to_have_count(0)
    expect(mika.page.get_by_role("dialog")).to_be_hidden()
    pane(mika).get_by_role("button", name="Add people").click()
    dialog = mika.page.get_by_role("dialog", name="Add people to Growing")
    field = dialog.get_by_role("combobox", name="People")
    field.press_sequentially(noor.username)
    field.press("ArrowDown")
    field.press("Enter")
    chips = dialog.get_by_role("list", name="Chosen people")
    expect(chips).to_contain_text("Noor")
    field.press_sequentially(f"{ilse.username},")
    expect(chips.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(row(mika, "Noor")).to_have_count(1)
    expect(mika.page.get_by_role("status", name="News")).to_contain_text("Ilse is banned here.")


def test_a_chip_is_taken_away_and_an_unknown_name_is_said_beside_the_field(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    shared_door.tolerate("404")
    mika.begin("New group")
    dialog = mika.page.get_by_role("dialog", name="New group")
    dialog.get_by_label("Group name").fill("Chips")
    field = dialog.get_by_role("combobox", name="People")
    field.press_sequentially(f"{noor.username},")
    expect(dialog.get_by_role("button", name="Remove Noor")).to_be_visible()
    dialog.get_by_role("button", name="Remove Noor").click()
    expect(dialog.get_by_role("list", name="Chosen people")).to_be_hidden()
    expect(field).to_be_focused()
    field.press_sequentially("nobody.at.all")
    field.press("Enter")
    expect(dialog.get_by_role("alert").filter(has_text="Nobody here")).to_have_text(
        'Nobody here is called "nobody.at.all".'
    )
    mika.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_channel_is_started_and_only_its_owner_writes_in_it(noor: Person, mika: Person) -> None:
    mika.begin("New channel")
    mika.page.get_by_role("button", name="Create channel").click()
    expect(mika.page.get_by_text("Give the channel a name.")).to_be_visible()
    mika.page.get_by_label("Channel name").fill("Harbour Herald")
    mika.page.get_by_label("What it is about").fill("Tides\nand news")
    mika.page.get_by_role("button", name="Create channel").click()
    expect(mika.page.get_by_role("heading", name="Harbour Herald").first).to_be_visible()
    show(mika, "details")
    expect(pane(mika)).to_contain_text("Tides")
    pane(mika).get_by_role("button", name="Add", exact=True).click()
    mika.page.get_by_role("combobox", name="People").fill(noor.username)
    dialog = mika.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_be_hidden()
    noor.open("Harbour Herald")
    expect(noor.page.locator(".composer-closed")).to_have_text("Only admins can post here")


def test_an_invite_is_made_shown_as_a_code_and_revoked(noor: Person, mika: Person) -> None:
    mika.start_group("Open house", noor)
    show(mika, "invites")
    pane(mika).get_by_label("Works for").select_option("1 day")
    pane(mika).get_by_label("Lets in").select_option("5 people")
    pane(mika).get_by_role("button", name="Create invite link").click()
    link = pane(mika).get_by_role("textbox", name="Invite link")
    expect(link).to_be_focused()
    expect(link).to_have_value(re.compile(r"/i/[\w-]+$"))
    image = pane(mika).get_by_role("img", name="QR code of the invite link")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("node => node.naturalWidth") > 0
    expect(pane(mika).get_by_role("listitem")).to_contain_text("Used 0 of 5")
    pane(mika).get_by_role("button", name="Revoke").click()
    mika.page.get_by_role("button", name="Revoke link").click()
    expect(pane(mika).get_by_role("listitem")).to_have_count(0)
    expect(link).to_be_hidden()


def test_pins_lead_to_their_message_and_are_unpinned(noor: Person, mika: Person) -> None:
    mika.start_group("Pinned", noor)
    mika.send("Meet at seven")
    expect(mika.message("Meet at seven")).to_contain_text(re.compile("Sent|Delivered|Read"))
    show(mika, "pins")
    expect(pane(mika)).to_contain_text("Nothing is pinned here.")
    mika.message("Meet at seven").focus()
    mika.page.keyboard.press("p")
    pin = pane(mika).get_by_role("listitem")
    expect(pin).to_contain_text("Meet at seven")
    pin.get_by_role("button").first.click()
    expect(mika.message("Meet at seven")).to_be_focused()
    pin.get_by_role("button", name="Unpin").click()
    expect(pane(mika)).to_contain_text("Nothing is pinned here.")


@pytest.mark.long
def test_every_pane_is_accessible(door: Door) -> None:
    noor = door.sign_up("Noor")
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    mika.start_group("Looked at", noor)
    mika.send("Something said")
    phone = door.context(viewport=PHONE, touch=True, bypass_csp=True, signed_in_as=mika).new_page()
    phone.goto(mika.page.url)
    for person in (mika, Person(mika.name, mika.username, phone)):
        for name in ("details", "members", "pins", "invites", "settings"):
            show(person, name)
            if name == "invites":
                pane(person).get_by_role("button", name="Create invite link").click()
                expect(pane(person).get_by_role("img")).to_be_visible()
            examine(person.page)
    show(mika, "members")
    choose(mika, "Noor", "Permissions…")
    examine(mika.page)
    mika.page.keyboard.press("Escape")
    pane(mika).get_by_role("button", name="Add people").click()
    mika.page.get_by_role("combobox", name="People").fill(f"{noor.username},")
    examine(mika.page)
