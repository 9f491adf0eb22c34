"""Lines break, servers restart, tabs close: nothing written is lost and nothing appears twice."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests import services
from tests.browser.line import Line
from tests.browser.people import Door, Person
from tests.servers import RunningServer


@pytest.fixture(scope="module", autouse=True)
def _breakable(shared_door: Door) -> None:
    """Lines break on purpose here, and browsers say so."""
    shared_door.tolerate("WebSocket connection|ERR_|Failed to load resource")


@pytest.fixture
def cuttable(line: Line) -> Iterator[Line]:
    """The line, mended whatever happens."""
    yield line
    line.mend()


def test_after_a_broken_line_both_sides_catch_up(
    cuttable: Line, noor: Person, mika: Person
) -> None:
    mika.start_chat(noor)
    mika.send("Before")
    noor.open("Mika")
    noor.sees("Before")
    cuttable.cut()
    mika.send("While away")
    noor.send("Me too")
    expect(mika.message("While away")).to_contain_text("Sending")
    expect(mika.page.get_by_text("1 message will send later.")).to_be_visible()
    cuttable.mend()
    mika.sees("Me too")
    noor.sees("While away")
    expect(mika.message("While away")).to_contain_text("Read")
    expect(mika.page.get_by_text("will send later")).to_be_hidden()
    expect(mika.page).to_have_title("Noor, Chatty")
    bodies = mika.read_messages()
    assert sorted(bodies) == ["Before", "Me too", "While away"]
    assert bodies == noor.read_messages()


def test_what_was_written_while_away_survives_a_reload(
    cuttable: Line, noor: Person, mika: Person
) -> None:
    mika.start_group("Tunnel", noor)
    mika.send("Before")
    expect(mika.message("Before")).to_contain_text("Delivered")
    cuttable.cut()
    mika.send("Written in the tunnel")
    expect(mika.message("Written in the tunnel")).to_contain_text("Sending")
    cuttable.mend()
    mika.page.reload()
    mika.sees("Written in the tunnel")
    expect(mika.message("Written in the tunnel")).to_contain_text(re.compile("Sent|Delivered"))
    noor.open("Tunnel")
    noor.sees("Written in the tunnel")
    assert noor.read_messages() == ["Before", "Written in the tunnel"]


def test_a_refused_message_says_why_and_goes_out_on_retry(door: Door, noor: Person) -> None:
    mika = door.sign_up("Mika")
    refusals = iter(["Only stewards can post here until 18:00."])

    def stand_between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(text: str | bytes) -> None:
            frame = json.loads(text)
            reason = next(refusals, None) if frame["op"] == "message.send" else None
            if reason is None:
                server.send(text)
                return
            error = {"code": "forbidden", "detail": reason, "status": 403}
            route.send(json.dumps({"re": frame["id"], "ok": False, "error": error}))

        route.on_message(pass_on)

    mika.page.route_web_socket("**/ws/v1", stand_between)
    mika.page.reload()
    mika.start_group("Stewards", noor)
    mika.send("Hello")
    expect(mika.message("Hello")).to_contain_text("Not sent. Only stewards can post here")
    expect(mika.row("Stewards")).to_contain_text("Not sent.")
    expect(mika.page).to_have_title("(!) Stewards, Chatty")
    mika.page.get_by_role("button", name="Retry").click()
    expect(mika.message("Hello")).to_contain_text(re.compile("Sent|Delivered"))
    assert mika.read_messages() == ["Hello"]
    noor.open("Stewards")
    noor.sees("Hello")
    assert noor.read_messages() == ["Hello"]


def test_two_tabs_of_one_person_show_the_same_and_share_what_was_read(
    noor: Person, mika: Person
) -> None:
    mika.start_group("Tabs", noor)
    second = mika.page.context.new_page()
    second.goto(mika.page.url)
    mika.send("From the first tab")
    expect(second.get_by_role("article")).to_have_text(re.compile("From the first tab"))
    noor.open("Tabs")
    noor.send("Seen")
    expect(second.get_by_role("article").last).to_have_text(re.compile("Seen"))
    mika.sees("Seen")
    expect(mika.page).to_have_title("Tabs, Chatty")
    expect(second).to_have_title("Tabs, Chatty")
    expect(mika.log.get_by_role("article")).to_have_count(2)
    second.close()


def test_typed_text_waits_over_a_reload_until_it_is_sent(door: Door, noor: Person) -> None:
    # The server never hears of the drafts: they are on this device alone.
    door.tolerate("ERR_FAILED")
    mika = door.sign_up("Mika")
    mika.page.route("**/draft", lambda route: route.abort())
    mika.start_group("Kitchen", noor)
    mika.composer.fill("Half a thought")
    mika.page.reload()
    expect(mika.composer).to_have_value("Half a thought")
    mika.start_chat(noor)
    expect(mika.composer).to_have_value("")
    mika.open("Kitchen")
    mika.send("Half a thought, finished")
    sent = mika.message("Half a thought, finished")
    expect(sent).to_contain_text(re.compile("Sent|Delivered"))
    mika.composer.fill("Set aside")
    sent.focus()
    mika.page.keyboard.press("e")
    expect(mika.composer).to_have_value("Half a thought, finished")
    mika.composer.press("Escape")
    expect(mika.composer).to_have_value("Set aside")

    mika.sign_out()
    dialog = mika.page.get_by_role("dialog", name="Sign out now?")
    expect(dialog).to_contain_text("1 message has not been sent yet")
    dialog.get_by_role("button", name="Sign out").click()
    expect(mika.page).to_have_url(re.compile("/signin"))
    assert mika.page.evaluate("Object.keys(localStorage)") == []


def test_the_chat_goes_on_when_a_server_process_restarts(
    chat_server: RunningServer, noor: Person, mika: Person
) -> None:
    mika.start_group("Harbour", noor)
    mika.send("One")
    noor.open("Harbour")
    noor.sees("One")
    services.stop_child(chat_server.web[0])
    mika.send("Two")
    noor.sees("Two")
    noor.send("Three")
    mika.sees("Three")
    assert mika.read_messages() == ["One", "Two", "Three"] == noor.read_messages()
