"""Reporting a message, a person and a conversation from where they are."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import Door, Person
from tests.browser.rooms import call
from tests.browser.test_accessibility import examine, open_phone
from tests.browser.test_panes import pane, show

SENT = "Report sent to the people who run this server."


def reports_of(person: Person) -> list[dict[str, Any]]:
    """What they have reported, newest first."""
    found: list[dict[str, Any]] = call(person, "GET", "/reports")["results"]
    return found


def toast(person: Person) -> Any:
    return person.page.get_by_role("status", name="News")


def test_a_message_is_reported_with_what_was_said_before_it(noor: Person, mika: Person) -> None:
    mika.start_group("Quay", noor)
    noor.open("Quay")
    for text in ("One", "Two", "You are a fool"):
        noor.send(text)
        mika.sees(text)
    mika.choose("You are a fool", "Report")
    dialog = mika.page.get_by_role("dialog", name="Report this message?")
    expect(dialog).to_contain_text("Noor does not learn of it.")
    dialog.get_by_role("button", name="Send report").click()
    expect(dialog.get_by_role("alert").filter(has_text="Choose a reason.")).to_be_visible()
    expect(dialog.get_by_label("Reason")).to_be_focused()
    dialog.get_by_label("Reason").select_option("Harassment or bullying")
    dialog.get_by_label("What happened").fill("Every day")
    dialog.get_by_label("Show the 2 messages before it, too").check()
    dialog.get_by_role("button", name="Send report").click()
    expect(dialog).to_be_hidden()
    expect(toast(mika)).to_contain_text(f"{SENT} They see the 3 messages you chose, nothing else.")
    (report, *_) = reports_of(mika)
    assert (report["reason"], report["details"]) == ("harassment", "Every day")
    assert report["target"]["type"] == "message"
    # Again it is the same report, and the page says so.
    mika.choose("You are a fool", "Report")
    dialog.get_by_label("Reason").select_option("Spam or scam")
    dialog.get_by_role("button", name="Send report").click()
    expect(toast(mika)).to_contain_text("You have reported this before.")
    assert reports_of(mika)[0]["id"] == report["id"]


def test_own_messages_offer_no_report(noor: Person, mika: Person) -> None:
    mika.start_group("Mine", noor)
    mika.send("My own words")
    mika.sees("My own words")
    mika.message("My own words").hover()
    mika.message("My own words").get_by_role("button", name="More").click()
    expect(mika.page.get_by_role("menuitem", name="Info")).to_be_visible()
    expect(mika.page.get_by_role("menuitem", name=re.compile("Report"))).to_have_count(0)
    mika.page.keyboard.press("Escape")


def test_a_person_is_reported_from_the_members_and_from_a_direct_chat(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    shared_door.tolerate("400")
    mika.start_group("Pier", noor)
    show(mika, "members")
    pane(mika).get_by_role("listitem").filter(has_text="Noor").get_by_role("button").click()
    mika.page.get_by_role("menuitem", name="Report…").click()
    dialog = mika.page.get_by_role("dialog", name=re.compile("Report .*Noor"))
    dialog.get_by_label("Reason").select_option("Something else")
    dialog.get_by_role("button", name="Send report").click()
    expect(dialog.get_by_role("alert").filter(has_text="in your words")).to_be_visible()
    dialog.get_by_label("What happened").fill("Sells tickets that do not exist")
    dialog.get_by_role("button", name="Send report").click()
    expect(toast(mika)).to_contain_text(f"{SENT} They see no messages, only what you wrote.")
    assert reports_of(mika)[0]["target"]["type"] == "user"
    noor.start_chat(mika)
    show(noor, "details")
    # What comes late moves the buttons below it.
    expect(pane(noor)).to_contain_text("Online")
    pane(noor).get_by_role("button", name=re.compile("Report .*Mika")).click()
    dialog = noor.page.get_by_role("dialog", name=re.compile("Report .*Mika"))
    dialog.get_by_label("Reason").select_option("Spam or scam")
    dialog.get_by_label("What happened").press("Escape")
    expect(dialog).to_be_hidden()
    assert reports_of(noor) == []


def test_a_group_is_reported_by_the_keyboard_alone(noor: Person, mika: Person) -> None:
    noor.start_group("Lottery winners", mika)
    mika.open("Lottery winners")
    show(mika, "details")
    keyboard = mika.page.keyboard
    pane(mika).get_by_role("button", name="Report this group").focus()
    keyboard.press("Enter")
    dialog = mika.page.get_by_role("dialog", name="Report this group?")
    expect(dialog.get_by_label("Reason")).to_be_focused()
    keyboard.type("Spam")
    keyboard.press("Tab")
    keyboard.type("They ask for money")
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Send report")).to_be_focused()
    keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(pane(mika).get_by_role("button", name="Report this group")).to_be_focused()
    assert reports_of(mika)[0]["reason"] == "spam"


@pytest.mark.long
def test_the_dialog_is_accessible_on_every_screen(door: Door) -> None:
    noor = door.sign_up("Noor")
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    mika.start_group("Axe", noor)
    noor.open("Axe")
    for text in ("One", "Two"):
        noor.send(text)
        mika.sees(text)
    mika.choose("Two", "Report")
    dialog = mika.page.get_by_role("dialog", name="Report this message?")
    dialog.get_by_role("button", name="Send report").click()
    expect(dialog.get_by_label("Show the message before it, too")).to_be_visible()
    examine(mika.page)
    phone = open_phone(door, signed_in_as=mika)
    phone.goto(mika.page.url)
    phone.get_by_role("button", name="More", exact=True).first.click()
    phone.get_by_role("menuitem", name="Details").click()
    phone.get_by_role("button", name="Report this group").click()
    expect(phone.get_by_role("dialog", name="Report this group?")).to_be_visible()
    examine(phone)


def test_a_space_is_reported_from_its_menu(noor: Person, mika: Person) -> None:
    space = call(noor, "POST", "/spaces", {"name": "Lottery winners"})["id"]
    code = call(noor, "POST", f"/spaces/{space}/invites", {})["code"]
    call(mika, "POST", f"/invites/{code}")
    mika.page.goto(f"/s/{space}")
    mika.page.get_by_role("button", name="More about Lottery winners").click()
    mika.page.get_by_role("menuitem", name="Report space…").click()
    dialog = mika.page.get_by_role("dialog", name=re.compile("Report .*Lottery winners"))
    dialog.get_by_label("Reason").select_option("Spam or scam")
    dialog.get_by_role("button", name="Send report").click()
    expect(toast(mika)).to_contain_text(f"{SENT} They see its name, description and rules")
    assert reports_of(mika)[0]["target"] == {"type": "space", "id": space}
