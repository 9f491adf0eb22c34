"""Parts that come later: there when they are wanted, and where they cannot be had, said so."""

import re

from playwright.sync_api import Route, expect

from tests.browser.people import Door, Person

_FAILED = "This part of the page could not be loaded."


def test_what_is_not_seen_at_first_comes_when_there_is_nothing_to_do(door: Door) -> None:
    context = door.context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    door.someone("Mika", context=context)
    page = context.new_page()
    # The last of them.
    with page.expect_response(re.compile(r"/stranded_dialog\.\w+\.js")):
        page.goto("/")
    found = [url for url in asked if re.search(r"/shortcut_sheet\.\w+\.js|/panes/", url)]
    assert len(found) > 5
    names = [url.split("/")[-1].split(".")[0] for url in asked if "/js/" in url]
    assert names.index("first") < names.index("shortcut_sheet")
    # What all share is there once: in what was seen first.
    assert not {"dom", "timeline", "message"} & set(names)


def test_what_cannot_be_loaded_is_said_and_can_be_tried_again(door: Door) -> None:
    door.tolerate("ERR_FAILED|Failed to load resource")
    context = door.context()
    blocked = re.compile(r"/js/views/(shortcut_sheet|panes/details)\.\w+\.js")

    def refuse(route: Route) -> None:
        route.abort()

    context.route(blocked, refuse)
    mika: Person = door.sign_up("Mika", context=context)
    page = mika.page
    mika.start_group("Boat")
    page.keyboard.press("Control+/")
    expect(page.get_by_text(_FAILED)).to_be_visible()
    page.get_by_role("button", name="Details", exact=True).click()
    pane = page.get_by_role("complementary")
    expect(pane.get_by_text(_FAILED)).to_be_visible()
    context.unroute(blocked)
    pane.get_by_role("button", name="Retry").click()
    expect(pane.get_by_role("button", name="Invite", exact=True)).to_be_visible()
    page.get_by_role("status", name="News").get_by_role("button", name="Retry").click()
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_a_part_that_is_not_wanted_any_more_is_not_missed(door: Door) -> None:
    door.tolerate("ERR_FAILED|Failed to load resource")
    context = door.context()
    waiting: list[Route] = []

    def keep(route: Route) -> None:
        waiting.append(route)

    context.route(re.compile(r"/js/views/inbox\.\w+\.js"), keep)
    page = door.sign_up("Mika", context=context).page
    nothing = page.get_by_text("No chat open")
    expect(nothing).to_be_visible()
    page.keyboard.press("Alt+u")
    expect(page).to_have_url(re.compile("/inbox$"))
    expect(nothing).to_have_count(0)
    page.go_back()
    expect(nothing).to_be_visible()
    while not waiting:
        page.wait_for_timeout(50)
    with page.expect_event("requestfailed"):
        waiting[0].abort()
    page.wait_for_timeout(300)
    expect(nothing).to_be_visible()
    expect(page.get_by_text(_FAILED)).to_have_count(0)


def test_what_is_typed_and_entered_before_a_part_came_is_done_once_it_is_there(
    door: Door,
) -> None:
    noor = door.someone("Noor")
    context = door.context()
    waiting: list[Route] = []

    def keep_waiting(route: Route) -> None:
        waiting.append(route)

    context.route(re.compile(r"/js/views/start_dialog\.\w+\.js"), keep_waiting)
    mika = door.sign_up("Mika", context=context)
    page = mika.page
    page.get_by_role("main").get_by_role("button", name="New chat", exact=True).click()
    while not waiting:
        page.wait_for_timeout(50)
    page.keyboard.type(noor.username)
    page.keyboard.press("Enter")
    page.keyboard.type("and more")
    waiting[0].continue_()
    expect(page.get_by_role("heading", name="Noor", exact=True)).to_be_visible()
    expect(mika.composer).to_be_focused()
    expect(mika.composer).to_have_value("")
