"""Polls in the page: asked from the composer, answered in the timeline, by mouse and keyboard."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.rooms import call, make_group
from tests.browser.test_accessibility import examine


def dialog(person: Person) -> Locator:
    """Where a poll is made."""
    return person.page.get_by_role("dialog", name="New poll")


def open_dialog(person: Person) -> None:
    """From the composer."""
    person.page.get_by_role("button", name="Attach").click()
    person.page.get_by_role("menuitem", name="Poll").click()
    expect(dialog(person).get_by_label("Question")).to_be_focused()


def poll(person: Person, question: str) -> Locator:
    """A poll in the timeline."""
    return person.message(question).get_by_role("group", name=re.compile("^Poll"))


def option(person: Person, question: str, text: str) -> Locator:
    """What can be chosen in it."""
    return poll(person, question).get_by_role("button", name=re.compile(f"^{text}"))


def ask(person: Person, question: str, **details: object) -> None:
    """Ask without the dialog."""
    path = person.page.evaluate("location.pathname").split("/")[2]
    body = {
        "client_id": person.page.evaluate("crypto.randomUUID()"),
        "body": question,
        "poll": {"options": ["Pier", "Bridge", "Tower"], **details},
    }
    assert call(person, "POST", f"/conversations/{path}/messages", body)["poll"]


def test_a_poll_is_made_by_keyboard_and_voted_on(noor: Person, mika: Person) -> None:
    mika.start_group("Where to meet", noor)
    noor.open("Where to meet")
    open_dialog(mika)
    keyboard = mika.page.keyboard
    keyboard.press("Enter")
    expect(dialog(mika)).to_contain_text("Ask something.")
    keyboard.type("Where do we meet?")
    keyboard.press("Enter")
    expect(dialog(mika)).to_contain_text("Give at least 2 options.")
    for text in ("Pier", "Bridge", "Bridge"):
        expect(dialog(mika).locator("input:focus")).to_have_attribute(
            "aria-label", re.compile("^Option")
        )
        keyboard.type(text)
        keyboard.press("Enter")
    keyboard.press("Enter")
    expect(dialog(mika)).to_contain_text("Two of the options are the same.")
    dialog(mika).get_by_label("Option 3", exact=True).fill("Tower")
    dialog(mika).get_by_role("button", name="Send poll").click()
    expect(dialog(mika)).to_be_hidden()
    expect(mika.page.get_by_role("log")).to_contain_text("Where do we meet?")

    option(noor, "Where do we meet?", "Bridge").click()
    for person in (noor, mika):
        expect(option(person, "Where do we meet?", "Bridge")).to_contain_text("100%")
    expect(option(noor, "Where do we meet?", "Bridge")).to_have_attribute("aria-pressed", "true")
    expect(option(mika, "Where do we meet?", "Bridge")).to_have_attribute("aria-pressed", "false")
    # Another choice takes its place; pressed again it is taken back.
    noor.message("Where do we meet?").focus()
    option(noor, "Where do we meet?", "Pier").focus()
    noor.page.keyboard.press("Enter")
    expect(option(mika, "Where do we meet?", "Pier")).to_contain_text("100%")
    expect(option(noor, "Where do we meet?", "Pier")).to_be_focused()
    noor.page.keyboard.press("Space")
    expect(poll(mika, "Where do we meet?")).to_contain_text("Nobody voted yet")
    expect(option(noor, "Where do we meet?", "Pier")).to_have_attribute("aria-pressed", "false")


def test_voters_are_listed_and_votes_follow_to_other_devices(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    mika.start_group("Several answers", noor)
    noor.open("Several answers")
    ask(mika, "Which days?", multiple=True)
    other = Person("Noor", noor.username, shared_door.context(signed_in_as=noor).new_page())
    other.page.goto(noor.page.url)
    expect(option(other, "Which days?", "Pier")).to_be_visible()
    option(noor, "Which days?", "Pier").click()
    option(noor, "Which days?", "Tower").click()
    for text, pressed in (("Pier", "true"), ("Bridge", "false"), ("Tower", "true")):
        found = option(other, "Which days?", text)
        expect(found).to_have_attribute("aria-pressed", pressed)
    expect(poll(mika, "Which days?")).to_contain_text("1 person voted")
    poll(mika, "Which days?").get_by_role("button", name="1 person voted").click()
    voters = mika.page.get_by_role("dialog", name="Who voted")
    expect(voters.get_by_role("heading", name="Tower")).to_be_visible()
    expect(voters.get_by_role("listitem").filter(has_text="Noor")).to_have_count(2)
    mika.page.keyboard.press("Escape")
    mika.page.reload()
    expect(option(mika, "Which days?", "Pier")).to_contain_text("100%")
    # What is a poll is not edited, neither from the menu nor by the arrow.
    mika.message("Which days?").hover()
    mika.message("Which days?").get_by_role("button", name="More").click()
    expect(mika.page.get_by_role("menuitem", name="Reply")).to_be_visible()
    expect(mika.page.get_by_role("menuitem", name="Edit")).to_have_count(0)
    mika.page.keyboard.press("Escape")
    other.page.close()


def test_an_anonymous_poll_names_nobody_and_is_closed_by_who_asked(
    noor: Person, mika: Person
) -> None:
    mika.start_group("In secret", noor)
    noor.open("In secret")
    ask(noor, "Shall we stop?", anonymous=True)
    option(noor, "Shall we stop?", "Tower").click()
    expect(poll(mika, "Shall we stop?")).to_contain_text("1 person voted")
    expect(poll(mika, "Shall we stop?")).to_contain_text("Anonymous")
    expect(poll(mika, "Shall we stop?").get_by_role("button", name="1 person voted")).to_have_count(
        0
    )
    noor.page.reload()
    expect(option(noor, "Shall we stop?", "Tower")).to_have_attribute("aria-pressed", "true")
    poll(noor, "Shall we stop?").get_by_role("button", name="Close poll").click()
    noor.page.get_by_role("dialog").get_by_role("button", name="Close poll").click()
    expect(poll(mika, "Shall we stop?")).to_contain_text("Poll closed")
    expect(option(mika, "Shall we stop?", "Pier")).to_have_attribute("aria-disabled", "true")
    expect(poll(noor, "Shall we stop?").get_by_role("button", name="Close poll")).to_have_count(0)
    expect(mika.row("In secret")).to_contain_text("Poll: Shall we stop?")


@pytest.mark.long
def test_polls_and_their_dialog_are_accessible(door: Door, noor: Person) -> None:
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    group = make_group(mika, "Looked at", noor)
    mika.open("Looked at")
    ask(mika, "Where do we meet, and <b>when</b>?", multiple=True)
    ask(mika, "Shall we stop?", anonymous=True)
    option(mika, "Where do we meet", "Pier").click()
    option(mika, "Where do we meet", "Bridge").click()
    expect(option(mika, "Where do we meet", "Bridge")).to_contain_text("100%")
    mika.log.focus()
    examine(mika.page)
    poll(mika, "Where do we meet").get_by_role("button", name="1 person voted").click()
    expect(mika.page.get_by_role("dialog").get_by_role("listitem")).to_have_count(2)
    examine(mika.page)
    mika.page.keyboard.press("Escape")
    open_dialog(mika)
    dialog(mika).get_by_label("Option 1", exact=True).fill("One")
    dialog(mika).get_by_label("Option 2", exact=True).fill("Two")
    expect(dialog(mika).get_by_label("Option 3", exact=True)).to_be_visible()
    examine(mika.page)
    context = door.context(viewport=PHONE, touch=True, bypass_csp=True, signed_in_as=mika)
    phone = Person("Mika", mika.username, context.new_page())
    phone.page.goto(f"/c/{group}")
    expect(option(phone, "Shall we stop", "Pier")).to_be_visible()
    examine(phone.page)
    open_dialog(phone)
    examine(phone.page)
