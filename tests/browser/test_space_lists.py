"""Lists of spaces and channels that change under a finger or the keyboard, and what is told."""

import re

from playwright.sync_api import Locator, Route, expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.rooms import call
from tests.browser.spaces import Harbour, enter_channel, make_harbour, row, tile

_FAILED = "This part of the page could not be loaded."
_NO_CLIPBOARD = """
if (navigator.clipboard)
  navigator.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));
"""
_MUTED = {"muted_until": "9999-12-31T00:00:00Z"}
_SPACES = re.compile(r"/js/views/space_parts\.\w+\.js")


def _announced(person: Person) -> Locator:
    return person.page.locator("#app > .visually-hidden[aria-live=polite]")


def _keep(waiting: list[Route], route: Route) -> None:
    """Let a request wait for the test; a method of a list is no handler to Playwright."""
    waiting.append(route)


def _edit(person: Person, title: str) -> None:
    row(person, title).click(button="right")
    person.page.get_by_role("menuitem", name="Edit channel").click()


def _channel(harbour: Harbour, title: str) -> str:
    return f"/conversations/{harbour.channel(title)}"


def test_what_others_changed_of_a_channel_stays(shared_door: Door, mika: Person) -> None:
    shared_door.tolerate("409")
    harbour = make_harbour(mika, "Two pens")
    path = _channel(harbour, "general")
    enter_channel(mika, harbour, "general")
    _edit(mika, "general")
    dialog = mika.page.get_by_role("dialog", name="Edit channel")
    dialog.get_by_role("textbox", name="Name").fill("hall")
    call(mika, "PATCH", path, {"topic": "Set by somebody else"})
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    found = call(mika, "GET", path)
    assert (found["title"], found["topic"]) == ("hall", "Set by somebody else")


def test_two_changes_of_the_same_are_decided_by_the_second(shared_door: Door, mika: Person) -> None:
    shared_door.tolerate("409")
    harbour = make_harbour(mika, "One pen")
    path = _channel(harbour, "general")
    enter_channel(mika, harbour, "general")
    _edit(mika, "general")
    dialog = mika.page.get_by_role("dialog", name="Edit channel")
    name = dialog.get_by_role("textbox", name="Name")
    name.fill("mine")
    call(mika, "PATCH", path, {"title": "theirs", "topic": "Also theirs"})
    dialog.get_by_role("button", name="Save", exact=True).click()
    conflict = dialog.get_by_role("alert").filter(has_text="Somebody else")
    expect(conflict).to_contain_text("Name: theirs")
    assert call(mika, "GET", path)["title"] == "theirs"
    conflict.get_by_role("button", name="Use theirs").click()
    expect(name).to_have_value("theirs")
    expect(conflict).to_be_hidden()
    name.fill("mine again")
    call(mika, "PATCH", path, {"title": "theirs again"})
    dialog.get_by_role("button", name="Save", exact=True).click()
    conflict.get_by_role("button", name="Save mine").click()
    expect(dialog).to_be_hidden()
    found = call(mika, "GET", path)
    assert (found["title"], found["topic"]) == ("mine again", "Also theirs")


def test_a_row_stays_while_what_it_shows_changes(door: Door, mika: Person, noor: Person) -> None:
    harbour = make_harbour(mika, "Under a finger", noor)
    context = door.context(viewport=PHONE, touch=True, signed_in_as=noor)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Spaces").click()
    link = page.get_by_role("link", name=harbour.name)
    link.evaluate("node => { node.marked = true; node.focus(); }")
    harbour.say(mika, "general", f"@{noor.username}, look")
    expect(link.locator(".badge")).to_have_text("1")
    assert link.evaluate("node => node.marked && node === document.activeElement")


def test_a_space_and_a_channel_that_are_moved_keep_the_keyboard_and_say_where_they_are(
    door: Door,
) -> None:
    felix = door.sign_up("Felix")
    first, second = make_harbour(felix, "Alder"), make_harbour(felix, "Birch")
    second.make_channel("boats")
    enter_channel(felix, second, "general")
    page = felix.page
    lower = tile(felix, second.name)
    lower.focus()
    lower.press("Shift+F10")
    page.get_by_role("menuitem", name="Move up").press("Enter")
    expect(_announced(felix)).to_have_text(re.compile("Birch.? is now 1 of 2$"))
    expect(page.locator(".rail-tile").first).to_have_attribute("data-space", second.id)
    expect(lower).to_be_focused()
    assert first.id != second.id
    channel = row(felix, "boats")
    channel.focus()
    channel.press("Shift+F10")
    page.get_by_role("menuitem", name="Move up").press("Enter")
    expect(_announced(felix)).to_have_text(re.compile("boats.? is now 1 of 2 in .?Text"))
    expect(channel).to_be_focused()


def test_that_a_channel_is_muted_is_told(mika: Person) -> None:
    harbour = make_harbour(mika, "Hushed")
    enter_channel(mika, harbour, "general")
    bell = mika.page.get_by_role("button", name="Notifications")
    expect(bell).to_have_accessible_name("Notifications")
    call(mika, "PATCH", f"{_channel(harbour, 'general')}/members/{_me(mika)}", _MUTED)
    expect(bell).to_have_accessible_name("Notifications, muted")
    expect(mika.page.locator(".header-glyph")).to_have_text("Muted")


def _me(person: Person) -> str:
    found: str = call(person, "GET", "/me")["id"]
    return found


def test_a_space_is_joined_once_however_often_one_clicks(door: Door, mika: Person) -> None:
    brief = {"joining": "open", "description": "", "icon_url": None}
    pages = [
        {"results": [{"id": f"s-{at}", "name": f"Bay {at}", "members_count": 1, "is_member": False,
                      "has_asked": False, **brief} for at in ids], "next": after}
        for ids, after in (((1, 2), "more"), ((3, 4), None))
    ]  # fmt: skip
    felix = door.sign_up("Felix")
    page = felix.page
    page.route(
        "**/spaces/discover*",
        lambda route: route.fulfill(json=pages["cursor" in route.request.url]),
    )
    joins: list[Route] = []
    page.route("**/spaces/*/join", lambda route: _keep(joins, route))
    page.get_by_role("button", name="Add a space").click()
    page.get_by_role("menuitem", name="Browse spaces").click()
    more = page.get_by_role("button", name="Show more")
    more.click()
    # The button is gone: the keyboard is on what it brought.
    expect(page.get_by_role("listitem").filter(has_text="Bay 3")).to_be_focused()
    expect(more).to_be_hidden()
    expect(page.get_by_role("dialog")).to_contain_text("2 more spaces")
    join = page.get_by_role("listitem").filter(has_text="Bay 4").get_by_role("button", name="Join")
    join.dblclick()
    page.wait_for_timeout(300)
    assert len(joins) == 1
    door.tolerate("503|net::ERR_FAILED")
    joins[0].abort()
    expect(page.get_by_role("dialog")).to_contain_text("This server can't be reached.")
    join.click()
    page.wait_for_timeout(300)
    assert len(joins) == 2
    joins[1].abort()
    assert mika.name


def test_a_finger_that_opened_a_menu_presses_nothing_when_it_is_lifted(mika: Person) -> None:
    page = mika.page
    page.goto("/")
    mika.start_group("Held")
    page.goto("/")
    link = mika.row("Held")
    link.dispatch_event("pointerdown", {"pointerType": "touch", "clientX": 40, "clientY": 200})
    expect(page.get_by_role("menuitem", name="Mute…")).to_be_visible()
    link.dispatch_event("click", {"detail": 1, "button": 0})
    assert page.url.endswith("/")
    page.keyboard.press("Escape")
    # The next press is one of its own.
    link.click()
    expect(page.get_by_role("heading", name="Held", level=2).first).to_be_visible()


def test_spaces_that_could_not_be_loaded_say_so_in_their_place(door: Door, mika: Person) -> None:
    door.tolerate("ERR_FAILED|Failed to load resource")
    harbour = make_harbour(mika, "Fogbound")
    context = door.context(signed_in_as=mika)

    def refuse(route: Route) -> None:
        route.abort()

    context.route(_SPACES, refuse)
    page = context.new_page()
    page.goto(f"/s/{harbour.id}")
    spaces = page.get_by_role("navigation", name="Spaces")
    expect(spaces.get_by_text(_FAILED)).to_be_visible()
    spaces.get_by_role("button", name="Retry").click()
    expect(spaces.get_by_text(_FAILED)).to_be_visible()
    # With the next look it is asked for again.
    context.unroute(_SPACES)
    page.get_by_role("button", name="Chats", exact=True).click()
    expect(spaces).to_be_hidden()
    places = page.get_by_role("navigation", name="Places")
    places.get_by_role("button", name=harbour.name).click()
    expect(page.get_by_role("heading", name="general", level=2)).to_be_visible()
    expect(page.get_by_role("navigation", name="Channels of Fogbound")).to_be_visible()


def test_what_is_typed_while_the_palette_comes_is_done_by_it(door: Door) -> None:
    context = door.context()
    mika = door.sign_up("Mika", context=context)
    mika.start_group("Boat")
    waiting: list[Route] = []
    palette = re.compile(r"/js/views/palette\.\w+\.js")
    context.route(palette, lambda route: _keep(waiting, route))
    page = mika.page
    page.reload()
    mika.composer.fill("Not yet")
    page.keyboard.press("Control+k")
    page.keyboard.type("archivedx")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    for route in waiting:
        route.continue_()
    context.unroute(palette)
    expect(page.get_by_role("heading", name="Archived")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(mika.composer).to_have_value("Not yet")
    expect(mika.message("Not yet")).to_have_count(0)


def test_a_link_that_may_not_be_copied_is_selected(door: Door, mika: Person) -> None:
    harbour = make_harbour(mika, "No clipboard")
    call(mika, "POST", harbour.path("/invites"), {})
    context = door.context(signed_in_as=mika)
    page = context.new_page()
    page.add_init_script(_NO_CLIPBOARD)
    page.goto(f"/s/{harbour.id}/settings/invites")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("The browser does not let this page copy.")).to_be_visible()
    field = page.get_by_role("textbox", name="Invite link").first
    expect(field).to_be_focused()
    assert field.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)") == (
        field.input_value()
    )
    expect(page.get_by_role("button", name="Copied")).to_have_count(0)
