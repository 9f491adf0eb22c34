"""What one sees and does in the log: landing, jumping, menus, lines."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.hand import Hand
from tests.browser.people import PHONE, Door, Person
from tests.browser.rooms import call, enter, fill, look, make_group, wheel


@pytest.fixture
def room(hand: Hand, noor: Person, mika: Person) -> str:
    """A group in which Noor wrote 200 messages that both have read."""
    made = make_group(mika, "Harbour", noor)
    fill(hand, noor, made, 200)
    for person in (noor, mika):
        call(person, "POST", f"/conversations/{made}/receipts", {"read_seq": 1000})
    return made


def say(person: Person, conversation: str, body: str, **more: Any) -> Any:
    """Send a message without the page; the message."""
    message = {"client_id": str(uuid.uuid4()), "body": body, **more}
    return call(person, "POST", f"/conversations/{conversation}/messages", message)


def look_away(person: Person) -> None:
    """From the next page on their window is not the one in front."""
    person.page.evaluate("sessionStorage.setItem('away', '')")
    person.page.add_init_script(
        "document.hasFocus = () => sessionStorage.getItem('away') === null;"
    )


def look_again(person: Person) -> None:
    """Bring the window to the front."""
    person.page.evaluate(
        "sessionStorage.removeItem('away'); window.dispatchEvent(new Event('focus'))"
    )


def test_the_page_lands_on_what_is_unread_and_jumps_to_the_latest(
    hand: Hand, noor: Person, mika: Person, room: str
) -> None:
    fill(hand, noor, room, 150)
    page = mika.page
    look_away(mika)
    enter(mika, room)
    divider = page.get_by_role("heading", name="New messages")
    expect(divider).to_be_in_viewport()
    latest = page.get_by_role("button", name="Jump to latest")
    expect(latest).to_have_accessible_name("Jump to latest, 150 unread")
    # What was in view for a second of somebody who looks is read, and no more.
    look_again(mika)
    expect(latest).to_have_accessible_name(re.compile(r"Jump to latest, 1[34]\d unread"))
    expect(page.get_by_role("button", name="Jump to first unread")).to_be_hidden()
    say(noor, room, "The newest")
    expect(latest).to_have_accessible_name(re.compile(r"Jump to latest, 1[34]\d unread"))
    expect(mika.message("The newest")).to_have_count(0)
    latest.click()
    expect(mika.message("The newest")).to_be_in_viewport()
    expect(latest).to_be_hidden()
    mika.page.keyboard.press("Home")
    expect(page.get_by_text("The group began")).to_be_in_viewport()
    # The divider stays until the chat is left.
    page.get_by_role("button", name="Jump to latest").click()
    wheel(mika, -400)
    for _ in range(40):
        wheel(mika, -900)
        if divider.count() > 0:
            break
        page.wait_for_timeout(60)
    expect(divider).to_have_count(1)


def test_what_is_sent_from_an_earlier_place_shows_the_end(mika: Person, room: str) -> None:
    enter(mika, room)
    mika.log.get_by_role("article").last.focus()
    mika.page.keyboard.press("Home")
    expect(mika.page.get_by_text("The group began")).to_be_in_viewport()
    mika.send("Here I am")
    expect(mika.message("Here I am")).to_be_in_viewport()
    expect(mika.message("Here I am")).to_contain_text(re.compile("Sent|Delivered|Read"))
    expect(mika.message("Here I am")).to_have_count(1)


def test_a_quote_leads_to_the_original_and_back(noor: Person, mika: Person, room: str) -> None:
    first = call(mika, "GET", f"/conversations/{room}/messages?after=2&limit=1")["results"][0]
    say(noor, room, "Remember this?", reply_to=first["id"])
    say(noor, room, "\n".join(["A long one"] * 40))
    enter(mika, room)
    mika.message("Remember this?").scroll_into_view_if_needed()
    before = look(mika)["places"]
    mika.message("Remember this?").get_by_role("button", name="Replying to Noor").click()
    page = mika.page
    original = page.locator(f'article[data-key="{first["id"]}"]')
    expect(original).to_be_focused()
    expect(original).to_be_in_viewport()
    expect(original).to_have_attribute("data-flash", "")
    page.get_by_role("button", name="Back to where you were").click()
    expect(mika.message("Remember this?")).to_be_in_viewport()
    after = look(mika)["places"]
    keys = before.keys() & after.keys()
    assert keys
    assert all(abs(before[key] - after[key]) <= 1 for key in keys)
    expect(page.get_by_role("button", name="Back to where you were")).to_be_hidden()


def test_a_permalink_lands_on_its_message(mika: Person, room: str) -> None:
    page = mika.page
    some = call(mika, "GET", f"/conversations/{room}/messages?after=90&limit=1")["results"][0]
    page.goto(f"/c/{room}/m/{some['id']}")
    row = page.locator(f'article[data-key="{some["id"]}"]')
    expect(row).to_be_focused()
    expect(row).to_be_in_viewport()
    expect(row).not_to_have_attribute("data-flash", "")


def test_the_menu_of_a_message(noor: Person, mika: Person, room: str) -> None:
    page = mika.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(mika, room)
    enter(noor, room)
    mika.send("Pier 3, see https://harbour.example/times.")
    sent = mika.message("Pier 3")
    expect(sent).to_contain_text("Read")
    link = sent.get_by_role("link", name="https://harbour.example/times")
    expect(link).to_have_attribute("href", "https://harbour.example/times")
    expect(link).to_have_attribute("rel", "noopener noreferrer")

    mika.choose("Pier 3", "Copy text")
    assert page.evaluate("navigator.clipboard.readText()").startswith("Pier 3")
    sent.click(button="right")
    page.get_by_role("menuitem", name="Copy link").click()
    assert "/m/" in page.evaluate("navigator.clipboard.readText()")

    sent.focus()
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Info").click()
    expect(page.get_by_role("dialog")).to_contain_text("Read by 1 of 1")
    expect(page.get_by_role("dialog")).to_contain_text("Noor")
    page.keyboard.press("Escape")
    expect(sent).to_be_focused()

    page.keyboard.press("p")
    expect(sent).to_contain_text("Pinned")
    page.keyboard.press("p")
    expect(sent).not_to_contain_text("Pinned")
    page.keyboard.press("e")
    mika.send("Pier 4")
    mika.message("Pier 4").get_by_role("button", name="edited").click()
    expect(page.get_by_role("dialog")).to_contain_text("Pier 3, see")
    page.keyboard.press("Escape")
    mika.message("Pier 4").focus()
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Delete for everyone").click()
    expect(mika.log).to_contain_text("You deleted this message")


def test_holding_a_finger_on_a_message_opens_its_menu(
    shared_door: Door, mika: Person, room: str
) -> None:
    context = shared_door.context(viewport=PHONE, touch=True, signed_in_as=mika)
    page = context.new_page()
    page.goto(f"/c/{room}")
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    row = page.get_by_role("article").last
    expect(row).to_be_in_viewport()
    box = row.bounding_box()
    assert box
    point = {"clientX": box["x"] + 60, "clientY": box["y"] + 20, "pointerType": "touch"}
    row.dispatch_event("pointerdown", {**point, "bubbles": True})
    expect(page.get_by_role("menuitem", name="Reply")).to_be_visible()
    context.close()
    shared_door.contexts.remove(context)


def test_many_reactions_and_lines_of_news_are_folded(noor: Person, mika: Person, room: str) -> None:
    message = say(noor, room, "Vote")
    for emoji in "👍🎉😀😍😮😢🌊☕🔥":
        call(noor, "PUT", f"/messages/{message['id']}/reactions/{emoji}")
    enter(mika, room)
    row = mika.message("Vote")
    expect(row.get_by_role("button", name="1 person")).to_have_count(8)
    row.get_by_role("button", name="Show 1 more").click()
    expect(row.get_by_role("button", name="1 person")).to_have_count(9)


def test_what_happened_is_told_in_lines_and_mentions_stand_out(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    room = make_group(mika, "Walkers", noor)
    people = [shared_door.someone(name) for name in ("Ilse", "Amara", "Tomasz")]
    for person in people:
        found = call(mika, "GET", f"/users?username={person.username}")
        call(mika, "POST", f"/conversations/{room}/members", {"user_ids": [found["id"]]})
    say(mika, room, f"@{noor.username} and @{people[0].username}, look")
    for number in range(40):
        say(mika, room, f"Note {number}")
    say(mika, room, f"Over to you, @{noor.username}")
    enter(noor, room)
    page = noor.page
    expect(page.locator(".mention.mine").first).to_have_text(f"@{noor.username}")
    expect(page.locator(".mention").nth(1)).to_have_text(f"@{people[0].username}")
    page.get_by_role("button", name="Jump to the next mention").click()
    expect(noor.message("Over to you")).to_be_in_viewport()
    page.keyboard.press("Home")
    folded = page.get_by_role("button", name="Mika added 3 people")
    expect(folded).to_have_attribute("aria-expanded", "false")
    folded.click()
    expect(noor.log).to_contain_text("Mika added Tomasz")


def test_the_finger_that_opens_a_menu_presses_nothing_in_it(door: Door) -> None:
    mika = door.sign_up("Mika", context=door.context(viewport=PHONE, touch=True))
    mika.start_group("Harbour")
    mika.send("Low water at six")
    expect(mika.message("Low water at six")).to_contain_text("Sent")
    bubble = mika.message("Low water at six").locator(".bubble").bounding_box()
    assert bubble
    finger = [{"x": bubble["x"] + 20, "y": bubble["y"] + 10}]
    hand = mika.page.context.new_cdp_session(mika.page)
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": finger})
    menu = mika.page.get_by_role("menu", name="Message")
    expect(menu).to_be_visible()
    mika.page.wait_for_timeout(1000)
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    mika.page.wait_for_timeout(300)
    expect(menu).to_be_visible()
    menu.get_by_role("menuitem", name="Info").tap()
    expect(mika.page.get_by_role("dialog", name="Message info")).to_be_visible()
