"""Mentions, threads and bookmarks in the inbox, as they change while somebody looks."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.rooms import call, make_group
from tests.browser.test_accessibility import examine


def say(person: Person, room: str, body: str, **more: Any) -> str:
    """The id of a message that they send."""
    sent = {"client_id": person.page.evaluate("crypto.randomUUID()"), "body": body, **more}
    name: str = call(person, "POST", f"/conversations/{room}/messages", sent)["id"]
    return name


def tab(inbox: Locator, name: str) -> None:
    inbox.get_by_role("button", name=name, exact=True).click()


def test_mentions_and_threads_stand_in_the_inbox_and_keep_up(noor: Person, mika: Person) -> None:
    room = make_group(mika, "Pier", noor)
    root = say(noor, room, "Who **paints** the boat?")
    named = say(mika, room, f"@{noor.username} I do", thread_id=root)
    page = noor.page
    page.goto("/")
    entry = page.get_by_role("navigation", name="Places").get_by_role(
        "button", name=re.compile("^Inbox")
    )
    expect(entry).to_have_accessible_name(re.compile("^Inbox ?, 1 mention, 1 thread$"))
    entry.focus()
    page.keyboard.press("Enter")
    expect(entry).to_have_attribute("aria-current", "true")
    inbox = page.get_by_role("main", name="Inbox")
    rows = inbox.get_by_role("listitem")

    tab(inbox, "Mentions")
    expect(page).to_have_url(re.compile("/inbox/mentions$"))
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(re.compile(r"Mika.*Pier.*unread.*I do", re.DOTALL))
    rows.get_by_role("button", name=re.compile("^Mika")).focus()
    call(mika, "PATCH", f"/messages/{named}", {"body": f"@{noor.username} I do, in red"})
    expect(rows).to_contain_text("in red")
    # What is drawn anew keeps the keyboard.
    expect(rows.locator(":focus")).to_have_count(1)
    say(mika, room, f"@{noor.username} or you?")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("or you?")
    call(mika, "DELETE", f"/messages/{named}")
    expect(rows).to_have_count(1)

    tab(inbox, "Threads")
    expect(inbox).to_contain_text("No new answers in threads that you follow.")
    say(mika, room, "With a brush", thread_id=root)
    say(mika, room, "And a ladder", thread_id=root)
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(re.compile("You.*Pier.*2 new.*Who paints the boat", re.DOTALL))
    rows.get_by_role("button", name="Mark the thread of You as read").focus()
    page.keyboard.press("Enter")
    expect(inbox).to_contain_text("No new answers in threads that you follow.")
    expect(inbox.get_by_role("heading", name="Inbox")).to_be_focused()
    say(mika, room, "It is done", thread_id=root)
    rows.get_by_role("button", name=re.compile("^You")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"pane=thread:{root}"))
    expect(page.get_by_role("complementary")).to_contain_text("It is done")
    expect(entry).to_have_accessible_name(re.compile("^Inbox *$"))
    page.go_back()
    expect(inbox).to_contain_text("No new answers in threads that you follow.")


def test_the_open_list_of_bookmarks_follows_what_happens(noor: Person, mika: Person) -> None:
    room = make_group(mika, "Ropes", noor)
    first, second = say(mika, room, "First knot"), say(mika, room, "Second knot")
    call(noor, "PUT", f"/messages/{first}/bookmark")
    noor.page.goto("/inbox/bookmarks")
    inbox = noor.page.get_by_role("main", name="Inbox")
    rows = inbox.get_by_role("listitem")
    expect(rows).to_have_count(1)
    # From another device.
    call(noor, "PUT", f"/messages/{second}/bookmark")
    expect(rows).to_have_text([re.compile("Second knot"), re.compile("First knot")])
    call(mika, "PATCH", f"/messages/{second}", {"body": "Second knot, tied"})
    expect(rows.first).to_contain_text("tied")
    rows.nth(1).get_by_role("button", name=re.compile("^Mika")).focus()
    call(mika, "DELETE", f"/messages/{first}")
    expect(rows).to_have_count(1)
    expect(rows.locator(":focus")).to_have_count(1)
    call(mika, "POST", f"/messages/{first}/recover")
    expect(rows).to_have_count(2)
    for name in (first, second):
        call(noor, "DELETE", f"/messages/{name}/bookmark")
    expect(inbox).to_contain_text("Messages that you bookmark stand here.")


@pytest.mark.long
def test_mentions_and_threads_are_sound_in_both_themes_and_on_a_phone(
    door: Door, noor: Person, mika: Person
) -> None:
    room = make_group(mika, "A room with a long name that goes on", noor)
    root = say(noor, room, "a-rather-long-word" * 12)
    say(mika, room, f"@{noor.username} " + "a-rather-long-word" * 12, thread_id=root)
    for phone in (False, True):
        given = {"viewport": PHONE, "touch": True} if phone else {}
        context = door.context(bypass_csp=True, signed_in_as=noor, **given)  # type: ignore[arg-type]  # as by name
        page = context.new_page()
        for part in ("mentions", "threads"):
            page.goto(f"/inbox/{part}")
            expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
            examine(page)
