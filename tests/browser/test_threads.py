"""Threads beside the chat: answered, followed and read there, told of under their first message."""

import json
import re

import pytest
from playwright.sync_api import Locator, WebSocketRoute, expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.spaces import enter_channel, make_harbour
from tests.browser.test_accessibility import examine
from tests.browser.test_panes import pane


def answer(person: Person, text: str) -> None:
    """Write in the thread that is open."""
    field = pane(person).get_by_role("textbox", name="Answer in this thread")
    field.fill(text)
    field.press("Enter")


def said(person: Person) -> Locator:
    """What stands in the thread that is open."""
    return pane(person).locator(".thread-message .body")


def chip(person: Person) -> Locator:
    """What the timeline tells of a thread."""
    return person.log.get_by_role("button", name=re.compile("^Thread: "))


def test_two_people_talk_in_a_thread_beside_the_chat(noor: Person, mika: Person) -> None:
    mika.start_group("The harbour", noor)
    noor.open("The harbour")
    mika.send("Where do we meet?")
    noor.message("Where do we meet?").focus()
    noor.page.keyboard.press("t")
    expect(pane(noor).get_by_role("heading", name="Thread")).to_be_visible()
    field = pane(noor).get_by_role("textbox", name="Answer in this thread")
    expect(field).to_be_focused()
    field.fill("At the **pier**")
    field.press("Enter")
    expect(said(noor)).to_have_text(["Where do we meet?", "At the pier"])
    # Who began it follows, and who answers.
    expect(pane(noor).get_by_role("switch")).to_have_attribute("aria-checked", "true")
    expect(pane(noor).get_by_role("switch")).to_contain_text("2 people follow")
    expect(chip(mika)).to_contain_text("1 answer")
    # In the timeline an answer is one line that leads to its thread.
    line = mika.log.get_by_role("button", name="Answer in a thread: At the pier")
    line.click()
    expect(said(mika)).to_have_text(["Where do we meet?", "At the pier"])
    answer(mika, "At nine?")
    expect(said(noor)).to_have_text(["Where do we meet?", "At the pier", "At nine?"])
    expect(chip(noor)).to_contain_text("2 answers")
    expect(field).to_have_value("")
    # What is deleted there is no answer any more.
    pane(noor).get_by_role("button", name="More about the message by You").click()
    noor.page.get_by_role("menuitem", name="Delete…").click()
    noor.page.get_by_role("button", name="Delete for everyone").click()
    expect(said(mika).nth(1)).to_contain_text("Noor deleted this message")
    expect(chip(mika)).to_contain_text("1 answer")
    pane(noor).press("Escape")
    mika.page.get_by_role("button", name="Close details").click()
    for one in (noor, mika):
        expect(pane(one)).to_be_hidden()


def test_what_was_begun_waits_and_following_is_switched(noor: Person, mika: Person) -> None:
    mika.start_group("The pier", noor)
    noor.open("The pier")
    mika.send("First")
    mika.send("Second")
    noor.choose("First", "Answer in a thread")
    field = pane(noor).get_by_role("textbox", name="Answer in this thread")
    field.fill("Half an answer")
    noor.choose("Second", "Answer in a thread")
    expect(said(noor)).to_have_text(["Second"])
    expect(field).to_have_value("")
    noor.page.go_back()
    expect(said(noor)).to_have_text(["First"])
    noor.page.reload()
    expect(said(noor)).to_have_text(["First"])
    expect(field).to_have_value("Half an answer")
    bell = pane(noor).get_by_role("switch", name="Follow this thread")
    expect(bell).to_have_attribute("aria-checked", "false")
    bell.click()
    expect(bell).to_have_attribute("aria-checked", "true")
    expect(bell).to_contain_text("1 person follows")
    field.press("Enter")
    expect(said(noor)).to_have_text(["First", "Half an answer"])
    bell.click()
    expect(bell).to_have_attribute("aria-checked", "false")
    mika.sees("Half an answer")
    pane(noor).press("Escape")
    expect(pane(noor)).to_be_hidden()


def test_an_answer_that_was_refused_in_a_channel_is_sent_again_there(door: Door) -> None:
    mika = door.sign_up("Mika")
    refusals = iter(["Not just now."])

    def stand_between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(text: str | bytes) -> None:
            frame = json.loads(text)
            is_answer = frame["op"] == "message.send" and "At nine" in str(text)
            reason = next(refusals, None) if is_answer else None
            if reason is None:
                server.send(text)
                return
            error = {"code": "forbidden", "detail": reason, "status": 403}
            route.send(json.dumps({"re": frame["id"], "ok": False, "error": error}))

        route.on_message(pass_on)

    mika.page.route_web_socket("**/ws/v1", stand_between)
    harbour = make_harbour(mika, "Answers")
    enter_channel(mika, harbour, "general")
    mika.send("When do we meet?")
    mika.choose("When do we meet?", "Answer in a thread")
    expect(said(mika)).to_have_text(["When do we meet?"])
    answer(mika, "At nine")
    line = mika.log.get_by_role("button", name="Answer in a thread: At nine")
    refused = mika.message("At nine")
    expect(refused).to_contain_text("Not sent. Not just now.")
    pane(mika).press("Escape")
    expect(pane(mika)).to_be_hidden()
    # Its line leads to the thread, though it did not go out.
    line.click()
    expect(said(mika)).to_have_text(["When do we meet?", "At nine"])
    refused.get_by_role("button", name="Retry").click()
    expect(chip(mika)).to_contain_text("1 answer")
    expect(refused).not_to_contain_text("Not sent")


@pytest.mark.long
def test_a_thread_is_accessible_and_fits_a_phone(door: Door) -> None:
    noor = door.sign_up("Noor")
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    mika.start_group("Looked at", noor)
    mika.send("Who brings the rope?")
    mika.message("Who brings the rope?").focus()
    mika.page.keyboard.press("t")
    for text in ("I do", "Or you, with `knots` and https://example.org"):
        answer(mika, text)
    expect(said(mika)).to_have_count(3)
    expect(chip(mika)).to_contain_text("2 answers")
    examine(mika.page)
    mika.page.set_viewport_size(PHONE)
    expect(pane(mika).get_by_role("heading", name="Thread")).to_be_visible()
    examine(mika.page)
    mika.page.get_by_role("button", name="Close details").click()
    expect(chip(mika)).to_be_visible()
    examine(mika.page)
