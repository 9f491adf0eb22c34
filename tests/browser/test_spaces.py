"""Spaces in the page: made, entered, talked in and left."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.rooms import call
from tests.browser.spaces import (
    Harbour,
    channels,
    enter_channel,
    make_harbour,
    row,
    tile,
)

_numbers = count(1)


@pytest.fixture
def lab(mika: Person, noor: Person) -> Harbour:
    """Mika's space, with Noor in it; the page of each shows its channel."""
    harbour = make_harbour(mika, f"Lab {next(_numbers)}", noor)
    for person in (mika, noor):
        enter_channel(person, harbour, "general")
    return harbour


def test_a_space_is_made_by_name_and_opens_at_its_channel(mika: Person) -> None:
    page = mika.page
    page.goto("/")
    page.get_by_role("button", name="Add a space").click()
    page.get_by_role("menuitem", name="Create a space").click()
    page.get_by_role("button", name="Create space").click()
    expect(page.get_by_role("alert").filter(has_text="Give the space a name.")).to_be_visible()
    page.get_by_label("Name of the space").fill("Boathouse")
    page.get_by_role("button", name="Create space").click()
    expect(page.get_by_role("heading", name="general", level=2)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/s/[0-9a-f-]+/[0-9a-f-]+"))
    expect(page.get_by_role("heading", name="Boathouse", level=1)).to_be_visible()
    expect(channels(mika, "Boathouse")).to_contain_text("1 member, private space")
    expect(tile(mika, "Boathouse")).to_have_attribute("aria-current", "true")
    expect(page).to_have_title("#general, Boathouse, Chatty")
    mika.send("First words")
    mika.sees("First words")
    page.reload()
    mika.sees("First words")


def test_a_template_that_is_none_is_said_beside_its_field(mika: Person) -> None:
    page = mika.page
    page.goto("/")
    page.get_by_role("button", name="Add a space").click()
    page.get_by_role("menuitem", name="Create a space").click()
    page.get_by_label("Name of the space").fill("Built")
    field = page.get_by_label("Template")
    field.set_input_files(
        {"name": "notes.json", "mimeType": "application/json", "buffer": b"no template"}
    )
    page.get_by_role("button", name="Create space").click()
    expect(page.get_by_role("alert").filter(has_text="is no template")).to_be_visible()
    template = b"""{"version": 1, "roles": [{"name": "@everyone", "allow": ["view", "send"]}],
      "categories": [{"title": "Pier", "channels": [{"title": "gauges"}]}]}"""
    field.set_input_files({"name": "pier.json", "mimeType": "application/json", "buffer": template})
    page.get_by_role("button", name="Create space").click()
    expect(page.get_by_role("heading", name="gauges", level=2)).to_be_visible()
    expect(channels(mika, "Built")).to_contain_text("Pier")


def test_what_is_said_is_a_flat_row_under_its_writers_name(
    lab: Harbour, mika: Person, noor: Person
) -> None:
    lab.give_role("Stewards", noor, colour="p5")
    noor.send("The gauge went quiet")
    noor.send("I look after lunch")
    first, second = mika.message("The gauge went quiet"), mika.message("I look after lunch")
    expect(first).to_contain_text("Noor")
    expect(first.locator(".role-tag")).to_have_text("Stewards")
    expect(first.locator(".post-name")).to_have_class(re.compile("p5"))
    # The second names nobody to the eye, and says its time to who points at it.
    expect(second.locator(".post-name")).to_have_count(0)
    time = second.locator(".gutter-time")
    expect(time).to_be_hidden()
    second.hover()
    expect(time).to_be_visible()
    second.get_by_role("button", name="Reply").click()
    mika.send("Thank you")
    expect(noor.message("Thank you")).to_contain_text("I look after lunch")


def test_unread_is_bold_and_a_mention_is_counted_on_the_space(
    lab: Harbour, mika: Person, noor: Person
) -> None:
    lab.make_channel("firmware")
    noor.page.reload()
    expect(row(noor, "firmware")).to_be_visible()
    lab.say(mika, "firmware", "Nothing for you")
    unread = row(noor, "firmware")
    expect(unread).to_have_class(re.compile("unread"))
    expect(unread.locator(".badge")).to_have_count(0)
    expect(tile(noor, lab.name)).to_have_attribute(
        "title", f"{lab.name}: new messages, none for you"
    )
    lab.say(mika, "firmware", f"@{noor.username} please look")
    expect(unread.locator(".badge")).to_have_text("@")
    expect(tile(noor, lab.name)).to_have_attribute("title", f"{lab.name}: 1 unread for you")
    unread.click()
    meant = noor.message("please look")
    expect(meant).to_have_class(re.compile("meant"))
    expect(unread.locator(".badge")).to_have_count(0)
    expect(tile(noor, lab.name)).to_have_attribute("title", lab.name)


def test_every_message_counts_where_one_wants_it(lab: Harbour, mika: Person, noor: Person) -> None:
    parts = lab.make_channel("parts")
    noor.page.reload()
    row(noor, "parts").click(button="right")
    noor.page.get_by_role("menuitem", name="Notifications").click()
    noor.page.get_by_role("menuitemcheckbox", name="Every message").click()
    lab.say(mika, "parts", "One")
    lab.say(mika, "parts", "Two")
    expect(row(noor, "parts").locator(".badge")).to_have_text("2")
    own = call(noor, "GET", f"/conversations/{parts}")
    assert own["notification_level"] == "all"
    row(noor, "parts").click(button="right")
    noor.page.get_by_role("menuitem", name="Mute…").click()
    noor.page.get_by_role("menuitem", name="For 1 hour").click()
    expect(row(noor, "parts").locator(".badge-muted")).to_have_text("2")


def test_who_may_not_write_is_told_why(lab: Harbour, mika: Person, noor: Person) -> None:
    lab.make_channel("news", channel_kind="announcement")
    lab.make_channel("Workbench", channel_kind="voice")
    noor.page.reload()
    row(noor, "news").click()
    expect(noor.page.get_by_text("Few write here, everyone reads.")).to_be_visible()
    expect(noor.composer).to_be_hidden()
    row(noor, "Workbench").click()
    expect(noor.page.get_by_text("Voice rooms open with calls").first).to_be_visible()
    mika.page.reload()
    row(mika, "news").click()
    expect(mika.composer).to_be_visible()
    expect(row(mika, "Workbench")).to_have_attribute("title", "Voice rooms open with calls")


def test_a_link_to_a_message_in_a_channel_leads_to_it(
    lab: Harbour, mika: Person, noor: Person
) -> None:
    noor.send("Read this one")
    mika.sees("Read this one")
    sent = call(mika, "GET", f"/conversations/{lab.channel('general')}/messages")["results"][-1]
    mika.page.goto(f"/c/{sent['conversation_id']}/m/{sent['id']}")
    mika.sees("Read this one")
    expect(channels(mika, lab.name)).to_be_visible()
    expect(row(mika, "general")).to_have_attribute("aria-current", "page")


def test_a_channel_that_is_hidden_goes_from_an_open_page(
    lab: Harbour, mika: Person, noor: Person
) -> None:
    secret = lab.make_channel("stewards")
    noor.page.reload()
    row(noor, "stewards").click()
    expect(noor.page.get_by_role("heading", name="stewards", level=2)).to_be_visible()
    everyone = lab.now()["roles"][-1]["id"]
    path = lab.path(f"/channels/{secret}/overrides/roles/{everyone}")
    call(mika, "PUT", path, {"allow": [], "deny": ["view"]})
    expect(noor.page.get_by_text("This channel is no longer available to you.")).to_be_visible()
    expect(row(noor, "stewards")).to_have_count(0)
    expect(noor.page.get_by_role("heading", name="general", level=2)).to_be_visible()
    # Who still sees it sees that others do not.
    expect(row(mika, "stewards").locator(".icon-lock")).to_be_visible()
    call(mika, "DELETE", path)
    expect(row(noor, "stewards")).to_be_visible()


def test_spaces_are_found_joined_and_left(door: Door, mika: Person) -> None:
    harbour = make_harbour(mika, "Open water")
    words = {"welcome_text": "Good that you are here.", "rules": "Coil the ropes."}
    call(mika, "PATCH", harbour.path(), {"is_discoverable": True, "joining": "open", **words})
    felix = door.sign_up("Felix")
    page = felix.page
    page.get_by_role("button", name="Add a space").click()
    page.get_by_role("menuitem", name="Browse spaces").click()
    page.get_by_role("searchbox", name="Search spaces").fill("open wat")
    found = page.get_by_role("dialog").get_by_role("listitem").filter(has_text="Open water")
    expect(found).to_have_count(1)
    found.get_by_role("button", name="Join").click()
    welcome = page.get_by_role("dialog", name="Welcome to Open water")
    expect(welcome).to_contain_text("Good that you are here.")
    expect(welcome).to_contain_text("Coil the ropes.")
    welcome.get_by_role("button", name="Start reading").click()
    expect(page.get_by_role("heading", name="general", level=2)).to_be_visible()
    page.get_by_role("button", name="More about Open water").click()
    page.get_by_role("menuitem", name="Your nickname").click()
    page.get_by_role("textbox", name="Nickname").fill("Fog")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".space-me-name")).to_have_text("Fog")
    page.get_by_role("button", name="More about Open water").click()
    page.get_by_role("menuitem", name="Leave space").click()
    page.get_by_role("button", name="Leave space").click()
    expect(tile(felix, "Open water")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/$"))


def test_where_one_has_to_ask_one_waits(door: Door, mika: Person) -> None:
    harbour = make_harbour(mika, "Quiet bay")
    call(mika, "PATCH", harbour.path(), {"is_discoverable": True, "joining": "request"})
    felix = door.sign_up("Felix")
    page = felix.page
    found = page.get_by_role("dialog").get_by_role("listitem").filter(has_text="Quiet bay")

    def browse() -> None:
        page.get_by_role("button", name="Add a space").click()
        page.get_by_role("menuitem", name="Browse spaces").click()

    browse()
    found.get_by_role("button", name="Ask to join").click()
    page.get_by_role("textbox", name="A word to those who decide").fill("I bring a lamp")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_text("Quiet bay was asked.")).to_be_visible()
    browse()
    expect(found).to_contain_text("Asked")
    # Not every browser gives the keyboard to a button that is clicked; a click by script does not.
    found.get_by_role("button", name="Withdraw").evaluate("(button) => button.click()")
    expect(found.get_by_role("button", name="Ask to join")).to_be_focused()
    expect(page.get_by_text("You no longer ask to join")).to_be_visible()
    assert call(mika, "GET", harbour.path("/join-requests"))["pending_count"] == 0
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="A word to those who decide").fill("I bring a lamp")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    asked = call(mika, "GET", harbour.path("/join-requests"))["results"][0]
    assert asked["message"] == "I bring a lamp"
    call(mika, "POST", harbour.path(f"/join-requests/{asked['id']}/accept"))
    expect(tile(felix, "Quiet bay")).to_be_visible()


def test_who_is_removed_is_told_and_sees_it_no_more(lab: Harbour, mika: Person, door: Door) -> None:
    felix = door.sign_up("Felix")
    lab.let_in(felix)
    enter_channel(felix, lab, "general")
    user = call(mika, "GET", f"/users?username={felix.username}")["id"]
    call(mika, "DELETE", lab.path(f"/members/{user}"))
    expect(tile(felix, lab.name)).to_have_count(0)
    expect(felix.page.get_by_text("no longer available to you.").first).to_be_visible()
    door.tolerate("404")
    assert felix.page.goto(f"/s/{lab.id}").status == 404  # type: ignore[union-attr]  # it answers


def test_a_phone_shows_one_pane_at_a_time(door: Door, lab: Harbour, mika: Person) -> None:
    lab.say(mika, "general", "On the small screen")
    context = door.context(viewport=PHONE, touch=True, signed_in_as=mika)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Spaces").click()
    expect(page.get_by_role("heading", name="Spaces", level=1)).to_be_visible()
    page.get_by_role("link", name=lab.name).click()
    expect(page.get_by_role("heading", name=lab.name, level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/s/{lab.id}$"))
    page.locator(".channel-row", has_text="general").click()
    expect(page.get_by_role("log")).to_contain_text("On the small screen")
    expect(page.get_by_role("heading", name=lab.name, level=1)).to_be_hidden()
    page.get_by_role("button", name="Members").click()
    expect(page.get_by_role("searchbox", name="Search members")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox", name="Search members")).to_be_hidden()
    page.get_by_role("button", name="Back to channels").click()
    expect(page.get_by_role("heading", name=lab.name, level=1)).to_be_visible()
    page.get_by_role("button", name="Back to spaces").click()
    expect(page.get_by_role("heading", name="Spaces", level=1)).to_be_visible()


def test_an_invite_leads_into_the_space_with_words_of_welcome(
    door: Door, lab: Harbour, mika: Person
) -> None:
    call(mika, "PATCH", lab.path(), {"welcome_text": "Mind the step."})
    code = call(mika, "POST", lab.path("/invites"), {})["code"]
    felix = door.sign_up("Felix")
    felix.page.goto(f"/i/{code}")
    felix.page.get_by_role("button", name=re.compile("Accept|Join")).click()
    welcome = felix.page.get_by_role("dialog", name=f"Welcome to {lab.name}")
    expect(welcome).to_contain_text("Mind the step.")
    welcome.get_by_role("button", name="Start reading").click()
    expect(felix.page.get_by_role("heading", name="general", level=2)).to_be_visible()
    # Once: not each time that the space is opened.
    felix.page.goto(f"/s/{lab.id}")
    expect(felix.page.get_by_role("heading", name="general", level=2)).to_be_visible()
    expect(welcome).to_be_hidden()


def test_the_settings_are_for_those_who_have_something_to_set(
    lab: Harbour, mika: Person, noor: Person
) -> None:
    noor.page.get_by_role("button", name=f"More about {lab.name}").click()
    expect(noor.page.get_by_role("menuitem", name="Leave space")).to_be_visible()
    expect(noor.page.get_by_role("menuitem", name="Space settings")).to_have_count(0)
    noor.page.keyboard.press("Escape")
    mika.page.get_by_role("button", name=f"More about {lab.name}").click()
    expect(mika.page.get_by_role("menuitem", name="Leave space")).to_have_count(0)
    mika.page.get_by_role("menuitem", name="Space settings").click()
    expect(mika.page).to_have_url(re.compile(rf"/s/{lab.id}/settings"))
    expect(mika.page.get_by_role("heading").first).to_be_visible()
