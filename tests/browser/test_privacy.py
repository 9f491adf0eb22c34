"""What others learn of somebody, as that person sets it."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.people import Door, Person
from tests.browser.rooms import call, enter, make_group
from tests.browser.test_accessibility import examine


def opened(person: Person) -> Locator:
    """The dialog, from the person's own menu."""
    person.page.get_by_role("button", name=re.compile(r"^You\W")).click()
    person.page.get_by_role("menuitem", name="Privacy…").click()
    return person.page.get_by_role("dialog", name="Privacy")


def test_one_says_who_sees_that_one_is_here_and_whom_a_forward_came_from(door: Door) -> None:
    noor = door.sign_up("Noor", context=door.context(bypass_csp=True))
    mika = door.sign_up("Mika")
    room = make_group(noor, "Harbour", mika)
    enter(mika, room)
    noor.page.goto(f"/c/{room}")
    noor.send("Keep this to yourselves")
    mika.sees("Keep this to yourselves")
    dialog = opened(noor)
    forwards = dialog.get_by_label("Who sees your account behind a forward")
    expect(forwards).to_have_value("everyone")
    examine(noor.page)
    dialog.get_by_label("Who sees whether you are here").select_option("Nobody")
    forwards.select_option("Nobody")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    assert call(noor, "GET", "/me")["privacy_settings"] == {
        "last_seen": "nobody",
        "forwards": "nobody",
    }
    expect(opened(noor).get_by_label("Who sees your account behind a forward")).to_have_value(
        "nobody"
    )
    noor.page.keyboard.press("Escape")
    said = call(mika, "GET", f"/conversations/{room}/messages")["results"][-1]
    body = {
        "conversation_ids": [room],
        "client_ids": [mika.page.evaluate("crypto.randomUUID()")],
    }
    (one,) = call(mika, "POST", f"/messages/{said['id']}/forward", body)["results"]
    assert one["message"]["forward"]["sender_id"] is None
    assert one["message"]["forward"]["sender_name"] == "Noor"
