"""The messages of a chat: long histories, places kept, jumps, menus."""

import re
import subprocess
import sys
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from chatty.ops.options import PROJECT
from tests.browser.people import PHONE, Door, Person, Someone
from tests.servers import RunningServer

_CALL = """async ([method, path, body]) => {
  const boot = JSON.parse(document.getElementById("boot").textContent);
  const answer = await fetch(`/api/v1${path}`, {
    method,
    headers: {"Content-Type": "application/json", "X-CSRFToken": boot.csrf_token},
    body: body === null ? undefined : JSON.stringify(body),
  });
  return answer.status === 204 ? null : answer.json();
}"""

_FILL = """
from accounts.models import User
from conversations.models import Conversation
from tests.bulk import make_messages
make_messages({count}, by=User.objects.get(username={username!r}),
              in_=Conversation.objects.get(id={conversation!r}))
"""

# Where a message stands below the top of the log, and how many rows there are.
_LOOK = """(seq) => {
  const log = document.querySelector(".log");
  const top = log.getBoundingClientRect().top;
  const rows = [...log.querySelectorAll("article")];
  return {
    rows: log.querySelectorAll("article, h3").length,
    nodes: document.querySelectorAll("*").length,
    scrollTop: log.scrollTop,
    below: log.scrollHeight - log.scrollTop - log.clientHeight,
    places: Object.fromEntries(rows
      .map((row) => [row.dataset.key, row.getBoundingClientRect()])
      .filter(([, box]) => box.bottom > top && box.top < top + log.clientHeight)
      .map(([key, box]) => [key, box.top - top])),
  };
}"""

_SETTLE = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def call(person: Person, method: str, path: str, body: Any = None) -> Any:
    """Call the API as the person's page does."""
    return person.page.evaluate(_CALL, [method, path, body])


def make_group(person: Person, title: str, *others: Someone) -> str:
    """A group of these people; its id."""
    ids = [call(person, "GET", f"/users?username={other.username}")["id"] for other in others]
    body = {"type": "GROUP", "title": title, "user_ids": ids}
    made: str = call(person, "POST", "/conversations", body)["id"]
    return made


def fill(server: RunningServer, by: Someone, conversation: str, count: int) -> None:
    """Put so many messages into a conversation without sending them one by one."""
    code = _FILL.format(count=count, username=by.username, conversation=conversation)
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=PROJECT, env=server.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def look(person: Person) -> dict[str, Any]:
    """Where the messages in view stand, after the page came to rest."""
    person.page.evaluate(_SETTLE)
    found: dict[str, Any] = person.page.evaluate(_LOOK)
    return found


def enter(person: Person, conversation: str) -> None:
    """Open a conversation by its address."""
    person.page.goto(f"/c/{conversation}")
    expect(person.log).to_have_attribute("aria-busy", "false")


def wheel(person: Person, by: float) -> None:
    """Turn the wheel over the log."""
    box = person.log.bounding_box()
    assert box
    person.page.mouse.move(box["x"] + 40, box["y"] + 300)
    person.page.mouse.wheel(0, by)


@pytest.fixture(scope="module")
def long_room(chat_server: RunningServer, noor: Person, mika: Person) -> str:
    """A group with 10,000 messages, all read by Mika."""
    room = make_group(mika, "Ten thousand", noor)
    fill(chat_server, noor, room, 10_000)
    call(mika, "POST", f"/conversations/{room}/receipts", {"read_seq": 10_000})
    return room


def test_ten_thousand_messages_scroll_by_and_nothing_jumps(mika: Person, long_room: str) -> None:
    enter(mika, long_room)
    assert look(mika)["below"] <= 1
    for turn in range(120):
        before = look(mika)
        wheel(mika, -700)
        mika.page.wait_for_timeout(30)
        after = look(mika)
        assert after["rows"] <= 160, turn
        assert after["nodes"] <= 2500, turn
        # The name of the first of a group goes when others come before it.
        first = min(before["places"], key=lambda key: before["places"][key])
        common = (before["places"].keys() & after["places"].keys()) - {first}
        # All of what is still in view moved by the same, however much came in above it.
        moved = {round(after["places"][key] - before["places"][key], 1) for key in common}
        assert len(moved) <= 1 or max(moved) - min(moved) <= 1, (turn, moved)
        assert not moved or max(moved) <= 701, (turn, moved)


def test_the_place_is_kept_while_earlier_messages_come(mika: Person, long_room: str) -> None:
    enter(mika, long_room)
    for _ in range(12):
        with mika.page.expect_response(lambda answer: "before=" in answer.url):
            mika.page.evaluate("document.querySelector('.log').scrollTop = 300")
            before = mika.page.evaluate(_LOOK)
        after = look(mika)
        while after["scrollTop"] < 1000:
            after = look(mika)
        first = min(before["places"], key=lambda key: before["places"][key])
        for key in before["places"].keys() - {first}:
            assert abs(after["places"][key] - before["places"][key]) <= 1


def test_home_end_and_arrows_go_through_loading(mika: Person, long_room: str) -> None:
    enter(mika, long_room)
    page = mika.page
    mika.log.get_by_role("article").last.focus()
    page.keyboard.press("Home")
    expect(page.get_by_text("The group began today.")).to_be_visible()
    expect(mika.log.get_by_role("article").first).to_be_focused()
    for _ in range(70):
        page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.matches('article')")
    assert focused
    expect(page.locator("article:focus")).to_be_in_viewport()
    page.keyboard.press("End")
    expect(page.locator("article:focus")).to_be_in_viewport()
    assert look(mika)["below"] <= 20
    assert look(mika)["rows"] <= 160


def test_arrows_past_the_first_row_load_and_say_so(mika: Person, long_room: str) -> None:
    enter(mika, long_room)
    page = mika.page
    mika.log.get_by_role("article").last.focus()
    for _ in range(400):
        page.keyboard.press("ArrowUp")
    expect(page.locator("article:focus")).to_be_in_viewport()
    found = look(mika)
    assert found["rows"] <= 160
    assert len(found["places"]) > 3


def test_the_focused_row_stays_when_the_view_goes_far(mika: Person, long_room: str) -> None:
    enter(mika, long_room)
    page = mika.page
    article = mika.log.get_by_role("article").last
    key = article.get_attribute("data-key")
    article.focus()
    for _ in range(30):
        wheel(mika, -1500)
        page.wait_for_timeout(30)
    assert look(mika)["scrollTop"] >= 0
    assert page.evaluate("document.activeElement.dataset.key") == key
    assert look(mika)["rows"] <= 161


def test_the_end_stays_the_end_and_the_place_a_place(
    shared_door: Door, noor: Person, mika: Person, chat_server: RunningServer
) -> None:
    room = make_group(mika, "Places", noor)
    fill(chat_server, noor, room, 200)
    call(mika, "POST", f"/conversations/{room}/receipts", {"read_seq": 200})
    enter(mika, room)
    page = mika.page
    enter(noor, room)
    # At the end: what comes, a longer text in the composer and a narrower window change nothing.
    noor.send("One more")
    mika.sees("One more")
    assert look(mika)["below"] <= 1
    mika.composer.fill("\n".join("12345"))
    assert look(mika)["below"] <= 1
    page.set_viewport_size({"width": 1180, "height": 800})
    assert look(mika)["below"] <= 1
    mika.composer.fill("")
    # Away from it: the place is kept.
    wheel(mika, -2000)
    page.wait_for_timeout(200)
    before = look(mika)
    noor.send("And another")
    expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()
    mika.composer.fill("\n".join("12345"))
    after = look(mika)
    keys = before["places"].keys() & after["places"].keys()
    assert len(keys) > 3
    assert all(abs(before["places"][key] - after["places"][key]) <= 1 for key in keys)
    page.set_viewport_size({"width": 900, "height": 800})
    after = look(mika)
    keys = before["places"].keys() & after["places"].keys()
    assert min(abs(before["places"][key] - after["places"][key]) for key in keys) <= 1
    page.set_viewport_size({"width": 1440, "height": 900})
    mika.composer.fill("")
    page.get_by_role("button", name="Jump to latest").click()
    mika.sees("And another")
    assert look(mika)["below"] <= 1


@pytest.fixture
def room(chat_server: RunningServer, noor: Person, mika: Person) -> str:
    """A group in which Noor wrote 200 messages that both have read."""
    made = make_group(mika, "Harbour", noor)
    fill(chat_server, noor, made, 200)
    for person in (noor, mika):
        call(person, "POST", f"/conversations/{made}/receipts", {"read_seq": 1000})
    return made


def say(person: Person, conversation: str, body: str, **more: Any) -> Any:
    """Send a message without the page; the message."""
    message = {"client_id": str(uuid.uuid4()), "body": body, **more}
    return call(person, "POST", f"/conversations/{conversation}/messages", message)


def test_the_page_lands_on_what_is_unread_and_jumps_to_the_latest(
    chat_server: RunningServer, noor: Person, mika: Person, room: str
) -> None:
    fill(chat_server, noor, room, 150)
    page = mika.page
    enter(mika, room)
    divider = page.get_by_role("heading", name="New messages")
    expect(divider).to_be_in_viewport()
    latest = page.get_by_role("button", name="Jump to latest")
    expect(latest).to_have_accessible_name("Jump to latest, 150 unread")
    # What was in view for a second is read, and no more.
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
    page.get_by_role("button", name="Delete message").click()
    expect(mika.log).to_contain_text("You deleted this message")


def test_holding_a_finger_on_a_message_opens_its_menu(
    shared_door: Door, mika: Person, room: str
) -> None:
    context = shared_door.context(viewport=PHONE, touch=True, signed_in_as=mika)
    page = context.new_page()
    page.goto(f"/c/{room}")
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
