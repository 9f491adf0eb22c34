"""What a message can begin with instead of being one, and what a server may not offer."""

import re

from playwright.sync_api import Locator, expect

from chatty.core.limits import limits
from tests.browser.hand import Hand
from tests.browser.people import Door, Person
from tests.browser.rooms import call, enter, make_group
from tests.browser.test_accessibility import examine
from tests.browser.test_panes import pane

# As an owner of the server does it, but for the reason and the audit log.
_OFFER = """
from chatty.core.clock import now
from conversations.models import FeatureRollout
for feature in ("threads", "polls", "scheduled", "disappearing", "forwards"):
    FeatureRollout.objects.update_or_create(
        feature=feature, defaults={{"percentage": {percentage}, "changed_at": now()}}
    )
"""


def offer(person: Person, hand: Hand, percentage: int) -> None:
    """Offer everything to so many in a hundred people, and wait until each process knows."""
    hand.run(_OFFER.format(percentage=percentage))
    person.page.wait_for_timeout(limits.features_cached_seconds * 1000 + 200)


def soon(person: Person) -> str:
    """In an hour."""
    at: str = person.page.evaluate("new Date(Date.now() + 3600e3).toISOString()")
    return at


def badge(person: Person) -> Locator:
    """The button in the composer that says how much waits to be sent."""
    return person.page.get_by_role("button", name=re.compile("scheduled message"))


def test_commands_are_offered_and_done_by_keyboard(door: Door, noor: Person) -> None:
    # Axe comes as a script, which our policy lets nobody add.
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    room = make_group(mika, "Commands", noor)
    enter(mika, room)
    page, composer = mika.page, mika.composer
    offered = page.get_by_role("listbox", name="Commands")
    composer.press_sequentially("/")
    options = offered.get_by_role("option")
    expect(options).to_have_text(
        [re.compile(f"^/{name}") for name in ("poll", "schedule", "invite", "mute", "leave")]
    )
    expect(composer).to_have_attribute("aria-activedescendant", "composer-text-list-0")
    examine(page)
    # In the midst of a text it is a stroke.
    composer.fill("")
    composer.press_sequentially("and /")
    expect(offered).to_be_hidden()
    composer.fill("")
    composer.press_sequentially("/p")
    expect(options).to_have_count(1)
    composer.press("Enter")
    dialog = page.get_by_role("dialog", name="New poll")
    expect(dialog.get_by_label("Question")).to_be_focused()
    page.keyboard.press("Escape")
    expect(composer).to_have_value("")
    composer.fill("/poll Where do we eat?")
    composer.press("Enter")
    expect(dialog.get_by_label("Question")).to_have_value("Where do we eat?")
    page.keyboard.press("Escape")
    # What is no command is a text, and so is a command that cannot be used.
    mika.send("/dance with me")
    mika.sees("/dance with me")
    composer.press_sequentially("/inv")
    composer.press("Tab")
    expect(page.get_by_role("heading", name="Invite links")).to_be_visible()
    page.keyboard.press("Escape")
    composer.fill("/mute")
    composer.press("Enter")
    expect(page.get_by_role("menu", name="Mute Commands")).to_be_visible()
    page.keyboard.press("Escape")
    composer.fill("/leave")
    composer.press("Escape")
    composer.press("Enter")
    leave = page.get_by_role("dialog", name="Leave this group?")
    leave.get_by_role("button", name="Cancel").click()
    mika.start_chat(noor)
    mika.send("/leave")
    mika.sees("/leave")


def test_what_is_sent_later_by_command_is_counted_on_every_device(
    noor: Person, mika: Person
) -> None:
    room = make_group(noor, "Later", mika)
    enter(noor, room)
    page, composer = noor.page, noor.composer
    expect(badge(noor)).to_have_count(0)
    composer.press_sequentially("/sch")
    composer.press("Enter")
    expect(composer).to_have_value("/schedule ")
    composer.press_sequentially("Soup at one")
    composer.press("Enter")
    menu = page.get_by_role("menu", name="Send later")
    expect(menu.get_by_role("menuitem", name="In 1 hour")).to_be_focused()
    expect(composer).to_have_value("Soup at one")
    page.keyboard.press("Enter")
    expect(composer).to_have_value("")
    expect(badge(noor)).to_have_accessible_name("1 scheduled message")
    badge(noor).click()
    rows = page.get_by_role("dialog", name="Scheduled messages").get_by_role("listitem")
    expect(rows).to_have_count(1)
    # Another device writes, changes and deletes; the open list follows.
    later = {"client_id": page.evaluate("crypto.randomUUID()"), "body": "Bread at two"}
    path = f"/conversations/{room}"
    one = call(noor, "POST", f"{path}/messages", {**later, "scheduled_at": soon(noor)})
    expect(rows).to_have_count(2)
    call(noor, "PATCH", f"/messages/{one['id']}", {"body": "Bread at three"})
    expect(rows.filter(has_text="Bread at three")).to_have_count(1)
    call(noor, "POST", f"/messages/{one['id']}/send-now")
    expect(rows).to_have_count(1)
    page.keyboard.press("Escape")
    expect(badge(noor)).to_have_accessible_name("1 scheduled message")
    (left,) = call(noor, "GET", f"{path}/scheduled")["results"]
    call(noor, "DELETE", f"/messages/{left['id']}")
    expect(badge(noor)).to_have_count(0)


def test_a_thread_is_written_in_like_a_chat(noor: Person, mika: Person) -> None:
    room = make_group(mika, "Thread tools", noor)
    enter(mika, room)
    mika.send("Who comes?")
    mika.choose("Who comes?", "Answer in a thread")
    field = pane(mika).get_by_role("textbox", name="Answer in this thread")
    field.press_sequentially("@noo")
    people = pane(mika).get_by_role("listbox", name="People to mention")
    expect(people.get_by_role("option")).to_have_count(1)
    field.press("Enter")
    expect(field).to_have_value(f"@{noor.username} ")
    field.press_sequentially("and :anchor")
    emoji = pane(mika).get_by_role("listbox", name="Emoji")
    expect(emoji.get_by_role("option").first).to_be_visible()
    # The first Escape closes the list, and not the thread.
    field.press("Escape")
    expect(emoji).to_be_hidden()
    field.fill("now")
    field.press("Control+a")
    field.press("Control+b")
    expect(field).to_have_value("**now**")
    pane(mika).get_by_role("button", name="Formatting").click()
    expect(pane(mika).get_by_role("toolbar", name="Formatting")).to_be_visible()
    # Commands are for the chat.
    field.fill("")
    field.press_sequentially("/")
    expect(pane(mika).get_by_role("listbox")).to_have_count(0)
    field.fill(f"@{noor.username} **now**")
    field.press("Control+Enter")
    expect(pane(mika).locator("strong").filter(has_text="now")).to_be_visible()


def test_what_is_not_offered_has_no_button_and_no_key(
    noor: Person, mika: Person, hand: Hand
) -> None:
    room = make_group(mika, "Plain", noor)
    enter(mika, room)
    page = mika.page
    mika.send("Hello")
    mika.choose("Hello", "Answer in a thread")
    field = pane(mika).get_by_role("textbox", name="Answer in this thread")
    field.fill("A draft")
    offer(mika, hand, 0)
    try:
        page.reload()
        # What was typed can be read.
        expect(pane(mika)).to_contain_text("Threads are not offered to you here.")
        expect(field).to_have_value("A draft")
        expect(field).not_to_be_editable()
        pane(mika).get_by_role("button", name="Close details").click()
        expect(page.get_by_role("button", name="Attach")).to_have_count(0)
        mika.message("Hello").focus()
        for key in ("t", "f"):
            page.keyboard.press(key)
        mika.message("Hello").click(button="right")
        menu = page.get_by_role("menu", name="Message")
        expect(menu.get_by_role("menuitem", name="Reply")).to_be_visible()
        for name in ("Answer in a thread", "Forward"):
            expect(menu.get_by_role("menuitem", name=re.compile(name))).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.get_by_role("complementary")).to_be_hidden()
        mika.composer.press_sequentially("/")
        options = page.get_by_role("listbox", name="Commands").get_by_role("option")
        expect(options).to_have_text(
            [re.compile(f"^/{one}") for one in ("invite", "mute", "leave")]
        )
        mika.composer.fill("Not now")
        mika.composer.press("Control+Shift+Enter")
        page.get_by_role("button", name="Send", exact=True).click(button="right")
        expect(page.get_by_role("menu")).to_have_count(0)
        page.keyboard.press("Control+/")
        sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
        expect(sheet).to_contain_text("Pin or unpin")
        expect(sheet).not_to_contain_text(re.compile("Forward|thread|Send later"))
        page.keyboard.press("Escape")
        expect(mika.composer).to_have_value("Not now")
    finally:
        offer(mika, hand, 100)
    page.reload()
    expect(page.get_by_role("button", name="Attach")).to_be_visible()
