"""What tries to become script, in every place that shows what people write. It stays text."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Door, Person
from tests.browser.rooms import call, enter, make_group

PAYLOADS: list[str] = json.loads(
    (Path(__file__).parents[1] / "corpus" / "payloads.json").read_text("utf-8")
)

# Whatever runs, tells so.
_TRAP = """for (const name of ["alert", "confirm", "prompt", "msgbox"]) {
  window[name] = () => { window.ran = true; };
}"""
# Some at a time; what was refused (controls in names) is null.
_ASK_ALL = """async ([calls]) => {
  const boot = JSON.parse(document.getElementById("boot").textContent);
  const headers = {"Content-Type": "application/json", "X-CSRFToken": boot.csrf_token};
  const ask = async ([method, path, body]) => {
    const answer = await fetch(`/api/v1${path}`, {method, headers, body: JSON.stringify(body)});
    return answer.ok ? JSON.parse(await answer.text() || "true") : null;
  };
  const made = [];
  for (let at = 0; at < calls.length; at += 6) {
    made.push(...await Promise.all(calls.slice(at, at + 6).map(ask)));
  }
  return made;
}"""
# Elements that the page never makes, attributes that run, links that lead to script.
_STRANGE = """() => {
  const found = [];
  const never = "script:not(head script):not(#boot), iframe, object, embed, base, math, img, "
    + "video, audio, form[action], marquee, isindex, template, style, meta:not(head meta)";
  for (const node of document.body.querySelectorAll("*")) {
    if (node.matches(never)) found.push(node.outerHTML.slice(0, 200));
    for (const { name, value } of node.attributes) {
      const leads = ["href", "src", "action", "formaction", "xlink:href"].includes(name);
      const isScript = leads && /^\\s*(?:javascript|data|vbscript):/i.test(value);
      if (name.startsWith("on") || name === "style" || isScript) {
        found.push(`${node.localName} ${name}=${value}`);
      }
    }
  }
  return [found, Boolean(window.ran)];
}"""


def ask_all(person: Person, calls: list[tuple[str, str, Any]]) -> list[Any]:
    """What the API answers to each; None where it refuses."""
    found: list[Any] = person.page.evaluate(_ASK_ALL, [calls])
    return found


def harmless(page: Page) -> None:
    """Nothing ran, and nothing is there that could."""
    found, ran = page.evaluate(_STRANGE)
    assert not ran
    # What the page moves by itself it does with styles that scripts set.
    assert [one for one in found if " style=" not in one] == []


@pytest.fixture(scope="module")
def watched(shared_door: Door) -> Person:
    """Somebody whose page tells when a script runs."""
    # Controls are refused in names and titles.
    shared_door.tolerate(r"status of 400 .*/api/v1/(?:me|conversations)\)$")
    context = shared_door.context()
    context.add_init_script(_TRAP)
    return shared_door.sign_up("Vera", context=context)


def new_id(person: Person) -> str:
    """An id of their own for a message."""
    made: str = person.page.evaluate("crypto.randomUUID()")
    return made


def test_there_are_enough_of_them() -> None:
    assert len(set(PAYLOADS)) >= 120


def test_in_bodies_and_quotes(watched: Person, noor: Person) -> None:
    room = make_group(watched, "Bodies", noor)
    path = f"/conversations/{room}/messages"
    sent = ask_all(
        noor,
        [("POST", path, {"client_id": new_id(noor), "body": body}) for body in PAYLOADS],
    )
    assert None not in sent
    answers = [
        ("POST", path, {"client_id": new_id(noor), "body": f"To {at}", "reply_to": one["id"]})
        for at, one in enumerate(sent)
    ]
    assert None not in ask_all(noor, answers)
    for one in sent[::20]:
        call(watched, "PUT", f"/messages/{one['id']}/pin")
    enter(watched, room)
    seen: set[str] = set()
    first = sent[0]["id"]
    log = watched.page.locator(".log")
    # From the first that is unread down to the last.
    for _ in range(80):
        harmless(watched.page)
        seen |= set(watched.page.locator("article .quote-text").all_text_contents())
        if f"To {len(PAYLOADS) - 1}" in "".join(watched.read_messages()[-1:]):
            break
        log.evaluate("(log) => log.scrollBy(0, log.clientHeight)")
        watched.page.wait_for_timeout(80)
    assert len(seen) > 100, len(seen)
    watched.page.goto(f"/c/{room}/m/{first}")
    expect(watched.log.get_by_text("<script>alert(1)</script>", exact=True).first).to_be_visible()
    watched.page.get_by_role("button", name="All pinned messages").click()
    expect(watched.page.locator(".pane-pin").first).to_be_visible()
    harmless(watched.page)


@pytest.mark.long
def test_in_titles_previews_and_topics(watched: Person, noor: Person) -> None:
    made = ask_all(
        watched,
        [("POST", "/conversations", {"type": "GROUP", "title": one[:128], "user_ids": []})
         for one in PAYLOADS],
    )  # fmt: skip
    rooms = [(room["id"], body) for room, body in zip(made, PAYLOADS, strict=True) if room]
    assert len(rooms) >= 115
    said: list[tuple[str, str, Any]] = [
        ("POST", f"/conversations/{room}/messages", {"client_id": new_id(watched), "body": body})
        for room, body in rooms
    ]
    assert None not in ask_all(watched, said)
    for room, body in rooms[::40]:
        call(watched, "PATCH", f"/conversations/{room}", {"topic": body})
        enter(watched, f"{room}?pane=details")
        expect(watched.page.get_by_role("complementary")).to_be_visible()
        harmless(watched.page)
    watched.page.keyboard.press("Control+k")
    watched.page.keyboard.type("<")
    expect(watched.page.get_by_role("option").first).to_be_visible()
    harmless(watched.page)
    watched.page.keyboard.press("Escape")


@pytest.mark.long
def test_in_names_that_change_and_what_is_said_aloud(watched: Person, noor: Person) -> None:
    room = make_group(watched, "Names", noor)
    enter(watched, room)
    changes: list[tuple[str, str, Any]] = []
    for name in PAYLOADS:
        changes.append(("PATCH", "/me", {"display_name": name[:64]}))
        body = {"client_id": new_id(noor), "body": name}
        changes.append(("POST", f"/conversations/{room}/messages", body))
    answers = ask_all(noor, changes)
    assert sum(one is not None for one in answers) > 230
    call(noor, "PATCH", "/me", {"display_name": "<b onclick=alert(1)>Noor"})
    enter(watched, f"{room}?pane=members")
    pane = watched.page.get_by_role("complementary")
    expect(pane).to_contain_text("<b onclick=alert(1)>Noor")
    harmless(watched.page)
    call(noor, "PATCH", "/me", {"display_name": "Noor"})


@pytest.mark.long
def test_in_what_is_written_and_told(watched: Person, noor: Person) -> None:
    room = make_group(watched, "Told", noor)
    enter(watched, room)
    for body in PAYLOADS[:60:6]:
        watched.composer.fill(body)
        watched.composer.press("Enter")
    harmless(watched.page)
    title = "<img src=x onerror=alert(1)>"
    call(watched, "PATCH", f"/conversations/{room}", {"title": title})
    expect(watched.page.locator("#conversation-name")).to_have_text(title)
    watched.page.get_by_role("button", name="More", exact=True).first.click()
    watched.page.get_by_role("menuitem", name="Mute…").click()
    watched.page.get_by_role("menuitem", name="For 1 hour").click()
    toast = watched.page.get_by_role("status", name="News").locator("p")
    expect(toast).to_contain_text(title)
    harmless(watched.page)


SOME = pytest.mark.parametrize(
    "payloads",
    [
        pytest.param(PAYLOADS[::4], id="some"),
        pytest.param(PAYLOADS, id="all", marks=pytest.mark.long),
    ],
)


def sends(person: Person, room: str, bodies: list[str], **more: Any) -> list[Any]:
    """The messages that they send; all are taken."""
    path = f"/conversations/{room}/messages"
    made = ask_all(
        person,
        [("POST", path, {"client_id": new_id(person), "body": one, **more}) for one in bodies],
    )
    assert None not in made
    return made


def look_through(person: Person) -> None:
    """The timeline, from its end as far up as some screens reach."""
    log = person.page.locator(".log")
    for _ in range(12):
        harmless(person.page)
        log.evaluate("(log) => log.scrollBy(0, -log.clientHeight)")
        person.page.wait_for_timeout(60)


@SOME
def test_in_polls_threads_and_forwards(watched: Person, noor: Person, payloads: list[str]) -> None:
    room = make_group(watched, "Polls", noor)
    path = f"/conversations/{room}/messages"
    # Line ends and controls are refused in what one chooses from.
    lines = [" ".join(one.split())[:100] for one in payloads]
    options = list(dict.fromkeys(line for line in lines if line.isprintable()))
    assert len(options) > 0.8 * len(payloads)
    polls = [
        {"client_id": new_id(noor), "body": chosen[0], "poll": {"options": chosen}}
        for chosen in (options[at : at + 10] for at in range(0, len(options) - 1, 10))
    ]
    assert None not in ask_all(noor, [("POST", path, one) for one in polls])
    (root,) = sends(noor, room, [payloads[0]])
    sends(noor, room, payloads, thread_id=root["id"])
    for name in payloads[::10]:
        call(noor, "PATCH", "/me", {"display_name": name[:64]})
        body = {"conversation_ids": [room], "client_ids": [new_id(watched)]}
        call(watched, "POST", f"/messages/{root['id']}/forward", body)
    call(noor, "PATCH", "/me", {"display_name": "Noor"})
    enter(watched, room)
    expect(watched.page.locator(".forwarded").last).to_be_visible()
    look_through(watched)
    watched.page.goto(f"/c/{room}?pane=thread:{root['id']}")
    pane = watched.page.get_by_role("complementary")
    expect(pane.locator(".thread-message")).to_have_count(min(len(payloads), 50) + 1)
    harmless(watched.page)
    expect(watched.page.locator(".thread-line").first).to_be_visible()
    call(noor, "DELETE", f"/messages/{root['id']}/thread/follow")


@SOME
def test_in_the_inbox_and_among_scheduled_messages(
    watched: Person, noor: Person, payloads: list[str]
) -> None:
    page = watched.page
    room = make_group(watched, "Listed", noor)
    (root,) = sends(watched, room, ["<b onclick=alert(1)>" + payloads[0]])
    named = sends(noor, room, [f"@{watched.username} {one}" for one in payloads])
    sends(noor, room, payloads[:2], thread_id=root["id"])
    kept = [("PUT", f"/messages/{one['id']}/bookmark", None) for one in named]
    assert None not in ask_all(watched, kept)
    for part in ("mentions", "bookmarks", "threads"):
        page.goto(f"/inbox/{part}")
        rows = page.get_by_role("main").get_by_role("listitem")
        expect(rows.first).to_be_visible()
        more = page.get_by_role("main").get_by_role("button", name="Show more")
        while more.is_visible():
            before = rows.count()
            more.click()
            expect(rows.nth(before)).to_be_visible()
        assert rows.count() >= (1 if part == "threads" else len(payloads))
        harmless(page)
    at = page.evaluate("new Date(Date.now() + 3600e3).toISOString()")
    sends(watched, room, payloads[:100], scheduled_at=at)
    enter(watched, room)
    page.get_by_role("button", name=re.compile("scheduled messages")).click()
    listed = page.get_by_role("dialog", name="Scheduled messages").get_by_role("listitem")
    expect(listed).to_have_count(len(payloads[:100]))
    harmless(page)
    page.keyboard.press("Escape")
