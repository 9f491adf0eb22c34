"""Writing: the emoji picker, mentions, drafts that follow, slow mode, and reasons why not."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import PASSWORD, PHONE, Door, Person
from tests.browser.test_accessibility import examine


def note(person: Person) -> Locator:
    """The line under the text."""
    return person.page.locator("#composer-note")


def patch(person: Person, path: str, body: dict[str, object]) -> None:
    """Change something without the page's own controls."""
    status = person.page.evaluate(
        """async ([path, body]) => {
          const boot = JSON.parse(document.getElementById("boot").textContent);
          const headers = {"Content-Type": "application/json", "X-CSRFToken": boot.csrf_token};
          const init = {method: "PATCH", headers, body: JSON.stringify(body)};
          return (await fetch(`/api/v1${path}`, init)).status;
        }""",
        [path, body],
    )
    assert status == 200, status


def conversation_path(person: Person) -> str:
    """Where the API has the open conversation."""
    return f"/conversations/{urlsplit(person.page.url).path.split('/')[2]}"


def test_emoji_are_found_and_written_where_the_caret_stands(noor: Person, mika: Person) -> None:
    mika.start_chat(noor)
    page = mika.page
    mika.composer.fill("Off we go now")
    mika.composer.press("Home")
    for _ in "Off we go":
        mika.composer.press("ArrowRight")
    page.get_by_role("button", name="Emoji", exact=True).click()
    search = page.get_by_role("combobox", name="Search emoji")
    expect(search).to_be_focused()
    page.keyboard.type("water wa")
    expect(page.get_by_role("option", name="water wave")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(mika.composer).to_be_focused()
    expect(mika.composer).to_have_value("Off we go🌊 now")

    page.get_by_role("button", name="Emoji", exact=True).click()
    recent = page.get_by_role("group", name="Recent").get_by_role("option")
    expect(recent.first).to_have_attribute("aria-label", "water wave")
    page.keyboard.press("Escape")
    expect(mika.composer).to_be_focused()
    mika.composer.fill("")


def test_the_arrows_move_in_the_grid_and_groups_open(noor: Person, mika: Person) -> None:
    mika.start_chat(noor)
    page = mika.page
    page.get_by_role("button", name="Emoji", exact=True).click()
    page.get_by_role("button", name="Flags").click()
    options = page.get_by_role("option")
    expect(options.first).to_have_attribute("aria-label", "chequered flag")
    page.get_by_role("combobox", name="Search emoji").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    selected = page.get_by_role("option", selected=True)
    below = selected.evaluate(
        "(node, first) => node.offsetTop > first.offsetTop", options.first.element_handle()
    )
    assert below
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Choose an emoji")).to_be_hidden()


def test_every_emoji_can_be_a_reaction(noor: Person, mika: Person) -> None:
    mika.start_chat(noor)
    mika.send("The boat is in")
    expect(mika.message("The boat is in")).to_contain_text(re.compile("Sent|Delivered|Read"))
    mika.message("The boat is in").focus()
    page = mika.page
    page.keyboard.press("+")
    page.get_by_role("button", name="More emoji").click()
    expect(page.get_by_role("combobox", name="Search emoji")).to_be_focused()
    page.keyboard.type("ferry")
    expect(page.get_by_role("option", name="ferry")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(mika.message("The boat is in").get_by_label("⛴️, 1 person")).to_be_visible()


def test_people_are_mentioned_by_keyboard_alone(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    ilse = shared_door.someone("Ilse")
    mika.start_group("Mentions", noor, ilse)
    page = mika.page
    offer = page.get_by_role("listbox", name="People to mention")
    mika.composer.press_sequentially("Ask @ils")
    expect(offer.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(mika.composer).to_have_value(f"Ask @{ilse.username} ")
    expect(offer).to_be_hidden()

    mika.composer.press_sequentially("or @")
    # Ilse, Noor, and everyone: the owner may call all.
    expect(offer.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowUp")
    expect(offer.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(mika.composer).to_have_value(f"Ask @{ilse.username} or @all ")

    mika.composer.press_sequentially("@no")
    expect(offer).to_be_visible()
    page.keyboard.press("Escape")
    expect(offer).to_be_hidden()
    page.keyboard.press("Enter")
    mika.sees("@all @no")


def test_only_who_may_is_offered_to_mention_all(noor: Person, mika: Person) -> None:
    mika.start_group("Quiet", noor)
    noor.open("Quiet")
    noor.composer.press_sequentially("@")
    offer = noor.page.get_by_role("listbox", name="People to mention")
    expect(offer.get_by_role("option")).to_have_count(1)
    expect(offer).to_contain_text("Mika")
    noor.composer.fill("")


def test_control_and_up_replies_up_through_the_messages(noor: Person, mika: Person) -> None:
    mika.start_group("Upwards", noor)
    for text in ("First", "Second"):
        mika.send(text)
    expect(mika.message("Second")).to_contain_text(re.compile("Sent|Delivered|Read"))
    strip = mika.page.locator(".composer-strip")
    mika.composer.press("Control+ArrowUp")
    expect(strip).to_contain_text("Second")
    mika.composer.press("Control+ArrowUp")
    expect(strip).to_contain_text("First")
    mika.composer.fill("Answer")
    mika.composer.press("Control+Enter")
    expect(mika.message("Answer")).to_contain_text("First")
    expect(strip).to_be_hidden()


def test_a_draft_follows_to_another_device_and_goes_when_it_is_sent(
    shared_door: Door, noor: Person, mika: Person
) -> None:
    mika.start_group("Drafts", noor)
    context = shared_door.context(signed_in_as=mika)
    other = Person(mika.name, mika.username, context.new_page())
    other.page.goto(mika.page.url)
    expect(other.composer).to_be_visible()
    mika.composer.press_sequentially("Half a thou")
    expect(other.composer).to_have_value("Half a thou")
    expect(note(other)).to_have_text("Draft restored.")
    other.send("Half a thought")
    expect(mika.composer).to_have_value("")
    mika.sees("Half a thought")
    context.close()


def test_a_draft_that_the_server_has_leaves_this_device_with_the_person(
    door: Door, noor: Person
) -> None:
    mika = door.sign_up("Mika")
    mika.start_group("Kept", noor)
    with mika.page.expect_response("**/draft"):
        mika.composer.fill("For later")
    mika.sign_out()
    expect(mika.page).to_have_url(re.compile("/signin"))
    assert mika.page.evaluate("Object.keys(localStorage)") == []
    mika.page.get_by_label("Username or e-mail").fill(mika.username)
    mika.page.get_by_label("Password").fill(PASSWORD)
    mika.page.get_by_role("button", name="Continue").click()
    mika.open("Kept")
    expect(mika.composer).to_have_value("For later")


def test_slow_mode_counts_down_and_spares_who_moderates(noor: Person, mika: Person) -> None:
    mika.start_group("Slowly", noor)
    noor.open("Slowly")
    patch(mika, conversation_path(mika), {"settings": {"slow_mode_seconds": 60}})
    expect(note(noor)).to_have_text("Slow mode: one message every 1 minute.")
    expect(note(mika)).to_have_text("")
    noor.send("One")
    noor.sees("One")
    noor.composer.fill("Two")
    noor.composer.press("Enter")
    expect(note(noor)).to_contain_text("You can send again in")
    expect(noor.page.get_by_role("button", name="Send, after a pause")).to_have_text(
        re.compile("^[0-9]+$")
    )
    expect(noor.composer).to_have_value("Two")
    patch(mika, conversation_path(mika), {"settings": {"slow_mode_seconds": 5}})
    expect(noor.page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    noor.composer.press("Enter")
    noor.sees("Two")


def test_an_archived_chat_says_so_and_its_owner_opens_it_again(noor: Person, mika: Person) -> None:
    mika.start_group("Over", noor)
    noor.open("Over")
    patch(mika, conversation_path(mika), {"archived_at": "2026-11-20T09:00:00Z"})
    closed = noor.page.locator(".composer-closed")
    expect(closed).to_have_text("This group is archived. Mika can open it again.")
    expect(noor.composer).to_be_hidden()
    mika.page.get_by_role("button", name="Unarchive").click()
    expect(mika.composer).to_be_visible()
    expect(noor.composer).to_be_visible()


def open_composer_states(page: Page) -> None:
    """Text, a reply, the picker, a mention: each is looked at."""
    composer = page.locator("#composer-text")
    composer.press("Control+ArrowUp")
    composer.fill("With a reply")
    examine(page)
    composer.press("Escape")
    composer.fill("")
    composer.press_sequentially("@")
    expect(page.get_by_role("listbox", name="People to mention")).to_be_visible()
    examine(page)
    composer.fill("")
    page.get_by_role("button", name="Emoji", exact=True).click()
    expect(page.get_by_role("option").first).to_be_visible()
    examine(page)
    page.keyboard.press("Escape")
    composer.press("ArrowUp")
    expect(page.locator(".composer-strip")).to_contain_text("Edit message")
    examine(page)
    composer.press("Escape")


@pytest.mark.long
def test_the_composer_is_accessible_in_each_state(door: Door) -> None:
    noor = door.sign_up("Noor")
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    mika.start_group("Looked at", noor)
    mika.send("Something to answer")
    expect(mika.message("Something")).to_contain_text(re.compile("Sent|Delivered|Read"))
    open_composer_states(mika.page)
    phone = door.context(viewport=PHONE, touch=True, bypass_csp=True, signed_in_as=mika).new_page()
    phone.goto(mika.page.url)
    expect(phone.get_by_role("log")).to_contain_text("Something to answer")
    open_composer_states(phone)


def test_enter_while_composing_does_not_send(shared_door: Door, mika: Person) -> None:
    mika.start_chat(shared_door.someone("Yuki"))
    mika.composer.fill("にほん")
    mika.composer.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(mika.composer).to_have_value("にほん")
    expect(mika.log.get_by_role("article")).to_have_count(0)
