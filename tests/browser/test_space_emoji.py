"""Adding emoji on the settings of a space."""

import re
from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.hand import Hand
from tests.browser.people import Door
from tests.browser.rooms import call
from tests.browser.test_accessibility import examine, open_phone

# What a worker does with files that came.
_LOOK = """
import attachments.tasks
from chatty.core.jobs import runner
from chatty.core.jobs.models import Job
jobs = Job.objects.filter(name__startswith="attachments.", failed_at=None).order_by("id")
while job := jobs.first():
    runner._handlers[job.name](**job.arguments)
    job.delete()
"""
_LOADED = """() => {
  const image = document.querySelector(".emoji-picture");
  return image?.complete && image.naturalWidth === 64;
}"""


def picture(name: str) -> FilePayload:
    """A picture as somebody chooses it."""
    out = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


def choose(page: Page, name: str, hand: Hand) -> None:
    """Choose a picture, send it, and have it looked at."""
    page.get_by_label("Picture", exact=True).set_input_files(picture(name))
    page.get_by_role("button", name="Add emoji").click()
    expect(page.locator("#new-emoji-status")).to_have_text("The server looks at the picture.")
    hand.run(_LOOK)


def test_an_emoji_is_added_with_its_name(door: Door, hand: Hand) -> None:
    door.tolerate("status of 400")
    noor = door.sign_up("Noor")
    space = call(noor, "POST", "/spaces", {"name": "Boatyard"})["id"]
    settings = f"/s/{space}/settings/emoji"
    page = noor.page
    page.goto(settings)
    choose(page, "Tug Boat.png", hand)
    expect(page.get_by_role("listitem").filter(has_text=":tug_boat:")).to_be_visible()
    expect(page.get_by_role("img", name=":tug_boat:")).to_be_visible()
    page.wait_for_function(_LOADED)

    # A name that is taken: the picture stays sent, and waits for another.
    choose(page, "tug boat.png", hand)
    expect(page.locator("#new-emoji-error")).to_contain_text("There is an emoji :tug_boat:")
    name = page.get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    name.fill("ferry")
    name.press("Enter")
    expect(page.get_by_role("img", name=":ferry:")).to_be_visible()
    expect(page).to_have_url(re.compile("#emoji-"))

    phone = open_phone(door, signed_in_as=noor)
    phone.goto(settings)
    expect(phone.get_by_label("Picture", exact=True)).to_be_visible()
    examine(phone)
    phone.get_by_role("link", name="Edit :ferry:").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(":ferry:")
    examine(phone)
