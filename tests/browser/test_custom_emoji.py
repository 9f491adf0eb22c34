"""Emoji that a space has made its own: chosen and shown in its channels."""

from base64 import b64encode
from io import BytesIO

from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.hand import Hand
from tests.browser.people import Door, Person
from tests.browser.rooms import call
from tests.browser.spaces import Harbour, enter_channel, make_harbour
from tests.browser.test_accessibility import examine, open_phone

_PUT = """async ([upload, picture]) => {
  const body = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
  return (await fetch(upload.url, {method: "PUT", headers: upload.headers, body})).ok;
}"""
# What a worker does with a file that came, here with this one alone.
_LOOK = """
import attachments.tasks
from chatty.core.jobs import runner
from chatty.core.models import Job
jobs = Job.objects.filter(arguments__attachment_id={file!r}).order_by("id")
while job := jobs.first():
    runner._handlers[job.name](**job.arguments)
    job.delete()
"""
# Parts of the page come one after the other: when this one is asked for, what tells who reacted is
# here.
_ALL_CAME = "performance.getEntriesByType('resource').some(({name}) => /shortcut_sheet/.test(name))"
_STILL = "(node) => node.localName === 'canvas' && node.width === 64"
_LOADED = "(image) => image.complete && image.naturalWidth > 0"


def draw(colour: str, *, moves: bool) -> bytes:
    """A picture of one colour: a PNG, or a GIF that is white in turns."""
    out = BytesIO()
    first, second = (Image.new("RGB", (64, 64), one) for one in (colour, "white"))
    if moves:
        first.save(out, "GIF", save_all=True, append_images=[second], duration=200, loop=0)
    else:
        first.save(out, "PNG")
    return out.getvalue()


def add_emoji(hand: Hand, harbour: Harbour, name: str, *, moves: bool = False) -> str:
    """The id of an emoji that its owner gives the space."""
    owner, data = harbour.owner, draw("brown", moves=moves)
    kind = "image/gif" if moves else "image/png"
    details = {"file_name": "a", "mime_type": kind, "size": len(data)}
    begun = call(owner, "POST", "/attachments", {"space_id": harbour.id, **details})
    assert owner.page.evaluate(_PUT, [begun["upload"], b64encode(data).decode()])
    file = begun["attachment"]["id"]
    call(owner, "POST", f"/attachments/{file}/complete", {})
    hand.run(_LOOK.format(file=file))
    body = {"name": name, "attachment_id": file}
    made: str = call(owner, "POST", harbour.path("/emoji"), body)["id"]
    return made


def pill(person: Person, text: str, label: str) -> Locator:
    """A reaction to a message, by what it is called."""
    return person.message(text).get_by_role("button", name=label)


def is_seen(person: Person, text: str, name: str) -> None:
    """The picture of a reaction is there, and loaded."""
    image = person.message(text).get_by_role("img", name=f":{name}:")
    expect(image).to_have_count(1)
    person.page.wait_for_function(_LOADED, arg=image.element_handle())


def test_emoji_of_a_space_are_chosen_shown_renamed_and_removed(
    hand: Hand, noor: Person, mika: Person
) -> None:
    harbour = make_harbour(mika, "Boatyard", noor)
    boat = add_emoji(hand, harbour, "tug_boat")
    for person in (mika, noor):
        enter_channel(person, harbour, "general")
    page = mika.page
    mika.send("The tug is in")
    noor.sees("The tug is in")

    # By the keyboard alone, from the message to the emoji and back.
    mika.message("The tug is in").focus()
    page.keyboard.press("+")
    page.get_by_role("button", name="More emoji").press("Enter")
    search = page.get_by_role("combobox", name="Search emoji")
    expect(search).to_be_focused()
    group = page.get_by_role("dialog", name="Choose an emoji").get_by_role("group", name="Boatyard")
    expect(group.get_by_role("option")).to_have_count(1)
    page.keyboard.type("boat")
    expect(page.get_by_role("option", name=":tug_boat:")).to_be_visible()
    search.fill("tug")
    expect(page.get_by_role("option", name=":tug_boat:")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(mika.message("The tug is in")).to_be_focused()
    expect(pill(mika, "The tug is in", ":tug_boat:, 1 person")).to_have_attribute(
        "aria-pressed", "true"
    )
    is_seen(mika, "The tug is in", "tug_boat")

    # Everybody sees it, and who reacted is said with its name.
    theirs = pill(noor, "The tug is in", ":tug_boat:, 1 person")
    is_seen(noor, "The tug is in", "tug_boat")
    noor.choose("The tug is in", "Who reacted")
    dialog = noor.page.get_by_role("dialog", name="Reactions")
    expect(dialog.get_by_role("img", name=":tug_boat:")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    noor.page.wait_for_function(_ALL_CAME)
    theirs.hover()
    expect(noor.page.get_by_role("tooltip")).to_have_text("Mika reacted with :tug_boat:")
    theirs.click()
    expect(pill(mika, "The tug is in", ":tug_boat:, 2 people")).to_be_visible()

    # It stands among those that were chosen last, beside the next message.
    mika.send("And out again")
    mika.message("And out again").focus()
    page.keyboard.press("+")
    quick = page.get_by_role("group", name="Choose a reaction")
    quick.get_by_role("button", name=":tug_boat:").click()
    is_seen(noor, "And out again", "tug_boat")

    # What is written is text: it is not offered there.
    page.get_by_role("button", name="Emoji", exact=True).click()
    expect(page.get_by_role("group", name="Recent").get_by_role("option").first).to_be_visible()
    expect(page.get_by_role("option", name=":tug_boat:")).to_have_count(0)
    page.keyboard.press("Escape")

    call(mika, "PATCH", harbour.path(f"/emoji/{boat}"), {"name": "dinghy"})
    is_seen(noor, "The tug is in", "dinghy")
    call(mika, "DELETE", harbour.path(f"/emoji/{boat}"))
    gone = pill(noor, "And out again", "Removed emoji, 1 person")
    expect(gone).to_be_disabled()
    own = pill(noor, "The tug is in", "Removed emoji, 2 people")
    own.click()
    expect(pill(mika, "The tug is in", "Removed emoji, 1 person")).to_be_visible()


def test_they_fit_a_phone_and_are_heard(hand: Hand, door: Door, mika: Person) -> None:
    harbour = make_harbour(mika, "Slipway")
    for number in range(3):
        add_emoji(hand, harbour, f"rope_{number}", moves=number == 2)
    emoji = call(mika, "GET", harbour.path("/emoji"))["results"]
    harbour.say(mika, "general", "Made fast")
    room = harbour.channel("general")
    (message,) = call(mika, "GET", f"/conversations/{room}/messages?limit=1")["results"]
    for one in emoji:
        call(mika, "PUT", f"/messages/{message['id']}/reactions/custom:{one['id']}")
    page = open_phone(door, signed_in_as=mika)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/s/{harbour.id}/{room}")
    shown = page.get_by_role("article").filter(has_text="Made fast")
    expect(shown.get_by_role("button", name=":rope_2:, 1 person")).to_be_visible()
    # What moves is drawn once, and heard by its name as the others.
    still = shown.get_by_role("img", name=":rope_2:").element_handle()
    page.wait_for_function(_STILL, arg=still)
    expect(shown.locator("img")).to_have_count(2)
    shown.focus()
    page.keyboard.press("+")
    page.get_by_role("button", name="More emoji").click()
    expect(page.get_by_role("group", name="Slipway").get_by_role("option")).to_have_count(3)
    examine(page)
