"""The inbox, bookmarks, and who reacted with what."""

import re

from playwright.sync_api import Route, expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.rooms import call, make_group
from tests.browser.test_accessibility import examine


def test_what_one_keeps_is_marked_on_every_device_and_found_in_the_inbox(
    door: Door, noor: Person, mika: Person
) -> None:
    mika.start_group("Harbour plans", noor)
    mika.send("Meet at **pier 3**")
    mika.send("Bring a rope")
    noor.open("Harbour plans")
    context = door.context(signed_in_as=noor)
    other = Person(noor.name, noor.username, context.new_page())
    other.page.goto(noor.page.url)
    other.sees("pier 3")
    noor.message("pier 3").focus()
    noor.page.keyboard.press("b")
    expect(noor.message("pier 3").get_by_title("Bookmarked")).to_be_visible()
    expect(other.message("pier 3").get_by_title("Bookmarked")).to_be_visible()
    expect(mika.message("pier 3").get_by_title("Bookmarked")).to_have_count(0)
    noor.page.get_by_role("button", name=re.compile(r"^You\W")).click()
    noor.page.get_by_role("menuitem", name="Bookmarks").click()
    expect(noor.page).to_have_url(re.compile("/inbox/bookmarks$"))
    expect(noor.page).to_have_title(re.compile("Inbox"))
    inbox = noor.page.get_by_role("main", name="Inbox")
    found = inbox.get_by_role("listitem")
    expect(found).to_have_count(1)
    expect(found).to_contain_text(re.compile(r"Mika.*Harbour plans.*Meet at pier 3", re.DOTALL))
    found.get_by_role("button", name=re.compile("^Mika")).click()
    expect(noor.page).to_have_url(re.compile("/m/"))
    expect(noor.message("pier 3")).to_be_visible()
    noor.page.go_back()
    found.get_by_role("button", name="Remove the bookmark of the message by Mika").click()
    expect(inbox.get_by_text("Messages that you bookmark stand here.")).to_be_visible()
    expect(other.message("pier 3").get_by_title("Bookmarked")).to_have_count(0)
    other.choose("rope", "Bookmark")
    expect(other.message("rope").get_by_title("Bookmarked")).to_be_visible()


def test_the_inbox_holds_what_is_unread_by_keyboard_alone(noor: Person, mika: Person) -> None:
    noor.page.goto("/")
    call(noor, "POST", "/conversations/read-all")
    quiet = make_group(mika, "Quiet room", noor)
    loud = make_group(mika, "Loud room", noor)
    for room, body in ((quiet, "Nothing much"), (loud, f"@{noor.username} come quickly")):
        path = f"/conversations/{room}/messages"
        for text in ("First", body):
            sent = {"client_id": noor.page.evaluate("crypto.randomUUID()"), "body": text}
            call(mika, "POST", path, sent)
    far_away = {"muted_until": "2099-01-01T00:00:00Z"}
    call(
        noor, "PATCH", f"/conversations/{quiet}/members/{call(noor, 'GET', '/me')['id']}", far_away
    )
    page = noor.page
    page.keyboard.press("Alt+u")
    inbox = page.get_by_role("main", name="Inbox")
    expect(inbox.get_by_role("heading", name="Inbox")).to_be_focused()
    rows = inbox.get_by_role("listitem")
    expect(rows).to_have_count(2)
    # What asks for attention comes first.
    expect(rows.nth(0)).to_contain_text(re.compile("Loud room.*come quickly", re.DOTALL))
    expect(rows.nth(1)).to_contain_text("Quiet room")
    rows.nth(1).get_by_role("button", name="Mark Quiet room as read").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(page.get_by_role("main").locator(":focus")).to_have_count(1)
    rows.get_by_role("button", name=re.compile("^Loud room")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Loud room", level=2)).to_be_visible()
    expect(noor.message("come quickly")).to_be_visible()
    expect(noor.log.get_by_role("heading", name="New messages")).to_be_visible()
    expect(noor.row(re.compile("Loud room.*unread"))).to_have_count(0)
    page.go_back()
    expect(inbox.get_by_text("All read.")).to_be_visible()


def test_bookmarks_stand_there_once_however_fast_one_turns(noor: Person) -> None:
    room = make_group(noor, "Turned fast")
    sent = {"client_id": noor.page.evaluate("crypto.randomUUID()"), "body": "Only once"}
    kept = call(noor, "POST", f"/conversations/{room}/messages", sent)
    call(noor, "PUT", f"/messages/{kept['id']}/bookmark")
    page = noor.page
    page.goto("/inbox")
    inbox = page.get_by_role("main", name="Inbox")
    waiting: list[Route] = []

    def keep(route: Route) -> None:
        waiting.append(route)

    page.route("**/me/bookmarks*", keep)
    for tab in ("Bookmarks", "Unread", "Bookmarks"):
        inbox.get_by_role("button", name=tab, exact=True).click()
    expect(inbox.get_by_role("list")).to_have_attribute("aria-busy", "true")
    assert len(waiting) == 2
    for route in waiting:
        with page.expect_response("**/me/bookmarks*"):
            route.continue_()
    once = inbox.get_by_role("listitem").filter(has_text="Only once")
    expect(once).to_have_count(1)
    expect(inbox.get_by_role("list")).not_to_have_attribute("aria-busy", "true")
    page.unroute("**/me/bookmarks*")
    call(noor, "DELETE", f"/messages/{kept['id']}/bookmark")


def test_the_inbox_is_sound_in_both_themes_and_on_a_phone(door: Door, noor: Person) -> None:
    room = make_group(noor, "A room of one's own")
    path = f"/conversations/{room}/messages"
    for number in range(3):
        body = f"{number} " + "a-rather-long-word" * 12
        sent = {"client_id": noor.page.evaluate("crypto.randomUUID()"), "body": body}
        kept = call(noor, "POST", path, sent)
        call(noor, "PUT", f"/messages/{kept['id']}/bookmark")
    call(noor, "PATCH", f"/conversations/{room}/members/{call(noor, 'GET', '/me')['id']}",
         {"marked_unread": True})  # fmt: skip
    for phone in (False, True):
        given = {"viewport": PHONE, "touch": True} if phone else {}
        context = door.context(bypass_csp=True, signed_in_as=noor, **given)  # type: ignore[arg-type]  # as by name
        page = context.new_page()
        page.goto("/inbox")
        rows = page.get_by_role("main").get_by_role("listitem")
        expect(rows.filter(has_text="A room of")).to_be_visible()
        examine(page)
        page.get_by_role("button", name="Bookmarks", exact=True).click()
        expect(rows.filter(has_text="a-rather-long-word")).to_have_count(3)
        examine(page)
        if phone:
            page.get_by_role("button", name="Back to the chats").click()
            expect(page.get_by_role("heading", name="Chats")).to_be_visible()


def test_a_reaction_says_who_gave_it_to_pointers_and_keys(noor: Person, mika: Person) -> None:
    mika.start_group("Reactions", noor)
    mika.send("Who comes along?")
    noor.open("Reactions")
    noor.sees("Who comes")
    message = call(mika, "GET", f"/conversations/{mika.page.url.split('/')[-1]}/messages")
    path = f"/messages/{message['results'][0]['id']}/reactions/👍"
    call(mika, "PUT", path)
    call(noor, "PUT", path)
    page = noor.page
    pill = noor.message("Who comes").get_by_role("button", name="👍, 2 people")
    tip = page.get_by_role("tooltip")
    page.wait_for_function(
        "performance.getEntriesByType('resource').some(r => /who_reacted/.test(r.name))"
    )
    pill.hover()
    expect(tip).to_have_text("You and Mika reacted with 👍")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    page.mouse.move(5, 5)
    noor.message("Who comes").focus()
    page.keyboard.press("Tab")
    while not pill.evaluate("(node) => node === document.activeElement"):
        page.keyboard.press("Tab")
    expect(tip).to_be_visible()
    expect(pill).to_have_accessible_description("You and Mika reacted with 👍")
    noor.choose("Who comes", "Who reacted")
    dialog = page.get_by_role("dialog", name="Reactions")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_role("button", name="Close").click()


def test_emoji_take_the_colour_of_skin_that_one_chooses(noor: Person) -> None:
    noor.page.goto("/")
    room = make_group(noor, "Hands")
    noor.page.goto(f"/c/{room}")
    page = noor.page
    page.get_by_role("button", name="Emoji", exact=True).click()
    page.get_by_role("radio", name="Medium skin tone", exact=True).click()
    search = page.get_by_role("combobox", name="Search emoji")
    search.fill("waving hand")
    search.press("Enter")
    expect(noor.composer).to_have_value("👋🏽")
    page.get_by_role("button", name="Emoji", exact=True).click()
    expect(page.get_by_role("radio", name="Medium skin tone", exact=True)).to_be_checked()
    page.get_by_role("radio", name="Medium skin tone", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="Medium-light skin tone")).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Choose an emoji")).to_be_hidden()
