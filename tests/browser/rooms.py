"""Rooms to look around in: made through the API, filled in bulk."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.hand import Hand
from tests.browser.people import Person, Someone

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
LOOK = """(seq) => {
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


def fill(hand: Hand, by: Someone, conversation: str, count: int) -> None:
    """Put so many messages into a conversation without sending them one by one."""
    hand.run(_FILL.format(count=count, username=by.username, conversation=conversation))


def look(person: Person) -> dict[str, Any]:
    """Where the messages in view stand, after the page came to rest."""
    person.page.evaluate(_SETTLE)
    found: dict[str, Any] = person.page.evaluate(LOOK)
    return found


def look_until(person: Person, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """`look` until what it finds is so, for as long as a busy machine may take; what it found."""
    deadline = time.monotonic() + 30
    while not is_so(found := look(person)) and time.monotonic() < deadline:
        continue
    return found


def at_end(seen: dict[str, Any]) -> bool:
    """Whether the end of the log is in view."""
    return bool(seen["below"] <= 1)


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
