"""The log of an open chat: as long as it may be, its place is kept."""

import pytest
from playwright.sync_api import expect

from tests.browser.hand import Hand
from tests.browser.people import Door, Person
from tests.browser.rooms import (
    LOOK,
    at_end,
    call,
    enter,
    fill,
    look,
    look_until,
    make_group,
    wheel,
)


@pytest.fixture(scope="module")
def long_room(hand: Hand, noor: Person, mika: Person) -> str:
    """A group with 10,000 messages, all read by Mika."""
    room = make_group(mika, "Ten thousand", noor)
    fill(hand, noor, room, 10_000)
    call(mika, "POST", f"/conversations/{room}/receipts", {"read_seq": 10_000})
    return room


@pytest.mark.parametrize("turns", [30, pytest.param(120, marks=pytest.mark.long)])
def test_ten_thousand_messages_scroll_by_and_nothing_jumps(
    mika: Person, long_room: str, turns: int
) -> None:
    enter(mika, long_room)
    assert at_end(look_until(mika, at_end))
    for turn in range(turns):
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
            before = mika.page.evaluate(LOOK)
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
    assert look_until(mika, lambda seen: seen["below"] <= 20)["below"] <= 20
    expect(mika.log.get_by_role("article").last).to_be_focused()
    expect(page.locator("article:focus")).to_be_in_viewport()
    assert look(mika)["rows"] <= 160


@pytest.mark.parametrize("presses", [170, pytest.param(400, marks=pytest.mark.long)])
def test_arrows_past_the_first_row_load_and_say_so(
    mika: Person, long_room: str, presses: int
) -> None:
    enter(mika, long_room)
    page = mika.page
    mika.log.get_by_role("article").last.focus()
    for _ in range(presses):
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
    shared_door: Door, noor: Person, mika: Person, hand: Hand
) -> None:
    room = make_group(mika, "Places", noor)
    fill(hand, noor, room, 200)
    call(mika, "POST", f"/conversations/{room}/receipts", {"read_seq": 200})
    enter(mika, room)
    page = mika.page
    enter(noor, room)
    # At the end: what comes, a longer text in the composer and a narrower window change nothing.
    noor.send("One more")
    mika.sees("One more")
    assert at_end(look_until(mika, at_end))
    mika.composer.fill("\n".join("12345"))
    assert at_end(look_until(mika, at_end))
    page.set_viewport_size({"width": 1180, "height": 800})
    assert at_end(look_until(mika, at_end))
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
    assert at_end(look_until(mika, at_end))
