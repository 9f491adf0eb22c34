"""Who is there and who types, as others see it in their browsers."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.people import Door, Person


def line(person: Person) -> Locator:
    """What stands under the name of the open chat."""
    return person.page.locator(".conversation-header .header-line")


def test_a_person_is_seen_to_come_to_type_and_to_go(door: Door) -> None:
    noor, mika = door.sign_up("Noor"), door.sign_up("Mika")
    mika.start_chat(noor)
    mika.send("Are you there?")
    expect(line(mika)).to_have_text("Online")
    noor.open("Mika")
    expect(line(noor)).to_have_text("Online")

    noor.composer.press_sequentially("I am")
    expect(line(mika)).to_have_text("Noor is typing")
    noor.composer.fill("")
    expect(line(mika)).to_have_text("Online")
    noor.composer.press_sequentially("I am here")
    expect(line(mika)).to_have_text("Noor is typing")
    noor.composer.press("Enter")
    mika.sees("I am here")
    expect(line(mika)).to_have_text("Online")

    # A reload is no leaving, and the page watches again after it.
    noor.page.reload()
    expect(line(noor)).to_have_text("Online")
    expect(line(mika)).to_have_text("Online")
    noor.page.close()
    # After the grace, and when a clock of the server has looked.
    expect(line(mika)).to_have_text(re.compile(r"^Last seen \d\d:\d\d$"), timeout=60_000)


def test_what_a_person_chooses_to_show_is_what_others_see(door: Door) -> None:
    noor, mika = door.sign_up("Noor"), door.sign_up("Mika")
    mika.start_chat(noor)
    expect(line(mika)).to_have_text("Online")
    for choice, seen in (
        ("Do not disturb", re.compile("^Do not disturb$")),
        ("Invisible", re.compile("^Last seen ")),
        ("Away", re.compile("^Away$")),
        ("Online", re.compile("^Online$")),
    ):
        noor.page.get_by_role("button", name=re.compile(r"^You\W")).click()
        noor.page.get_by_role("menuitemradio", name=choice).or_(
            noor.page.get_by_role("menuitemcheckbox", name=choice)
        ).click()
        expect(line(mika)).to_have_text(seen)
