"""Messages for later in the page: from the button that sends, by keys, and in their list."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Route, expect

from chatty.core.clock import now
from tests.browser.people import Door, Person
from tests.browser.rooms import enter, make_group
from tests.browser.test_accessibility import examine


def write(person: Person, text: str) -> Locator:
    person.composer.fill(text)
    return person.page.get_by_role("button", name="Send", exact=True)


def opened_list(person: Person) -> Locator:
    write(person, "x").click(button="right")
    person.page.get_by_role("menuitem", name="Scheduled messages").click()
    return person.page.get_by_role("dialog", name="Scheduled messages")


def test_what_is_scheduled_waits_in_a_list_and_goes_out_in_time(door: Door, noor: Person) -> None:
    # Axe comes as a script, which our policy lets nobody add.
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    mika.start_group("Later", noor)
    noor.open("Later")
    # By mouse.
    write(mika, "Soup at one").click(button="right")
    menu = mika.page.get_by_role("menu", name="Send later")
    expect(menu.get_by_role("menuitem", name="In 1 hour")).to_be_focused()
    menu.get_by_role("menuitem", name="Tomorrow at 09:00").click()
    expect(mika.page.get_by_text("Goes out ")).to_be_visible()
    expect(mika.composer).to_have_value("")
    # By keys, at a time of one's own; the past is refused in words.
    write(mika, "Bread at two")
    mika.page.keyboard.press("Control+Shift+Enter")
    expect(menu).to_be_visible()
    mika.page.keyboard.type("Choose")
    mika.page.keyboard.press("Enter")
    dialog = mika.page.get_by_role("dialog", name="Send later")
    field = dialog.get_by_label("Date and time")
    field.fill("2020-01-01T10:00")
    dialog.get_by_role("button", name="Schedule").click()
    expect(dialog).to_contain_text("Choose a time that is to come.")
    examine(mika.page)
    field.fill((now() + timedelta(days=3)).strftime("%Y-%m-%dT10:00"))
    dialog.get_by_role("button", name="Schedule").click()
    expect(dialog).to_have_count(0)
    expect(mika.log).not_to_contain_text("Bread at two")

    listed = opened_list(mika)
    rows = listed.get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Soup at one")
    examine(mika.page)
    rows.first.get_by_role("button", name="Edit: Soup").click()
    change = mika.page.get_by_role("dialog", name="Change a scheduled message")
    change.get_by_label("Message").fill("Soup at half past one")
    change.get_by_role("button", name="Save").click()
    expect(rows.first).to_contain_text("Soup at half past one")
    rows.nth(1).get_by_role("button", name="Delete: Bread").click()
    expect(rows).to_have_count(1)
    rows.first.get_by_role("button", name="Send now: Soup").click()
    expect(listed).to_contain_text("Nothing is scheduled here.")
    mika.page.keyboard.press("Escape")
    expect(noor.message("Soup at half past one")).to_be_visible()
    expect(mika.message("Soup at half past one")).to_be_visible()


def test_under_our_policy_a_reply_waits_and_is_sent_by_hand(noor: Person, mika: Person) -> None:
    mika.start_group("Not yet", noor)
    mika.send("When?")
    noor.open("Not yet")
    noor.message("When?").focus()
    noor.page.keyboard.press("r")
    write(noor, "Soon enough").click(button="right")
    noor.page.get_by_role("menuitem", name="In 1 hour").click()
    expect(noor.composer).to_have_value("")
    expect(noor.log).not_to_contain_text("Soon enough")
    listed = opened_list(noor)
    listed.get_by_role("button", name=re.compile("^Send now: Soon enough")).click()
    expect(mika.message("Soon enough")).to_contain_text("When?")
    expect(listed).to_contain_text("Nothing is scheduled here.")


def test_what_is_done_with_a_scheduled_message_is_done_once(noor: Person) -> None:
    room = make_group(noor, "Pressed twice")
    enter(noor, room)
    for text in ("Keep this", "Drop this"):
        write(noor, text).click(button="right")
        noor.page.get_by_role("menuitem", name="In 1 hour").click()
        expect(noor.composer).to_have_value("")
    listed = opened_list(noor)
    rows = listed.get_by_role("listitem")
    expect(rows).to_have_count(2)
    asked: list[str] = []
    noor.page.on("request", lambda request: asked.append(request.method))
    drop = rows.get_by_role("button", name="Delete: Drop this")
    drop.evaluate("(button) => { button.focus(); button.click(); button.click(); }")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Keep this")
    assert asked.count("DELETE") == 1
    # The keyboard stays in the list.
    expect(listed.locator(":focus")).to_have_count(1)


def test_what_is_typed_while_a_message_is_being_scheduled_stays(noor: Person) -> None:
    room = make_group(noor, "Typed on")
    enter(noor, room)
    waiting: list[Route] = []
    noor.page.route(
        "**/messages", lambda route: waiting.append(route) if is_post(route) else route.continue_()
    )
    write(noor, "Soup at one").click(button="right")
    with noor.page.expect_request("**/messages"):
        noor.page.get_by_role("menuitem", name="In 1 hour").click()
    noor.composer.fill("Soup at one, and bread")
    waiting[0].continue_()
    expect(noor.page.get_by_text("Goes out ")).to_be_visible()
    expect(noor.composer).to_have_value("Soup at one, and bread")


def is_post(route: Route) -> bool:
    return route.request.method == "POST"
