"""The messages of a chat: long histories, places kept, jumps, menus."""

import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import expect

from chatty.ops.options import PROJECT
from tests.browser.people import Door, Person, Someone
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
